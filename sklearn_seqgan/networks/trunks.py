"""Trunks: from a padded batch of sequences to one feature vector each.

A trunk maps values (batch, T, F) and mask (batch, T) to (batch, width); padding
must not change what it gives. Critic and encoder are heads on top of one.
"""
# SPDX-License-Identifier: BSD-3-Clause

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["ConvTrunk", "valid_steps"]


def valid_steps(lengths: Tensor, n_steps: int) -> Tensor:
    """Mask of shape (batch, n_steps): True up to the end of each sequence."""
    return torch.arange(n_steps, device=lengths.device) < lengths[:, None]


class ConvTrunk(nn.Module):
    """The paper's trunk (Table 1): convolutions with tanh, then the maximum over valid steps.

    Padding is set to zero after each layer, so a step near the end of a sequence
    sees what it would see without padding.

    Parameters
    ----------
    n_features : int
        Channels F of a sequence.
    filters : int
        Filters of every layer, and width of the output.
    kernel_size : int
        Steps a filter covers; the length is kept ("same").
    n_layers : int
    """

    def __init__(self, n_features: int, filters: int, kernel_size: int, n_layers: int):
        super().__init__()
        widths = [n_features] + [filters] * n_layers
        self.layers = nn.ModuleList(
            nn.Conv1d(before, after, kernel_size, padding=(kernel_size - 1) // 2)
            for before, after in pairwise(widths)
        )
        self.even = kernel_size % 2 == 0
        self.width = filters

    def forward(self, values: Tensor, mask: Tensor) -> Tensor:
        x, mask = values.transpose(1, 2), mask[:, None]  # (batch, F, T), (batch, 1, T)
        for layer in self.layers:
            if self.even:  # and so one step short of the length
                x = F.pad(x, (0, 1))
            x = torch.tanh(layer(x)) * mask
        return x.masked_fill(~mask, -torch.inf).amax(dim=2)
