"""Views of a sequence at a fixed number of steps: what random kernels look at."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor

from sklearn_seqgan.networks.batch import Batch

__all__ = ["LENGTH", "VIEWS", "itself", "resample", "shape", "velocity"]

LENGTH = 64
"""Time steps that sequences are resampled to."""

SMALLEST_SQUARE = 1e-12
"""Of a mean that is divided by: a sequence that stands still has no size."""


def itself(x: Tensor) -> Tensor:
    return x


def velocity(x: Tensor) -> Tensor:
    """First differences, 0 at the first step."""
    return x.diff(dim=2, prepend=x[:, :, :1])


def shape(x: Tensor) -> Tensor:
    """Around its mean, in units of the whole sequence's deviation: the size of a body or movement is lost."""
    centred = x - x.mean(2, keepdim=True)
    return centred / centred.square().mean((1, 2), keepdim=True).clamp(min=SMALLEST_SQUARE).sqrt()


VIEWS = {"itself": itself, "velocity": velocity, "shape": shape}
"""A name stands in models: what it means cannot change. A new view has a new one."""


def resample(batch: Batch, length: int = LENGTH) -> Tensor:
    """Valid steps by linear interpolation at equally spaced times, channels first.

    Returns
    -------
    Tensor of shape (batch, F, length)
        With a gradient towards the values.
    """
    values, lengths = batch.values, batch.lengths
    grid = torch.linspace(0, 1, length, dtype=values.dtype, device=values.device)
    times = grid * (lengths[:, None] - 1).to(values.dtype)
    before = times.floor().long()
    after = torch.minimum(before + 1, lengths[:, None] - 1)
    return _Interpolation.apply(values, before, after, times - before).transpose(1, 2)


class _Interpolation(torch.autograd.Function):
    """start + share (end − start) of two steps each.

    Its own gradient would add up in no fixed order on a GPU. This one is a product.
    """

    @staticmethod
    def forward(ctx, values, before, after, share):
        ctx.save_for_backward(before, after, share)
        ctx.n_time_steps = values.shape[1]
        start = _steps(values, before)
        return start + share[:, :, None] * (_steps(values, after) - start)  # a constant stays one to the bit

    @staticmethod
    def backward(ctx, gradient):
        before, after, share = (x[:, :, None] for x in ctx.saved_tensors)
        step = torch.arange(ctx.n_time_steps, device=gradient.device)
        weights = (step == before) * (1 - share) + (step == after) * share  # (batch, length, T)
        return weights.transpose(1, 2) @ gradient, None, None, None


def _steps(values, index):
    return values.gather(1, index[:, :, None].expand(-1, -1, values.shape[2]))
