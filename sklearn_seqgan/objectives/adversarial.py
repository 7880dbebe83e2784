"""Adversarial losses, as functions of critic scores.

A loss is a pair of functions of two score tensors of shape (batch,), ``real`` and ``fake``. The critic
minimises one function, and its opponent the other. The opponent is the generator, given fake scores, or an
encoder that wants real pairs to look generated, given real scores with their sign reversed. This module knows
nothing of networks, optimisers and devices. To add a loss, write the pair and name it in ``LOSSES``.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from typing import NamedTuple

import torch.nn.functional as F
from torch import Tensor

__all__ = ["LOSSES", "Loss"]


class Loss(NamedTuple):
    """What the critic minimises, given both scores, and what its opponent minimises, given the fake ones.

    Attributes
    ----------
    critic, opponent : callables
    bounded : bool
        Whether the critic's loss is bounded below. If it is, the critic's slope need not be limited.
    """

    critic: Callable[[Tensor, Tensor], Tensor]
    opponent: Callable[[Tensor], Tensor]
    bounded: bool = True


def score_gap(real: Tensor, fake: Tensor) -> Tensor:
    """E[D(G(c, z))] − E[D(x)]: eq. 2, minimised by the critic."""
    return fake.mean() - real.mean()


def negative_score(fake: Tensor) -> Tensor:
    """−E[D(G(c, z))]: the part of eq. 2 that depends on the generator."""
    return -fake.mean()


def logistic(real: Tensor, fake: Tensor) -> Tensor:
    """−E[log σ(D(x))] − E[log(1 − σ(D(G(c, z))))]: eq. 1 in logits, which cannot overflow."""
    return F.softplus(-real).mean() + F.softplus(fake).mean()


def negative_log_real(fake: Tensor) -> Tensor:
    """−E[log σ(D(G(c, z)))]: non-saturating eq. 1, whose gradient does not vanish where D is sure.

    References
    ----------
    Goodfellow et al. (2014), Generative adversarial nets, section 3. arXiv:1406.2661
    """
    return F.softplus(-fake).mean()


def hinge(real: Tensor, fake: Tensor) -> Tensor:
    """E[max(0, 1 − D(x))] + E[max(0, 1 + D(G(c, z)))].

    References
    ----------
    Lim & Ye (2017), Geometric GAN. arXiv:1705.02894
    """
    return F.relu(1 - real).mean() + F.relu(1 + fake).mean()


LOSSES = {
    "wasserstein": Loss(critic=score_gap, opponent=negative_score, bounded=False),
    "jensen-shannon": Loss(critic=logistic, opponent=negative_log_real),
    "hinge": Loss(critic=hinge, opponent=negative_score),
}
