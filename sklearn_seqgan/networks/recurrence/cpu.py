"""The folded recurrence in plain torch: on any device, in any precision."""
# SPDX-License-Identifier: BSD-3-Clause

from itertools import chain, cycle

import torch

from sklearn_seqgan.networks.recurrence.folded import Kernels, chunks

__all__ = ["KERNELS", "all_biases", "buffers"]


def _forward(folded, n_time_steps, keep):
    """All states, with one product and one cell per step; see `Kernels.forward`."""
    states, gates = buffers(folded.initial, n_time_steps, keep)
    biases = all_biases(folded, *states[1:].shape)
    for bias, before, gate, after in zip(biases, states, cycle(gates), states[1:]):
        torch.addmm(bias, before, folded.weight, out=gate)
        _activate(gate, before, after)
    return states[1:], gates


def buffers(initial, n_time_steps, keep):
    """Buffers of the states, h_0 first, and of the gates: of all steps if they are kept, else of one."""
    batch, units = initial.shape
    states = initial.new_empty(1 + n_time_steps, batch, units)
    states[0] = initial
    return states, initial.new_empty(n_time_steps if keep else 1, batch, 4 * units)


def all_biases(folded, n_time_steps, batch, units):
    """The biases of the gates in each step; a clock's are computed for several steps at once."""
    forward = reversed(chunks(n_time_steps, batch, units))
    return chain.from_iterable(folded.biases(steps) for steps in forward)


def _activate(gates, before, after):
    """Turn a step's gates into their activations in place, and write the next state."""
    units = before.shape[1]
    sigmoids, candidate, from_state = gates.split([2 * units, units, units], dim=1)
    reset, update = sigmoids.sigmoid_().split(units, dim=1)
    candidate.addcmul_(reset, from_state)
    candidate.div_(candidate.abs().add_(1))
    torch.lerp(candidate, before, update, out=after)


def _backward(weight, initial, states, gates, d_states):
    """Compute the slopes of several steps at once, then apply them to the gradient step by step."""
    carry, transposed = torch.zeros_like(states[0]), weight.T.contiguous()
    for chunk in chunks(*states.shape):
        d_gates, by_state = _slopes(initial, states, gates, chunk)
        steps = zip(d_gates, by_state, d_states[chunk], strict=True)
        for d_gate, kept, d_state in reversed(list(steps)):
            carry += d_state
            d_gate.unflatten(1, (4, -1)).mul_(carry[:, None])
            carry = torch.addmm(carry.mul_(kept), d_gate, transposed)
        yield chunk.start, d_gates, carry


def _slopes(initial, states, gates, chunk):
    """Derivatives of h_t by the four gates before their activations, and by h_{t−1} directly.

    h_t = n + u (h_{t−1} − n); n = p / (1 + |p|), so dn/dp = (1 − |n|)²; p = a + r s.
    """
    reset, update, candidate, from_state = gates[chunk].chunk(4, dim=2)
    slopes = torch.empty_like(gates[chunk])
    by_reset, by_update, by_input, by_state = slopes.chunk(4, dim=2)
    torch.mul(1 - update, (1 - candidate.abs()).square_(), out=by_input)
    torch.mul(by_input, reset, out=by_state)
    torch.mul(by_state * from_state, 1 - reset, out=by_reset)
    torch.mul(_before(initial, states, chunk) - candidate, update - update * update, out=by_update)
    return slopes, update


def _before(initial, states, chunk):
    """h_{t−1} of the steps of a chunk."""
    if chunk.start:
        return states[chunk.start - 1 : chunk.stop - 1]
    return torch.cat([initial[None], states[: chunk.stop - 1]])


KERNELS = Kernels(_forward, _backward)
