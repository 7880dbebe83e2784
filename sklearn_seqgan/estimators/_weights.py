"""Weights of labels: `sample_weight` of rows and `class_weight` of classes, checked."""
# SPDX-License-Identifier: BSD-3-Clause

from copy import copy

import numpy as np
from sklearn.utils import compute_class_weight

from sklearn_seqgan._compat import StrOptions, _check_sample_weight
from sklearn_seqgan.labels import labels_of

__all__ = [
    "CLASS_WEIGHT",
    "counts_of_labels",
    "factors_of",
    "weighted_loss",
    "weights_of_classes",
    "with_a_weight",
]

CLASS_WEIGHT = [StrOptions({"balanced"}), dict, None]
"""Parameter constraint of `class_weight`."""


def counts_of_labels(sample_weight, n_samples):
    """Weights of n rows, as float64; None if there are none.

    Raises
    ------
    ValueError
        If it has another length or several columns, or holds NaN, infinity or a number below 0.
    """
    if sample_weight is None:
        return None
    rows = np.empty(n_samples)
    return _check_sample_weight(sample_weight, rows, dtype=np.float64, ensure_non_negative=True)


def with_a_weight(y, counts):
    """Rows whose label counts: a label of weight 0 is ignored."""
    return np.arange(len(y)) if counts is None else np.flatnonzero(counts > 0)


def weights_of_classes(class_weight, classes, targets, n_codes):
    """Factors for the labels of each code, shape (n_codes,); None if all count the same.

    Parameters
    ----------
    class_weight : "balanced", dict of class -> float, or None
        Classes that a dictionary does not name get 1. "balanced": inversely proportional to their numbers of
        labels.
    classes : ndarray of shape (K,)
    targets : ndarray of shape (n,)
        Codes, negative if there is no label.
    n_codes : int
        Number of codes. Codes without a class get 1.

    Raises
    ------
    ValueError
        If a weight is not above 0, or the dictionary names something that is not a class.
    """
    if class_weight is None:
        return None
    unknown = [k for k in class_weight if k not in classes.tolist()] if class_weight != "balanced" else []
    if unknown:
        raise ValueError(
            f"class_weight names {unknown[0]!r}, which is not among the classes {classes.tolist()}."
        )
    weights = np.ones(n_codes)
    found = np.unique(targets[targets >= 0])
    if len(found):
        labels = labels_of(classes, targets[targets >= 0])
        weights[found] = compute_class_weight(class_weight, classes=classes[found], y=labels)
    if not (np.isfinite(weights) & (weights > 0)).all():
        raise ValueError(
            f"class_weight={class_weight!r} must be above 0 for every class. To leave a class out, take its "
            "labels out of y."
        )
    return weights


def factors_of(counts, rows, class_weight, classes, targets):
    """Weight of each label in a mean over labels, 1 on average.

    Parameters
    ----------
    counts : ndarray of shape (n,), or None
    rows : ndarray of shape (n_labeled,)
        Numbers of the rows that have a label.
    class_weight, classes : as in `weights_of_classes`
    targets : ndarray of shape (n_labeled,)

    Returns
    -------
    ndarray of shape (n_labeled,), float32; None if all count the same
    """
    of_codes = weights_of_classes(class_weight, classes, targets, len(classes))
    if counts is None and of_codes is None:
        return None
    factors = np.ones(len(rows)) if counts is None else counts[rows]
    factors = factors if of_codes is None else factors * of_codes[targets]
    return (factors / factors.mean()).astype(np.float32)


def weighted_loss(criterion, logits, targets, factors):
    """A torch criterion, as a weighted mean over rows.

    Raises
    ------
    ValueError
        If the criterion cannot give the loss of each row.
    """
    if not hasattr(criterion, "reduction"):
        raise ValueError(
            f"criterion={type(criterion).__name__} has no reduction='none', so rows cannot count "
            "differently. Take one of torch's, or leave out sample_weight and class_weight."
        )
    by_row = copy(criterion)
    by_row.reduction = "none"
    weight = getattr(criterion, "weight", None)
    total = len(targets) if weight is None else weight[targets].sum()
    return (factors * by_row(logits, targets)).sum() / total
