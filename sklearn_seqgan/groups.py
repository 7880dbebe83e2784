"""Groups: the person whom each row shows, or anything else that must not be taken for a class.

None, NaN, NaT, pandas' NA and masked entries mark a row whose group is not known. This module knows nothing
of sequences.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.labels import as_column, is_missing

__all__ = ["NO_GROUP", "encode_groups"]

NO_GROUP = -1
"""Number of a row whose group is not known."""


def encode_groups(groups, n_samples: int) -> np.ndarray:
    """Number the groups in order of first appearance.

    Parameters
    ----------
    groups : array-like of shape (n_samples,)
        Numbers, text, or anything else that can be hashed.
    n_samples : int
        Required number of entries.

    Returns
    -------
    ndarray of shape (n_samples,), int64
        Number of each row's group; `NO_GROUP` where the entry is None, NaN, NaT, NA or masked.

    Raises
    ------
    ValueError
        If groups have several columns or another length.
    TypeError
        If an entry cannot be hashed.

    Examples
    --------
    >>> encode_groups(["ann", "bob", None, "ann"], 4)
    array([ 0,  1, -1,  0])
    """
    groups = _as_column(groups)
    if len(groups) != n_samples:
        raise ValueError(
            f"X has {n_samples} samples, but groups has {len(groups)}: "
            "Found input variables with inconsistent numbers of samples."
        )
    known, numbers = np.flatnonzero(~is_missing(groups)), {}
    encoded = np.full(n_samples, NO_GROUP, dtype=np.int64)
    for row, group in zip(known, groups[known].tolist(), strict=True):
        encoded[row] = numbers.setdefault(_hashable(group, row), len(numbers))
    return encoded


def _as_column(groups):
    """One entry per row; a list that mixes numbers and text keeps both."""
    if isinstance(groups, (list, tuple)):
        column = np.empty(len(groups), dtype=object)
        column[:] = groups
        return column
    try:
        return as_column(groups)
    except ValueError as error:
        raise ValueError(f"groups must have one entry per row. {error}") from error


def _hashable(group, row):
    try:
        hash(group)
    except TypeError as error:
        raise TypeError(f"groups[{row}] is {group!r}, which cannot be grouped: {error}.") from error
    return group
