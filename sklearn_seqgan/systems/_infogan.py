"""A training step of InfoGAN, as the equations say it, whatever its trunk.

Notation: D critic, G generator, E encoder; x a real sequence, G(c, z) a generated
one; λ_I, λ_E, λ_S, λ_R the weights ``information_weight``,
``encoder_information_weight``, ``supervised_weight`` and
``real_information_weight``. Each of the three updates moves the weights of its own optimiser and
no others (the singular vectors of the spectral norm follow at every look), and
gives detached values, so nothing waits for the device.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from sklearn_seqgan.networks.batch import Batch, join
from sklearn_seqgan.objectives.information import code_cross_entropy, continuous_code_loss
from sklearn_seqgan.priors import entropy
from sklearn_seqgan.systems._system import System
from sklearn_seqgan.training.architecture import AdversarialArchitecture
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.descent import descend, keep_critic_lipschitz, update_critic
from sklearn_seqgan.training.latent import Latent, draw_latent, generate
from sklearn_seqgan.training.loop import Stage
from sklearn_seqgan.training.reconstruction import Reconstruction
from sklearn_seqgan.training.settings import Settings
from sklearn_seqgan.training.state import TrainState

__all__ = [
    "InfoGAN",
    "InfoGANArchitecture",
    "InfoGANSettings",
    "Posterior",
    "continuous_term",
    "critic_step",
    "generator_step",
]


@dataclass(frozen=True, kw_only=True)
class InfoGANArchitecture(AdversarialArchitecture):
    trunk: str
    n_continuous_codes: int


@dataclass(frozen=True, kw_only=True)
class InfoGANSettings(Settings):
    information_weight: float
    encoder_information_weight: float
    real_information_weight: float
    supervised_weight: float
    reconstruction_steps: int


class Posterior(NamedTuple):
    """What an encoder gives.

    Attributes
    ----------
    logits : Tensor of shape (batch, n_codes)
        Of the discrete codes, up to a constant.
    continuous : Tensor of shape (batch, 2 n_continuous_codes)
        Means, then logarithms of the variances.
    """

    logits: Tensor
    continuous: Tensor


class InfoGAN(System):
    """G, D and E with the steps of eq. 2 and 3; trunk and encoder are a subclass's.

    A subclass also has `posterior` and `codes`.
    """

    Settings = InfoGANSettings

    def posterior(self, x: Batch) -> Posterior:
        """p_E of all codes, with a gradient towards x."""
        raise NotImplementedError

    def score_and_posterior(self, x: Batch) -> tuple[Tensor, Posterior]:
        """Both with a gradient towards x."""
        raise NotImplementedError

    def encoder_loss(
        self, s: TrainState, fake: Batch, latent: Latent, x: Batch, data: TrainingSet
    ) -> tuple[Tensor, dict]:
        """What E descends to, from generated sequences with their latents and real ones, and values."""
        raise NotImplementedError

    def rows_with_codes(self, s: TrainState, data: TrainingSet) -> tuple[Tensor, Tensor]:
        """Rows of the training set that have a code before the adversarial stage, and their codes."""
        return data.labeled_rows, data.targets[data.labeled_rows]

    def stages(self, s: TrainState, data: TrainingSet, max_steps: int) -> Iterator[Stage]:
        """Reconstruction in a first fit, if it is wanted; then the adversarial stage."""
        n_steps = s.settings.reconstruction_steps
        if n_steps > 0 and not s.resumed:
            reconstruction = Reconstruction(s, data, *self.rows_with_codes(s, data), n_steps)
            yield Stage("reconstruction", reconstruction.step, n_steps, counted=False, waits=True)
            s.priors = s.priors._replace(latents=reconstruction.finish(data))
        yield from super().stages(s, data, max_steps)

    def step(self, s: TrainState, data: TrainingSet) -> dict[str, Tensor]:
        """n_critic critic steps, one generator step, one encoder step if it has anything to descend."""
        for _ in range(s.settings.n_critic):
            x = data.draw(s.settings.batch_size, s.rng)
            values = critic_step(s, x)
        latent = draw_latent(s.priors, s.settings.batch_size, s.rng)
        fake = generate(self.generator, s.priors, latent, s.rng)
        values |= generator_step(s, fake, latent)
        if "encoder" in s.optimizers:
            values |= self._encoder_step(s, fake.detach(), latent, x, data)
        return values

    def _encoder_step(self, s, fake, latent, x, data):
        loss, values = self.encoder_loss(s, fake, latent, x, data)
        if loss.requires_grad:
            descend(s.optimizers["encoder"], loss)
        keep_critic_lipschitz(s)  # E has moved a shared trunk
        return values


def critic_step(s: TrainState, x: Batch) -> dict[str, Tensor]:
    """min_D E[D(G(c, z))] − E[D(x)]  (eq. 2, or another of ``LOSSES``), kept Lipschitz."""
    with torch.no_grad():
        fake = generate(s.networks.generator, s.priors, draw_latent(s.priors, len(x), s.rng), s.rng)
    real_score, fake_score = s.networks.score(join(x, fake)).split(len(x))
    return update_critic(s, real_score, fake_score, s.networks.score, (x,), (fake,))


def generator_step(s: TrainState, fake: Batch, latent: Latent) -> dict[str, Tensor]:
    """min_G −E[D(G(c, z))] + λ_I CE(E(G(c, z)), c)  (eq. 2, 3), and so for continuous c."""
    score, posterior = s.networks.score_and_posterior(fake)
    adversarial, information = s.loss.opponent(score), code_cross_entropy(posterior.logits, latent.codes)
    values = {
        "generator_loss": adversarial.detach(),
        "code_information": entropy(s.priors.code) - information.detach(),  # the bound of eq. 3
    }
    if s.priors.n_continuous_codes:
        continuous = continuous_code_loss(posterior.continuous, latent.continuous)
        information = information + continuous
        values["continuous_information"] = s.priors.n_continuous_codes * math.log(2) - continuous.detach()
    descend(s.optimizers["generator"], adversarial + s.settings.information_weight * information)
    return values


def continuous_term(s: TrainState, posterior: Posterior, latent: Latent) -> Tensor:
    """λ_I −E[log p_E(c | G(c, z))] of continuous c, for the encoder as for the generator."""
    if not s.priors.n_continuous_codes:
        return torch.zeros((), device=s.rng.device)
    return s.settings.information_weight * continuous_code_loss(posterior.continuous, latent.continuous)
