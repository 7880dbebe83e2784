"""A trunk of fixed random convolutions: what a few labels can still steer.

Sequences are resampled to `LENGTH` steps; each kernel mixes a random subset of channels,
convolves it with nine weights that sum to zero, and is pooled to the proportion of time
that it spends above a bias (Dempster et al. 2021). A kernel's 84 shapes and seven dilations
are given; channels, signs and biases are drawn. Two forms stand on the same kernels: the
hard one, of all of them, for the encoder; a smooth one, of about a thousand, through which
the critic's and the encoder's gradients reach the generator.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.trunks.kernels import N_SMOOTH, Block, RandomKernels
from sklearn_seqgan.networks.trunks.views import itself, resample, shape, velocity

__all__ = ["BLOCKS", "RandomConvTrunk"]

SAMPLE = 64
"""Training sequences from which biases are drawn."""

SMALLEST_VARIANCE = 1e-6
"""Added before a square root, which has no slope at 0."""

DEAD = 1e-4
"""Deviation of a feature over the training sequences up to which it tells nothing, and stays 0."""

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
    n_channels : int
        Channels F of a sequence.

    Attributes
    ----------
    width, smooth_width : int
        Of the hard and the smooth features.
    """

    def __init__(self, n_channels: int):
        super().__init__()
        self.kernels = nn.ModuleList(RandomKernels(n_channels, block) for block in BLOCKS)
        widths = [kernels.width for kernels in self.kernels] + [4 * n_channels]
        self.width = sum(widths)
        self.smooth_width = N_SMOOTH + 2 * n_channels
        self.block_widths = widths
        self.register_buffer("mean", torch.zeros(self.width))
        self.register_buffer("scale", torch.zeros(self.width))
        self.register_buffer("smooth_mean", torch.zeros(self.smooth_width))
        self.register_buffer("smooth_scale", torch.zeros(self.smooth_width))

    @torch.no_grad()
    def fit(self, batch: Batch, rng: torch.Generator) -> "RandomConvTrunk":
        """Draw the kernels, and measure biases and scales on some training sequences.

        Parameters
        ----------
        batch : Batch
            Scaled.
        rng : torch.Generator on the CPU
        """
        x = resample(batch)
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
            scale.copy_(torch.where(deviation > DEAD, 1 / deviation, 0))
        self.scale.mul_(self._shares().to(self.scale))
        return self

    def _shares(self):
        """√(weight / width) of its block for each hard feature."""
        weights = [*(block.weight for block in BLOCKS), LEVEL_WEIGHT]
        shares = [torch.full((n,), w / n) for w, n in zip(weights, self.block_widths, strict=True)]
        return torch.cat(shares).sqrt()

    def forward(self, batch: Batch) -> Tensor:
        """Hard features φ(x), shape (batch, width), scaled so that φ(x)·φ(x') weighs the blocks."""
        return self.of_resampled(resample(batch))

    def of_resampled(self, x: Tensor) -> Tensor:
        """`forward` of sequences of shape (batch, F, LENGTH)."""
        return (self._hard(x) - self.mean) * self.scale

    def smooth(self, batch: Batch) -> Tensor:
        """Smooth features, shape (batch, smooth_width): the same for real and generated sequences."""
        return (self._smooth(resample(batch)) - self.smooth_mean) * self.smooth_scale

    def _hard(self, x):
        levels = x.mean(2), x.std(2, correction=0), x.amax(2), x.amin(2)
        return torch.cat([*(kernels(x) for kernels in self.kernels), *levels], dim=1)

    def _smooth(self, x):
        deviations = x.var(2, correction=0).add(SMALLEST_VARIANCE).sqrt()
        return torch.cat([self.kernels[0].smooth(x), x.mean(2), deviations], dim=1)
