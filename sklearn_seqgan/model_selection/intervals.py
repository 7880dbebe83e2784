"""Intervals over draws of labels."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from scipy import stats

from sklearn_seqgan.typing import ArrayLike

__all__ = ["mean_interval"]


def mean_interval(values: ArrayLike, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Mean over draws, and half the width of its confidence interval by Student's t.

    For differences between two methods on the same draws it is the paired interval. That is much narrower
    than an unpaired one, because a hard draw is hard for both methods.

    Parameters
    ----------
    values : array-like of shape (..., n_draws)
        NaN marks a missing draw.
    level : float in (0, 1), default=0.95
        Confidence level.

    Returns
    -------
    mean : ndarray of shape (...)
        NaN if there is no draw.
    half : ndarray of shape (...)
        NaN for fewer than two draws.

    See Also
    --------
    label_efficiency_curve :
        Fit classifiers with fewer and fewer labels and score each on whole test folds.

    Examples
    --------
    >>> mean, half = mean_interval([0.70, 0.72, 0.74])
    >>> round(mean.item(), 3), round(half.item(), 3)
    (0.72, 0.05)
    """
    values = np.asarray(values, dtype=float)
    there = np.isfinite(values)
    n = there.sum(axis=-1).astype(float)
    n_or_nan = np.where(n > 0, n, np.nan)
    mean = np.where(there, values, 0).sum(axis=-1) / n_or_nan
    squares = np.where(there, (values - mean[..., None]) ** 2, 0).sum(axis=-1)
    freedom = np.where(n > 1, n - 1, np.nan)
    return mean, stats.t.ppf((1 + level) / 2, freedom) * np.sqrt(squares / freedom / n_or_nan)
