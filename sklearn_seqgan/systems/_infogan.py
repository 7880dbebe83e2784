"""A training step of InfoGAN, written like the equations, for any trunk.

Notation: D critic, G generator, E encoder; x a real sequence, G(c, z) a generated one; λ_I, λ_E, λ_S, λ_R the
weights ``information_weight``, ``encoder_information_weight``, ``supervised_weight`` and
``real_information_weight``. Each of the three updates changes only the weights of its own optimiser, apart
from the singular vectors of the spectral norm, which change at every access. It returns detached values, so
nothing waits for the device.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor

from sklearn_seqgan.networks.batch import Batch, join
from sklearn_seqgan.networks.latent_encoder import LatentEncoder
from sklearn_seqgan.networks.sequence_critic import SequenceCritic
from sklearn_seqgan.objectives.information import code_cross_entropy, continuous_code_loss
from sklearn_seqgan.priors import entropy
from sklearn_seqgan.systems._system import System
from sklearn_seqgan.training.architecture import AdversarialArchitecture
from sklearn_seqgan.training.averaging import AVERAGING, AveragedWeights
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.descent import descend, keep_critic_lipschitz, update_critic
from sklearn_seqgan.training.encoded import CodedRows, EncodedRows
from sklearn_seqgan.training.latent import Latent, generate_new, one_hot
from sklearn_seqgan.training.loop import Stage
from sklearn_seqgan.training.reconstruction import (
    Encoding,
    Reconstruction,
    descend_beside_reconstruction,
)
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
    critic: str
    n_continuous_codes: int
    reconstruction_steps: int

    @property
    def n_learnt_codes(self) -> int:
        """All continuous codes, or 0 with a reconstruction stage, which makes them axes of the noise."""
        return 0 if self.reconstruction_steps else self.n_continuous_codes


@dataclass(frozen=True, kw_only=True)
class InfoGANSettings(Settings):
    information_weight: float
    encoder_information_weight: float
    real_information_weight: float
    supervised_weight: float
    reconstruction_steps: int


class Posterior(NamedTuple):
    """Output of an encoder.

    Attributes
    ----------
    logits : Tensor of shape (batch, n_codes)
        Log probabilities of the discrete codes, up to a constant.
    continuous : Tensor of shape (batch, 2 n_continuous_codes)
        Means, then logarithms of the variances.
    """

    logits: Tensor
    continuous: Tensor


class InfoGAN(System):
    """G, D and E with the steps of eq. 2 and 3. A subclass adds the trunk and the encoder.

    It also defines `posterior` and `codes`.
    """

    Settings = InfoGANSettings

    def __init__(self, a: InfoGANArchitecture):
        super().__init__(a)
        self.n_codes, self.n_continuous_codes = a.n_codes, a.n_learnt_codes
        self.n_axes = a.n_continuous_codes - a.n_learnt_codes
        self.is_conditional = a.critic == "sequence"
        self.critic = SequenceCritic(a.n_channels, a.n_codes) if self.is_conditional else None
        self.latent_encoder = None

    def build_latent_encoder(self, a: InfoGANArchitecture) -> None:
        """Build q(z | x, c) if a stage trains it; last, so that the other networks' initial weights stay."""
        if a.reconstruction_steps:
            self.latent_encoder = LatentEncoder(a.n_channels, a.n_codes, a.noise_dim)

    def posterior(self, x: Batch) -> Posterior:
        """p_E of all codes, differentiable with respect to x."""
        raise NotImplementedError

    def trunk_score(self, x: Batch) -> Tensor:
        """D(x) of a critic on the trunk, shape (batch,)."""
        raise NotImplementedError

    def latent(self, x: Batch) -> Tensor:
        """The likeliest code, one-hot, and the mean of q(z | x, c), shape (batch, n_codes + noise_dim)."""
        return self._latent_of(x, self.code_logits(x))

    def codes_and_noise(self, x: Batch) -> Tensor:
        """Logits, and the mean of q(z | x, c), shape (batch, n_codes + noise_dim)."""
        logits = self.code_logits(x)
        return torch.cat([logits, self._latent_of(x, logits)[:, self.n_codes :]], dim=1)

    def _latent_of(self, x, logits):
        code = one_hot(logits.argmax(1), self.n_codes).to(logits.dtype)
        return torch.cat([code, self.latent_encoder(x, code)[0]], dim=1)

    def judged(self, x: Batch, code: Tensor | None) -> tuple:
        """Inputs of D: the sequence, and the code if D is conditional."""
        return (x, code) if self.is_conditional else (x,)

    def score_judged(self, x: Batch, code: Tensor | None = None) -> Tensor:
        """D(x), or D(x, c), shape (batch,)."""
        return self.critic(x, code) if self.is_conditional else self.trunk_score(x)

    def score(self, x: Batch) -> Tensor:
        """D(x), or E D(x, c) under p_E(c | x), shape (batch,)."""
        code = self.code_logits(x).softmax(1) if self.is_conditional else None
        return self.score_judged(*self.judged(x, code))

    def score_and_posterior(self, x: Batch, code: Tensor | None) -> tuple[Tensor, Posterior]:
        """Score and posterior, differentiable with respect to x."""
        return self.score_judged(*self.judged(x, code)), self.posterior(x)

    def encoder_loss(
        self, s: TrainState, fake: Batch, latent: Latent, x: Batch, data: TrainingSet
    ) -> tuple[Tensor, dict]:
        """Loss of E on generated sequences with their latents and on real ones, and values for the
        history."""
        raise NotImplementedError

    def coded_rows(self, s: TrainState, data: TrainingSet) -> CodedRows:
        """Rows of the training set that have a code before the adversarial stage."""
        return CodedRows(data.labeled_rows, data.targets[data.labeled_rows], self.n_codes)

    def code_vectors(self, x: Batch, rows: Tensor, coded: CodedRows | None) -> Tensor | None:
        """Codes of real sequences for D, p_E(c | x); None if D is not conditional."""
        return self.code_logits(x).softmax(1).detach() if self.is_conditional else None

    def stages(self, s: TrainState, data: TrainingSet, max_steps: int) -> Iterator[Stage]:
        """Reconstruction in a first fit, if requested; then the adversarial stage."""
        if self.latent_encoder is None and not self.is_conditional:
            yield from super().stages(s, data, max_steps)
            return
        coded = self.coded_rows(s, data)
        n_steps = 0 if s.resumed else s.settings.reconstruction_steps
        if n_steps > 0:
            weights = self.latent_encoder.parameters()
            reconstruction = Reconstruction(s, partial(self._look, coded), weights, coded.rows, n_steps)
            yield reconstruction.stage()
            reconstruction.average.take_effect()
        encoded = self._encode(s, data, coded)
        step = partial(self.step, coded=coded, encoded=encoded)
        if encoded is None:
            yield Stage("adversarial", step, max_steps)
            return
        average = AveragedWeights(self.generator, AVERAGING)
        yield Stage("adversarial", average.after(step), max_steps, (average,))
        average.take_effect()
        if max_steps > 0:
            s.priors = s.priors._replace(residuals=encoded.residual_noise(self.generator, data, s.rng))

    def _look(self, coded, data, some):
        x, code = coded.look(data, some)
        return Encoding(x, code, *self.latent_encoder(x, code))

    def _encode(self, s, data, coded):
        """Coded rows with their latents, from which the noise priors are made; None if there are none."""
        if self.latent_encoder is None or len(coded) == 0:
            return None
        encoded = EncodedRows.of(self.latent_encoder, data, coded)
        residuals = encoded.residual_noise(self.generator, data, s.rng)
        latents = encoded.latent_prior(self.n_axes)
        s.priors = s.priors._replace(latents=latents, residuals=residuals)
        return encoded

    def step(
        self,
        s: TrainState,
        data: TrainingSet,
        coded: CodedRows | None = None,
        encoded: EncodedRows | None = None,
    ) -> dict[str, Tensor]:
        """n_critic critic steps, one generator step, and one encoder step if the encoder has an optimiser."""
        for _ in range(s.settings.n_critic):
            rows = torch.randint(len(data), (s.settings.batch_size,), generator=s.rng, device=s.rng.device)
            x = data.part(rows)
            values = critic_step(s, x, self.code_vectors(x, x.of(rows), coded))
        n = s.settings.batch_size
        fake, latent = generate_new(self.generator, s.priors, n, s.rng, s.ranks.part(n))
        kept = None if encoded is None else encoded.draw(data, s.settings.batch_size, s.rng)
        values |= generator_step(s, fake, latent, kept)
        if "encoder" in s.optimizers:
            values |= self._encoder_step(s, fake.detach(), latent, x, data)
        return values

    def _encoder_step(self, s, fake, latent, x, data):
        loss, values = self.encoder_loss(s, fake, latent, x, data)
        if loss.requires_grad:
            descend(s.optimizers["encoder"], loss)
        keep_critic_lipschitz(s)  # E has moved a shared trunk
        return values


