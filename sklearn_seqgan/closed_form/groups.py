"""Uses knowledge of who moves: differences between persons are nuisance, and can be removed.

A group is a person, or anything else that must not be taken for a class. A negative number marks a row whose
group is not known.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor

from sklearn_seqgan.closed_form.tall import Tall, mine_of, sum_of

__all__ = ["center", "has_two", "moment_between"]

BETWEEN = 5.0
"""Weight of the moment between groups, relative to the moment of changes; see docs/design.md."""

ROWS_OF_DOUBT = 10.0
"""A group's own mean has the weight n / (n + `ROWS_OF_DOUBT`), the mean of all rows the rest."""


def has_two(groups: Tensor) -> bool:
    """Whether at least two groups have more than one row each, and therefore a mean."""
    return len(_members(groups)) > 1


def moment_between(features: Tensor | Tall, groups: Tensor) -> Tensor:
    """`BETWEEN` times the second moment of the groups' means around the mean of all rows.

    Parameters
    ----------
    features : Tensor or Tall of shape (n, width), float64
    groups : Tensor of shape (n,), int64
        Rows without a group are in no mean. A group of one row has no mean.

    Returns
    -------
    Tensor of shape (width, width)
        Zero if there are fewer than two groups.
    """
    mine = mine_of(features)
    members = _members(groups).to(mine.rows)
    if len(members) < 2:
        return torch.zeros_like(mine.rows[:1].T @ mine.rows[:1])
    of_all = sum_of(members.sum(0), features) / members.sum()
    means = sum_of(members, features) / members.sum(1, keepdim=True) - of_all
    return BETWEEN * means.T @ means / len(means)


def center(values: Tensor | Tall, groups: Tensor, middle: Tensor) -> Tensor | Tall:
    """Rows minus w_g (mean of their group − middle), w_g = n_g / (n_g + `ROWS_OF_DOUBT`).

    The mean of few rows is unreliable, so small groups are moved less. The operation is linear in the rows:
    features may be centred before a linear map, or its results after it.

    Parameters
    ----------
    values : Tensor or Tall of shape (n, width), float64
    groups : Tensor of shape (n,), int64
        Rows without a group, and rows that are alone in their group, are not moved.
    middle : Tensor of shape (width,)
        Mean of the rows that the map was fitted to.

    Returns
    -------
    Tensor or Tall of shape (n, width)
    """
    mine = mine_of(values)
    members = _members(groups).to(mine.rows)
    sizes = members.sum(1, keepdim=True)
    sums = sum_of(members, values)
    moves = (sums - sizes * middle) / (sizes + ROWS_OF_DOUBT)  # n / (n + doubt) of the difference
    if isinstance(values, Tall):
        return values.map(lambda own: own - mine.of(members.T) @ moves)
    return values - members.T @ moves


def _members(groups):
    """Which rows belong to each group of more than one row, shape (groups, n)."""
    numbers, counts = groups[groups >= 0].unique(return_counts=True)
    return groups == numbers[counts > 1][:, None]
