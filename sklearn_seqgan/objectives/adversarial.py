"""Adversarial losses, as functions of critic scores.

A loss is a pair of functions of two score tensors of shape (batch,), ``real`` and
``fake``. The critic minimises one, its opponent (the generator) the other.
Networks, optimisers and devices are unknown here. To add a loss, write the pair
and name it in ``LOSSES``.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor

__all__ = ["LOSSES", "Loss"]


class Loss(NamedTuple):
    """What the critic minimises, given both scores; what its opponent, given the fake ones."""

    critic: Callable[[Tensor, Tensor], Tensor]
    opponent: Callable[[Tensor], Tensor]


def score_gap(real: Tensor, fake: Tensor) -> Tensor:
    """E[D(G(c, z))] − E[D(x)]: eq. 2, minimised by the critic."""
    return fake.mean() - real.mean()


def negative_score(fake: Tensor) -> Tensor:
    """−E[D(G(c, z))]: the part of eq. 2 that the generator moves."""
    return -fake.mean()


LOSSES = {"wasserstein": Loss(critic=score_gap, opponent=negative_score)}