def critic_step(s: TrainState, x: Batch, code: Tensor | None = None) -> dict[str, Tensor]:
    """min_D E[D(G(c, z))] − E[D(x)]  (eq. 2, or another of ``LOSSES``), kept Lipschitz; or of D(x, c)."""
    with torch.no_grad():
        fake, latent = generate_new(s.networks.generator, s.priors, x.n_joint, s.rng, x.part)
    D, n_codes = s.networks.score_judged, len(s.priors.code)
    real, fake = (s.networks.judged(*pair) for pair in ((x, code), (fake, latent.one_hot(n_codes))))
    both = join(real[0], fake[0]), *map(torch.cat, zip(real[1:], fake[1:], strict=True))
    real_score, fake_score = D(*both).split(len(x))
    return update_critic(s, real_score, fake_score, D, real, fake)


def generator_step(
    s: TrainState, fake: Batch, latent: Latent, kept: tuple | None = None
) -> dict[str, Tensor]:
    """min_G −E[D(G(c, z))] + λ_I CE(E(G(c, z)), c)  (eq. 2, 3), and likewise for continuous c.

    Meanwhile G continues to reconstruct what is `kept`: sequences, their codes and latents.
    """
    loss, values = generator_loss(s, fake, latent)
    loss, values = fake.weigh(loss), {name: fake.weigh(value) for name, value in values.items()}
    if kept is None:
        descend(s.optimizers["generator"], loss)
        return values
    return values | descend_beside_reconstruction(s, fake, loss, *kept)


