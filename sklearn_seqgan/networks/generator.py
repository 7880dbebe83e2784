"""Generators: from a code and noise, both global to the sequence, to a sequence.

A generator maps a code (batch, code_dim), noise (batch, noise_dim), lengths (batch,) and the number of
time steps T to a `Batch`. To add one, write the module and name it in ``GENERATORS``.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch, valid_time_steps
from sklearn_seqgan.networks.recurrence import Weights, autoregressive_gru
from sklearn_seqgan.networks.recurrence.reference import gru_cell

__all__ = ["GENERATORS", "AutoregressiveGenerator", "RecurrentGenerator"]


class AutoregressiveGenerator(nn.Module):
    """A GRU fed with its own previous output, the noise and the code (eq. 6).

    h_t = GRUCell([y_{t−1}, z, c], h_{t−1}) with softsign as candidate activation,
    y_t = W_o h_t + b_o, y_0 = 0 and h_0 = 0. It never sees a real sequence. Further layers
    are fed with the state of the one below, and the last one is read out.

    Parameters
    ----------
    n_channels : int
        Channels F of a sequence.
    code_dim : int
    noise_dim : int
    units : int
        Size of the hidden state of each layer.
    layers : int

    Attributes
    ----------
    implementation : str or None
        Of the recurrence, see `autoregressive_gru`; None, the fastest, unless it is set.
    """

    implementation: str | None = None

    def __init__(self, n_channels: int, code_dim: int, noise_dim: int, units: int, layers: int = 1):
        super().__init__()
        self.fed_back = nn.Linear(n_channels, 3 * units, bias=False)
        self.latent = nn.Linear(code_dim + noise_dim, 3 * units)
        self.recurrent = nn.Linear(units, 3 * units)
        self.readout = nn.Linear(units, n_channels)
        self.above = nn.ModuleList(UpperLayer(units) for _ in range(layers - 1))

    def forward(self, code: Tensor, noise: Tensor, lengths: Tensor, n_time_steps: int) -> Batch:
        """Generate one sequence per row.

        Parameters
        ----------
        code : Tensor of shape (batch, code_dim)
        noise : Tensor of shape (batch, noise_dim)
        lengths : Tensor of shape (batch,)
            Time steps after the end of a sequence are set to zero.
        n_time_steps : int
            T, at least the longest length.

        Returns
        -------
        Batch
        """
        drive = self.latent(torch.cat([noise, code], dim=1))  # the same at every time step
        y = autoregressive_gru(drive, self._weights(), n_time_steps, self.above, self.implementation)
        return masked(y, lengths)

    def _weights(self):
        recurrent, readout = self.recurrent, self.readout
        return Weights(self.fed_back.weight, recurrent.weight, recurrent.bias, readout.weight, readout.bias)


class UpperLayer(nn.Module):
    """One step of a GRU that is fed with the state of the layer below."""

    def __init__(self, units: int):
        super().__init__()
        self.below = nn.Linear(units, 3 * units)
        self.recurrent = nn.Linear(units, 3 * units)

    def forward(self, below: Tensor, h: Tensor) -> Tensor:
        return gru_cell(self.below(below), self.recurrent(h), h)


class RecurrentGenerator(nn.Module):
    """A plain GRU fed with the noise and the code at every step, read out linearly.

    Parameters
    ----------
    n_channels, code_dim, noise_dim, units, layers : int
        As in `AutoregressiveGenerator`.
    """

    def __init__(self, n_channels: int, code_dim: int, noise_dim: int, units: int, layers: int = 1):
        super().__init__()
        self.gru = nn.GRU(code_dim + noise_dim, units, layers, batch_first=True)
        self.readout = nn.Linear(units, n_channels)

    def forward(self, code: Tensor, noise: Tensor, lengths: Tensor, n_time_steps: int) -> Batch:
        """Generate one sequence per row, as `AutoregressiveGenerator.forward`."""
        latent = torch.cat([noise, code], dim=1)
        states, _ = self.gru(latent[:, None].expand(-1, n_time_steps, -1))
        return masked(self.readout(states), lengths)


def masked(values: Tensor, lengths: Tensor) -> Batch:
    """`Batch` of values that may be anything after the ends."""
    mask = valid_time_steps(lengths, values.shape[1])
    return Batch(values * mask[:, :, None], lengths)


GENERATORS = {"autoregressive": AutoregressiveGenerator, "recurrent": RecurrentGenerator}
