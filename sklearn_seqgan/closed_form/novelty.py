"""How unlike the training sequences a sequence is: its distance to the nearest of them, in features.

The features are not whitened. The nuisance was measured on the training sequences, so a metric that
discounts it brings them closer to each other than to new sequences. Ideally, half of the training sequences
are nearer to another one than a new sequence is. Of 90 postures, 59 % were on average with plain features,
and 93 % with nuisance discounted.

Features are kept as sketches: they are multiplied with random signs, and summed in random groups. Squared
distances are preserved on average, with a relative deviation of at most √(2 / `WIDTH`).

References
----------
Charikar, Chen & Farach-Colton (2004), Finding frequent items in data streams. Theoretical Computer Science.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import pad

from sklearn_seqgan.ranks import ALONE, Alone

__all__ = ["N_ROWS", "WIDTH", "KeptRows", "Novelty", "kept_rows", "sketch"]

WIDTH = 512
"""Number of sums in a sketch."""

N_ROWS = 500
"""Most training sequences that are kept."""

_SEED = 0


class Novelty(NamedTuple):
    """Training sequences, and their distances to each other.

    Attributes
    ----------
    rows : Tensor of shape (m, WIDTH), float32
        Sketches.
    distances : Tensor of shape (m,), float32
        Distance of each to the nearest other one, sorted.
    """

    rows: Tensor
    distances: Tensor

    @classmethod
    def of(cls, rows: Tensor) -> "Novelty":
        """Build from the sketches of at least two sequences."""
        between = _distances(rows, rows).fill_diagonal_(torch.inf)
        return cls(rows, between.min(1).values.sort().values)

    def score(self, features: Tensor) -> Tensor:
        """Share of the training sequences that are nearer to another one than this sequence is to any.

        Parameters
        ----------
        features : Tensor of shape (n, width)

        Returns
        -------
        Tensor of shape (n,), float64
        """
        nearest = _distances(sketch(features), self.rows).min(1).values
        return torch.searchsorted(self.distances, nearest).double() / len(self.distances)


class KeptRows:
    """Sketches of some of n sequences, collected while the features of all are computed in order.

    Parameters
    ----------
    n : int
    first : int
        Number of the first sequence that this rank sees.
    """

    def __init__(self, n: int, first: int = 0):
        self._rows = kept_rows(n)
        self._seen, self._parts = first, []

    def look(self, features: Tensor) -> None:
        """Take in the features of the next sequences."""
        end = self._seen + len(features)
        some = self._rows[(self._rows >= self._seen) & (self._rows < end)] - self._seen
        self._parts.append(sketch(features[some.to(features.device)]))
        self._seen = end

    def novelty(self, ranks: Alone = ALONE) -> Novelty:
        """`Novelty` of the sequences that all ranks have kept."""
        if ranks is ALONE:
            return Novelty.of(torch.cat(self._parts))
        mine = torch.cat(self._parts).cpu() if self._parts else torch.empty(0, WIDTH)
        return Novelty.of(torch.cat(ranks.all(mine)))


def kept_rows(n: int) -> Tensor:
    """Which of n sequences are kept, in order, on the CPU."""
    rng = torch.Generator().manual_seed(_SEED)
    return torch.randperm(n, generator=rng)[:N_ROWS].sort().values


def sketch(features: Tensor) -> Tensor:
    """Features (n, width) with random signs, summed in `WIDTH` random groups, always the same; float32."""
    rng, width = torch.Generator().manual_seed(_SEED), features.shape[1]
    order = torch.randperm(width, generator=rng).to(features.device)
    signs = (2 * torch.randint(2, (width,), generator=rng) - 1).to(features)
    signed = features[:, order].mul_(signs)
    return pad(signed, (0, -width % WIDTH)).unflatten(1, (WIDTH, -1)).sum(2).float()


def _distances(x, y):
    """Exact distances; computed by matrix products, those of equal rows would not be 0."""
    return torch.cdist(x, y, compute_mode="donot_use_mm_for_euclid_dist")
