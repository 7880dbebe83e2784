"""Views of a sequence at a fixed number of steps, the input of random kernels."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor

from sklearn_seqgan.networks.batch import Batch

__all__ = ["LENGTH", "VIEWS", "itself", "resample", "shape", "velocity"]

LENGTH = 64
"""Time steps that sequences are resampled to."""

SMALLEST_SQUARE = 1e-12
"""Least mean square that is divided by: a sequence that stands still has no size."""


def itself(x: Tensor) -> Tensor:
    return x


def velocity(x: Tensor) -> Tensor:
    """First differences, 0 at the first step."""
    return x.diff(dim=2, prepend=x[:, :, :1])


def shape(x: Tensor) -> Tensor:
    """Centred on its mean, in units of the sequence's deviation: sizes of body and movement are removed."""
    centred = x - x.mean(2, keepdim=True)
    return centred / centred.square().mean((1, 2), keepdim=True).clamp(min=SMALLEST_SQUARE).sqrt()


VIEWS = {"itself": itself, "velocity": velocity, "shape": shape}
"""Saved models refer to these names, so their meaning must not change. A new view needs a new name."""


def resample(batch: Batch, length: int = LENGTH) -> Tensor:
    """The valid steps, interpolated linearly at equally spaced times; channels first.

    Returns
    -------
    Tensor of shape (batch, F, length)
        Differentiable with respect to the values.
    """
    values, lengths = batch.values, batch.lengths
    grid = torch.linspace(0, 1, length, dtype=values.dtype, device=values.device)
    times = grid * (lengths[:, None] - 1).to(values.dtype)
    before = times.floor().long()
    after = torch.minimum(before + 1, lengths[:, None] - 1)
    return _Interpolation.apply(values, before, after, times - before).transpose(1, 2)


class _Interpolation(torch.autograd.Function):
    """start + share (end − start), between two steps each.

    On a GPU autograd would add up its gradient in no fixed order. Here the gradient is a matrix product.
    """

    @staticmethod
    def forward(ctx, values, before, after, share):
        ctx.save_for_backward(before, after, share)
        ctx.n_time_steps = values.shape[1]
        start = _steps(values, before)
        return start + share[:, :, None] * (_steps(values, after) - start)  # a constant stays bit-identical

    @staticmethod
    def backward(ctx, gradient):
        before, after, share = (x[:, :, None] for x in ctx.saved_tensors)
        step = torch.arange(ctx.n_time_steps, device=gradient.device)
        weights = (step == before) * (1 - share) + (step == after) * share  # (batch, length, T)
        return weights.transpose(1, 2) @ gradient, None, None, None


def _steps(values, index):
    return values.gather(1, index[:, :, None].expand(-1, -1, values.shape[2]))
