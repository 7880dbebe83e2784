"""The trunk of random convolutions as ONNX operations.

Its features count values above thresholds. The values are computed in float64, as in a classifier's own
prediction: with float32, rounding would carry some of a million values across a threshold.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import torch

from sklearn_seqgan.networks.trunks.design import N_SHAPES
from sklearn_seqgan.networks.trunks.kernels import SHAPES, taps
from sklearn_seqgan.networks.trunks.points import SMALLEST_PRODUCT, Angles, Distances
from sklearn_seqgan.networks.trunks.views import SMALLEST_SQUARE, itself, shape, velocity

__all__ = ["random_conv_trunk", "resample"]


def random_conv_trunk(g, trunk, x, lengths):
    """Hard features, (n, width). See `networks.trunks.random_convolution.RandomConvTrunk`."""
    length = trunk.design.length
    x = resample(g, x, lengths, length)
    found = [kernels(g, block, x, length) for block in trunk.kernels]
    if len(trunk.point_kernels):
        placed = g.Add(g.Mul(x, g.weight(trunk.stretch[:, None])), g.weight(trunk.origin[:, None]))
        found += [kernels(g, block, placed, length) for block in trunk.point_kernels]
    features = g.Concat(*found, *levels(g, x), axis=1)
    return g.Mul(g.Sub(features, g.weight(trunk.mean)), g.weight(trunk.scale))


def resample(g, x, lengths, length):
    """Shape (n, F, length). See `networks.trunks.views.resample`."""
    grid = torch.linspace(0, 1, length, dtype=torch.float64).numpy().astype(g.dtype)
    end = g.Unsqueeze(g.Sub(lengths, np.int64(1)), [1])
    times = g.Mul(grid, g.cast(end, g.dtype))
    floor = g.Floor(times)
    before = g.cast(floor, np.int64)
    after = g.Min(g.Add(before, np.int64(1)), end)
    start, stop = (g.GatherND(x, g.Unsqueeze(steps, [2]), batch_dims=1) for steps in (before, after))
    share = g.Unsqueeze(g.Sub(times, floor), [2])
    return g.Transpose(g.Add(start, g.Mul(share, g.Sub(stop, start))), perm=[0, 2, 1])


def levels(g, x):
    """Mean, deviation, maximum and minimum of each channel."""
    mean = g.ReduceMean(x, [2], keepdims=1)
    deviation = g.Sqrt(g.ReduceMean(_squared(g, g.Sub(x, mean)), [2], keepdims=0))
    extremes = g.ReduceMax(x, [2], keepdims=0), g.ReduceMin(x, [2], keepdims=0)
    return g.Squeeze(mean, [2]), deviation, *extremes


def kernels(g, block, x, length):
    """Proportions of time above the biases, (n, width). See `networks.trunks.kernels.RandomKernels`."""
    view = VIEWS[type(block.view) if isinstance(block.view, torch.nn.Module) else block.view]
    x = g.Transpose(view(g, block.view, x), perm=[1, 0, 2])
    n_segments, found = block.block.n_segments, []
    for dilation in block.dilations:
        bias = g.weight(getattr(block, f"bias_{dilation}")[:, :, None, None])
        y = g.Unsqueeze(_convolve(g, getattr(block, f"signs_{dilation}"), x, dilation, length), [1])
        above = g.cast(g.Greater(y, bias), np.float32)  # (84, biases, n, length)
        parts = g.Reshape(above, [0, 0, 0, n_segments, length // n_segments])  # 0: unchanged
        share = g.Transpose(g.ReduceMean(parts, [4], keepdims=0), perm=[2, 0, 1, 3])
        found.append(g.Flatten(share))
    return g.cast(g.Concat(*found, axis=1), g.dtype)


def _convolve(g, signs, x, dilation, length):
    """Convolve x (F, n, length) to (84, n, length): sum over channels, then one product over time.

    No factor is a transpose: onnxruntime up to 1.20 would fuse the two, and supports the fused form only in
    float32.
    """
    mixed = g.Reshape(g.MatMul(g.weight(signs), g.Flatten(x)), [N_SHAPES, -1, length])
    shapes = np.pad(SHAPES, [(0, 0), (0, 1)]).astype(g.dtype)  # tap 9: a weight of 0
    bands = g.Gather(shapes, taps(dilation, length).T, axis=1)
    return g.MatMul(mixed, bands)


def _velocity(g, view, x):
    before = g.Concat(g.Slice(x, [0], [1], [2]), g.Slice(x, [0], [-1], [2]), axis=2)
    return g.Sub(x, before)


def _shape(g, view, x):
    centred = g.Sub(x, g.ReduceMean(x, [2], keepdims=1))
    size = g.Max(g.ReduceMean(_squared(g, centred), [1, 2], keepdims=1), g.number(SMALLEST_SQUARE))
    return g.Div(centred, g.Sqrt(size))


def _distances(g, view, x):
    v = _vectors(g, view, x)
    i, j = (_points(g, v, chosen) for chosen in view.chosen.T)
    seen = g.Concat(_length(g, v), _length(g, _minus(g, i, j)), axis=1)
    return _in_units(g, view, seen)


def _angles(g, view, x):
    v = _vectors(g, view, x)
    i, j, k = (_points(g, v, chosen) for chosen in view.chosen.T)
    a, b = _minus(g, i, j), _minus(g, k, j)
    product = g.Sum(*(g.Mul(p, q) for p, q in zip(a, b, strict=True)))
    lengths = g.Max(g.Mul(_length(g, a), _length(g, b)), g.number(SMALLEST_PRODUCT))
    return _in_units(g, view, g.Div(product, lengths))


VIEWS = {
    itself: lambda g, view, x: x,
    velocity: _velocity,
    shape: _shape,
    Distances: _distances,
    Angles: _angles,
}
"""The input of the kernels, (n, F', length), from x, (n, F, length)."""


def _vectors(g, view, x):
    """Coordinates of all points, (n, J, length) for each dimension."""
    return [g.Gather(x, channels.numpy(), axis=1) for channels in view.coordinates.T]


def _points(g, vectors, chosen):
    return [g.Gather(v, chosen.numpy(), axis=1) for v in vectors]


def _minus(g, a, b):
    return [g.Sub(p, q) for p, q in zip(a, b, strict=True)]


def _length(g, vectors):
    return g.Sqrt(g.Sum(*(_squared(g, v) for v in vectors)))


def _in_units(g, view, seen):
    return g.Div(g.Sub(seen, g.weight(view.mean[:, None])), g.weight(view.deviation))


def _squared(g, x):
    return g.Mul(x, x)
