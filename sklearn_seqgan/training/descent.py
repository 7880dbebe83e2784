"""The building blocks of the training steps of all systems: descents, and the critic's update."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.ranks import ALONE, Alone
from sklearn_seqgan.training.adam import Adam

__all__ = ["LARGEST_NORM", "descend", "descend_both", "keep_critic_lipschitz", "update_critic"]

LARGEST_NORM = 1.0
"""Norm to which gradients are clipped."""


def descend(optimizer: Adam, loss: Tensor, clip: Callable[[], object] | None = None) -> None:
    """One update of the optimiser's own weights; no other gradients are computed.

    Parameters
    ----------
    optimizer : Adam
    loss : Tensor of shape ()
    clip : callable, default=None
        Called once the weights have their gradients.
    """
    give_gradients(optimizer, torch.autograd.grad(loss, optimizer.weights))
    if clip is not None:
        clip()
    optimizer.step()


def descend_both(
    optimizer: Adam, first: tuple, second: tuple, *others: Tensor, batches: tuple = (None, None)
) -> None:
    """One update by two losses; at the outputs, the second's gradient is scaled to the length of the first's.

    Parameters
    ----------
    optimizer : Adam
        The gradient of its weights is clipped to `LARGEST_NORM`.
    first, second : tuple of Tensor of shape () and Tensor of shape (batch, ...)
        A loss, and the network outputs that it is a function of; each rank has a part of these.
    batches : tuple of two Batch, default=None
        Batch of each output; None: there is a single process.
    *others : Tensor of shape ()
        Further losses, which are not scaled.
    """
    (wanted,), (other,) = (torch.autograd.grad(*pair, retain_graph=True) for pair in (first, second))
    ratio = mean_length(wanted, optimizer.ranks, batches[0]) / mean_length(other, optimizer.ranks, batches[1])
    other = other * ratio
    others = [loss for loss in others if loss.requires_grad]  # pyright: ignore[reportAssignmentType]
    outputs, directions = (first[1], second[1], *others), (wanted, other, *(None for _ in others))
    give_gradients(optimizer, torch.autograd.grad(outputs, optimizer.weights, directions))
    nn.utils.clip_grad_norm_(optimizer.weights, LARGEST_NORM)
    optimizer.step()


def mean_length(gradient: Tensor, ranks: Alone = ALONE, x: Batch | None = None) -> Tensor:
    """Mean norm of the gradient's rows over the joint batch, never 0."""
    mean = gradient.flatten(1).norm(dim=1).mean()
    mean = mean if x is None else ranks.sum(x.weigh(mean))
    return mean.clamp(min=torch.finfo(gradient.dtype).tiny)


def give_gradients(optimizer: Adam, gradients: Sequence[Tensor]) -> None:
    """Set each weight's ``grad`` to the sum of the ranks' gradients."""
    for weight, gradient in zip(optimizer.weights, optimizer.ranks.sums(gradients), strict=True):
        weight.grad = gradient


def update_critic(s, real_score: Tensor, fake_score: Tensor, score, real: tuple, fake: tuple) -> dict:
    """One descent of the critic's loss; the critic is kept Lipschitz.

    Parameters
    ----------
    s : TrainState
    real_score, fake_score : Tensor of shape (batch,)
    score : callable
        D.
    real, fake : tuple
        Arguments of `score`: a `Batch`, and any vectors that are judged with it.

    Returns
    -------
    dict of Tensor
    """
    x, *_ = real
    values = {"critic_gap": x.weigh(real_score.mean() - fake_score.mean()).detach()}
    loss = s.loss.critic(real_score, fake_score)
    if s.lipschitz.penalty is not None:
        penalty = s.lipschitz.penalty(score, real, fake, s.rng)
        loss = loss + s.settings.penalty_weight * penalty
        values["penalty"] = x.weigh(penalty).detach()
    descend(s.optimizers["critic"], x.weigh(loss))
    keep_critic_lipschitz(s)
    return values


def keep_critic_lipschitz(s) -> None:
    """Project the critic's weights; called after each update that changes them."""
    s.lipschitz.project(s.optimizers["critic"].weights, s.settings.clip_bound)
