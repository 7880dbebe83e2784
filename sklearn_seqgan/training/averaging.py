"""Weights averaged over training steps: the generator is used with these, but not trained with them."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable

import torch
from torch import Tensor, nn

__all__ = ["AVERAGING", "AveragedWeights"]

AVERAGING = 0.98
"""Decay of the generator's average in the adversarial stage."""


class AveragedWeights:
    """Exponential averages of a network's weights.

    Parameters
    ----------
    network : Module
    decay : float
        Share of the average that is kept at each update.
    """

    def __init__(self, network: nn.Module, decay: float):
        self.weights = list(network.parameters())
        self.averages = [weight.detach().clone() for weight in self.weights]
        self.decay = decay

    @torch.no_grad()
    def update(self, decay: float | Tensor | None = None) -> None:
        """Update the averages after a step; `decay`, a number or a tensor, replaces the usual one."""
        share = 1 - (self.decay if decay is None else decay)
        for weight, average in zip(self.weights, self.averages, strict=True):
            average.lerp_(weight, share)

    def after(self, step: Callable) -> Callable:
        """The training step, followed by an update."""

        def averaged(s, data):
            values = step(s, data)
            self.update()
            return values

        return averaged

    @torch.no_grad()
    def take_effect(self) -> None:
        """Make the averages the network's weights."""
        for weight, average in zip(self.weights, self.averages, strict=True):
            weight.copy_(average)

    def state(self) -> list[Tensor]:
        """The averages, for `load`."""
        return self.averages

    @torch.no_grad()
    def load(self, state: list[Tensor]) -> None:
        """Copy the averages of another instance for the same network."""
        for average, other in zip(self.averages, state, strict=True):
            average.copy_(other)
