"""The recurrence with the readout folded into it, and a backward pass written by hand.

A linear readout y_t = W_o h_t + b_o makes the fed-back input a function of the state: W_f y_{t−1} = (W_f W_o)
h_{t−1} + W_f b_o. So a step is one product of h_{t−1} with an (H, 4H) matrix and a pointwise cell, whatever
the number of channels, and all y_t are one product afterwards. No autograd graph grows with T. The backward
pass needs 5 H saved numbers per row and step, and handles a few steps at a time.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable, Iterable
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable

from sklearn_seqgan.networks.recurrence.clock import Clock

__all__ = ["Folded", "Kernels", "chunks", "fold", "folded_gru"]

_NUMBERS = 2**18  # per chunk


class Folded(NamedTuple):
    """Data of a step; gates in the order reset, update, candidate from input, candidate from state.

    Attributes
    ----------
    weight : Tensor of shape (units, 4 * units)
        Multiplied with h_{t−1}.
    first, later : Tensor of shape (batch, 3 * units)
        Added to the first three gates in step 1, and in all later steps.
    state_bias : Tensor of shape (units,)
        Added to the last gate, which the reset gate multiplies.
    initial : Tensor of shape (batch, units)
        h_0.
    clock : Clock, or None
        Contribution of the time to the first three gates.
    """

    weight: Tensor
    first: Tensor
    later: Tensor
    state_bias: Tensor
    initial: Tensor
    clock: Clock | None

    def biases(self, steps: slice) -> Iterable[Tensor]:
        """The sum of all biases in each of some time steps, each of shape (batch, 4 * units)."""
        first, later = (self._with_state_bias(bias) for bias in (self.first, self.later))
        constant = [first if t == 0 else later for t in range(steps.start, steps.stop)]
        if self.clock is None:
            return constant
        of_time = F.pad(self.clock.at(steps), (0, len(self.weight)))
        return (bias.add_(each) for bias, each in zip(of_time, constant, strict=True))

    def _with_state_bias(self, bias):
        return torch.cat([bias, self.state_bias.expand(len(bias), -1)], dim=1)


class Kernels(NamedTuple):
    """One way to run a folded recurrence over all steps.

    Attributes
    ----------
    forward : callable
        Maps (folded, n_time_steps, keep) to states (T, batch, units) and gates (T, batch, 4 * units): r, u, n
        and the candidate's part from the state. Without `keep` the gates are not used.
    backward : callable
        Maps (weight, initial, states, gates, d_states) to an iterable of (start, d_gates, d_before), over
        chunks of steps from the last to the first: the gradient by their gates before the activations,
        (steps, batch, 4 * units), and by the state before the chunk, (batch, units). A chunk may be
        overwritten by the next.
    """

    forward: Callable
    backward: Callable


def fold(drive, weights, clock=None, initial=None):
    """`Folded` of the weights of eq. 6 as `autoregressive_gru` takes them; differentiable.

    With h_0 = 0 no output is fed back in the first step, so that step has its own bias.
    """
    units = weights.readout.shape[1]
    from_output = weights.fed_back @ weights.readout
    gates = from_output[: 2 * units] + weights.recurrent[: 2 * units]
    weight = torch.cat([gates, from_output[2 * units :], weights.recurrent[2 * units :]]).T
    first = drive + F.pad(weights.recurrent_bias[: 2 * units], (0, units))
    later = first + weights.fed_back @ weights.readout_bias
    if initial is None:
        initial = drive.new_zeros(len(drive), units)
    else:
        first = later
    return Folded(weight, first, later, weights.recurrent_bias[2 * units :], initial, clock)


def folded_gru(drive, weights, n_time_steps, kernels, clock=None, initial=None):
    """h_t of a one-layer `autoregressive_gru`, computed by `Kernels`; (n_time_steps, batch, units)."""
    keep = torch.is_grad_enabled()
    *tensors, clock = fold(drive, weights, clock, initial)
    return _Recurrence.apply(*tensors, *(clock or (None, None)), n_time_steps, keep, kernels)


class _Recurrence(torch.autograd.Function):
    """States h_1 … h_T, shape (T, batch, units), of `Folded`."""

    @staticmethod
    def forward(
        ctx, weight, first, later, state_bias, initial, features, time_weight, n_time_steps, keep, kernels
    ):
        clock = None if features is None else Clock(features, time_weight)
        folded = Folded(weight, first, later, state_bias, initial, clock)
        states, gates = kernels.forward(folded, n_time_steps, keep)
        ctx.kernels = kernels
        if keep:
            ctx.save_for_backward(weight, initial, states, gates, features)
        return states

    @staticmethod
    @once_differentiable
    def backward(ctx, d_states):
        weight, initial, states, gates, features = ctx.saved_tensors
        gradients, d_initial = Gradients(weight, gates[0], features), None
        parts = ctx.kernels.backward(weight, initial, states, gates, d_states.contiguous())
        for start, d_gates, d_initial in parts:  # noqa: B007  used after the loop
            if start == 0:
                gradients.add_first(initial, d_gates[0])
            skipped = 1 if start == 0 else 0
            before = states[start + skipped - 1 : start + len(d_gates) - 1]
            gradients.add(slice(start + skipped, start + len(d_gates)), before, d_gates[skipped:])
        return *gradients.of_biases(), d_initial, None, gradients.of_time, None, None, None


class Gradients:
    """Gradients by everything that all time steps share, accumulated chunk by chunk."""

    def __init__(self, weight, gate, features):
        self.of_weight, self._later = torch.zeros_like(weight), torch.zeros_like(gate)
        self._first = None
        self._features = features
        self.of_time = None if features is None else weight.new_zeros(3 * len(weight), features.shape[2])

    def add_first(self, initial, d_gates):
        """Add the gradient of step 1, which has its own bias."""
        self._first = d_gates.clone()
        self.of_weight.addmm_(initial.T, d_gates)
        self._add_time(slice(0, 1), d_gates[None])

    def add(self, steps, before, d_gates):
        """Add the gradient of later steps, given the states before them."""
        units = len(self.of_weight)
        self.of_weight.addmm_(before.reshape(-1, units).T, d_gates.reshape(-1, 4 * units))
        self._later += d_gates.sum(0)
        self._add_time(steps, d_gates)

    def _add_time(self, steps, d_gates):
        if self.of_time is not None:
            by_input = d_gates[:, :, : len(self.of_time)].flatten(0, 1)
            self.of_time.addmm_(by_input.T, self._features[steps].flatten(0, 1))

    def of_biases(self):
        """Gradients by weight, first, later and state bias of `Folded`."""
        units = len(self.of_weight)
        of_state = (self._first + self._later)[:, 3 * units :].sum(0)
        return self.of_weight, self._first[:, : 3 * units], self._later[:, : 3 * units], of_state


def chunks(n_time_steps: int, batch: int, units: int, times: int = 1) -> list[slice]:
    """Chunks of steps whose gates fit into a processor's cache, from the last to the first.

    On a GPU there is room for more, `times` as many.
    """
    size = max(1, times * _NUMBERS // (4 * units * batch))
    starts = range(0, n_time_steps, size)
    return [slice(start, min(start + size, n_time_steps)) for start in reversed(starts)]
