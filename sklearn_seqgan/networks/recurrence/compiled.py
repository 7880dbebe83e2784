"""The folded recurrence with its pointwise cell compiled by Numba; torch computes the products.

A cell of 64 rows and 64 units is a few microseconds of arithmetic, for which plain torch makes a dozen calls.
Numba uses one thread: its own threads abort the process if two of our threads use them (`workqueue`), and a
large cell is limited by memory anyway.
"""
# SPDX-License-Identifier: BSD-3-Clause

from itertools import cycle

import numba
import numpy as np
import torch

from sklearn_seqgan.networks.recurrence.cpu import all_biases, buffers
from sklearn_seqgan.networks.recurrence.folded import Kernels, chunks

__all__ = ["KERNELS"]

_OPTIONS = {"nogil": True, "error_model": "numpy", "fastmath": {"contract", "reassoc", "nsz", "arcp"}}


def _compile(function):
    try:
        return numba.njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # no writable folder: compile anew in every process
        return numba.njit(**_OPTIONS)(function)


def _forward(folded, n_time_steps, keep):
    states, gates = buffers(folded.initial, n_time_steps, keep)
    biases = (bias.numpy() for bias in all_biases(folded, *states[1:].shape))
    h, activated = states.numpy(), cycle(gates.numpy())
    steps = zip(states, cycle(gates), biases, h, activated, h[1:])
    for before, gate, *arrays in steps:
        torch.mm(before, folded.weight, out=gate)
        _advance(*arrays)
    return states[1:], gates


def _backward(weight, initial, states, gates, d_states):
    carry, transposed = torch.zeros_like(states[0]), weight.T.contiguous()
    h, d_h, d_before = states.numpy(), d_states.numpy(), carry.numpy()
    befores = [initial.numpy(), *h[:-1]]
    every = chunks(*states.shape)
    d_gates = torch.empty_like(gates[every[-1]])
    for chunk in every:
        arrays = gates[chunk].numpy(), befores[chunk], d_h[chunk], d_gates.numpy()
        steps = list(zip(d_gates, *arrays))
        for d_gate, gate, before, d_state, d_gate_array in reversed(steps):
            _retreat(gate, before, d_state, d_before, d_gate_array)
            carry.addmm_(d_gate, transposed)
        yield chunk.start, d_gates[: len(steps)], carry


@_compile
def _sigmoid(x):
    """σ(x) = ½ + x P(x²) / Q(x²), to 2e-7. Unlike exp, a compiler can vectorise it.

    P and Q are fitted over |x| ≤ 18 by least squares, weighted towards the largest error.
    """
    x = min(max(x, np.float32(-18)), np.float32(18))
    s = x * x
    p = np.float32(1.2876205e-11) * s + np.float32(7.9971279e-08)
    p = (p * s + np.float32(5.4478677e-05)) * s + np.float32(8.3582775e-03)
    p = p * s + np.float32(2.4999998e-01)
    q = np.float32(3.0090246e-09) * s + np.float32(5.1116720e-06)
    q = (q * s + np.float32(1.6151366e-03)) * s + np.float32(1.1676635e-01)
    q = q * s + np.float32(1)
    return np.float32(0.5) + x * p / q


@_compile
def _advance(bias, before, gates, after):
    """Activations of the gates, n = softsign(a + r s) in place of a, and h_t = n + u (h_{t−1} − n)."""
    units, one = after.shape[1], np.float32(1)
    for i in range(len(after)):
        for j in range(2 * units):
            gates[i, j] = _sigmoid(gates[i, j] + bias[i, j])
        for j in range(units):
            gates[i, 3 * units + j] += bias[i, 3 * units + j]
            p = gates[i, 2 * units + j] + bias[i, 2 * units + j] + gates[i, j] * gates[i, 3 * units + j]
            n = p / (one + abs(p))
            gates[i, 2 * units + j] = n
            after[i, j] = n + gates[i, units + j] * (before[i, j] - n)


@_compile
def _retreat(gates, before, d_state, carry, d_gates):
    """Gradient by the gates of one step; `carry` becomes the gradient that bypasses them to h_{t−1}."""
    units, one = carry.shape[1], carry.dtype.type(1)
    for i in range(len(carry)):
        for j in range(units):
            r, u = gates[i, j], gates[i, units + j]
            n, s = gates[i, 2 * units + j], gates[i, 3 * units + j]
            d_h = carry[i, j] + d_state[i, j]
            slope = one - abs(n)
            d_p = d_h * (one - u) * slope * slope
            d_gates[i, j] = d_p * s * r * (one - r)
            d_gates[i, units + j] = d_h * (before[i, j] - n) * u * (one - u)
            d_gates[i, 2 * units + j] = d_p
            d_gates[i, 3 * units + j] = d_p * r
            carry[i, j] = d_h * u


KERNELS = Kernels(_forward, _backward)