def generator_loss(s: TrainState, fake: Batch, latent: Latent) -> tuple[Tensor, dict]:
    """Sum of both terms, and values for the history."""
    if s.settings.information_weight == 0:
        judged = s.networks.judged(fake, latent.one_hot(len(s.priors.code)))
        loss = s.loss.opponent(s.networks.score_judged(*judged))
        return loss, {"generator_loss": loss.detach()}
    score, posterior = s.networks.score_and_posterior(fake, latent.one_hot(len(s.priors.code)))
    adversarial, information = s.loss.opponent(score), code_cross_entropy(posterior.logits, latent.codes)
    values = {
        "generator_loss": adversarial.detach(),
        "code_information": entropy(s.priors.code) - information.detach(),  # the bound of eq. 3
    }
    if s.priors.n_continuous_codes:
        continuous = continuous_code_loss(posterior.continuous, latent.continuous)
        information = information + continuous
        values["continuous_information"] = s.priors.n_continuous_codes * math.log(2) - continuous.detach()
    return adversarial + s.settings.information_weight * information, values


def continuous_term(s: TrainState, posterior: Posterior, latent: Latent) -> Tensor:
    """−λ_I E[log p_E(c | G(c, z))] of continuous c, for the encoder as for the generator."""
    if not s.priors.n_continuous_codes:
        return torch.zeros((), device=s.rng.device)
    return s.settings.information_weight * continuous_code_loss(posterior.continuous, latent.continuous)
