"""The recurrence of eq. 6, step by step, with autograd; the other implementations must agree with it."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["gru_cell", "reference_gru"]


def reference_gru(drive, weights, n_time_steps, above=(), clock=None, initial=None):
    """Like `folded_gru`, for any number of layers; the graph has about twenty nodes per step."""
    states, y = _start(drive, weights, 1 + len(above), initial)
    steps = []
    for t in range(n_time_steps):
        h = states[0]
        from_state = F.linear(h, weights.recurrent, weights.recurrent_bias)
        drive_t = drive if clock is None else drive + clock.at(t)
        h = gru_cell(F.linear(y, weights.fed_back) + drive_t, from_state, h)
        states = [h, *_climb(above, h, states[1:])]
        y = F.linear(states[-1], weights.readout, weights.readout_bias)
        steps.append(states[-1])
    return torch.stack(steps)


def _start(drive, weights, n_layers, initial):
    """h_0 of each layer, and y_0."""
    if initial is None:
        states = [drive.new_zeros(len(drive), weights.readout.shape[1])] * n_layers
        return states, drive.new_zeros(len(drive), len(weights.readout))
    states = initial.chunk(n_layers, dim=1)
    return states, F.linear(states[-1], weights.readout, weights.readout_bias)


def _climb(above, below, states):
    """The next state of each layer above the first."""
    for layer, state in zip(above, states, strict=True):
        below = layer(below, state)
        yield below


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
