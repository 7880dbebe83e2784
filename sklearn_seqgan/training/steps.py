"""One iteration of InfoGAN training, as the equations say it.

Notation: D critic, G generator, E encoder; x a real sequence, G(c, z) a generated
one; λ_I, λ_E, λ_S, λ_R the weights ``information_weight``,
``encoder_information_weight``, ``supervised_weight`` and
``real_information_weight``. Each step moves the weights of its own optimiser and
no others (the singular vectors of the spectral norm follow at every look), and
gives detached values, so nothing waits for the device.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math

import torch
from torch import Tensor

from sklearn_seqgan.objectives.information import (
    code_cross_entropy,
    continuous_code_loss,
    real_information_loss,
)
from sklearn_seqgan.priors import entropy
from sklearn_seqgan.training.adam import Adam
from sklearn_seqgan.training.architecture import Batch
from sklearn_seqgan.training.latent import Latent, draw_latent, generate
from sklearn_seqgan.training.state import TrainingSet, TrainState

__all__ = ["descend", "infogan_step", "join", "on_real_sequences", "update_critic"]


def infogan_step(s: TrainState, data: TrainingSet) -> dict[str, Tensor]:
    """n_critic critic steps, one generator step, one encoder step if it has anything to descend."""
    for _ in range(s.objective.n_critic):
        x = data.draw(s.objective.batch_size, s.rng)
        values = critic_step(s, x)
    latent = draw_latent(s.priors, s.objective.batch_size, s.rng)
    fake = generate(s.networks.generator, s.priors, latent, s.rng)
    values |= generator_step(s, fake, latent)
    if "encoder" in s.optimizers:
        detached = Batch(fake.values.detach(), fake.mask)
        values |= encoder_step(s, detached, latent, x, *data.draw_labeled(s.objective.batch_size, s.rng))
        keep_critic_lipschitz(s)  # E has moved a shared trunk
    return values


def critic_step(s: TrainState, x: Batch) -> dict[str, Tensor]:
    """min_D E[D(G(c, z))] − E[D(x)]  (eq. 2, or another of ``LOSSES``), kept Lipschitz."""
    with torch.no_grad():
        fake = generate(s.networks.generator, s.priors, draw_latent(s.priors, len(x), s.rng), s.rng)
    real_score, fake_score = s.networks.score(join(x, fake)).split(len(x))
    return update_critic(s, real_score, fake_score, lambda *pair: s.networks.score(Batch(*pair)), x, fake)


def update_critic(s, real_score, fake_score, score, real, fake):
    """One descent of the critic's loss, kept Lipschitz; `real` and `fake` are what `score` takes."""
    values = {"critic_gap": (real_score.mean() - fake_score.mean()).detach()}
    loss = s.loss.critic(real_score, fake_score)
    if s.lipschitz.penalty is not None:
        penalty = s.lipschitz.penalty(score, real, fake, s.rng)
        loss = loss + s.objective.penalty_weight * penalty
        values["penalty"] = penalty.detach()
    descend(s.optimizers["critic"], loss)
    keep_critic_lipschitz(s)
    return values


def keep_critic_lipschitz(s):
    """Project the critic's weights, after each update that moves them."""
    s.lipschitz.project(s.optimizers["critic"].weights, s.objective.clip_bound)


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
    descend(s.optimizers["generator"], adversarial + s.objective.information_weight * information)
    return values


def encoder_step(
    s: TrainState, fake: Batch, latent: Latent, x: Batch, x_labeled: Batch, y: Tensor
) -> dict[str, Tensor]:
    """min_E λ_E CE(E(G(c, z)), c) + λ_S CE(E(x_l), y) + λ_R [E_x H(E(x)) + KL(E_x E(x) ‖ p(c))].

    The paper has λ_E = λ_I (eq. 3). An encoder that is solved for has only the continuous codes
    to learn here. A term without weight costs nothing and gives no value.
    """
    loss, values = _on_generated_sequences(s, fake, latent), {}
    if not s.networks.solved:
        real, values = on_real_sequences(s, x, x_labeled, y)
        loss = loss + real
    if loss.requires_grad:
        descend(s.optimizers["encoder"], loss)
    return values


def _on_generated_sequences(s, fake, latent):
    """λ_E CE(E(G(c, z)), c) for discrete codes; continuous ones count λ_I, as for G."""
    w, loss = s.objective, torch.zeros((), device=s.rng.device)
    weight = 0 if s.networks.solved else w.encoder_information_weight
    if weight == 0 and s.priors.n_continuous_codes == 0:
        return loss
    posterior = s.networks.posterior(fake)
    if s.priors.n_continuous_codes:
        continuous = continuous_code_loss(posterior.continuous, latent.continuous)
        loss = loss + w.information_weight * continuous
    if weight > 0:
        loss = loss + weight * code_cross_entropy(posterior.logits, latent.codes)
    return loss


def on_real_sequences(s, x, x_labeled, y):
    """The terms of λ_S and λ_R."""
    w, E = s.objective, s.networks.code_logits
    loss, values = torch.zeros((), device=s.rng.device), {}
    if w.supervised_weight > 0 and len(y):
        supervised = code_cross_entropy(E(x_labeled), y)
        loss = loss + w.supervised_weight * supervised
        values["supervised_loss"] = supervised.detach()
    if w.real_information_weight > 0:
        real = real_information_loss(E(x), s.priors.code)
        loss = loss + w.real_information_weight * real
        values["real_information"] = entropy(s.priors.code) - real.detach()
    return loss, values


def join(*batches: Batch) -> Batch:
    """The sequences of several batches in one."""
    return Batch(*(torch.cat(parts) for parts in zip(*batches, strict=True)))


def descend(optimizer: Adam, loss: Tensor) -> None:
    """One update of the optimiser's own weights; no other gradient is even computed."""
    weights = optimizer.weights
    for weight, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
        weight.grad = gradient
    optimizer.step()
