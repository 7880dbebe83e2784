"""Generators: from a code and noise, both global to the sequence, to a sequence.

A generator maps a code (batch, code_dim), noise (batch, noise_dim) and a mask (batch, T) to values
(batch, T, F), zero behind the end. To add one, write the module and name it in ``GENERATORS``.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["GENERATORS", "AutoregressiveGenerator", "RecurrentGenerator"]


class AutoregressiveGenerator(nn.Module):
    """A GRU fed with its own previous output, the noise and the code (eq. 6).

    h_t = GRUCell([y_{t−1}, z, c], h_{t−1}) with softsign as candidate activation,
    y_t = W_o h_t + b_o, y_0 = 0 and h_0 = 0. It never sees a real sequence. Further layers
    are fed with the state of the one below, and the last one is read out.

    Parameters
    ----------
    n_features : int
        Channels F of a sequence.
    code_dim : int
    noise_dim : int
    units : int
        Size of the hidden state of each layer.
    layers : int
    """

    def __init__(self, n_features: int, code_dim: int, noise_dim: int, units: int, layers: int = 1):
        super().__init__()
        self.units = units
        self.fed_back = nn.Linear(n_features, 3 * units, bias=False)
        self.latent = nn.Linear(code_dim + noise_dim, 3 * units)
        self.recurrent = nn.Linear(units, 3 * units)
        self.readout = nn.Linear(units, n_features)
        self.above = nn.ModuleList(UpperLayer(units) for _ in range(layers - 1))

    def forward(self, code: Tensor, noise: Tensor, mask: Tensor) -> Tensor:
        """Generate one sequence per row.

        Parameters
        ----------
        code : Tensor of shape (batch, code_dim)
        noise : Tensor of shape (batch, noise_dim)
        mask : Tensor of shape (batch, T), bool
            Valid steps; those behind are set to zero.

        Returns
        -------
        Tensor of shape (batch, T, F)
        """
        drive = self.latent(torch.cat([noise, code], dim=1))  # the same at every step
        states = [drive.new_zeros(len(drive), self.units)] * (1 + len(self.above))
        y = drive.new_zeros(len(drive), self.readout.out_features)
        steps = []
        for _ in range(mask.shape[1]):
            h = states[0]
            h = gru_cell(self.fed_back(y) + drive, self.recurrent(h), h)
            states = [h, *self._climb(h, states[1:])]
            y = self.readout(states[-1])
            steps.append(y)
        return torch.stack(steps, dim=1) * mask[:, :, None]

    def _climb(self, below, states):
        """The next state of each layer above the first."""
        for layer, state in zip(self.above, states, strict=True):
            below = layer(below, state)
            yield below


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
    n_features, code_dim, noise_dim, units, layers : int
        As in `AutoregressiveGenerator`.
    """

    def __init__(self, n_features: int, code_dim: int, noise_dim: int, units: int, layers: int = 1):
        super().__init__()
        self.gru = nn.GRU(code_dim + noise_dim, units, layers, batch_first=True)
        self.readout = nn.Linear(units, n_features)

    def forward(self, code: Tensor, noise: Tensor, mask: Tensor) -> Tensor:
        """Generate one sequence per row, as `AutoregressiveGenerator.forward`."""
        latent = torch.cat([noise, code], dim=1)
        states, _ = self.gru(latent[:, None].expand(-1, mask.shape[1], -1))
        return self.readout(states) * mask[:, :, None]


GENERATORS = {"autoregressive": AutoregressiveGenerator, "recurrent": RecurrentGenerator}


def gru_cell(from_input: Tensor, from_state: Tensor, h: Tensor) -> Tensor:
    """One GRU step from its two products, gates in the order reset, update, candidate.

    r, u = σ(·), n = softsign(W_n x + b_n + r (U_n h + b_hn)), h' = n + u (h − n).

    Parameters
    ----------
    from_input, from_state : Tensor of shape (batch, 3 * units)
        W x + b and U h + b_h.
    h : Tensor of shape (batch, units)

    Returns
    -------
    Tensor of shape (batch, units)
    """
    reset_x, update_x, candidate_x = from_input.chunk(3, dim=1)
    reset_h, update_h, candidate_h = from_state.chunk(3, dim=1)
    reset = torch.sigmoid(reset_x + reset_h)
    update = torch.sigmoid(update_x + update_h)
    candidate = F.softsign(candidate_x + reset * candidate_h)
    return candidate + update * (h - candidate)
