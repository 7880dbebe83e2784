"""Heads: from a trunk's features to a score (critic) or logits (encoder)."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor, nn

__all__ = ["Head"]


class Head(nn.Module):
    """Dense(hidden_units), tanh, Dense(n_outputs): the dense layers of Table 1.

    Parameters
    ----------
    width : int
        Number of the trunk's features.
    hidden_units : int
    n_outputs : int
        1 for a critic, the number of codes for an encoder.
    """

    def __init__(self, width: int, hidden_units: int, n_outputs: int):
        super().__init__()
        self.hidden = nn.Linear(width, hidden_units)
        self.output = nn.Linear(hidden_units, n_outputs)

    def features(self, x: Tensor) -> Tensor:
        """The hidden layer, (batch, hidden_units)."""
        return torch.tanh(self.hidden(x))

    def forward(self, x: Tensor) -> Tensor:
        return self.output(self.features(x))
