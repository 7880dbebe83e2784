"""The rows that a metric of predictions counts."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.utils.validation import check_consistent_length, column_or_1d

from sklearn_seqgan.labels import is_labeled

__all__ = ["labeled_only"]


def labeled_only(y_true, y_predicted, probabilities=None, unlabeled=-1):
    """Labels, predictions and probabilities of the rows that have a label.

    Labels that shared an object array with a marker get a dtype of their own.

    Returns
    -------
    y_true, y_predicted : ndarray of shape (n_labeled,)
    probabilities : ndarray of shape (n_labeled, K), or None

    Raises
    ------
    ValueError
        If no row has a label, or the lengths differ.
    """
    y_true, y_predicted = column_or_1d(y_true), column_or_1d(y_predicted)
    check_consistent_length(y_true, y_predicted, probabilities)
    rows = is_labeled(y_true, unlabeled)
    if not rows.any():
        raise ValueError("No row has a label to score against.")
    known, predicted = (np.array(y[rows].tolist()) for y in (y_true, y_predicted))
    return known, predicted, None if probabilities is None else np.asarray(probabilities)[rows]
