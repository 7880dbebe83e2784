"""Weights averaged over training steps: what a generator is used with, not what is descended."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable

import torch
from torch import Tensor, nn

__all__ = ["AVERAGING", "AveragedWeights"]

AVERAGING = 0.98
"""Of the generator's weights in the adversarial stage."""


class AveragedWeights:
    """Exponential averages of a network's weights.

    Parameters
    ----------
    network : Module
    decay : float
        What is kept of the average at each update.
    """

    def __init__(self, network: nn.Module, decay: float):
        self.weights = list(network.parameters())
        self.averages = [weight.detach().clone() for weight in self.weights]
        self.decay = decay

    @torch.no_grad()
    def update(self, decay: float | Tensor | None = None) -> None:
        """After a step; `decay`, a number here or on the device, in place of the usual one."""
        share = 1 - (self.decay if decay is None else decay)
        for weight, average in zip(self.weights, self.averages, strict=True):
            average.lerp_(weight, share)

    def after(self, step: Callable) -> Callable:
        """A training step with an update at its end."""

        def averaged(s, data):
            values = step(s, data)
            self.update()
            return values

        return averaged

    @torch.no_grad()
    def take_effect(self) -> None:
        """Make them the network's weights."""
        for weight, average in zip(self.weights, self.averages, strict=True):
            weight.copy_(average)

    def state(self) -> list[Tensor]:
        """The averages, for `load`."""
        return self.averages

    @torch.no_grad()
    def load(self, state: list[Tensor]) -> None:
        """Take over the averages of another of the same network."""
        for average, other in zip(self.averages, state, strict=True):
            average.copy_(other)
