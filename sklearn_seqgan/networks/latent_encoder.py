"""q(z | x, c): the noise that a sequence of a code was generated from, as a Gaussian."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.trunks.views import LENGTH, resample

__all__ = ["LatentEncoder"]

HIDDEN_UNITS = 256

EVERY = 2
"""Of the resampled time steps that are looked at: 32 in all."""

FIRST_LOG_DEVIATION = -2.0
"""Where log σ starts: a latent that is drawn too widely at first teaches G to ignore it."""

LOG_DEVIATIONS = -8.0, 4.0
"""Beyond these lies no information, or a likelihood without end."""


class LatentEncoder(nn.Module):
    """Resampled time steps, the code and the length, through one dense layer with tanh.

    Parameters
    ----------
    n_channels, n_codes, noise_dim : int

    Attributes
    ----------
    longest : Tensor of shape ()
        The length that counts as 1, that of the longest training sequence.
    """

    def __init__(self, n_channels: int, n_codes: int, noise_dim: int):
        super().__init__()
        self.hidden = nn.Linear(LENGTH // EVERY * n_channels + n_codes + 1, HIDDEN_UNITS)
        self.output = nn.Linear(HIDDEN_UNITS, 2 * noise_dim)
        self.register_buffer("longest", torch.ones(()))

    def forward(self, batch: Batch, code: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and logarithm of the deviation of z.

        Parameters
        ----------
        batch : Batch
        code : Tensor of shape (batch, n_codes)

        Returns
        -------
        mean, log_deviation : Tensor of shape (batch, noise_dim)
        """
        seen = resample(batch)[:, :, ::EVERY].flatten(1)
        length = (batch.lengths / self.longest)[:, None]
        hidden = torch.tanh(self.hidden(torch.cat([seen, code, length], dim=1)))
        mean, log_deviation = self.output(hidden).chunk(2, dim=1)
        return mean, (log_deviation + FIRST_LOG_DEVIATION).clamp(*LOG_DEVIATIONS)
