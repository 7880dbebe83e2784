"""The rows that a metric of predictions counts."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any

import numpy as np
from sklearn.utils.validation import check_consistent_length

from sklearn_seqgan.labels import as_labels, labeled_rows, labels_of, raise_if_no_label
from sklearn_seqgan.typing import LabelsLike, Marker

__all__ = ["labeled_only"]


def labeled_only(
    y_true: LabelsLike, y_predicted: LabelsLike, probabilities: Any = None, unlabeled: Marker = -1
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Labels, predictions and probabilities of the rows that have a label.

    Labels that shared an object array with a marker get their own dtype.

    Returns
    -------
    y_true, y_predicted : ndarray of shape (n_labeled,)
    probabilities : ndarray of shape (n_labeled, K), or None

    Raises
    ------
    ValueError
        If no row has a label, or the lengths differ.
    """
    y_true, y_predicted = as_labels(y_true), as_labels(y_predicted)
    check_consistent_length(y_true, y_predicted, probabilities)
    rows = labeled_rows(y_true, unlabeled)
    raise_if_no_label(rows, "to score against")
    known, predicted = labels_of(y_true, rows), labels_of(y_predicted, rows)
    return known, predicted, None if probabilities is None else np.asarray(probabilities)[rows]
