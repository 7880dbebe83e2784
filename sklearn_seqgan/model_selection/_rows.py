"""What wrappers require of their data and of the classifiers inside."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Iterator, Mapping, Set

import numpy as np
from sklearn.utils import indexable

from sklearn_seqgan.labels import as_labels, labeled_rows

__all__ = ["raise_if_marker_is_a_class", "with_labels"]


def with_labels(X, y):
    """X, from which rows can be taken, and y as an array of the same length.

    Raises
    ------
    TypeError
        If X has no rows that can be taken.
    ValueError
        If y cannot be used, or its length is not that of X.
    """
    if not _has_rows(X):
        raise TypeError(
            f"X is a {type(X).__name__}, of which no rows can be taken; pass an array, or a list of arrays."
        )
    (X,) = indexable(X)
    y = as_labels(y, n_samples=X.shape[0] if hasattr(X, "shape") else len(X))
    return X, y


def _has_rows(X):
    if hasattr(X, "toarray"):  # sparse, and perhaps a dictionary; the classifier inside may accept it
        return True
    if isinstance(X, (str, bytes, Mapping, Set, Iterator, type)) or getattr(X, "shape", None) == ():
        return False
    return any(hasattr(X, name) for name in ("__len__", "shape", "__array__"))


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
