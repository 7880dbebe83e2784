"""What the training steps of all systems are made of: a descent, and the critic's update."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor

from sklearn_seqgan.training.adam import Adam

__all__ = ["descend", "keep_critic_lipschitz", "update_critic"]


def descend(optimizer: Adam, loss: Tensor) -> None:
    """One update of the optimiser's own weights; no other gradient is even computed."""
    weights = optimizer.weights
    for weight, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
        weight.grad = gradient
    optimizer.step()


def update_critic(s, real_score: Tensor, fake_score: Tensor, score, real: tuple, fake: tuple) -> dict:
    """One descent of the critic's loss, kept Lipschitz.

    Parameters
    ----------
    s : TrainState
    real_score, fake_score : Tensor of shape (batch,)
    score : callable
        D.
    real, fake : tuple
        What `score` takes: a `Batch`, and any vectors that are judged with it.

    Returns
    -------
    dict of Tensor
    """
    values = {"critic_gap": (real_score.mean() - fake_score.mean()).detach()}
    loss = s.loss.critic(real_score, fake_score)
    if s.lipschitz.penalty is not None:
        penalty = s.lipschitz.penalty(score, real, fake, s.rng)
        loss = loss + s.settings.penalty_weight * penalty
        values["penalty"] = penalty.detach()
    descend(s.optimizers["critic"], loss)
    keep_critic_lipschitz(s)
    return values


def keep_critic_lipschitz(s) -> None:
    """Project the critic's weights, after each update that moves them."""
    s.lipschitz.project(s.optimizers["critic"].weights, s.settings.clip_bound)
