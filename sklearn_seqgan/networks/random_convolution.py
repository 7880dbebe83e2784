"""A trunk of fixed random convolutions: what a few labels can still steer.

Sequences are resampled to `LENGTH` steps; each kernel mixes a random subset of channels,
convolves it with nine weights that sum to zero, and is pooled to the proportion of time
that it spends above a bias (Dempster et al. 2021). A kernel's 84 shapes and seven dilations
are given; channels, signs and biases are drawn. Two forms stand on the same kernels: the
hard one, of all of them, for the encoder; a smooth one, of about a thousand, through which
the critic's and the encoder's gradients reach the generator.
"""
# SPDX-License-Identifier: BSD-3-Clause

from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["BLOCKS", "LENGTH", "Block", "RandomConvTrunk", "resample"]

LENGTH = 64
"""Steps that every sequence is resampled to: at most 255 in a segment (`_count`), and an equal number."""

DILATIONS = {1: 11, 2: 6, 3: 4, 4: 4, 5: 3, 6: 2, 7: 2}
"""Dilation -> its share of the biases, in 32nds: 32 of them evenly spaced in log2, as in MiniRocket."""

SMOOTH_DILATIONS = (1, 3, 5, 7)
SMOOTH_BIASES = 3
"""Of each kernel at each of these dilations: 84 · 4 · 3 = 1,008 features."""

LARGEST_SUBSET = 9
"""Channels that one kernel looks at, at most."""

SAMPLE = 64
"""Training sequences from which biases are drawn."""

ROUNDING, SMALLEST = 1e-4, 1e-2
"""Biases are at least so many of the kernel's deviations from 0; and a smaller deviation is no movement."""

N_SHAPES = 84  # ways to choose three of nine


class Block(NamedTuple):
    """Kernels over one view of the sequences.

    Attributes
    ----------
    view : function of a Tensor (n, F, LENGTH) that gives another
    n_biases : int
        Of each of the 84 shapes, over all dilations.
    n_segments : int
        Equal parts of the time that are pooled apart.
    weight : float
        Share of the block in the inner product of two sequences.
    """

    view: object
    n_biases: int
    n_segments: int
    weight: float


def itself(x: Tensor) -> Tensor:
    return x


def velocity(x: Tensor) -> Tensor:
    """First differences, 0 at the first step."""
    return x.diff(dim=2, prepend=x[:, :, :1])


def shape(x: Tensor) -> Tensor:
    """Around its mean, in units of the whole sequence's deviation: the size of a body or movement is lost."""
    centred = x - x.mean(2, keepdim=True)
    return centred / centred.square().mean((1, 2), keepdim=True).clamp(min=1e-12).sqrt()


BLOCKS = (
    Block(itself, n_biases=120, n_segments=1, weight=1.0),
    Block(velocity, n_biases=60, n_segments=1, weight=0.4),
    Block(itself, n_biases=30, n_segments=2, weight=0.4),
    Block(shape, n_biases=60, n_segments=1, weight=0.5),
)
LEVEL_WEIGHT = 0.2
"""Of each channel's mean, deviation, maximum and minimum: kernels of zero sum see little of them."""


