"""BiGAN and ALI: a critic of pairs, whose opponents are the generator and an encoder of the whole latent.

D critic, G generator, E encoder; x a real sequence, v = (c, z) a latent, E(x) the encoder's latent. Its code
is one-hot (straight-through), like the codes that the generator gets. Otherwise D would recognise real pairs
by their soft codes alone. Before the adversarial stage, E and G may be trained as a variational autoencoder;
then they continue to reconstruct during that stage.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn

from sklearn_seqgan.closed_form.observed import by_parts
from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.heads import Head
from sklearn_seqgan.networks.latent_encoder import LatentEncoder
from sklearn_seqgan.networks.trunks.conv import ConvTrunk
from sklearn_seqgan.objectives.reconstruction import squared_errors
from sklearn_seqgan.systems._system import System, on_real_sequences
from sklearn_seqgan.training.architecture import AdversarialArchitecture
from sklearn_seqgan.training.averaging import AVERAGING, AveragedWeights
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.descent import descend, descend_both, update_critic
from sklearn_seqgan.training.encoded import CodedRows, EncodedRows, shortened
from sklearn_seqgan.training.latent import generate_new, one_hot
from sklearn_seqgan.training.loop import Stage
from sklearn_seqgan.training.reconstruction import Encoding as Seen
from sklearn_seqgan.training.reconstruction import Reconstruction, descend_beside_reconstruction
from sklearn_seqgan.training.settings import Settings
from sklearn_seqgan.training.state import TrainState

__all__ = ["ENCODERS", "BiGAN", "BiGANArchitecture", "BiGANSettings"]

ENCODERS = ("deterministic", "stochastic")
"""BiGAN (Donahue et al. 2016), and ALI (Dumoulin et al. 2016), whose noise part is a Gaussian."""

DROPPED = 0.3
"""Share of the resampled values that E's noise does not depend on in the reconstruction stage.

As in a denoising autoencoder: otherwise E and G memorise a few hundred sequences. For the same reason, mean
and log σ of E's noise are linear in the sequence.

