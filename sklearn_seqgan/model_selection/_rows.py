"""What the tools here ask of y and of the classifiers around which they go, beside the rules of `labels`."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan._warnings import warn
from sklearn_seqgan.labels import as_labels, labeled_rows

__all__ = ["as_partial_labels", "raise_if_marker_is_a_class"]

_LIKE_A_MARKER = {"", "?", "-", "-1", "na", "n/a", "nan", "none", "null", "unlabeled", "unlabelled"}


def as_partial_labels(y, unlabeled):
    """y as a one-dimensional array, see `as_labels`.

    Warns
    -----
    UserWarning
        If y holds a text that is meant as a marker more often than as a class.
    """
    y = as_labels(y)
    texts = {v for v in y.tolist() if isinstance(v, str)}
    for text in texts - {unlabeled}:
        if unlabeled is not None and text.strip().lower() in _LIKE_A_MARKER:
            warn(
                f"y holds {text!r}, which counts as a class here, because the marker is {unlabeled!r}. If "
                f"it means 'no label', pass unlabeled={str(text)!r}."
            )
    return y


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
