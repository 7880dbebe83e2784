"""One iteration of InfoGAN training, as the equations say it.

Notation: D critic, G generator, E encoder; x a real sequence, G(c, z) a generated
one; λ_I, λ_E, λ_S, λ_R the weights ``information_weight``,
``encoder_information_weight``, ``supervised_weight`` and
``real_information_weight``. Each step moves the weights of its own optimiser and
no others (the singular vectors of the spectral norm follow at every look), and
gives detached values, so nothing waits for the device.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sklearn_seqgan.networks.trunks import valid_steps
from sklearn_seqgan.objectives.information import code_cross_entropy, real_information_loss
from sklearn_seqgan.priors import draw_category, draw_uniform_noise, entropy
from sklearn_seqgan.training.architecture import Batch
from sklearn_seqgan.training.state import Priors, TrainingSet, TrainState

__all__ = ["generate", "infogan_step"]


def infogan_step(s: TrainState, data: TrainingSet) -> dict[str, Tensor]:
    """n_critic critic steps, one generator step, one encoder step unless the encoder was solved for."""
    for _ in range(s.objective.n_critic):
        x = data.draw(s.objective.batch_size, s.rng)
        values = critic_step(s, x)
    codes = draw_category(s.priors.code, s.objective.batch_size, s.rng)
    fake = _generate(s, codes)
    values |= generator_step(s, fake, codes)
    if "encoder" in s.optimizers:
        detached = Batch(fake.values.detach(), fake.mask)
        values |= encoder_step(s, detached, codes, x, *data.draw_labeled(s.objective.batch_size, s.rng))
    s.step += 1
    return values


def generate(generator: nn.Module, priors: Priors, codes: Tensor, rng: torch.Generator) -> Batch:
    """G(c, z) with z ~ U[0, 1]^d and a length l ~ p(l); steps > l are zero."""
    noise = draw_uniform_noise(len(codes), priors.noise_dim, rng)
    lengths = draw_category(priors.length, len(codes), rng)
    mask = valid_steps(lengths, len(priors.length) - 1)
    one_hot = F.one_hot(codes, len(priors.code)).to(noise.dtype)
    return Batch(generator(one_hot, noise, mask), mask)


def critic_step(s: TrainState, x: Batch) -> dict[str, Tensor]:
    """min_D E[D(G(c, z))] − E[D(x)]  (eq. 2)."""
    with torch.no_grad():
        fake = _generate(s, draw_category(s.priors.code, len(x), s.rng))
    real_score, fake_score = s.networks.score(_join(x, fake)).split(len(x))
    _descend(s.optimizers["critic"], s.objective.loss.critic(real_score, fake_score))
    return {"critic_gap": (real_score.mean() - fake_score.mean()).detach()}


def generator_step(s: TrainState, fake: Batch, codes: Tensor) -> dict[str, Tensor]:
    """min_G −E[D(G(c, z))] + λ_I CE(E(G(c, z)), c)  (eq. 2, 3)."""
    score, logits = s.networks.score_and_code_logits(fake)
    adversarial, information = s.objective.loss.opponent(score), code_cross_entropy(logits, codes)
    _descend(s.optimizers["generator"], adversarial + s.objective.information_weight * information)
    return {
        "generator_loss": adversarial.detach(),
        "code_information": entropy(s.priors.code) - information.detach(),  # the bound of eq. 3
    }


def encoder_step(
    s: TrainState, fake: Batch, codes: Tensor, x: Batch, x_labeled: Batch, y: Tensor
) -> dict[str, Tensor]:
    """min_E λ_E CE(E(G(c, z)), c) + λ_S CE(E(x_l), y) + λ_R [E_x H(E(x)) + KL(E_x E(x) ‖ p(c))].

    The paper has λ_E = λ_I (eq. 3). A term without weight costs nothing and gives no value.
    """
    w, E = s.objective, s.networks.code_logits
    loss, values = torch.zeros((), device=s.rng.device), {}
    if w.encoder_information_weight > 0:
        loss = loss + w.encoder_information_weight * code_cross_entropy(E(fake), codes)
    if w.supervised_weight > 0 and len(y):
        supervised = code_cross_entropy(E(x_labeled), y)
        loss = loss + w.supervised_weight * supervised
        values["supervised_loss"] = supervised.detach()
    if w.real_information_weight > 0:
        real = real_information_loss(E(x), s.priors.code)
        loss = loss + w.real_information_weight * real
        values["real_information"] = entropy(s.priors.code) - real.detach()
    if loss.requires_grad:
        _descend(s.optimizers["encoder"], loss)
    return values


def _generate(s, codes):
    return generate(s.networks.generator, s.priors, codes, s.rng)


def _join(*batches: Batch) -> Batch:
    return Batch(*(torch.cat(parts) for parts in zip(*batches, strict=True)))


def _descend(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """One update of the optimiser's own weights; no other gradient is even computed."""
    weights = [p for group in optimizer.param_groups for p in group["params"]]
    for weight, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
        weight.grad = gradient
    optimizer.step()
