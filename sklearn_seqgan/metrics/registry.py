"""The metrics by name, of two kinds.

A metric of predictions is a function of (y_true, y_predicted, probabilities, classes, unlabeled=...)
that gives a float. Rows without a label never count. NaN means that it is not defined there, as when it
needs probabilities and there are none.

A metric of generated sequences is a factory. It takes real sequences, (train, held_out), and gives a
callable that maps generated sequences to a float. The callable's ``floor`` is the value of real
sequences, which no generator can be asked to beat. Whatever judges the sequences, a classifier say, is
an argument of the factory. A default judge that needs torch or an extra is imported inside the function
that uses it; tests/test_floors.py lists those imports.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.metrics.calibration import calibration_error
from sklearn_seqgan.metrics.classification import accuracy, balanced_accuracy, macro_f1
from sklearn_seqgan.metrics.two_sample import TwoSampleDistance

__all__ = ["PREDICTION_METRICS", "SEQUENCE_METRICS", "evaluate_predictions"]

PREDICTION_METRICS = {
    "accuracy": accuracy,
    "balanced_accuracy": balanced_accuracy,
    "macro_f1": macro_f1,
    "calibration_error": calibration_error,
}
"""Name -> function of labels and predictions."""

SEQUENCE_METRICS = {"squared_mmd": TwoSampleDistance}
"""Name -> factory of (train, held_out)."""


def evaluate_predictions(y_true, y_predicted, probabilities=None, classes=None, *, unlabeled=-1):
    """Every metric of predictions that is defined for these.

    Parameters
    ----------
    y_true, y_predicted : array-like of shape (n,)
        Rows of `y_true` that hold the marker do not count.
    probabilities : array-like of shape (n, K), default=None
    classes : array-like of shape (K,), default=None
        Of the columns of `probabilities`.
    unlabeled : object, default=-1
        The marker for "no label"; None if there is none.

    Returns
    -------
    dict of str -> float
        By the names of `PREDICTION_METRICS`, without those that are NaN.

    Raises
    ------
    ValueError
        If no row has a label, or the lengths differ.

    Examples
    --------
    >>> evaluate_predictions([0, 0, 1, -1], [0, 1, 1, 1])["balanced_accuracy"]
    0.75
    """
    arguments = y_true, y_predicted, probabilities, classes
    values = {name: metric(*arguments, unlabeled=unlabeled) for name, metric in PREDICTION_METRICS.items()}
    return {name: value for name, value in values.items() if not np.isnan(value)}
