"""How far probabilities are from frequencies."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from scipy.stats import binned_statistic

from sklearn_seqgan.metrics._labeled import labeled_only
from sklearn_seqgan.typing import ArrayLike, LabelsLike, Marker

__all__ = ["calibration_error", "expected_calibration_error"]

N_BINS = 15


def calibration_error(
    y_true: LabelsLike,
    y_predicted: LabelsLike,
    probabilities: ArrayLike | None = None,
    classes: object = None,
    *,
    unlabeled: Marker = -1,
) -> float:
    """Expected calibration error of the predicted classes, over the labelled rows.

    Parameters
    ----------
    y_true, y_predicted : array-like of shape (n,)
        True labels; rows with the marker do not count.
    probabilities : array-like of shape (n, K), default=None
        The largest probability in a row is the confidence in its prediction.
    classes : ignored
        Not used, present for API consistency by convention.
    unlabeled : object, default=-1
        Rows of `y_true` that hold this marker do not count; None: every row does.

    Returns
    -------
    float in [0, 1]
        NaN if there are no probabilities, or one of them is not finite.

    Raises
    ------
    ValueError
        If no row has a label, or the lengths differ.

    See Also
    --------
    expected_calibration_error :
        Σ_b n_b / n ``|accuracy_b − mean confidence_b|`` over 15 bins of equal width.
    accuracy : Share of the labelled rows whose class is predicted.

    References
    ----------
    Guo et al. (2017), On calibration of modern neural networks. arXiv:1706.04599

    Examples
    --------
    >>> round(calibration_error([0, 1, -1], [0, 0, 1], [[0.75, 0.25], [0.75, 0.25], [0.1, 0.9]]), 2)
    0.25
    """
    known, predicted, probabilities = labeled_only(y_true, y_predicted, probabilities, unlabeled)
    if probabilities is None or not np.isfinite(probabilities).all():
        return np.nan
    return expected_calibration_error(predicted == known, probabilities.max(axis=1))


def expected_calibration_error(right: np.ndarray, confidence: np.ndarray) -> float:
    """Σ_b n_b / n ``|accuracy_b − mean confidence_b|`` over 15 bins of equal width.

    Parameters
    ----------
    right : ndarray of shape (n,), bool
        Whether the likeliest class is the true one.
    confidence : ndarray of shape (n,)
        Its probability.

    Returns
    -------
    float in [0, 1]
        The smaller, the better.

    See Also
    --------
    calibration_error : Expected calibration error of the predicted classes, over the labelled rows.

    References
    ----------
    Guo et al. (2017), On calibration of modern neural networks. arXiv:1706.04599

    Examples
    --------
    >>> import numpy as np
    >>> round(expected_calibration_error(np.array([True, False]), np.array([0.75, 0.75])), 2)
    0.25
    """
    gaps, _, _ = binned_statistic(confidence, right - confidence, "sum", bins=N_BINS, range=(0, 1))
    return float(np.abs(gaps).sum() / len(right))