References
----------
Vincent, Larochelle, Bengio & Manzagol (2008), Extracting and composing robust features with denoising
autoencoders.
"""

SQUASH = {"normal": lambda z: z, "uniform": torch.sigmoid}
"""By noise prior: the function that maps the encoder's noise to the prior's support."""


@dataclass(frozen=True, kw_only=True)
class BiGANArchitecture(AdversarialArchitecture):
    encoder: str
    filters: int
    kernel_size: int
    n_conv_layers: int


@dataclass(frozen=True, kw_only=True)
class BiGANSettings(Settings):
    real_information_weight: float
    supervised_weight: float
    reconstruction_steps: int


class Encoding(NamedTuple):
    """Output of the encoder.

    Attributes
    ----------
    logits : Tensor of shape (batch, n_codes)
    code : Tensor of shape (batch, n_codes)
        The likeliest code, one-hot, with the gradient of the softmax.
    mean, log_deviation : Tensor of shape (batch, noise_dim)
        Of the noise given the code, before `squash`.
    """

    logits: Tensor
    code: Tensor
    mean: Tensor
    log_deviation: Tensor


class BiGAN(System):
    """G, D on pairs (x, v), and E. D and E are opponents, so each has its own trunk.

    Parameters
    ----------
    a : BiGANArchitecture
    """

    Architecture = BiGANArchitecture
    Settings = BiGANSettings
    learns_in = ("reconstruction", "adversarial")

    def __init__(self, a: BiGANArchitecture):
        super().__init__(a)
        self.n_codes, self.is_stochastic = a.n_codes, a.encoder == "stochastic"
        self.squash = SQUASH[a.noise_prior]
        convolutions = a.n_channels, a.filters, a.kernel_size, a.n_conv_layers
        self.trunk = ConvTrunk(*convolutions)
        self.pair = nn.Linear(a.filters + a.n_codes + a.noise_dim, a.hidden_units)
        self.critic = Head(a.hidden_units, a.hidden_units, 1)
        self.own_trunk = ConvTrunk(*convolutions)
        self.encoder = Head(a.filters, a.hidden_units, a.n_codes)
        self.latent_encoder = LatentEncoder(a.n_channels, a.n_codes, a.noise_dim, hidden_units=0)

    @property
    def critic_parts(self):
        return [self.trunk, self.pair, self.critic]

    @property
    def encoder_parts(self):
        return [self.own_trunk, self.encoder, self.latent_encoder]

    def score_pair(self, x: Batch, v: Tensor) -> Tensor:
        """D(x, v), shape (batch,)."""
        joint = torch.tanh(self.pair(torch.cat([self.trunk(x), v], dim=1)))
        return self.critic(joint).squeeze(1)

    def score(self, x: Batch) -> Tensor:
        """D(x, E(x)), shape (batch,)."""
        return self.score_pair(x, self.latent(x))

    def encode(self, x: Batch) -> Encoding:
        """E(x)."""
        logits = self.code_logits(x)
        code = straight_through(logits)
        return Encoding(logits, code, *self.latent_encoder(x, code))

    def encode_in_part(self, x: Batch, known: Tensor, rng: torch.Generator) -> Seen:
        """E(x), with noise from a random share of the values, which are divided by that share.

        Parameters
        ----------
        x : Batch
        known : Tensor of shape (batch,), int64
            Known codes, negative where unknown; they replace the likeliest ones.
        rng : torch.Generator
        """
        likeliest = straight_through(self.code_logits(x))
        code = torch.where(known[:, None] >= 0, one_hot(known, self.n_codes).to(likeliest.dtype), likeliest)
        kept = x.draw(torch.rand, self.latent_encoder.n_values, rng=rng) >= DROPPED
        return Seen(x, code, *self.latent_encoder(x, code, kept / (1 - DROPPED)))

    def draw(self, x: Batch, rng: torch.Generator) -> Tensor:
        """v ~ E(v | x), shape (batch, n_codes + noise_dim), differentiable with respect to E."""
        _, code, noise, log_deviation = self.encode(x)
        if self.is_stochastic:
            normal = x.draw(torch.randn, noise.shape[1], rng=rng)
            noise = noise + log_deviation.exp() * normal
        return torch.cat([code, self.squash(noise)], dim=1)

    def latent(self, x: Batch) -> Tensor:
        """The likeliest code, one-hot, and the noise at its mean, shape (batch, n_codes + noise_dim)."""
        _, code, mean, _ = self.encode(x)
        return torch.cat([code, self.squash(mean)], dim=1)

    def code_logits(self, x: Batch) -> Tensor:
        """log p_E(c | x) up to a constant, shape (batch, n_codes)."""
        return self.encoder(self.own_trunk(x))

    codes = code_logits

    def codes_and_noise(self, x: Batch) -> Tensor:
        """Logits, and the noise at its mean, shape (batch, n_codes + noise_dim)."""
        logits, _, mean, _ = self.encode(x)
        return torch.cat([logits, self.squash(mean)], dim=1)

    def code_features(self, x: Batch) -> Tensor:
        """The encoder's last hidden layer, shape (batch, hidden_units)."""
        return self.encoder.features(self.own_trunk(x))

    def stages(self, s: TrainState, data: TrainingSet, max_steps: int) -> Iterator[Stage]:
        """Reconstruction of all rows in a first fit, if requested; then the adversarial stage."""
        n_steps = s.settings.reconstruction_steps
        if n_steps == 0:
            yield from super().stages(s, data, max_steps)
            return
        if not s.resumed:
            weights = [w for part in self.encoder_parts for w in part.parameters()]
            rows = torch.arange(len(data), device=data.device)
            look = partial(self._look, s)
            reconstruction = Reconstruction(s, look, weights, rows, n_steps, self._beside)
            yield reconstruction.stage()
            reconstruction.average.take_effect()
        self._find_priors(s, data)
        average = AveragedWeights(self.generator, AVERAGING)
        yield Stage("adversarial", average.after(self.step), max_steps, (average,))
        average.take_effect()
        if max_steps > 0:
            self._find_priors(s, data)

    def _look(self, s, data, rows):
        x = shortened(data.part(rows))
        return self.encode_in_part(x, data.targets[x.of(rows)], s.rng)

    @staticmethod
    def _beside(s, data):
        """Loss of E on labels and on the proportions of the codes, during reconstruction."""
        x = data.draw(s.settings.batch_size, s.rng)
        return on_real_sequences(s, x, *data.draw_labeled(s.settings.batch_size, s.rng))

    @torch.no_grad()
    def _find_priors(self, s, data):
        """Fit the priors of the noise, to E's latents, and of the residuals that G leaves."""
        rows = torch.arange(len(data), device=data.device)

        def codes_of(mine):
            return by_parts(lambda some: self.code_logits(data.read(some)), mine).argmax(1)

        found = data.everywhere(codes_of, rows)
        codes = torch.where(data.targets >= 0, data.targets, found)
        encoded = EncodedRows.of(self.latent_encoder, data, CodedRows(rows, codes, self.n_codes))
        residuals = encoded.residual_noise(self.generator, data, s.rng)
        s.priors = s.priors._replace(latents=encoded.latent_prior(), residuals=residuals)

    def step(self, s: TrainState, data: TrainingSet) -> dict[str, Tensor]:
        """n_critic critic steps, one step of the generator and one of the encoder."""
        n = s.settings.batch_size
        for _ in range(s.settings.n_critic):
            values = critic_step(s, data.draw(n, s.rng))
        kept = data.draw(n, s.rng) if s.settings.reconstruction_steps else None
        values |= generator_step(s, kept)
        x, labeled = data.draw(n, s.rng), data.draw_labeled(n, s.rng)
        return values | encoder_step(s, x, *labeled)

    @staticmethod
    def encoder_losses(settings, has_labels):
        """E always learns as an opponent of D."""
        return {"adversarial": 1.0}


