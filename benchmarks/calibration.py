"""How far probabilities are from frequencies."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from scipy.stats import binned_statistic

__all__ = ["expected_calibration_error"]

N_BINS = 15


def expected_calibration_error(right, confidence):
    """Σ_b n_b / n |accuracy_b − mean confidence_b| over bins of equal width.

    Parameters
    ----------
    right : ndarray of shape (n,), bool
        Whether the likeliest class is the true one.
    confidence : ndarray of shape (n,)
        Its probability.

    References
    ----------
    Guo et al. (2017), On calibration of modern neural networks. arXiv:1706.04599
    """
    gaps, _, _ = binned_statistic(confidence, right - confidence, "sum", bins=N_BINS, range=(0, 1))
    return float(np.abs(gaps).sum() / len(right))