class RandomConvTrunk(nn.Module):
    """Random convolutions, fixed once drawn; standardised features.

    Parameters
    ----------
    n_features : int
        Channels F of a sequence.

    Attributes
    ----------
    width, smooth_width : int
        Of the hard and the smooth features.
    """

    def __init__(self, n_features: int):
        super().__init__()
        self.kernels = nn.ModuleList(RandomKernels(n_features, block) for block in BLOCKS)
        widths = [kernels.width for kernels in self.kernels] + [4 * n_features]
        self.width = sum(widths)
        self.smooth_width = N_SHAPES * len(SMOOTH_DILATIONS) * SMOOTH_BIASES + 2 * n_features
        self.block_widths = widths
        self.register_buffer("mean", torch.zeros(self.width))
        self.register_buffer("scale", torch.zeros(self.width))
        self.register_buffer("smooth_mean", torch.zeros(self.smooth_width))
        self.register_buffer("smooth_scale", torch.zeros(self.smooth_width))

    @torch.no_grad()
    def fit(self, values: Tensor, lengths: Tensor, rng: torch.Generator) -> "RandomConvTrunk":
        """Draw the kernels, and measure biases and scales on some training sequences.

        Parameters
        ----------
        values : Tensor of shape (n, T, F), scaled
        lengths : Tensor of shape (n,)
        rng : torch.Generator on the CPU
        """
        x = resample(values, lengths)
        few = x[torch.randperm(len(x), generator=rng)[:SAMPLE].to(x.device)]
        for kernels in self.kernels:
            kernels.draw(few, rng)
        for look, mean, scale in (
            (self._hard, self.mean, self.scale),
            (self._smooth, self.smooth_mean, self.smooth_scale),
        ):
            features = torch.cat([look(part) for part in x.split(SAMPLE)])
            deviation, centre = torch.std_mean(features, dim=0, correction=0)
            mean.copy_(centre)
            scale.copy_(torch.where(deviation > 1e-4, 1 / deviation, 0))  # dead features stay 0
        self.scale.mul_(self._shares().to(self.scale))
        return self

    def _shares(self):
        """√(weight / width) of its block for each hard feature."""
        weights = [*(block.weight for block in BLOCKS), LEVEL_WEIGHT]
        shares = [torch.full((n,), w / n) for w, n in zip(weights, self.block_widths, strict=True)]
        return torch.cat(shares).sqrt()

    def forward(self, values: Tensor, lengths: Tensor) -> Tensor:
        """Hard features φ(x), shape (batch, width), scaled so that φ(x)·φ(x') weighs the blocks."""
        return self.of_resampled(resample(values, lengths))

    def of_resampled(self, x: Tensor) -> Tensor:
        """`forward` of sequences of shape (batch, F, LENGTH)."""
        return (self._hard(x) - self.mean) * self.scale

    def smooth(self, values: Tensor, lengths: Tensor) -> Tensor:
        """Smooth features, shape (batch, smooth_width): the same for real and generated sequences."""
        return (self._smooth(resample(values, lengths)) - self.smooth_mean) * self.smooth_scale

    def _hard(self, x):
        levels = x.mean(2), x.std(2, correction=0), x.amax(2), x.amin(2)
        return torch.cat([*(kernels(x) for kernels in self.kernels), *levels], dim=1)

    def _smooth(self, x):
        deviations = x.var(2, correction=0).add(1e-6).sqrt()
        return torch.cat([self.kernels[0].smooth(x), x.mean(2), deviations], dim=1)


