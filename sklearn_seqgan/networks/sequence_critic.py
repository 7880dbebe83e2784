"""A critic that is given the code; it sees sequences and their differences at a fixed number of steps."""
# SPDX-License-Identifier: BSD-3-Clause

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.convolution import convolve
from sklearn_seqgan.networks.trunks.views import resample, velocity

__all__ = ["SequenceCritic"]

FILTERS, KERNEL_SIZE, STRIDES = 64, 5, (1, 2, 2)
SLOPE = 0.2
"""Negative slope of the leaky ReLU."""

CHANGE = 4.0
"""Factor of the first differences, which makes them about as large as the values."""


class SequenceCritic(nn.Module):
    """Three convolutions over [x, 4 Δx, l / l_max] at 64 steps; D(x, c) = w·φ(x) + b + (V c)·φ(x) / √dim φ.

    Parameters
    ----------
    n_channels, n_codes : int

    Attributes
    ----------
    longest : Tensor of shape ()
        l_max, the length of the longest training sequence.

    References
    ----------
    Miyato & Koyama (2018), cGANs with projection discriminator. arXiv:1802.05637
    """

    def __init__(self, n_channels: int, n_codes: int):
        super().__init__()
        widths = [2 * n_channels + 1, *[FILTERS] * len(STRIDES)]
        self.convolutions = nn.ModuleList(
            nn.Conv1d(before, after, KERNEL_SIZE, stride, padding=KERNEL_SIZE // 2)
            for before, after, stride in zip(widths, widths[1:], STRIDES)
        )
        self.score = nn.Linear(2 * FILTERS, 1)
        self.projection = nn.Linear(n_codes, 2 * FILTERS, bias=False)
        self.register_buffer("longest", torch.ones(()))

    def forward(self, x: Batch, code: Tensor) -> Tensor:
        """D(x, c), shape (batch,).

        Parameters
        ----------
        x : Batch
        code : Tensor of shape (batch, n_codes)
            One-hot, or probabilities. D is linear in the code, so probabilities give the mean over the codes.
        """
        features = self.features(x)
        match = (self.projection(code) * features).sum(1) / math.sqrt(features.shape[1])
        return self.score(features).squeeze(1) + match

    def features(self, x: Batch) -> Tensor:
        """φ(x): mean and maximum of each filter over time, shape (batch, 128)."""
        seen = resample(x)
        length = (x.lengths / self.longest).to(seen.dtype)[:, None, None].expand(-1, 1, seen.shape[2])
        h = torch.cat([seen, CHANGE * velocity(seen), length], dim=1)
        for convolution in self.convolutions:
            h = F.leaky_relu(convolve(convolution, h), SLOPE)
        return torch.cat([h.mean(2), h.amax(2)], dim=1)
