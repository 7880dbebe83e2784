"""The settings of random convolutions, as plain values; a model keeps those that it was fitted with.

Weights mean nothing without their settings. So the settings are part of a network's architecture, and of its
file: the defaults in the code may change, and older models still predict the same.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

from sklearn_seqgan.networks.trunks.points import POINT_VIEWS
from sklearn_seqgan.networks.trunks.views import VIEWS

__all__ = ["N_SHAPES", "Block", "Design"]

N_SHAPES = 84  # ways to choose three of nine

MOST_PARTS, LONGEST, LARGEST = 32, 254, 10**4
"""Most blocks or dilations, most time steps, and most biases or points in a design."""


class Block(NamedTuple):
    """Kernels over one view of the sequences.

    Attributes
    ----------
    view : str
        Name in `VIEWS`, or in `POINT_VIEWS` for a block over points.
    n_biases : int
        Biases of each of the 84 shapes, over all dilations.
    n_segments : int
        Number of equal parts of the sequence that are pooled separately.
    weight : float
        Share of the block in the inner product of two sequences.
    """

    view: str
    n_biases: int
    n_segments: int
    weight: float


class Design(NamedTuple):
    """The complete settings of a trunk.

    Attributes
    ----------
    blocks : tuple of Block
    point_blocks : tuple of Block
        Used if channels are known to be coordinates of points.
    length : int
        Time steps that sequences are resampled to. Even, and at most 254, because counts are bytes
        (`kernels._count`).
    dilations : tuple of pairs of int
        Each dilation with its share of the biases, in 32nds.
    smooth_dilations : tuple of int
    smooth_biases : int
        Biases of each kernel at each of these dilations.
    level_weight : float
        Weight of each channel's mean, deviation, maximum and minimum.
    n_pairs, n_angles : int
        Most pairs and triples of points that are used.
    """

    blocks: tuple[Block, ...]
    point_blocks: tuple[Block, ...]
    length: int
    dilations: tuple[tuple[int, int], ...]
    smooth_dilations: tuple[int, ...]
    smooth_biases: int
    level_weight: float
    n_pairs: int
    n_angles: int

    @property
    def n_smooth(self) -> int:
        """Number of smooth features that come from kernels."""
        return N_SHAPES * len(self.smooth_dilations) * self.smooth_biases

    def check(self) -> None:
        """Raise a ValueError if these settings are invalid, or would make a trunk of excessive size."""
        parts = self.blocks, self.point_blocks, self.dilations, self.smooth_dilations
        dilations, shares = zip(*self.dilations, strict=True)
        sizes = [block.n_biases for block in (*self.blocks, *self.point_blocks)]
        sizes += [self.smooth_biases, self.n_pairs, self.n_angles]
        sound = (
            all(len(part) <= MOST_PARTS for part in parts)
            and {block.view for block in self.blocks} <= VIEWS.keys()
            and {block.view for block in self.point_blocks} <= POINT_VIEWS.keys()
            and type(self.length) is int
            and 2 <= self.length <= LONGEST
            and self.length % 2 == 0
            and all(type(n) is int and 1 <= n <= LARGEST for n in sizes)
            and all(block.n_segments in (1, 2) for block in (*self.blocks, *self.point_blocks))
            and all(type(d) is int and 1 <= d <= self.length for d in dilations)
            and all(type(share) is int and share >= 0 for share in shares)
            and sum(shares) <= 32
            and set(self.smooth_dilations) <= set(dilations)
        )
        if not sound:
            raise ValueError(f"no random convolutions are made like this: {self}")
