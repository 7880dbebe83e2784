"""A training stage with the generator as the decoder of a variational autoencoder.

q(z | x, c) sees a whole sequence, and G(c, z) reconstructs it. G is fed only its own output, and never a true
value. The stage leaves behind q, and G with averaged weights.

References
----------
Kingma & Welling (2014), Auto-encoding variational Bayes. arXiv:1312.6114
Petrovich, Black & Varol (2021), Action-conditioned 3D human motion synthesis with transformer VAE (ACTOR).
arXiv:2104.05670
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.objectives.reconstruction import divergence_from_normal, squared_errors
from sklearn_seqgan.training.adam import Adam
from sklearn_seqgan.training.averaging import AveragedWeights
from sklearn_seqgan.training.descent import LARGEST_NORM, descend, descend_both
from sklearn_seqgan.training.loop import Stage
from sklearn_seqgan.training.state import TrainState

__all__ = ["Encoding", "Reconstruction", "descend_beside_reconstruction"]

RATE, BETAS, BATCH = 8e-3, (0.9, 0.99), 32
WARM_UP = 20
"""Steps over which the learning rate rises."""

DECAY, LAST_RATE = 0.4, 0.05
"""Share of the steps over which the rate falls linearly, and the share of the rate that is left."""

DIVERGENCE_WEIGHT = 1e-4

AVERAGING = 0.99

ADVICE = "The rate of this stage is fixed: look for outliers in X, or set reconstruction_steps=0."
"""Advice if a loss diverges."""


class Encoding(NamedTuple):
    """Some sequences, and q(z | x, c) of each.

    Attributes
    ----------
    x : Batch
    code : Tensor of shape (batch, n_codes)
    mean, log_deviation : Tensor of shape (batch, noise_dim)
    """

    x: Batch
    code: Tensor
    mean: Tensor
    log_deviation: Tensor


def nothing(s, data) -> tuple[float, dict]:
    """No loss, and no values."""
    return 0.0, {}


class Reconstruction:
    """q and G, their optimiser, and G's averaged weights.

    Parameters
    ----------
    s : TrainState
        Its generator is trained, using its random stream.
    encode : callable from (training set, indices) to an `Encoding`
        q. Indices refer to `rows`.
    weights : iterable of Parameter
        Weights of q.
    rows : Tensor of shape (n,), int64
        Training sequences that are reconstructed.
    n_steps : int
    beside : callable from (state, training set) to a loss and values, default=None
        A further loss for q.

    Raises
    ------
    ValueError
        If there are no rows.
    """

    def __init__(self, s, encode, weights, rows: Tensor, n_steps: int, beside=nothing):
        if len(rows) == 0:
            raise ValueError(
                "reconstruction_steps needs sequences with a code, and there is no label: give some, or take "
                "trunk='random-convolution', whose encoder has codes by then, or reconstruction_steps=0."
            )
        self.generator, self.encode, self.beside = s.networks.generator, encode, beside
        self.rows, self.n_steps = rows, n_steps
        device = s.rng.device
        moved = [*self.generator.parameters(), *weights]
        self.optimizer = Adam(moved, torch.zeros((), device=device), BETAS, s.ranks)
        self.average = AveragedWeights(self.generator, AVERAGING)
        self._taken = torch.zeros(1, dtype=torch.long, device=device)  # a CUDA graph counts nothing itself
        self._rates = torch.tensor([RATE * share_of_rate(i, n_steps) for i in range(n_steps)], device=device)
        self._decays = torch.tensor(
            [min(AVERAGING, i / (9 + i)) for i in range(1, n_steps + 1)], device=device
        )

    def step(self, s, data) -> dict[str, Tensor]:
        """min_{G, q} E‖G(c, z) − x‖² + E‖ΔG(c, z) − Δx‖² + β KL(q(z | x, c) ‖ N(0, I)), z ~ q."""
        self.optimizer.learning_rate.copy_(self._rates[self._taken].squeeze(0))
        x, code, mean, log_deviation = self.encode(data, self._draw(s, data))
        z = mean + log_deviation.exp() * x.draw(torch.randn, mean.shape[1], rng=s.rng)
        error = x.weigh(squared_errors(self.generator(code, z, x.lengths, x.n_time_steps), x))
        divergence = x.weigh(divergence_from_normal(mean, log_deviation))
        loss, values = self.beside(s, data)
        descend(self.optimizer, error + DIVERGENCE_WEIGHT * divergence + loss, self._clip)
        self.average.update(self._decays[self._taken].squeeze(0))
        self._taken += 1
        return {
            "reconstruction_loss": error.detach(),
            "latent_divergence": divergence.detach(),
            **values,
        }

    def stage(self) -> Stage:
        """The stage with all steps."""
        return Stage("reconstruction", self.step, self.n_steps, (self,), counted=False, advice=ADVICE)

    def state(self) -> dict:
        """What the steps have changed besides the networks, for `load`."""
        return {"optimizer": self.optimizer.state(), "average": self.average.state(), "taken": self._taken}

    def load(self, state: dict) -> None:
        """Restore the state of another instance for the same networks."""
        self.optimizer.load(state["optimizer"])
        self.average.load(state["average"])
        self._taken.copy_(state["taken"])

    def _draw(self, s, data):
        """Rows of similar length: four times as many are drawn and sorted, and a random quarter is used."""
        n = min(BATCH, len(self.rows))
        drawn = torch.randint(len(self.rows), (4 * n,), generator=s.rng, device=s.rng.device)
        quarters = drawn[data.lengths[self.rows[drawn]].argsort(stable=True)].view(4, n)
        return quarters[torch.randint(4, (1,), generator=s.rng, device=s.rng.device)].squeeze(0)

    def _clip(self):
        nn.utils.clip_grad_norm_(self.generator.parameters(), LARGEST_NORM)


def share_of_rate(taken: int, n_steps: int) -> float:
    """Share of the learning rate after some steps: it rises at first, and falls at the end."""
    rising = min(1.0, (taken + 1) / WARM_UP)
    falling = min(1.0, (1 - taken / n_steps) / DECAY)
    return rising * max(LAST_RATE, falling)


def descend_beside_reconstruction(
    s: TrainState, fake: Batch, loss: Tensor, x: Batch, code: Tensor, z: Tensor
) -> dict[str, Tensor]:
    """One update of G by `loss`, its gradient at the output scaled to the length of the reconstruction's."""
    again = s.networks.generator(code, z, x.lengths, x.n_time_steps)
    error = x.weigh(squared_errors(again, x))
    pairs = (error, again.values), (loss, fake.values)
    descend_both(s.optimizers["generator"], *pairs, batches=(x, fake))
    return {"reconstruction_loss": error.detach()}
