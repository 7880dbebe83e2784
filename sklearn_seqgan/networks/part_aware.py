"""The part-aware LSTM: a memory for each part of the body, one hidden state for all.

Maps a `Batch` of sequences to logits (batch, n_classes). Parts are given as lists of channel indices; their
meaning is not known here.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math
import operator
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch

__all__ = ["PartAwareLSTM", "PartAwareRecurrentClassifier", "check_parts"]


class PartAwareRecurrentClassifier(nn.Module):
    """A part-aware LSTM read at the last valid step of each sequence.

    Parameters
    ----------
    n_channels, n_classes : int
    parts : sequence of P sequences of int, default=None
        Channels of each part. None is one part with all channels: a plain LSTM.
    units : int, default=20
        Size of the memory of each part. With five parts of 20 joints, 20 units give about as many weights as
        `RecurrentClassifier` has, 50,000.
    n_layers : int, default=1
        Further layers have the same parts: part p reads its slice of the state below.

    Raises
    ------
    ValueError
        If `parts` does not fit the channels, or `units` or `n_layers` is below 1.

    References
    ----------
    Shahroudy et al. (2016), NTU RGB+D: A Large Scale Dataset for 3D Human Activity
    Analysis, section 4.2. arXiv:1604.02808
    """

    def __init__(
        self,
        n_channels: int,
        n_classes: int,
        parts: Sequence[Sequence[int]] | None = None,
        units: int = 20,
        n_layers: int = 1,
    ):
        super().__init__()
        for name, value in (("units", units), ("n_layers", n_layers)):
            if value < 1:
                raise ValueError(f"{name}={value!r} must be at least 1.")
        parts = check_parts(parts, n_channels)
        slices = [list(range(p * units, (p + 1) * units)) for p in range(len(parts))]
        inputs = [parts] + [slices] * (n_layers - 1)
        self.layers = nn.Sequential(*(PartAwareLSTM(below, units) for below in inputs))
        self.output = nn.Linear(len(parts) * units, n_classes)

    def forward(self, batch: Batch) -> Tensor:
        states = self.layers(batch.values)  # causal: padding after the end has no effect
        rows = torch.arange(len(batch), device=states.device)
        return self.output(states[rows, batch.lengths - 1])


class PartAwareLSTM(nn.Module):
    """One layer, from values (batch, T, F) to states (batch, T, P * units).

    With x^p the channels of part p and h the state of all parts, h_0 = 0 and c_0 = 0:

    g^p, i^p, f^p = tanh, σ, σ of W^p x^p_t + U^p h_{t−1} + b^p
    o             = σ(W_o [x^1_t, …, x^P_t] + U_o h_{t−1} + b_o)
    c^p_t         = f^p c^p_{t−1} + i^p g^p
    h_t           = o tanh([c^1_t, …, c^P_t])

    Weights and biases are drawn from U(−1/√(P units), 1/√(P units)), torch's rule for an LSTM with a state of
    this size. The bias of f is 1, a common choice that makes the memory last at first.

    Parameters
    ----------
    parts : list of P lists of int
        As returned by `check_parts`.
    units : int
        Size of each c^p.
    """

    def __init__(self, parts: list[list[int]], units: int):
        super().__init__()
        self.channels = [channel for part in parts for channel in part]
        self.units, self.width = units, len(parts) * units
        self.part_weights = nn.ParameterList(torch.empty(3 * units, len(part)) for part in parts)
        self.output_weight = nn.Parameter(torch.empty(self.width, len(self.channels)))
        self.recurrent_weight = nn.Parameter(torch.empty(4 * self.width, self.width))
        self.bias = nn.Parameter(torch.empty(4 * self.width))
        self.initialise(None)

    @torch.no_grad()
    def initialise(self, rng: torch.Generator | None):
        bound = 1 / math.sqrt(self.width)
        for weight in self.parameters():
            weight.uniform_(-bound, bound, generator=rng)
        self.bias[2 * self.width : 3 * self.width] = 1.0

    def forward(self, values: Tensor) -> Tensor:
        channels = torch.tensor(self.channels, device=values.device)
        inputs = values.transpose(0, 1).index_select(2, channels)
        from_input = F.linear(inputs, self.input_weight(), self.bias)  # for all steps and parts at once
        from_state = self.recurrent_weight.t()
        h = c = values.new_zeros(len(values), self.width)
        states = []
        for x in from_input.unbind():
            candidate, gates = torch.addmm(x, h, from_state).split([self.width, 3 * self.width], dim=1)
            i, f, o = gates.sigmoid().chunk(3, dim=1)
            c = torch.addcmul(f * c, i, candidate.tanh())
            h = o * c.tanh()
            states.append(h)
        return torch.stack(states, dim=1)

    def input_weight(self) -> Tensor:
        """W of all gates, with zeros for the channels that a part does not see.

        Returns
        -------
        Tensor of shape (4 * P * units, sum of the sizes of the parts)
            Rows of g, i, f and o; each ordered by part.
        """
        blocks = torch.block_diag(*self.part_weights).view(-1, 3, self.units, len(self.channels))
        return torch.cat([blocks.transpose(0, 1).reshape(3 * self.width, -1), self.output_weight])


def check_parts(parts: Sequence[Sequence[int]] | None, n_channels: int) -> list[list[int]]:
    """Channels of each part as lists; None is one part with all channels.

    A channel may be in several parts, or in none.

    Raises
    ------
    ValueError
        If there are no parts, or a part is empty, repeats a channel, or has a channel that X does not have.
    """
    if parts is None:
        return [list(range(n_channels))]
    try:
        parts = [[operator.index(channel) for channel in part] for part in parts]
    except TypeError as error:
        raise ValueError(f"parts={parts!r} must be a list of lists of channel indices. {error}") from error
    if not parts:
        raise ValueError("parts holds no part; pass None for one part with all channels.")
    for p, part in enumerate(parts):
        _check_part(p, part, n_channels)
    return parts


def _check_part(p, part, n_channels):
    if not part:
        raise ValueError(f"parts[{p}] is empty; give it a channel, or leave it out.")
    for channel in part:
        if not 0 <= channel < n_channels:
            raise ValueError(
                f"parts[{p}] holds channel {channel}, but X has {n_channels} channels; "
                f"use 0 to {n_channels - 1}."
            )
        if part.count(channel) > 1:
            raise ValueError(f"parts[{p}] holds channel {channel} more than once; name it once.")
