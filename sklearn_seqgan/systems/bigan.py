"""BiGAN and ALI: a critic of pairs, and an encoder of the whole latent that is its opponent.

D critic, G generator, E encoder; x a real sequence, v = (c, z) a latent, E(x) the encoder's. Its code is
straight-through one-hot, like the codes that the generator gets: else D would tell real pairs by their
softness alone.
"""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.heads import Head
from sklearn_seqgan.networks.trunks.conv import ConvTrunk
from sklearn_seqgan.systems._system import System, on_real_sequences
from sklearn_seqgan.training.architecture import AdversarialArchitecture
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.descent import descend, update_critic
from sklearn_seqgan.training.latent import draw_latent, generate, one_hot
from sklearn_seqgan.training.settings import Settings
from sklearn_seqgan.training.state import TrainState

__all__ = ["ENCODERS", "BiGAN", "BiGANArchitecture", "BiGANSettings"]

ENCODERS = ("deterministic", "stochastic")
"""BiGAN (Donahue et al. 2016), and ALI (Dumoulin et al. 2016), whose noise part is a Gaussian."""

SQUASH = {"normal": lambda z: z, "uniform": torch.sigmoid}
"""By noise prior: what takes the encoder's noise to where the prior lives."""


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


class Encoding(NamedTuple):
    """What the encoder gives.

    Attributes
    ----------
    logits : Tensor of shape (batch, n_codes)
    mean, log_variance : Tensor of shape (batch, noise_dim)
        Of the noise before it is squashed; a deterministic encoder's log_variance is empty.
    """

    logits: Tensor
    mean: Tensor
    log_variance: Tensor


class BiGAN(System):
    """G, D on pairs (x, v) and E, with a trunk each: D and E are opponents.

    Parameters
    ----------
    a : BiGANArchitecture
    """

    Architecture = BiGANArchitecture
    Settings = BiGANSettings

    def __init__(self, a: BiGANArchitecture):
        super().__init__(a)
        self.sizes = [a.n_codes, a.noise_dim, a.noise_dim if a.encoder == "stochastic" else 0]
        self.squash = SQUASH[a.noise_prior]
        convolutions = a.n_channels, a.filters, a.kernel_size, a.n_conv_layers
        self.trunk = ConvTrunk(*convolutions)
        self.pair = nn.Linear(a.filters + a.n_codes + a.noise_dim, a.hidden_units)
        self.critic = Head(a.hidden_units, a.hidden_units, 1)
        self.own_trunk = ConvTrunk(*convolutions)
        self.encoder = Head(a.filters, a.hidden_units, sum(self.sizes))

    @property
    def critic_parts(self):
        return [self.trunk, self.pair, self.critic]

    @property
    def encoder_parts(self):
        return [self.own_trunk, self.encoder]

    def score_pair(self, x: Batch, v: Tensor) -> Tensor:
        """D(x, v), shape (batch,)."""
        joint = torch.tanh(self.pair(torch.cat([self.trunk(x), v], dim=1)))
        return self.critic(joint).squeeze(1)

    def score(self, x: Batch) -> Tensor:
        """D(x, E(x)), shape (batch,)."""
        return self.score_pair(x, self.latent(x))

    def encode(self, x: Batch) -> Encoding:
        """E(x)."""
        return Encoding(*self.encoder(self.own_trunk(x)).split(self.sizes, dim=1))

    def draw(self, x: Batch, rng: torch.Generator) -> Tensor:
        """v ~ E(v | x), shape (batch, n_codes + noise_dim), with a gradient towards E."""
        logits, mean, log_variance = self.encode(x)
        if log_variance.shape[1]:
            normal = torch.randn(mean.shape, generator=rng, device=rng.device)
            mean = mean + (log_variance / 2).exp() * normal
        return self._vector(logits, mean)

    def latent(self, x: Batch) -> Tensor:
        """The likeliest code, one-hot, and the noise at its mean, shape (batch, n_codes + noise_dim)."""
        logits, mean, _ = self.encode(x)
        return self._vector(logits, mean)

    def _vector(self, logits, noise):
        return torch.cat([straight_through(logits), self.squash(noise)], dim=1)

    def code_logits(self, x: Batch) -> Tensor:
        """log p_E(c | x) up to a constant, shape (batch, n_codes)."""
        return self.encode(x).logits

    codes = code_logits

    def codes_and_noise(self, x: Batch) -> Tensor:
        """Logits, and the noise at its mean, shape (batch, n_codes + noise_dim)."""
        logits, mean, _ = self.encode(x)
        return torch.cat([logits, self.squash(mean)], dim=1)

    def code_features(self, x: Batch) -> Tensor:
        """The encoder's last hidden layer, shape (batch, hidden_units)."""
        return self.encoder.features(self.own_trunk(x))

    def reconstruct(self, x: Batch) -> Tensor:
        """G(E(x)) over the time steps of x, shape (batch, T, F)."""
        code, noise = self.latent(x).split(self.sizes[:2], dim=1)
        return self.generator(code, noise, x.lengths, x.n_time_steps).values

    def step(self, s: TrainState, data: TrainingSet) -> dict[str, Tensor]:
        """n_critic critic steps, one step of the generator and one of the encoder."""
        n = s.settings.batch_size
        for _ in range(s.settings.n_critic):
            values = critic_step(s, data.draw(n, s.rng))
        values |= generator_step(s)
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
        fake, v = generated_pair(s, len(x))
        encoded = s.networks.draw(x, s.rng)
    D = s.networks.score_pair
    return update_critic(s, D(x, encoded), D(fake, v), D, (x, encoded), (fake, v))


def generator_step(s: TrainState) -> dict[str, Tensor]:
    """min_G −E[D(G(v), v)]."""
    loss = s.loss.opponent(s.networks.score_pair(*generated_pair(s, s.settings.batch_size)))
    descend(s.optimizers["generator"], loss)
    return {"generator_loss": loss.detach()}


def encoder_step(s: TrainState, x: Batch, x_labeled: Batch, y: Tensor) -> dict[str, Tensor]:
    """min_E E[D(x, E(x))] + λ_S CE(E(x_l), y) + λ_R [E_x H(E(x)) + KL(E_x E(x) ‖ p(c))]."""
    adversarial = s.loss.opponent(-s.networks.score_pair(x, s.networks.draw(x, s.rng)))
    real, values = on_real_sequences(s, x, x_labeled, y)
    descend(s.optimizers["encoder"], adversarial + real)
    return values | {"encoder_loss": adversarial.detach()}


def generated_pair(s, n):
    latent = draw_latent(s.priors, n, s.rng)
    fake = generate(s.networks.generator, s.priors, latent, s.rng)
    return fake, latent.vector(len(s.priors.code))
