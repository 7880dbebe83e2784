"""A stage of training: the generator as the decoder of a variational autoencoder.

q(z | x, c) looks at a whole sequence and G(c, z) makes it again, running on its own output all the way: no
true value is ever fed to it. What is left of the stage is G, with averaged weights, and the prior of z that
its latents give. What the codes are is the caller's.

References
----------
Kingma & Welling (2014), Auto-encoding variational Bayes. arXiv:1312.6114
Petrovich, Black & Varol (2021), Action-conditioned 3D human motion synthesis with transformer VAE (ACTOR).
arXiv:2104.05670
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.latent_encoder import LatentEncoder
from sklearn_seqgan.networks.seeding import build_seeded
from sklearn_seqgan.objectives.reconstruction import divergence_from_normal, squared_errors
from sklearn_seqgan.priors.latents import LatentPrior
from sklearn_seqgan.training.adam import Adam
from sklearn_seqgan.training.latent import one_hot

__all__ = ["Reconstruction"]

RATE, BETAS, BATCH = 8e-3, (0.9, 0.99), 32
WARM_UP = 20
"""Steps over which the rate rises."""

DECAY, LAST_RATE = 0.4, 0.05
"""Share of the steps over which the rate falls linearly, and the share of it that is left."""

DIVERGENCE_WEIGHT = 1e-4
LARGEST_NORM = 1.0
"""Of the generator's gradient."""

AVERAGING = 0.99
SEED = 4
"""Added to the seed of the setup."""

_ROWS = 64


class Reconstruction:
    """q and G, their optimiser, and G's averaged weights.

    Parameters
    ----------
    s : TrainState
        Its generator is moved, by its random stream.
    data : TrainingSet
    rows : Tensor of shape (n,), int64
        Training sequences that have a code.
    codes : Tensor of shape (n,), int64
    n_steps : int

    Raises
    ------
    ValueError
        If no sequence has a code.
    """

    def __init__(self, s, data, rows: Tensor, codes: Tensor, n_steps: int):
        if len(rows) == 0:
            raise ValueError(
                "reconstruction_steps needs sequences with a code, and there is no label: give some, or take "
                "trunk='random-convolution', whose encoder has codes by then."
            )
        self.generator, self.n_steps = s.networks.generator, n_steps
        self.rows, self.codes, self.n_codes = rows, codes, len(s.priors.code)
        sizes = s.networks.generator.readout.out_features, self.n_codes, s.priors.noise_dim
        seed = torch.Generator().manual_seed(s.setup_seed + SEED)
        self.encoder = build_seeded(lambda: LatentEncoder(*sizes), seed).to(s.rng.device)
        weights = [*self.generator.parameters(), *self.encoder.parameters()]
        self.optimizer = Adam(weights, RATE, BETAS)
        self.average = [w.detach().clone() for w in self.generator.parameters()]
        self.longest = torch.tensor(float(data.n_time_steps), device=s.rng.device)
        self._waiting, self._taken = [], 0

    def step(self, s, data) -> dict[str, Tensor]:
        """min_{G, q} E‖G(c, z) − x‖² + E‖ΔG(c, z) − Δx‖² + β KL(q(z | x, c) ‖ N(0, I)), z ~ q."""
        self.optimizer.learning_rate = RATE * self._share_of_rate()
        some = self._draw(s, data)
        x, code = self._look(data, some)
        mean, log_deviation = self.encoder(x, code, self.longest)
        z = mean + log_deviation.exp() * torch.randn(mean.shape, generator=s.rng, device=s.rng.device)
        again = self.generator(code, z, x.lengths, x.n_time_steps)
        error = squared_errors(again, x)
        divergence = divergence_from_normal(mean, log_deviation)
        self._descend(error + DIVERGENCE_WEIGHT * divergence)
        return {"reconstruction_loss": error.detach(), "latent_divergence": divergence.detach()}

    @torch.no_grad()
    def finish(self, data) -> LatentPrior:
        """Give G its averaged weights, and the prior of its noise."""
        for weight, average in zip(self.generator.parameters(), self.average, strict=True):
            weight.copy_(average)
        found = [self.encoder(*self._look(data, i), self.longest) for i in self._all().split(_ROWS)]
        mean, log_deviation = (torch.cat(parts) for parts in zip(*found, strict=True))
        return LatentPrior.fit(mean, (2 * log_deviation).exp(), self.codes, self.n_codes)

    def _all(self):
        return torch.arange(len(self.rows), device=self.rows.device)

    def _look(self, data, some):
        """Sequences, cut to the longest of them, and their codes, one-hot."""
        x = data.batch(self.rows[some])
        if x.values.device.type == "cpu":  # a GPU would wait for the length
            x = x.replace(x.values[:, : int(x.lengths.max())])
        return x, one_hot(self.codes[some], self.n_codes).to(x.values.dtype)

    def _draw(self, s, data):
        """A batch of like length: of four batches that were drawn and sorted, in random order."""
        if not self._waiting:
            n = len(self.rows)
            drawn = torch.randint(n, (4 * min(BATCH, n),), generator=s.rng, device=s.rng.device)
            batches = drawn[data.lengths[self.rows[drawn]].argsort(stable=True)].chunk(4)
            order = torch.randperm(4, generator=s.rng, device=s.rng.device).tolist()
            self._waiting = [batches[i] for i in order]
        return self._waiting.pop()

    def _share_of_rate(self):
        rising = min(1.0, (self._taken + 1) / WARM_UP)
        falling = min(1.0, (1 - self._taken / self.n_steps) / DECAY)
        return rising * max(LAST_RATE, falling)

    def _descend(self, loss):
        weights = self.optimizer.weights
        gradients = torch.autograd.grad(loss, weights)
        for weight, gradient in zip(weights, gradients, strict=True):
            weight.grad = gradient
        nn.utils.clip_grad_norm_(self.generator.parameters(), LARGEST_NORM)
        self.optimizer.step()
        self._taken += 1
        share = 1 - min(AVERAGING, self._taken / (9 + self._taken))
        torch._foreach_lerp_(self.average, [w.detach() for w in self.generator.parameters()], share)
