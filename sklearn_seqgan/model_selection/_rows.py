"""The rows that have a label, of y and of whatever else has an entry per row."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings

import numpy as np
from sklearn.utils.validation import column_or_1d

from sklearn_seqgan.labels import is_labeled

__all__ = ["as_labels", "labeled_rows", "labels_of", "raise_if_marker_is_a_class"]

_LIKE_A_MARKER = {"", "?", "-", "-1", "na", "n/a", "nan", "none", "null", "unlabeled", "unlabelled"}


def as_labels(y, unlabeled):
    """y as a one-dimensional array of numbers, text or objects.

    Raises
    ------
    ValueError
        If y is missing, has several columns, or holds bytes.

    Warns
    -----
    UserWarning
        If y holds a text that is meant as a marker more often than as a class.
    """
    if y is None:
        raise ValueError("This tool requires y to be passed, but the target y is None.")
    y = column_or_1d(y, warn=True)
    if y.dtype.kind == "S":
        raise ValueError("y holds bytes; decode them to text, with numpy.char.decode(y), say.")
    texts = {v for v in y.tolist() if isinstance(v, str)}
    for text in texts - {unlabeled}:
        if unlabeled is not None and text.strip().lower() in _LIKE_A_MARKER:
            warnings.warn(
                f"y holds {text!r}, which counts as a class here, because the marker is {unlabeled!r}. If "
                f"it means 'no label', pass unlabeled={str(text)!r}.",
                stacklevel=4,
            )
    return y


def labeled_rows(y, unlabeled):
    """Numbers of the rows of y (an array of `as_labels`) that have a label."""
    return np.flatnonzero(is_labeled(y, unlabeled))


def labels_of(y, rows):
    """Labels of some rows; text or numbers that shared an object array with a marker get their own dtype."""
    labels = y[rows]
    return np.array(labels.tolist()) if labels.dtype == object else labels


def raise_if_marker_is_a_class(estimator, y, unlabeled):
    """Refuse a classifier fitted with y that took the marker for a class.

    Raises
    ------
    ValueError
        Names the classifier and the marker.
    """
    labels = y[labeled_rows(y, unlabeled)]
    known = np.asarray(getattr(estimator, "classes_", [])).tolist()
    foreign = [k for k in known if k not in labels]
    if foreign and len(labels) < len(y):
        raise ValueError(
            f"{type(estimator).__name__} took {foreign[0]!r}, the marker for rows without a label, for a "
            "class. Give it the same marker (unlabeled=...), or wrap it into LabeledOnly if it knows none."
        )
