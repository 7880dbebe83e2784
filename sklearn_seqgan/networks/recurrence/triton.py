"""The folded recurrence as one Triton kernel forward and one backward.

A program takes some rows of the batch through all steps. It reads the weights (H, 4H) once and keeps them on
its multiprocessor. A float32 product is computed as three TF32 products, or as one if the user has allowed it
by ``torch.set_float32_matmul_precision("high")``.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
import triton
import triton.language as tl

from sklearn_seqgan.networks.recurrence.capacity import padded_units, precision
from sklearn_seqgan.networks.recurrence.cpu import buffers
from sklearn_seqgan.networks.recurrence.folded import Kernels, chunks

__all__ = ["KERNELS"]

# Settings of a program. 16 rows are the fewest that tensor cores accept. With fewer warps, registers spill. #
# With more than two pipeline stages, the program does not fit on an A100.
_ROWS, _WARPS, _STAGES = 16, 8, 2


def _forward(folded, n_time_steps, keep):
    timed = folded.clock is not None
    # with a clock: one bias per step, and one more that is loaded after the last step but not used
    biases = torch.stack(list(folded.biases(slice(0, n_time_steps if timed else 2))))
    biases = torch.cat([biases, biases[-1:]]) if timed else biases
    biases[0].addmm_(folded.initial, folded.weight)  # inside the kernel, this would need shared memory
    states, gates = buffers(folded.initial, n_time_steps, keep)
    weight = folded.weight.T.contiguous()  # the order in which the compiler keeps it in shared memory
    tensors = weight, folded.initial.contiguous(), biases, states[1:], gates
    _launch(_forward_kernel, weight, tensors, states[1:], TIMED=timed, KEEP=keep)
    return states[1:], gates


def _backward(weight, initial, states, gates, d_states):
    weight, carry = weight.contiguous(), torch.zeros_like(initial)
    for chunk in chunks(*states.shape, times=16):
        d_gates = torch.empty_like(gates[chunk])
        tensors = weight, states[chunk], gates[chunk], d_states[chunk], d_gates, carry
        _launch(_backward_kernel, weight, tensors, states[chunk])
        carry.addmm_(d_gates[0], weight.T)  # `carry` has the rest; no room for this product
        yield chunk.start, d_gates, carry


def _launch(kernel, weight, tensors, states, **constants):
    """One program for every `_ROWS` rows."""
    n_time_steps, batch, units = states.shape
    constants |= {"ROWS": _ROWS, "SIZE": padded_units(units), "PRECISION": precision()}
    with torch.cuda.device_of(weight):
        grid = (triton.cdiv(batch, _ROWS),)
        kernel[grid](*tensors, n_time_steps, batch, units, num_warps=_WARPS, num_stages=_STAGES, **constants)


@triton.jit
def _forward_kernel(
    weight, initial, biases, states, gates, n_time_steps, batch, units,
    TIMED: tl.constexpr, KEEP: tl.constexpr, ROWS: tl.constexpr, SIZE: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)[:, None]
    column = tl.arange(0, SIZE)[None, :]
    inside = (row < batch) & (column < units)
    of_state = row * units + column
    of_gate = row * 4 * units + column

    inner = tl.arange(0, SIZE)[:, None]
    in_weight = (inner < units) & (column < units)
    of_weight = column * units + inner
    w_r, w_u, w_n, w_s = _load_four(weight + of_weight, units * units, in_weight)

    r, u, n, s = _load_four(biases + of_gate, units, inside)
    biases += batch * 4 * units
    b_r, b_u, b_n, b_s = r, u, n, s
    if not TIMED:
        b_r, b_u, b_n, b_s = _load_four(biases + of_gate, units, inside)

    h = tl.load(initial + of_state, inside, 0.0)
    for _ in range(n_time_steps):
        r, u, n, h = _cell(r, u, n, s, h)
        tl.store(states + of_state, h, inside)
        states += batch * units
        if KEEP:
            _store_four(gates + of_gate, units, r, u, n, s, inside)
            gates += batch * 4 * units
        if TIMED:
            b_r, b_u, b_n, b_s = _load_four(biases + of_gate, units, inside)
            biases += batch * 4 * units
        r = tl.dot(h, w_r, b_r, input_precision=PRECISION)
        u = tl.dot(h, w_u, b_u, input_precision=PRECISION)
        n = tl.dot(h, w_n, b_n, input_precision=PRECISION)
        s = tl.dot(h, w_s, b_s, input_precision=PRECISION)


@triton.jit
def _cell(r, u, n, s, h):
    """Activations of r, u and n, and the next state."""
    r = 1.0 / (1.0 + tl.exp(-r))
    u = 1.0 / (1.0 + tl.exp(-u))
    n = n + r * s
    n = n / (1.0 + tl.abs(n))
    return r, u, n, n + u * (h - n)


@triton.jit
def _backward_kernel(
    weight, states, gates, d_states, d_gates, d_before, n_time_steps, batch, units,
    ROWS: tl.constexpr, SIZE: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)[:, None]
    column = tl.arange(0, SIZE)[None, :]
    inside = (row < batch) & (column < units)

    inner = tl.arange(0, SIZE)[:, None]
    in_weight = (inner < units) & (column < units)
    transposed = column * 4 * units + inner
    w_r, w_u, w_n, w_s = _load_four(weight + transposed, units, in_weight)

    d_before += row * units + column  # in: gradient by the state after these steps; out: before
    carry = tl.load(d_before, inside, 0.0)
    for i in range(n_time_steps):
        t = n_time_steps - 1 - i
        step = tl.cast(t, tl.int64) * batch + row
        of_state = step * units + column
        of_gate = step * 4 * units + column
        r, u, n, s = _load_four(gates + of_gate, units, inside)
        before = tl.load(states + of_state - batch * units, inside, 0.0)  # h_{t−1}; h_0 lies before h_1

        d_h = carry + tl.load(d_states + of_state, inside, 0.0)
        slope = 1.0 - tl.abs(n)
        d_n = d_h * (1.0 - u) * slope * slope
        d_r = d_n * s * r * (1.0 - r)
        d_u = d_h * (before - n) * u * (1.0 - u)
        d_s = d_n * r
        _store_four(d_gates + of_gate, units, d_r, d_u, d_n, d_s, inside)

        carry = d_h * u
        tl.store(d_before, carry, inside)  # the last write is of the first step
        carry += tl.dot(d_r, w_r, input_precision=PRECISION)
        carry += tl.dot(d_u, w_u, input_precision=PRECISION)
        carry += tl.dot(d_n, w_n, input_precision=PRECISION)
        carry += tl.dot(d_s, w_s, input_precision=PRECISION)


@triton.jit
def _load_four(pointers, apart, inside):
    """The values of r, u, n and s, which lie `apart` from each other."""
    r = tl.load(pointers, inside, 0.0)
    u = tl.load(pointers + apart, inside, 0.0)
    n = tl.load(pointers + 2 * apart, inside, 0.0)
    s = tl.load(pointers + 3 * apart, inside, 0.0)
    return r, u, n, s


@triton.jit
def _store_four(pointers, apart, r, u, n, s, inside):
    """Store the values of r, u, n and s."""
    tl.store(pointers, r, inside)
    tl.store(pointers + apart, u, inside)
    tl.store(pointers + 2 * apart, n, inside)
    tl.store(pointers + 3 * apart, s, inside)


KERNELS = Kernels(_forward, _backward)
