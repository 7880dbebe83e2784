"""An autoregressive GRU, run over all time steps by one of several equivalent implementations.

The recurrence of eq. 6: h_t = GRUCell([y_{t−1}, z, c], h_{t−1}) with softsign as candidate activation,
y_t = W_o h_t + b_o, y_0 = 0 and h_0 = 0. Beyond the paper, the time may be an input of the cell, and h_0 may
be given; then y_0 = W_o h_0 + b_o. To add an implementation, write `Kernels` and name them in ``KERNELS``.
"""
# SPDX-License-Identifier: BSD-3-Clause

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from sklearn_seqgan.networks.recurrence.capacity import fits, is_supported
from sklearn_seqgan.networks.recurrence.clock import Clock
from sklearn_seqgan.networks.recurrence.folded import folded_gru
from sklearn_seqgan.networks.recurrence.reference import reference_gru

__all__ = ["KERNELS", "Clock", "Weights", "autoregressive_gru", "choose"]

KERNELS = {"cpu": None, "compiled": "numba", "triton": "triton", "stepwise": "triton"}
"""Modules of this package by name, and the library that each needs besides torch."""

SMALLEST_COMPILED = 2**17
"""Total size of all states below which loading Numba takes longer than it saves."""


class Weights(NamedTuple):
    """The weights of the first layer and of the readout.

    Attributes
    ----------
    fed_back : Tensor of shape (3 * units, F)
    recurrent : Tensor of shape (3 * units, units)
    recurrent_bias : Tensor of shape (3 * units,)
    readout : Tensor of shape (F, units)
    readout_bias : Tensor of shape (F,)
    """

    fed_back: Tensor
    recurrent: Tensor
    recurrent_bias: Tensor
    readout: Tensor
    readout_bias: Tensor


def autoregressive_gru(
    drive: Tensor,
    weights: Weights,
    n_time_steps: int,
    above=(),
    implementation: str | None = None,
    clock: Clock | None = None,
    initial: Tensor | None = None,
) -> Tensor:
    """Every y_t of eq. 6, differentiable with respect to all weights, the drive and the initial state.

    Parameters
    ----------
    drive : Tensor of shape (batch, 3 * units)
        Contribution of noise and code to the gates (reset, update, candidate) at every step, W_c [z, c] + b.
    weights : Weights
    n_time_steps : int, at least 1
    above : sequence of callables, default=()
        Further layers: functions from (state of the layer below, own previous state) to own state. Only the
        reference supports them.
    implementation : {"reference", "cpu", "compiled", "triton", "stepwise"}, default=None
        None: chosen by `choose`. All but the reference support one layer only.
    clock : Clock, default=None
        Contribution of the time to the gates. None: nothing.
    initial : Tensor of shape (batch, (1 + len(above)) * units), default=None
        h_0 of each layer. None: h_0 = 0 and y_0 = 0.

    Returns
    -------
    Tensor of shape (batch, n_time_steps, F)
    """
    implementation = implementation or choose(drive, n_time_steps, len(above))
    if implementation == "reference":
        states = reference_gru(drive, weights, n_time_steps, above, clock, initial)
    else:
        states = folded_gru(drive, weights, n_time_steps, _kernels(implementation), clock, initial)
    return F.linear(states, weights.readout, weights.readout_bias).transpose(0, 1)


def choose(drive: Tensor, n_time_steps: int, n_above: int = 0) -> str:
    """The fastest available implementation for a drive (batch, 3 * units)."""
    numbers, single = drive.numel() // 3 * n_time_steps, drive.dtype == torch.float32
    if n_above:
        return "reference"
    if drive.is_cuda and single and _has("triton") and is_supported(drive.device):
        return "triton" if fits(drive.shape[1] // 3, drive.device) else "stepwise"
    if drive.device.type == "cpu" and single and numbers >= SMALLEST_COMPILED and _has("numba"):
        return "compiled"
    return "cpu"


@cache
def _has(library):
    return find_spec(library) is not None


def _kernels(implementation):
    """Import the kernels on demand: Numba and Triton are optional, and slow to load."""
    return import_module(f"{__name__}.{implementation}").KERNELS
