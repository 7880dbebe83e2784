"""How unlike the training sequences a sequence is: its distance to the nearest of them, among features.

The distance is that of the features as they are. Where nuisance counts for less, training sequences are
nearer to each other than new ones are to them, since nuisance was measured on them: of 90 postures, 93 % were
nearer than a new one on average, and 59 % (half is right) by features as they are.

Features are kept as sketches: random signs, and sums of random groups of them. Squared distances stay what
they are on average, with a relative deviation of √(2 / `WIDTH`) at most.

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
"""Sums in a sketch."""

N_ROWS = 500
"""Training sequences that are kept, at most."""

_SEED = 0


class Novelty(NamedTuple):
    """Training sequences, and how near they are to each other.

    Attributes
    ----------
    rows : Tensor of shape (m, WIDTH), float32
        Sketches.
    distances : Tensor of shape (m,), float32
        Of each to the nearest other one, sorted.
    """

    rows: Tensor
    distances: Tensor

    @classmethod
    def of(cls, rows: Tensor) -> "Novelty":
        """By the sketches of at least two sequences."""
        between = _distances(rows, rows).fill_diagonal_(torch.inf)
        return cls(rows, between.min(1).values.sort().values)

    def score(self, features: Tensor) -> Tensor:
        """Share of the training sequences that are nearer to another one than a sequence is to any of them.

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
    """Sketches of some of n sequences, collected while features of all pass by in order.

    Parameters
    ----------
    n : int
    first : int
        Of several ranks each sees rows in order, from one on.
    """

    def __init__(self, n: int, first: int = 0):
        self._rows = kept_rows(n)
        self._seen, self._parts = first, []

    def look(self, features: Tensor) -> None:
        """Features of the next sequences."""
        end = self._seen + len(features)
        some = self._rows[(self._rows >= self._seen) & (self._rows < end)] - self._seen
        self._parts.append(sketch(features[some.to(features.device)]))
        self._seen = end

    def novelty(self, ranks: Alone = ALONE) -> Novelty:
        """Of the sequences kept, by all ranks."""
        if ranks is ALONE:
            return Novelty.of(torch.cat(self._parts))
        mine = torch.cat(self._parts).cpu() if self._parts else torch.empty(0, WIDTH)
        return Novelty.of(torch.cat(ranks.all(mine)))


def kept_rows(n: int) -> Tensor:
    """Which of n sequences are kept, in order, on the CPU."""
    rng = torch.Generator().manual_seed(_SEED)
    return torch.randperm(n, generator=rng)[:N_ROWS].sort().values


def sketch(features: Tensor) -> Tensor:
    """Random signs of (n, width) features, summed in `WIDTH` groups; always the same ones. float32."""
    rng, width = torch.Generator().manual_seed(_SEED), features.shape[1]
    order = torch.randperm(width, generator=rng).to(features.device)
    signs = (2 * torch.randint(2, (width,), generator=rng) - 1).to(features)
    signed = features[:, order].mul_(signs)
    return pad(signed, (0, -width % WIDTH)).unflatten(1, (WIDTH, -1)).sum(2).float()


def _distances(x, y):
    """Exact ones: by products, those of equal rows would not be 0."""
    return torch.cdist(x, y, compute_mode="donot_use_mm_for_euclid_dist")
