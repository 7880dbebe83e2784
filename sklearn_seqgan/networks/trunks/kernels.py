"""Random kernels over one view of the sequences, pooled over time.

A kernel has one of 84 shapes (nine weights, three of them 2 and six −1, so they sum to zero), one of seven
dilations, a random subset of channels with signs, and biases drawn from the convolved training sequences.
Its feature is the proportion of time that it spends above a bias (Dempster et al. 2021).
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from functools import cache
from itertools import combinations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sklearn_seqgan.networks.trunks.design import N_SHAPES, Block, Design

__all__ = ["SHAPES", "RandomKernels", "taps"]

LARGEST_SUBSET = 9
"""Most channels that one kernel sees."""

ROUNDING, SMALLEST = 1e-4, 1e-2
"""Least distance of a bias from 0, in deviations of the kernel; least deviation that counts as movement."""

SHARPNESS = 10
"""Deviation of a kernel's values, divided by the width of its smooth threshold."""

SHAPES = np.array(
    [[2.0 if i in c else -1.0 for i in range(9)] for c in combinations(range(9), 3)], dtype=np.float32
)
"""The nine weights of each shape."""


class RandomKernels(nn.Module):
    """The kernels of one block; their weights in {−2, −1, 0, 1, 2} and biases are buffers.

    Parameters
    ----------
    n_channels : int
        Channels of the view.
    block : Block
    design : Design
        The design that the block belongs to.
    view : function from a Tensor (n, F, length) to one with `n_channels` channels
    """

    def __init__(self, n_channels: int, block: Block, design: Design, view: Callable[[Tensor], Tensor]):
        super().__init__()
        self.block, self.design, self.view = block, design, view
        self.dilations = [dilation for dilation, _ in design.dilations]
        counts = [block.n_biases * share // 32 for _, share in design.dilations]
        counts[0] += block.n_biases - sum(counts)
        self.width = N_SHAPES * block.n_biases * block.n_segments
        for dilation, count in zip(self.dilations, counts, strict=True):
            signs = torch.zeros(N_SHAPES, n_channels)
            self.register_buffer(f"signs_{dilation}", signs)
            self.register_buffer(f"bias_{dilation}", torch.zeros(N_SHAPES, count))
            self.register_buffer(f"softness_{dilation}", torch.ones(N_SHAPES, 1))

    def draw(self, x: Tensor, rng: torch.Generator):
        """Draw channels and signs, and take biases from quantiles of the convolved sequences x.

        The quantiles follow multiples of the golden ratio. Each bias lies halfway between two values: on a
        threshold, rounding would decide. For the same reason no bias is close to 0, the value where nothing
        moves.
        """
        golden, drawn, x = (5**0.5 + 1) / 2, 0, self._viewed(x)
        for dilation in self.dilations:
            signs, bias = self._of("signs", dilation), self._of("bias", dilation)
            signs.copy_(_random_subsets(signs.shape[1], rng))
            values = _sorted(self._convolve(x, dilation).flatten(1))
            levels = torch.arange(drawn + 1, drawn + 1 + bias.numel(), dtype=torch.float64) * golden % 1
            below = (levels.view_as(bias).sort(1).values * (values.shape[1] - 1)).long().to(x.device)
            deviation = values.std(1, keepdim=True).clamp(min=SMALLEST)
            middle = (values.gather(1, below) + values.gather(1, below + 1)) / 2
            bias.copy_(torch.where(middle.abs() < ROUNDING * deviation, ROUNDING * deviation, middle))
            drawn += bias.numel()
            self._of("softness", dilation).copy_(deviation / SHARPNESS)

    def forward(self, x: Tensor) -> Tensor:
        """Proportion of time above each bias, shape (batch, width)."""
        n, n_segments, length = len(x), self.block.n_segments, self.design.length
        pooled, spare = [], -n % 8 if n > 8 else 0
        x = F.pad(self._viewed(x), (0, spare))
        for dilation in self.dilations:
            y, bias = self._convolve(x, dilation), self._of("bias", dilation)
            above = y.flatten(1)[:, None] > bias[:, :, None]
            parts = N_SHAPES, bias.shape[1], n_segments, length // n_segments, n + spare
            pooled.append(_count(above.view(parts))[..., :n].flatten(0, 2))
        return torch.cat(pooled).T.to(x.dtype) * (n_segments / length)

    def smooth(self, x: Tensor) -> Tensor:
        """E_t σ((y_t − b) / s): a differentiable version of `forward`, at some dilations and biases.

        Computed by 2 σ(v) = 1 + tanh(v / 2), which has no tail of subnormal numbers; these are slow.
        """
        pooled, x = [], self._viewed(x)
        for dilation in self.design.smooth_dilations:
            twice, bias = 2 * self._of("softness", dilation), self._of("bias", dilation)
            some = torch.stack([bias[:, i] for i in self._spread_out(bias.shape[1])], dim=1) / twice
            y = self._convolve(x, dilation) / twice[:, :, None]
            above = torch.tanh(y[:, None] - some[:, :, None, None])
            pooled.append(_mean_over_time(above.flatten(0, 1)))
        return (1 + torch.cat(pooled).T) / 2

    def _of(self, name, dilation):
        return getattr(self, f"{name}_{dilation}")

    def _spread_out(self, n):
        """Evenly spaced ones of n indices, without the ends."""
        return torch.linspace(0, n - 1, self.design.smooth_biases + 2).long()[1:-1].tolist()

    def _viewed(self, x):
        """The block's view of x, shape (F, length, batch)."""
        return self.view(x).permute(1, 2, 0)

    def _convolve(self, x, dilation):
        """y_k = w_k * Σ_f s_kf x_f with zero padding, shape (84, length, batch), for x from `_viewed`.

        Channels are summed first, then one matrix product runs over time. With 75 channels this is an eighth
        of a convolution's work.
        """
        mixed = (self._of("signs", dilation) @ x.flatten(1)).view(N_SHAPES, *x.shape[1:])
        return torch.bmm(_bands(dilation, self.design.length, x.dtype, x.device), mixed)


@cache
def _bands(dilation, length, dtype, device):
    """The kernels without signs, as matrices (84, length, length) to multiply a sequence with."""
    shapes = torch.from_numpy(np.pad(SHAPES, [(0, 0), (0, 1)]))  # tap 9: a weight of 0
    return shapes[:, torch.from_numpy(taps(dilation, length))].to(dtype).to(device)


def taps(dilation: int, length: int) -> np.ndarray:
    """Which of nine weights a kernel at a step (row) gives to each other step (column); 9: none."""
    steps = np.arange(length)
    away = steps - steps[:, None]
    tap = away // dilation + 4
    return np.where((away % dilation == 0) & (tap >= 0) & (tap < 9), tap, 9)


def _mean_over_time(x):
    """Mean (k, batch) of x (k, length, batch), as a product: its gradient is laid out like x, and cheap."""
    return (x.new_full((len(x), 1, x.shape[1]), 1 / x.shape[1]) @ x).squeeze(1)


def _count(above):
    """Number of true values along the second-to-last axis, at most 255, as bytes.

    Eight truth values are added at once, as the bytes of one integer.
    """
    above = above.view(torch.uint8)
    if above.shape[-1] % 8:
        return above.sum(-2, dtype=torch.uint8)
    return above.view(torch.int64).sum(-2).view(torch.uint8)


def _sorted(values):
    """Each row in ascending order; on a CPU numpy sorts several times faster than torch."""
    return torch.from_numpy(np.sort(values.cpu().numpy(), axis=1)).to(values.device)


def _random_subsets(n_channels, rng):
    """Signs −1 and 1 of the channels in each kernel's subset, else 0, shape (84, n_channels).

    A subset has ⌊2^u⌋ channels with u ~ U[0, log2(min(F, 9) + 1)), as in MiniRocket.
    """
    largest = torch.tensor(min(n_channels, LARGEST_SUBSET) + 1.0)
    size = (torch.rand(N_SHAPES, 1, generator=rng) * largest.log2()).exp2().long()
    rank = torch.rand(N_SHAPES, n_channels, generator=rng).argsort(1).argsort(1)
    signs = torch.randint(2, rank.shape, generator=rng) * 2.0 - 1
    return signs * (rank < size)
