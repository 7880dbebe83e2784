"""What random convolutions are made of, as plain values: a model keeps those that it was fitted with.

Weights mean nothing without them. So they are part of a network's architecture, and of its file: what the
code takes by default may change, and models of before stay as they were.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

from sklearn_seqgan.networks.trunks.points import POINT_VIEWS
from sklearn_seqgan.networks.trunks.views import VIEWS

__all__ = ["N_SHAPES", "Block", "Design"]

N_SHAPES = 84  # ways to choose three of nine

MOST_PARTS, LONGEST, LARGEST = 32, 254, 10**4
"""Blocks and dilations, time steps, and biases or points of a design."""


class Block(NamedTuple):
    """Kernels over one view of the sequences.

    Attributes
    ----------
    view : str
        Of `VIEWS` or, of points, of `POINT_VIEWS`.
    n_biases : int
        Of each of the 84 shapes, over all dilations.
    n_segments : int
        Equal parts of the time that are pooled apart.
    weight : float
        Share of the block in the inner product of two sequences.
    """

    view: str
    n_biases: int
    n_segments: int
    weight: float


class Design(NamedTuple):
    """All that decides what a trunk makes of its weights.

    Attributes
    ----------
    blocks : tuple of Block
    point_blocks : tuple of Block
        Where channels are known to be coordinates of points.
    length : int
        Time steps that sequences are resampled to: an even number, as counts have a byte (`kernels._count`).
    dilations : tuple of pairs of int
        Each with its share of the biases, in 32nds.
    smooth_dilations : tuple of int
    smooth_biases : int
        Of each kernel at each of these dilations.
    level_weight : float
        Of each channel's mean, deviation, maximum and minimum.
    n_pairs, n_angles : int
        Pairs and triples of points that are looked at, at most.
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
        """How many smooth features there are of kernels."""
        return N_SHAPES * len(self.smooth_dilations) * self.smooth_biases

    def check(self) -> None:
        """Raise a ValueError if no trunk can be made of it, or only one beyond all bounds."""
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