class RandomKernels(nn.Module):
    """The kernels of one block; their weights in {−2, −1, 0, 1, 2} and biases are buffers.

    Parameters
    ----------
    n_features : int
    block : Block
    """

    def __init__(self, n_features: int, block: Block):
        super().__init__()
        self.block = block
        counts = [block.n_biases * share // 32 for share in DILATIONS.values()]
        counts[0] += block.n_biases - sum(counts)
        self.width = N_SHAPES * block.n_biases * block.n_segments
        for dilation, count in zip(DILATIONS, counts, strict=True):
            signs = torch.zeros(N_SHAPES, n_features)
            self.register_buffer(f"signs_{dilation}", signs)
            self.register_buffer(f"bias_{dilation}", torch.zeros(N_SHAPES, count))
            self.register_buffer(f"softness_{dilation}", torch.ones(N_SHAPES, 1))

    def draw(self, x: Tensor, rng: torch.Generator):
        """Channels, signs, and biases from quantiles of the convolved sequences x.

        The quantiles follow multiples of the golden ratio. Each lies halfway between two
        values, so that no training sequence sits on a threshold, where rounding would decide;
        nor is one so near 0 that rounding does, where a sequence stands still.
        """
        golden, drawn, x = (5**0.5 + 1) / 2, 0, self._viewed(x)
        for dilation in DILATIONS:
            signs, bias = self._of("signs", dilation), self._of("bias", dilation)
            signs.copy_(_random_subsets(signs.shape[1], rng))
            values = _sorted(self._convolve(x, dilation).flatten(1))
            levels = torch.arange(drawn + 1, drawn + 1 + bias.numel(), dtype=torch.float64) * golden % 1
            below = (levels.view_as(bias).sort(1).values * (values.shape[1] - 1)).long().to(x.device)
            deviation = values.std(1, keepdim=True).clamp(min=SMALLEST)
            middle = (values.gather(1, below) + values.gather(1, below + 1)) / 2
            bias.copy_(torch.where(middle.abs() < ROUNDING * deviation, ROUNDING * deviation, middle))
            drawn += bias.numel()
            self._of("softness", dilation).copy_(deviation / 10)

    def forward(self, x: Tensor) -> Tensor:
        """Proportion of positive values, shape (batch, width)."""
        n, n_segments = len(x), self.block.n_segments
        pooled, spare = [], -n % 8 if n > 8 else 0
        x = F.pad(self._viewed(x), (0, spare))
        for dilation in DILATIONS:
            y, bias = self._convolve(x, dilation), self._of("bias", dilation)
            above = y.flatten(1)[:, None] > bias[:, :, None]
            parts = N_SHAPES, bias.shape[1], n_segments, LENGTH // n_segments, n + spare
            pooled.append(_count(above.view(parts))[..., :n].flatten(0, 2))
        return torch.cat(pooled).T.to(x.dtype) * (n_segments / LENGTH)

    def smooth(self, x: Tensor) -> Tensor:
        """E_t σ((y_t − b) / s): the same with a gradient, at some dilations and biases.

        2 σ(v) = 1 + tanh(v / 2), which has no tail of subnormal numbers: processors are slow at them.
        """
        pooled, x = [], self._viewed(x)
        for dilation in SMOOTH_DILATIONS:
            twice, bias = 2 * self._of("softness", dilation), self._of("bias", dilation)
            some = torch.stack([bias[:, i] for i in _spread_out(bias.shape[1])], dim=1) / twice
            y = self._convolve(x, dilation) / twice[:, :, None]
            above = torch.tanh(y[:, None] - some[:, :, None, None])
            pooled.append(_mean_over_time(above.flatten(0, 1)))
        return (1 + torch.cat(pooled).T) / 2

    def _of(self, name, dilation):
        return getattr(self, f"{name}_{dilation}")

    def _viewed(self, x):
        """The block's view of x, shape (F, LENGTH, batch)."""
        return self.block.view(x).permute(1, 2, 0)

    def _convolve(self, x, dilation):
        """y_k = w_k * Σ_f s_kf x_f with zeros around, shape (84, LENGTH, batch), of x as `_viewed` gives it.

        Channels first, then one matrix product over time: at 75 channels an eighth of a convolution's work.
        """
        mixed = (self._of("signs", dilation) @ x.flatten(1)).view(N_SHAPES, *x.shape[1:])
        return torch.bmm(_bands(dilation, x.dtype, x.device), mixed)


@cache
def _bands(dilation, dtype, device):
    """The kernels, without signs, as matrices (84, LENGTH, LENGTH) to be multiplied with a sequence."""
    shapes = torch.tensor([[2.0 if i in c else -1.0 for i in range(9)] for c in combinations(range(9), 3)])
    steps = torch.arange(LENGTH)
    away = steps - steps[:, None]
    tap = away // dilation + 4
    meets = (away % dilation == 0) & (tap >= 0) & (tap < 9)
    return (shapes[:, tap.clamp(0, 8)] * meets).to(dtype).to(device)


@cache
def _spread_out(n):
    """`SMOOTH_BIASES` of n indices, the ends left out."""
    return torch.linspace(0, n - 1, SMOOTH_BIASES + 2).long()[1:-1].tolist()


def resample(values: Tensor, lengths: Tensor, length: int = LENGTH) -> Tensor:
    """Valid steps by linear interpolation at `length` equally spaced times, channels first.

    Parameters
    ----------
    values : Tensor of shape (batch, T, F)
    lengths : Tensor of shape (batch,)

    Returns
    -------
    Tensor of shape (batch, F, length)
        With a gradient towards `values`.
    """
    grid = torch.linspace(0, 1, length, dtype=values.dtype, device=values.device)
    times = grid * (lengths[:, None] - 1).to(values.dtype)
    before = times.floor().long()
    after = torch.minimum(before + 1, lengths[:, None] - 1)
    share = (times - before)[:, :, None]
    start = _steps(values, before)
    x = start + share * (_steps(values, after) - start)  # so written, a constant stays one to the bit
    return x.transpose(1, 2)


def _mean_over_time(x):
    """(k, LENGTH, batch) to (k, batch), as a product: its gradient lies in memory as x does, and is cheap."""
    return (x.new_full((len(x), 1, LENGTH), 1 / LENGTH) @ x).squeeze(1)


def _count(above):
    """How many are true along the last axis but one, at most 255, as bytes.

    Eight truth values are the bytes of one integer, and integers are added faster.
    """
    above = above.view(torch.uint8)
    if above.shape[-1] % 8:
        return above.sum(-2, dtype=torch.uint8)
    return above.view(torch.int64).sum(-2).view(torch.uint8)


def _sorted(values):
    """Each row in ascending order; numpy is several times faster at it than torch on a CPU."""
    return torch.from_numpy(np.sort(values.cpu().numpy(), axis=1)).to(values.device)


def _steps(values, index):
    return values.gather(1, index[:, :, None].expand(-1, -1, values.shape[2]))


def _random_subsets(n_features, rng):
    """Signs −1 and 1 of the channels in each kernel's subset, else 0, shape (84, n_features).

    A subset has ⌊2^u⌋ channels with u ~ U[0, log2(min(F, 9) + 1)), as in MiniRocket.
    """
    largest = torch.tensor(min(n_features, LARGEST_SUBSET) + 1.0)
    size = (torch.rand(N_SHAPES, 1, generator=rng) * largest.log2()).exp2().long()
    rank = torch.rand(N_SHAPES, n_features, generator=rng).argsort(1).argsort(1)
    signs = torch.randint(2, rank.shape, generator=rng) * 2.0 - 1
    return signs * (rank < size)
