"""A trunk of fixed random convolutions, so that few labels suffice to train what follows.

Sequences are resampled to `LENGTH` steps. Each kernel mixes a random subset of channels, convolves it with
nine weights that sum to zero, and is pooled to the proportion of time that it spends above a bias (Dempster
et al. 2021). The 84 shapes and seven dilations of kernels are given; channels, signs and biases are drawn.
The same kernels have two forms. The hard form uses all of them, for the encoder. The smooth form has about
a thousand features, through which the gradients of critic and encoder reach the generator.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.trunks.design import Block, Design
from sklearn_seqgan.networks.trunks.kernels import RandomKernels
from sklearn_seqgan.networks.trunks.points import POINT_VIEWS
from sklearn_seqgan.networks.trunks.views import LENGTH, VIEWS, resample

__all__ = ["BLOCKS", "RandomConvTrunk", "new_design"]

SAMPLE = 64
"""Number of training sequences from which biases are drawn."""

SMALLEST_VARIANCE = 1e-6
"""Added before a square root, which has no derivative at 0."""

DEAD = 1e-4
"""A feature with at most this deviation over the training sequences is uninformative, and set to 0."""

BLOCKS = (
    Block("itself", n_biases=120, n_segments=1, weight=1.0),
    Block("velocity", n_biases=60, n_segments=1, weight=0.4),
    Block("itself", n_biases=30, n_segments=2, weight=0.4),
    Block("shape", n_biases=60, n_segments=1, weight=0.5),
)
POINT_BLOCKS = (
    Block("distances", n_biases=40, n_segments=1, weight=1.0),
    Block("angles", n_biases=40, n_segments=1, weight=1.0),
)
"""Used if channels are known to be coordinates of points."""

LEVEL_WEIGHT = 0.2
"""Weight of each channel's mean, deviation, maximum and minimum, which zero-sum kernels hardly see."""


DILATIONS = {1: 11, 2: 6, 3: 4, 4: 4, 5: 3, 6: 2, 7: 2}
"""Dilation -> its share of the biases, in 32nds. 32 dilations evenly spaced in log2, as in MiniRocket."""

SMOOTH_DILATIONS = (1, 3, 5, 7)
SMOOTH_BIASES = 3
"""Biases of each kernel at each of these dilations: 84 · 4 · 3 = 1,008 features."""

N_PAIRS, N_ANGLES = 95, 75


def new_design() -> Design:
    """The design of a new model's random convolutions. Fitted models keep theirs."""
    return Design(
        blocks=BLOCKS,
        point_blocks=POINT_BLOCKS,
        length=LENGTH,
        dilations=tuple(DILATIONS.items()),
        smooth_dilations=SMOOTH_DILATIONS,
        smooth_biases=SMOOTH_BIASES,
        level_weight=LEVEL_WEIGHT,
        n_pairs=N_PAIRS,
        n_angles=N_ANGLES,
    )


class RandomConvTrunk(nn.Module):
    """Standardised features of random convolutions, which are fixed once drawn.

    Parameters
    ----------
    n_channels : int
        Channels F of a sequence.
    points : tuple of tuples of int, default=()
        Channels that are the coordinates of one point each.
    design : Design, default=None
        None: `new_design()`.

    Attributes
    ----------
    width, smooth_width : int
        Number of hard and of smooth features.
    """

    def __init__(
        self, n_channels: int, points: tuple[tuple[int, ...], ...] = (), design: Design | None = None
    ):
        super().__init__()
        self.design = d = new_design() if design is None else design
        d.check()
        self.kernels = nn.ModuleList(
            RandomKernels(n_channels, block, d, VIEWS[block.view]) for block in d.blocks
        )
        sizes = {"distances": d.n_pairs, "angles": d.n_angles}
        views = [
            (block, POINT_VIEWS[block.view](points, sizes[block.view])) for block in d.point_blocks if points
        ]
        self.point_kernels = nn.ModuleList(
            RandomKernels(view.n_channels, block, d, view) for block, view in views
        )
        every_block = [*self.kernels, *self.point_kernels]
        widths = [kernels.width for kernels in every_block] + [4 * n_channels]
        self.block_weights = [*(kernels.block.weight for kernels in every_block), d.level_weight]
        self.width = sum(widths)
        self.smooth_width = d.n_smooth + 2 * n_channels
        self.block_widths = widths
        self.register_buffer("mean", torch.zeros(self.width))
        self.register_buffer("scale", torch.zeros(self.width))
        self.register_buffer("smooth_mean", torch.zeros(self.smooth_width))
        self.register_buffer("smooth_scale", torch.zeros(self.smooth_width))
        if points:
            self.register_buffer("stretch", torch.ones(n_channels))
            self.register_buffer("origin", torch.zeros(n_channels))

    @torch.no_grad()
    def fit(
        self, batch: Batch, rng: torch.Generator, placement: tuple[Tensor, Tensor] | None = None
    ) -> "RandomConvTrunk":
        """Draw the kernels, and measure biases and scales on some training sequences.

        Parameters
        ----------
        batch : Batch
            Scaled training sequences.
        rng : torch.Generator on the CPU
        placement : pair of Tensors of shape (F,), default=None
            Factor and offset of each channel that undo the scaling, so that points are in their own
            coordinates.
        """
        x = self.resampled(batch)
        if placement is not None:
            self.stretch.copy_(placement[0])
            self.origin.copy_(placement[1])
        few = x[torch.randperm(len(x), generator=rng)[:SAMPLE].to(x.device)]
        for kernels in self.kernels:
            kernels.draw(few, rng)
        for kernels in self.point_kernels:
            kernels.view.fit(self._placed(few), rng)
            kernels.draw(self._placed(few), rng)
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
        """For each hard feature, √(weight / width) of its block."""
        widths = zip(self.block_weights, self.block_widths, strict=True)
        shares = [torch.full((n,), weight / n) for weight, n in widths]
        return torch.cat(shares).sqrt()

    def forward(self, batch: Batch) -> Tensor:
        """Hard features φ(x), shape (batch, width), scaled so that φ(x)·φ(x') weighs the blocks."""
        return self.of_resampled(self.resampled(batch))

    def resampled(self, batch: Batch) -> Tensor:
        """Sequences at the trunk's own time steps, shape (batch, F, length)."""
        return resample(batch, self.design.length)

    def of_resampled(self, x: Tensor) -> Tensor:
        """`forward` of sequences of shape (batch, F, length)."""
        return (self._hard(x) - self.mean) * self.scale

    def smooth(self, batch: Batch) -> Tensor:
        """Smooth features, shape (batch, smooth_width), for real and generated sequences alike."""
        return (self._smooth(self.resampled(batch)) - self.smooth_mean) * self.smooth_scale

    def _hard(self, x):
        levels = x.mean(2), x.std(2, correction=0), x.amax(2), x.amin(2)
        pooled = [kernels(x) for kernels in self.kernels]
        pooled += [kernels(self._placed(x)) for kernels in self.point_kernels]
        return torch.cat([*pooled, *levels], dim=1)

    def _placed(self, x):
        return x * self.stretch[:, None] + self.origin[:, None]

    def _smooth(self, x):
        deviations = x.var(2, correction=0).add(SMALLEST_VARIANCE).sqrt()
        return torch.cat([self.kernels[0].smooth(x), x.mean(2), deviations], dim=1)
