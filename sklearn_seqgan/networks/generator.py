"""Generators: from one code and one noise vector per sequence to the sequence.

A generator maps a code (batch, code_dim), noise (batch, noise_dim), lengths (batch,) and the number of
time steps T to a `Batch`. To add one, write the module and name it in ``GENERATORS``.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch, valid_time_steps
from sklearn_seqgan.networks.recurrence import Clock, Weights, autoregressive_gru
from sklearn_seqgan.networks.recurrence.reference import gru_cell

__all__ = ["GENERATORS", "AutoregressiveGenerator", "RecurrentGenerator", "time_features"]

N_WAVES = 8
N_TIME_FEATURES = 2 + 2 * N_WAVES


class AutoregressiveGenerator(nn.Module):
    """A GRU that is fed its own previous output, the noise and the code (eq. 6).

    h_t = GRUCell([y_{t−1}, z, c], h_{t−1}) with softsign as candidate activation,
    y_t = W_o h_t + b_o, y_0 = 0 and h_0 = 0. It never sees a real sequence. Further layers are fed the state
    of the layer below, and the last layer is read out.

    Two options go beyond the paper. The generator may know the time: W_t f_t is added to the gates
    (`time_features`). And each layer may start from h_0 = softsign(W_0 [z, c] + b_0), with y_0 = W_o h_0 +
    b_o.

    Parameters
    ----------
    n_channels : int
        Channels F of a sequence.
    code_dim : int
    noise_dim : int
    units : int
        Size of the hidden state of each layer.
    layers : int
    time_input : bool
        Whether the time is an input.
    initial_state : bool
        Whether code and noise determine the initial state.

    Attributes
    ----------
    implementation : str or None
        Implementation of the recurrence, see `autoregressive_gru`; None: the fastest.
    longest : Tensor of shape ()
        Length of the longest training sequence, the unit of lengths; None without `time_input`.
    varying : Tensor of shape (F,)
        0 for a channel that is 0 in all training sequences, and is therefore 0 in all generated ones; else 1.
    """

    implementation: str | None = None

    def __init__(
        self,
        n_channels: int,
        code_dim: int,
        noise_dim: int,
        units: int,
        layers: int = 1,
        time_input: bool = False,
        initial_state: bool = False,
    ):
        super().__init__()
        self.fed_back = nn.Linear(n_channels, 3 * units, bias=False)
        self.latent = nn.Linear(code_dim + noise_dim, 3 * units)
        self.recurrent = nn.Linear(units, 3 * units)
        self.readout = nn.Linear(units, n_channels)
        self.above = nn.ModuleList(UpperLayer(units) for _ in range(layers - 1))
        self.time = nn.Linear(N_TIME_FEATURES, 3 * units, bias=False) if time_input else None
        self.initial = nn.Linear(code_dim + noise_dim, layers * units) if initial_state else None
        self.register_buffer("longest", torch.ones(()) if time_input else None)
        self.register_buffer("varying", torch.ones(n_channels))

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
        latent = torch.cat([noise, code], dim=1)
        y = autoregressive_gru(
            self.latent(latent),  # the same at every time step
            self._weights(),
            n_time_steps,
            self.above,
            self.implementation,
            self._clock(lengths, n_time_steps),
            None if self.initial is None else F.softsign(self.initial(latent)),
        )
        return masked(y * self.varying, lengths)

    def _clock(self, lengths, n_time_steps):
        if self.time is None:
            return None
        features = time_features(lengths, n_time_steps, self.longest.to(self.time.weight))
        return Clock(features, self.time.weight)

    def _weights(self):
        recurrent, readout = self.recurrent, self.readout
        return Weights(self.fed_back.weight, recurrent.weight, recurrent.bias, readout.weight, readout.bias)


def time_features(lengths: Tensor, n_time_steps: int, longest: Tensor) -> Tensor:
    """f_t = [u, l / l_max, sin kπu, cos kπu; k = 1..8] with u = t / (l − 1), t = 0..T − 1.

    Parameters
    ----------
    lengths : Tensor of shape (batch,)
    n_time_steps : int
        T.
    longest : Tensor of shape ()
        l_max.

    Returns
    -------
    Tensor of shape (T, batch, 18)
        In the dtype of `longest`.
    """
    steps = torch.arange(n_time_steps, dtype=longest.dtype, device=longest.device)
    lengths = lengths.to(longest.dtype)
    u = steps[:, None] / (lengths - 1).clamp(min=1)
    waves = math.pi * u[:, :, None] * torch.arange(1, N_WAVES + 1, device=longest.device)
    share = (lengths / longest).expand_as(u)
    return torch.cat([u[:, :, None], share[:, :, None], waves.sin(), waves.cos()], dim=2)


class UpperLayer(nn.Module):
    """One step of a GRU whose input is the state of the layer below."""

    def __init__(self, units: int):
        super().__init__()
        self.below = nn.Linear(units, 3 * units)
        self.recurrent = nn.Linear(units, 3 * units)

    def forward(self, below: Tensor, h: Tensor) -> Tensor:
        return gru_cell(self.below(below), self.recurrent(h), h)


class RecurrentGenerator(nn.Module):
    """A plain GRU that is fed the noise and the code at every step, with a linear readout.

    Parameters
    ----------
    n_channels, code_dim, noise_dim, units, layers : int
        As in `AutoregressiveGenerator`.
    time_input, initial_state : ignored
        Not used, present for API consistency by convention.
    """

    def __init__(
        self,
        n_channels: int,
        code_dim: int,
        noise_dim: int,
        units: int,
        layers: int = 1,
        time_input: bool = False,
        initial_state: bool = False,
    ):
        super().__init__()
        self.longest = None
        self.register_buffer("varying", torch.ones(n_channels))
        self.gru = nn.GRU(code_dim + noise_dim, units, layers, batch_first=True)
        self.readout = nn.Linear(units, n_channels)

    def forward(self, code: Tensor, noise: Tensor, lengths: Tensor, n_time_steps: int) -> Batch:
        """Generate one sequence per row, like `AutoregressiveGenerator.forward`."""
        latent = torch.cat([noise, code], dim=1)
        states, _ = self.gru(latent[:, None].expand(-1, n_time_steps, -1))
        return masked(self.readout(states) * self.varying, lengths)


def masked(values: Tensor, lengths: Tensor) -> Batch:
    """`Batch` of values, with everything after the end of each sequence set to zero."""
    mask = valid_time_steps(lengths, values.shape[1])
    return Batch(values * mask[:, :, None], lengths)


GENERATORS = {"autoregressive": AutoregressiveGenerator, "recurrent": RecurrentGenerator}