def straight_through(logits: Tensor) -> Tensor:
    """One-hot of the likeliest code, with the gradient of the softmax.

    References
    ----------
    Bengio, Léonard & Courville (2013), Estimating or propagating gradients through stochastic
    neurons. arXiv:1308.3432
    """
    soft = logits.softmax(1)
    hard = one_hot(logits.argmax(1), logits.shape[1]).to(soft.dtype)
    return hard + (soft - soft.detach())


def critic_step(s: TrainState, x: Batch) -> dict[str, Tensor]:
    """min_D E[D(G(v), v)] − E[D(x, E(x))]  (eq. 5 with the loss of eq. 2, or another of ``LOSSES``)."""
    with torch.no_grad():
        fake, v = generated_pair(s, x.n_joint, x.part)
        encoded = s.networks.draw(x, s.rng)
    D = s.networks.score_pair
    return update_critic(s, D(x, encoded), D(fake, v), D, (x, encoded), (fake, v))


def generator_step(s: TrainState, kept: Batch | None = None) -> dict[str, Tensor]:
    """min_G −E[D(G(v), v)], alongside E‖G(E(x)) − x‖² of the `kept` sequences."""
    fake, v = generated_pair(s, s.settings.batch_size, s.ranks.part(s.settings.batch_size))
    loss = fake.weigh(s.loss.opponent(s.networks.score_pair(fake, v)))
    values = {"generator_loss": loss.detach()}
    if kept is None:
        descend(s.optimizers["generator"], loss)
        return values
    latent = s.networks.latent(kept).detach().split([len(s.priors.code), s.priors.noise_dim], dim=1)
    return values | descend_beside_reconstruction(s, fake, loss, kept, *latent)


def encoder_step(
    s: TrainState, x: Batch, x_labeled: Batch, y: Tensor, factors: Tensor | None = None
) -> dict[str, Tensor]:
    """min_E E[D(x, E(x))] + λ_S CE(E(x_l), y) + λ_R [E_x H(E(x)) + KL(E_x E(x) ‖ p(c))].

    After a reconstruction stage, alongside E‖G(E(x)) − x‖².
    """
    v = s.networks.draw(x, s.rng)
    adversarial = x.weigh(s.loss.opponent(-s.networks.score_pair(x, v)))
    real, values = on_real_sequences(s, x, x_labeled, y, factors)
    if s.settings.reconstruction_steps:
        error = x.weigh(squared_errors(s.networks.generate_from(v, x.lengths, x.n_time_steps), x))
        descend_both(s.optimizers["encoder"], (error, v), (adversarial, v), real, batches=(x, x))
    else:
        descend(s.optimizers["encoder"], adversarial + real)
    return values | {"encoder_loss": adversarial.detach()}


def generated_pair(s, n, part):
    fake, latent = generate_new(s.networks.generator, s.priors, n, s.rng, part)
    return fake, latent.vector(len(s.priors.code))
