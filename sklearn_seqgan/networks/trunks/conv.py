"""The paper's trunk of trainable convolutions."""
# SPDX-License-Identifier: BSD-3-Clause

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.convolution import convolve

__all__ = ["ConvTrunk"]


class ConvTrunk(nn.Module):
    """The paper's trunk (Table 1): convolutions with tanh, then the maximum over valid steps.

    Padding is set to zero after each layer, so a step near the end of a sequence
    sees what it would see without padding.

    Parameters
    ----------
    n_channels : int
        Channels F of a sequence.
    filters : int
        Filters of every layer, and width of the output.
    kernel_size : int
        Steps a filter covers; the length is kept ("same").
    n_layers : int
    """

    def __init__(self, n_channels: int, filters: int, kernel_size: int, n_layers: int):
        super().__init__()
        widths = [n_channels] + [filters] * n_layers
        self.layers = nn.ModuleList(
            nn.Conv1d(before, after, kernel_size, padding=(kernel_size - 1) // 2)
            for before, after in pairwise(widths)
        )
        self.even = kernel_size % 2 == 0
        self.width = filters

    def forward(self, batch: Batch) -> Tensor:
        x, mask = batch.values.transpose(1, 2), batch.mask[:, None]  # (batch, F, T), (batch, 1, T)
        for layer in self.layers:
            if self.even:  # else the output is one step short
                x = F.pad(x, (0, 1))
            x = torch.tanh(convolve(layer, x)) * mask
        return x.masked_fill(~mask, -torch.inf).amax(dim=2)
