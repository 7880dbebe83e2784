"""Exchanging a part of each sequence with the same part of another.

A part is some channels during a share of the time. Sequences differ in length, so the other one is
interpolated linearly at the same relative times. This module knows nothing about classifiers and labels.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

__all__ = ["exchange", "partners", "stretched", "within"]


def partners(groups, rng):
    """For each row another one of its group, drawn so that each row is the partner of exactly one other.

    Parameters
    ----------
    groups : ndarray of shape (n,), int
    rng : numpy.random.RandomState

    Returns
    -------
    ndarray of shape (n,), int
        A row alone in its group is its own partner, and no other row is.
    """
    other = np.arange(len(groups))
    for group in np.unique(groups):
        circle = rng.permutation(np.flatnonzero(groups == group))
        other[circle] = np.roll(circle, 1)
    return other


def exchange(x, other, channels, start, end):
    """A copy of x with the channels of another sequence, from one relative time to another.

    Parameters
    ----------
    x : ndarray of shape (T, F)
    other : ndarray of shape (T', F)
    channels : list of int
    start, end : float in [0, 1]
        Which steps: see `within`.

    Returns
    -------
    ndarray of shape (T, F)
    """
    steps = np.flatnonzero(within(len(x), start, end))
    x = x.copy()
    x[np.ix_(steps, channels)] = stretched(other, len(x))[np.ix_(steps, channels)]
    return x


def within(length, start, end):
    """Which of T steps are within a share of the time; step t is at (t + 1/2) / T. Shape (T,), bool."""
    at = (np.arange(length) + 0.5) / length
    return (start <= at) & (at < end)


def stretched(x, length):
    """x at equally spaced times from its first step to its last; x itself if it has that length.

    Parameters
    ----------
    x : ndarray of shape (T, F)
    length : int

    Returns
    -------
    ndarray of shape (length, F)
    """
    if len(x) == length:
        return x
    at = np.linspace(0, len(x) - 1, length)
    before = np.minimum(at.astype(int), max(len(x) - 2, 0))
    after = np.minimum(before + 1, len(x) - 1)
    share = (at - before)[:, None].astype(x.dtype)
    return x[before] + share * (x[after] - x[before])
