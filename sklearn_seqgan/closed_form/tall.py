"""A matrix with one row per sequence, distributed over ranks; products with it are summed over ranks.

A single process uses a Tensor instead. The functions here accept both; for a Tensor they give the plain
product, bit for bit. Whatever has few columns (codes, weights, scores) is on all ranks.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from sklearn_seqgan.ranks import ALONE, Alone, Part

__all__ = ["Mine", "Tall", "at_part", "joined", "mine_of", "one_row", "squares", "sum_of", "whole"]


class Tall:
    """Rows of an (n, width) matrix.

    Parameters
    ----------
    own : Tensor of shape (m, width)
        Rows that this rank has.
    places : Tensor of shape (m,), int64
        Their numbers among the n rows.
    n : int
    ranks : Several
    """

    def __init__(self, own: Tensor, places: Tensor, n: int, ranks: Alone):
        self.own, self.places, self.n, self.ranks = own, places, n, ranks

    def __len__(self):
        return self.n

    @property
    def shape(self) -> tuple[int, int]:
        return self.n, self.own.shape[1]

    def map(self, function: Callable[[Tensor], Tensor]) -> "Tall":
        """The results of a function of rows, for the same rows."""
        return Tall(function(self.own), self.places, self.n, self.ranks)

    def __matmul__(self, matrix: Tensor) -> "Tall":
        return self.map(lambda own: own @ matrix)

    def __sub__(self, row: Tensor) -> "Tall":
        return self.map(lambda own: own - row)

    def __add__(self, row: Tensor) -> "Tall":
        return self.map(lambda own: own + row)

    def __getitem__(self, rows: Tensor | slice) -> "Tall":
        """Some rows, in their order."""
        device = self.own.device
        rows = torch.arange(self.n, device=device)[rows]
        found = torch.full((self.n,), -1, dtype=torch.long, device=device)
        found[self.places] = torch.arange(len(self.places), device=device)
        found = found[rows]
        there = (found >= 0).nonzero().flatten()
        return Tall(self.own[found[there]], there, len(rows), self.ranks)

    def mean(self, axis: int) -> Tensor:
        """Mean of all rows, shape (width,)."""
        return self.ranks.sum(self.own.sum(axis)) / self.n


class Mine(NamedTuple):
    """This rank's rows of a matrix, and functions that select, add and join rows across ranks.

    Attributes
    ----------
    rows : Tensor of shape (m, width)
    of : callable
        Selects this rank's entries from a column of all rows.
    total : callable
        Sum over ranks.
    join : callable
        Joins the ranks' columns to one of all rows.
    """

    rows: Tensor
    of: Callable[[Tensor], Tensor]
    total: Callable[[Tensor], Tensor]
    join: Callable[[Tensor], Tensor]


def mine_of(matrix: Tensor | Tall) -> Mine:
    """All rows of a Tensor, or this rank's rows of a `Tall`."""
    if not isinstance(matrix, Tall):
        return Mine(matrix, _itself, ALONE.sum, _itself)
    places, n, ranks = matrix.places, matrix.n, matrix.ranks
    return Mine(
        matrix.own, lambda column: column[places], ranks.sum, lambda own: whole(Tall(own, places, n, ranks))
    )


def whole(matrix: Tensor | Tall) -> Tensor:
    """All rows, on every rank."""
    if not isinstance(matrix, Tall):
        return matrix
    everything = matrix.own.new_zeros(matrix.shape)
    everything[matrix.places] = matrix.own
    return matrix.ranks.sum(everything)


def sum_of(weights: Tensor, matrix: Tensor | Tall) -> Tensor:
    """w X, for weights of shape (n,) or (k, n)."""
    if not isinstance(matrix, Tall):
        return weights @ matrix
    return matrix.ranks.sum(weights[..., matrix.places] @ matrix.own)


def squares(matrix: Tensor | Tall) -> Tensor:
    """Xᵀ X, shape (width, width)."""
    found = mine_of(matrix)
    return found.total(found.rows.T @ found.rows)


def joined(matrix: Tensor | Tall, more: Tensor) -> Tensor | Tall:
    """The rows, followed by some that every rank has."""
    if not isinstance(matrix, Tall):
        return torch.cat([matrix, more])
    n = matrix.n + len(more)
    if matrix.ranks.rank > 0:
        return Tall(matrix.own, matrix.places, n, matrix.ranks)
    places = torch.arange(matrix.n, n, device=matrix.places.device)
    return Tall(torch.cat([matrix.own, more]), torch.cat([matrix.places, places]), n, matrix.ranks)


def one_row(matrix: Tensor | Tall, place: int) -> Tensor:
    """One of the rows, on every rank."""
    if not isinstance(matrix, Tall):
        return matrix[place]
    return matrix.ranks.sum(matrix.own[matrix.places == place].sum(0))


def at_part(function: Callable[[Tensor], Tensor], rows: Tensor, part: Part, ranks: Alone, width: int) -> Tall:
    """`Tall` of a function's results (float64, of the given width) for this rank's rows, if it has any."""
    places = torch.arange(len(rows), device=rows.device)
    places = part.of(places) if part.share > 0 else places[:0]
    own = function(rows[places]) if len(places) else torch.empty(0, width, dtype=torch.float64)
    return Tall(own.to(rows.device), places, len(rows), ranks)


def _itself(column):
    return column
