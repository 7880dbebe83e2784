"""The recurrence with the readout folded into it, and its backward pass by hand.

A linear readout y_t = W_o h_t + b_o makes the fed-back input a function of the state: W_f y_{t−1} =
(W_f W_o) h_{t−1} + W_f b_o. So a step is one product of h_{t−1} with a (H, 4H) matrix and a pointwise cell,
whatever the number of channels, and all y_t are one product afterwards. No graph grows with T: what is kept
for the backward pass is 5 H numbers for each row and step, and the way back needs but a few steps at a time.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable

__all__ = ["Folded", "Kernels", "chunks", "fold", "folded_gru"]

_NUMBERS = 2**18  # in a chunk


class Folded(NamedTuple):
    """What a step needs; gates in the order reset, update, candidate from input, candidate from state.

    Attributes
    ----------
    weight : Tensor of shape (units, 4 * units)
        h_{t−1} times this, for t ≥ 2; h_0 = 0.
    first, later : Tensor of shape (batch, 3 * units)
        Added to the first three: in step 1, and in all others.
    state_bias : Tensor of shape (units,)
        Added to the last, which the reset gate multiplies.
    """

    weight: Tensor
    first: Tensor
    later: Tensor
    state_bias: Tensor

    def biases(self) -> tuple[Tensor, Tensor]:
        """All that is added in step 1, and in all others, each of shape (batch, 4 * units)."""
        state_bias = self.state_bias.expand(len(self.first), -1)
        return tuple(torch.cat([of_batch, state_bias], dim=1) for of_batch in (self.first, self.later))


class Kernels(NamedTuple):
    """One way to run a folded recurrence over all steps.

    Attributes
    ----------
    forward : callable
        (folded, n_time_steps, keep) to states (T, batch, units) and gates (T, batch, 4 * units): r, u, n
        and the candidate's part from the state. Without `keep` the gates may be anything.
    backward : callable
        (weight, states, gates, d_states) to an iterable of (start, d_gates): chunks of steps from the last to
        the first, and the gradient by their gates before the activations, (steps, batch, 4 * units). A chunk
        may be overwritten by the next.
    """

    forward: Callable
    backward: Callable


def fold(drive, weights):
    """`Folded` of the weights of eq. 6, as `autoregressive_gru` takes them; differentiable."""
    units = weights.readout.shape[1]
    from_output = weights.fed_back @ weights.readout
    gates = from_output[: 2 * units] + weights.recurrent[: 2 * units]
    weight = torch.cat([gates, from_output[2 * units :], weights.recurrent[2 * units :]]).T
    first = drive + F.pad(weights.recurrent_bias[: 2 * units], (0, units))
    later = first + weights.fed_back @ weights.readout_bias
    return Folded(weight, first, later, weights.recurrent_bias[2 * units :])


def folded_gru(drive, weights, n_time_steps, kernels):
    """As `autoregressive_gru`, for one layer, by `Kernels`."""
    keep = torch.is_grad_enabled()
    states = _Recurrence.apply(*fold(drive, weights), n_time_steps, keep, kernels)
    return F.linear(states, weights.readout, weights.readout_bias).transpose(0, 1)


class _Recurrence(torch.autograd.Function):
    """States h_1 … h_T, shape (T, batch, units), of `Folded`."""

    @staticmethod
    def forward(ctx, weight, first, later, state_bias, n_time_steps, keep, kernels):
        states, gates = kernels.forward(Folded(weight, first, later, state_bias), n_time_steps, keep)
        ctx.kernels = kernels
        if keep:
            ctx.save_for_backward(weight, states, gates)
        return states

    @staticmethod
    @once_differentiable
    def backward(ctx, d_states):
        weight, states, gates = ctx.saved_tensors
        units = len(weight)
        d_weight, d_later = torch.zeros_like(weight), torch.zeros_like(gates[0])
        for start, d_gates in ctx.kernels.backward(weight, states, gates, d_states.contiguous()):
            d_first, later = d_gates[0].clone(), d_gates[1:] if start == 0 else d_gates
            before = states[max(start - 1, 0) : start + len(d_gates) - 1]
            d_weight.addmm_(before.reshape(-1, units).T, later.reshape(-1, 4 * units))
            d_later += later.sum(0)
        d_state_bias = (d_first + d_later)[:, 3 * units :].sum(0)
        return d_weight, d_first[:, : 3 * units], d_later[:, : 3 * units], d_state_bias, None, None, None


def chunks(n_time_steps: int, batch: int, units: int) -> list[slice]:
    """Steps whose gates, some of them at a time, stay in a processor's cache; from the last to the first."""
    size = max(1, _NUMBERS // (4 * units * batch))
    starts = range(0, n_time_steps, size)
    return [slice(start, min(start + size, n_time_steps)) for start in reversed(starts)]
