"""The part of a solve that needs no labels: features of the sequences in a basis, and nuisance in it.

It is most of the cost of a solve, and can be reused for every solve on the same sequences, whatever the
labels.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Protocol

import torch
from torch import Tensor

from sklearn_seqgan.closed_form.nuisance import CHANGES, moment_of_changes
from sklearn_seqgan.closed_form.tall import Tall

__all__ = ["N_LANDMARKS", "Features", "Observed", "by_parts", "landmarks"]

N_LANDMARKS = 1_000
"""Number of sequences that span the space in which the encoder is solved; up to as many, it is exact."""

N_CHANGED = 500
"""Number of changed sequences on which nuisance is measured."""

SMALLEST_SHARE = 1e-7
"""Share of the largest eigenvalue below which a direction is rounding error, and is left out."""

SMALLEST = 1e-12
"""Least eigenvalue that is divided by."""

_ROWS_OF_A_PART, _COLUMNS_OF_A_PART = 64, 4096


class Features(Protocol):
    """Access to the features φ of the n sequences that are solved on.

    With several ranks there is also ``tall(function, rows, width)``. It returns a `Tall` of the results of
    ``function(φ, rows)``, which each rank calls for its own rows.
    """

    device: torch.device

    def __len__(self) -> int: ...

    def of(self, rows: Tensor) -> Tensor:
        """φ of some sequences, shape (len(rows), width)."""
        ...

    def changed(self, rows: Tensor, change: Callable, rng: torch.Generator) -> Tensor:
        """φ of the same sequences after one of `CHANGES`."""
        ...


class Observed:
    """Sequences as coordinates in an orthonormal basis of landmarks and of nuisance.

    Parameters
    ----------
    features : Features
    rng : torch.Generator on the CPU

    Attributes
    ----------
    basis : Tensor of shape (width, m), float32
        In the space of the features.
    moment : Tensor of shape (m, m), float64
        Second moment of the differences that changes make, in the basis.
    """

    def __init__(self, features: Features, rng: torch.Generator):
        self.features = features
        self.basis, differences = _measure(features, rng)
        self.moment = moment_of_changes(differences)
        self._rows = self.basis.new_empty(0, dtype=torch.long)
        self._coordinates = self.basis.new_empty(0, self.basis.shape[1], dtype=torch.float64)

    def __len__(self):
        return len(self.features)

    def coordinates(self, rows: Tensor) -> Tensor | Tall:
        """Coordinates of some sequences, shape (len(rows), m), float64; each is computed only once.

        With several ranks, each computes its own rows.
        """
        if hasattr(self.features, "tall"):
            return self._of_ranks(rows)
        self._look_at(rows[~torch.isin(rows, self._rows)])
        if torch.equal(rows, self._rows):
            return self._coordinates  # not copied
        place = torch.empty(len(self), dtype=torch.long, device=rows.device)
        place[self._rows] = torch.arange(len(self._rows), device=rows.device)
        return self._coordinates[place[rows]]

    def _of_ranks(self, rows):
        if not torch.equal(rows, self._rows):
            self._coordinates = self.features.tall(self._found, rows, self.basis.shape[1])
            self._rows = rows
        return self._coordinates

    def _found(self, of, rows):
        return by_parts(lambda some: of(some) @ self.basis, rows)

    def _look_at(self, rows):
        if len(rows):
            found = self._found(self.features.of, rows)
            self._coordinates = torch.cat([self._coordinates, found]) if len(self._rows) else found
            self._rows = torch.cat([self._rows, rows])


def landmarks(n: int, rng: torch.Generator) -> Tensor:
    """Up to `N_LANDMARKS` random rows out of n, on the CPU."""
    return torch.randperm(n, generator=rng)[:N_LANDMARKS]


def by_parts(function: Callable[[Tensor], Tensor], rows: Tensor) -> Tensor:
    """Results of a function for some rows, in float64, evaluated for a few rows at a time."""
    return _stack((function(some) for some in rows.split(_ROWS_OF_A_PART)), len(rows))


def _measure(features, rng):
    """An orthonormal basis of landmarks and nuisance, (width, m), and the nuisance in it, in float64."""
    spanning, n_landmarks = _span(features, rng)
    inner = spanning @ spanning.T
    eigenvalues, vectors = torch.linalg.eigh(inner)
    kept = eigenvalues > SMALLEST_SHARE * eigenvalues[-1]
    kept[-1] = True
    axes = vectors[:, kept] / eigenvalues[kept].clamp(min=SMALLEST).sqrt()
    basis = spanning.new_empty(spanning.shape[1], axes.shape[1], dtype=torch.float32)
    columns = spanning.split(_COLUMNS_OF_A_PART, dim=1)
    for part, some in zip(basis.split(_COLUMNS_OF_A_PART), columns, strict=True):
        part.copy_(some.T @ axes)
    return basis, inner[n_landmarks:] @ axes


def _span(features, rng):
    """Features of n landmarks, followed by differences that changes make to them, (m, width); and n."""
    chosen = landmarks(len(features), rng).to(features.device)
    n, per_change, picked = len(chosen), min(len(chosen), N_CHANGED // len(CHANGES)), []

    def changed():
        for change in CHANGES:
            picked.append(torch.randint(n, (per_change,), generator=rng).to(features.device))
            yield features.changed(chosen[picked[-1]], change, rng)

    parts = chain((features.of(some) for some in chosen.split(_ROWS_OF_A_PART)), changed())
    spanning = _stack(parts, n + len(CHANGES) * per_change)  # 300 MB at 25,000 features
    spanning[n:] -= spanning[torch.cat(picked)]
    return spanning, n


def _stack(parts: Iterable[Tensor], n_rows: int) -> Tensor:
    """Stack parts in float64. The result is allocated once, to avoid fragmenting the heap."""
    whole, start = None, 0
    for part in parts:
        if whole is None:
            whole = part.new_empty(n_rows, part.shape[1], dtype=torch.float64)
        whole[start : start + len(part)] = part
        start += len(part)
    return whole  # pyright: ignore[reportReturnType]
