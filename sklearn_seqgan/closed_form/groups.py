"""What is done with the knowledge of who moves: how persons differ is nuisance, and can be taken away.

A group is a person, or whatever else must not count as a class; a negative number stands for a row whose
group is not known.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor

from sklearn_seqgan.closed_form.tall import Tall, mine_of, sum_of

__all__ = ["center", "has_two", "moment_between"]

BETWEEN = 5.0
"""What the moment between groups counts, where that of changes counts 1; see docs/design.md."""

ROWS_OF_DOUBT = 10.0
"""A group's mean counts n / (n + `ROWS_OF_DOUBT`), and the mean of all the rest."""


def has_two(groups: Tensor) -> bool:
    """Whether there are two groups with a mean, of more than one row each."""
    return len(_members(groups)) > 1


def moment_between(features: Tensor | Tall, groups: Tensor) -> Tensor:
    """`BETWEEN` times the second moment of the groups' means around the mean of all rows.

    Parameters
    ----------
    features : Tensor or Tall of shape (n, width), float64
    groups : Tensor of shape (n,), int64
        A row without a group is in no mean. A group of one row has no mean.

    Returns
    -------
    Tensor of shape (width, width)
        Zero where there are not two groups.
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

    Few rows are a poor mean, so they are moved less. As this is linear in the rows, features may be centred
    before a linear map or its results after it.

    Parameters
    ----------
    values : Tensor or Tall of shape (n, width), float64
    groups : Tensor of shape (n,), int64
        A row without a group stays where it is, and so does one that is alone in its group.
    middle : Tensor of shape (width,)
        Of the rows that the map was fitted to.

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
    """Which rows are of which group, (groups, n), of those with more than one row."""
    numbers, counts = groups[groups >= 0].unique(return_counts=True)
    return groups == numbers[counts > 1][:, None]
