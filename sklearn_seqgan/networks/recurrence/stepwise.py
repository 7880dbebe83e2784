"""The folded recurrence with its pointwise cell as Triton kernels; torch computes the products.

For states too wide for `triton`, because a multiprocessor cannot hold all their weights. A step has two
kernels forward and two backward, where plain torch has seven and four. In a CUDA graph, a kernel's start is
most of its time.
"""
# SPDX-License-Identifier: BSD-3-Clause

from itertools import cycle

import torch
import triton
import triton.language as tl

from sklearn_seqgan.networks.recurrence.cpu import all_biases, buffers
from sklearn_seqgan.networks.recurrence.folded import Kernels, chunks

__all__ = ["KERNELS"]

_BLOCK = 256


def _forward(folded, n_time_steps, keep):
    states, gates = buffers(folded.initial, n_time_steps, keep)
    biases = all_biases(folded, *states[1:].shape)
    for bias, before, gate, after in zip(biases, states, cycle(gates), states[1:]):
        torch.addmm(bias, before, folded.weight, out=gate)
        _launch(_advance, gate, before, after)
    return states[1:], gates


def _backward(weight, initial, states, gates, d_states):
    carry, transposed = torch.zeros_like(states[0]), weight.T.contiguous()
    befores = [initial.contiguous(), *states[:-1]]
    for chunk in chunks(*states.shape, times=16):
        d_gates = torch.empty_like(gates[chunk])
        steps = zip(gates[chunk], befores[chunk], d_states[chunk], d_gates)
        for gate, before, d_state, d_gate in reversed(list(steps)):
            _launch(_retreat, gate, before, d_state, d_gate, carry)
            carry.addmm_(d_gate, transposed)
        yield chunk.start, d_gates, carry


def _launch(kernel, *tensors):
    """One program for every `_BLOCK` numbers of a state, which is the last of the tensors."""
    state = tensors[-1]
    with torch.cuda.device_of(state):
        grid = (triton.cdiv(state.numel(), _BLOCK),)
        kernel[grid](*tensors, state.numel(), state.shape[1], BLOCK=_BLOCK)


@triton.jit
def _advance(gates, before, after, size, units, BLOCK: tl.constexpr):
    """Activations of a step's gates in place, and the next state."""
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    inside, gate = i < size, gates + i + 3 * units * (i // units)
    r, u, p, s, h = _load_step(gate, before + i, units, inside)
    r = 1.0 / (1.0 + tl.exp(-r))
    u = 1.0 / (1.0 + tl.exp(-u))
    p += r * s
    n = p / (1.0 + tl.abs(p))
    tl.store(gate, r, inside)
    tl.store(gate + units, u, inside)
    tl.store(gate + 2 * units, n, inside)
    tl.store(after + i, n + u * (h - n), inside)


@triton.jit
def _retreat(gates, before, d_state, d_gates, carry, size, units, BLOCK: tl.constexpr):
    """Gradient by the gates of one step; `carry` becomes the gradient that bypasses them to h_{t−1}."""
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    inside, of_gate = i < size, i + 3 * units * (i // units)
    r, u, n, s, h = _load_step(gates + of_gate, before + i, units, inside)
    d_h = tl.load(carry + i, inside, 0.0) + tl.load(d_state + i, inside, 0.0)
    slope = 1.0 - tl.abs(n)
    d_n = d_h * (1.0 - u) * slope * slope
    d_gate = d_gates + of_gate
    tl.store(d_gate, d_n * s * r * (1.0 - r), inside)
    tl.store(d_gate + units, d_h * (h - n) * u * (1.0 - u), inside)
    tl.store(d_gate + 2 * units, d_n, inside)
    tl.store(d_gate + 3 * units, d_n * r, inside)
    tl.store(carry + i, d_h * u, inside)


@triton.jit
def _load_step(gate, state, units, inside):
    """r, u, n and s of some units, and their states."""
    r = tl.load(gate, inside, 0.0)
    u = tl.load(gate + units, inside, 0.0)
    n = tl.load(gate + 2 * units, inside, 0.0)
    s = tl.load(gate + 3 * units, inside, 0.0)
    return r, u, n, s, tl.load(state, inside, 0.0)


KERNELS = Kernels(_forward, _backward)
