"""Layers of the networks as ONNX operations, each computing what its ``forward`` does.

`x` names sequences of shape (n, T, F), zero after their ends; `lengths` names their lengths, (n,), int64.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import torch

__all__ = ["conv_trunk", "gru", "head", "last", "linear", "part_aware_lstm", "valid_steps"]


def linear(g, layer, x):
    """See `torch.nn.Linear`."""
    x = g.MatMul(x, g.weight(layer.weight.T))
    return x if layer.bias is None else g.Add(x, g.weight(layer.bias))


def head(g, layer, x):
    """See `networks.heads.Head`."""
    return linear(g, layer.output, g.Tanh(linear(g, layer.hidden, x)))


def valid_steps(g, x, lengths):
    """See `networks.batch.valid_time_steps`."""
    n_time_steps = g.Squeeze(g.Shape(x, start=1, end=2))
    steps = g.Range(np.int64(0), n_time_steps, np.int64(1))
    return g.Less(steps, g.Unsqueeze(lengths, [1]))


def conv_trunk(g, trunk, x, lengths):
    """See `networks.trunks.conv.ConvTrunk`."""
    mask = g.Unsqueeze(valid_steps(g, x, lengths), [1])
    x = g.Transpose(x, perm=[0, 2, 1])
    for layer in trunk.layers:
        (padding,) = layer.padding
        x = g.Conv(x, g.weight(layer.weight), g.weight(layer.bias), pads=[padding, padding + trunk.even])
        x = g.Where(mask, g.Tanh(x), g.number(0))
    return g.ReduceMax(g.Where(mask, x, g.number(-np.inf)), [2], keepdims=0)


def gru(g, layers, x, lengths):
    """States of the last layer, (n, T, units). Gates are in the order z, r, n in ONNX, r, z, n in torch."""
    for i in range(layers.num_layers):
        names = "weight_ih", "weight_hh", "bias_ih", "bias_hh"
        w, r, b, c = (_gates(getattr(layers, f"{name}_l{i}"), "rzn", "zrn") for name in names)
        attributes = {"hidden_size": layers.hidden_size, "linear_before_reset": 1}
        x = _recurrent(g.GRU, g, x, lengths, (w, r, torch.cat([b, c])), attributes)
    return x


def part_aware_lstm(g, layer, x, lengths):
    """States, (n, T, width): an LSTM with zero weights for the channels that a part does not see.

    ONNX orders the gates i, o, f, g. See `networks.part_aware.PartAwareLSTM`.
    """
    weights = layer.input_weight(), layer.recurrent_weight, layer.bias
    w, r, b = (_gates(weight, "gifo", "iofg") for weight in weights)
    x = g.Gather(x, layer.channels, axis=2)
    attributes = {"hidden_size": layer.width}
    return _recurrent(g.LSTM, g, x, lengths, (w, r, torch.cat([b, torch.zeros_like(b)])), attributes)


def last(g, states, lengths):
    """The state at the end of each sequence, (n, width)."""
    return g.GatherND(states, g.Unsqueeze(g.Sub(lengths, np.int64(1)), [1]), batch_dims=1)


def _recurrent(operation, g, x, lengths, weights, attributes):
    """States (n, T, width). In ONNX, time is the first axis, and there is an axis for the two directions.

    A sequence of zeros is added, because onnxruntime's GRU and LSTM crash the process on an empty batch.
    """
    weights = [g.weight(weight[None]) for weight in weights]
    lengths = g.Concat(g.cast(lengths, np.int32), np.ones(1, np.int32), axis=0)
    x = g.Pad(g.Transpose(x, perm=[1, 0, 2]), [0, 0, 0, 0, 1, 0])
    states = g.Squeeze(operation(x, *weights, lengths, **attributes), [1])
    return g.Transpose(g.Slice(states, [0], [-1], [1]), perm=[1, 0, 2])


def _gates(weight, order, wanted):
    """A weight with its gates in another order."""
    gates = dict(zip(order, weight.detach().chunk(len(order)), strict=True))
    return torch.cat([gates[gate] for gate in wanted])
