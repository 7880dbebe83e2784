"""q(z | x, c): a Gaussian posterior of the noise, given a sequence and its code."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.trunks.views import LENGTH, resample

__all__ = ["LatentEncoder"]

HIDDEN_UNITS = 256

EVERY = 2
"""Only every second of the resampled time steps is used, 32 in all."""

FIRST_LOG_DEVIATION = -2.0
"""Initial log σ. If latents are drawn too widely at first, G learns to ignore them."""

LOG_DEVIATIONS = -8.0, 4.0
"""Bounds of log σ: above them there is no information, below them the likelihood is unbounded."""


class LatentEncoder(nn.Module):
    """One dense layer with tanh, fed the resampled time steps, the code and the length.

    Parameters
    ----------
    n_channels, n_codes, noise_dim : int
    hidden_units : int
        Units of the dense layer. 0: mean and log σ are linear in what it would be fed.

    Attributes
    ----------
    n_values : int
        Number of resampled values of a sequence.
    longest : Tensor of shape ()
        Length of the longest training sequence, the unit of lengths.
    """

    def __init__(self, n_channels: int, n_codes: int, noise_dim: int, hidden_units: int = HIDDEN_UNITS):
        super().__init__()
        self.n_values = LENGTH // EVERY * n_channels
        width = self.n_values + n_codes + 1
        self.hidden = nn.Linear(width, hidden_units) if hidden_units else None
        self.output = nn.Linear(hidden_units or width, 2 * noise_dim)
        self.register_buffer("longest", torch.ones(()))

    def forward(self, batch: Batch, code: Tensor, factors: Tensor | float = 1.0) -> tuple[Tensor, Tensor]:
        """Mean and log standard deviation of z.

        Parameters
        ----------
        batch : Batch
        code : Tensor of shape (batch, n_codes)
        factors : Tensor of shape (batch, `n_values`), or float, default=1.0
            Of the resampled values, which are multiplied by them.

        Returns
        -------
        mean, log_deviation : Tensor of shape (batch, noise_dim)
        """
        seen = resample(batch)[:, :, ::EVERY].flatten(1) * factors
        length = (batch.lengths / self.longest)[:, None]
        fed = torch.cat([seen, code, length], dim=1)
        if self.hidden is not None:
            fed = torch.tanh(self.hidden(fed))
        mean, log_deviation = self.output(fed).chunk(2, dim=1)
        return mean, (log_deviation + FIRST_LOG_DEVIATION).clamp(*LOG_DEVIATIONS)
