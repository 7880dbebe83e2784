"""Intervals over test subjects."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from scipy import stats

__all__ = ["subject_bootstrap"]


def subject_bootstrap(right, other_right, total, n_resamples=10_000):
    """95 % interval of the difference of two accuracies on the same test rows, over test subjects.

    Parameters
    ----------
    right, other_right : array-like of shape (n_subjects,)
        Rows of each subject that each method predicted correctly, means over draws.
    total : array-like of shape (n_subjects,)
        Rows of each subject.

    Returns
    -------
    low, high : float
        NaN for fewer than two subjects.
    """
    difference = np.asarray(right, dtype=float) - np.asarray(other_right, dtype=float)
    if len(difference) < 2:
        return np.nan, np.nan
    found = stats.bootstrap(
        (difference, np.asarray(total, dtype=float)),
        lambda d, n, axis: d.sum(axis) / n.sum(axis),
        paired=True,
        method="percentile",
        n_resamples=n_resamples,
        random_state=0,
    )
    return tuple(map(float, found.confidence_interval))
