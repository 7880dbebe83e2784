"""Results by test subject: each person has one vote, however many windows show them."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

__all__ = ["SUBJECT_METRICS", "confusion_of_subjects", "of_subjects"]


def confusion_of_subjects(y, predicted, groups, n_classes):
    """Confusion matrix of persons: their class, and the class predicted for most of their windows.

    Parameters
    ----------
    y, predicted : ndarray of shape (n,), 0..K-1
    groups : ndarray of shape (n,)
    n_classes : int

    Returns
    -------
    list of K lists of K int, or None
        A tie goes to the smallest class. None if windows of one person have several classes, so that a
        person has no class.
    """
    counts = np.zeros((n_classes, n_classes), dtype=int)
    for group in np.unique(groups):
        classes = np.unique(y[groups == group])
        if len(classes) > 1:
            return None
        votes = np.bincount(predicted[groups == group], minlength=n_classes)
        counts[classes[0], votes.argmax()] += 1
    return counts.tolist()


def mean_of_subjects(row):
    """Mean over test subjects of the share of correctly predicted windows."""
    return float(np.mean([right / n for right, n in row["subjects"].values()]))


def worst_subject(row):
    """The smallest share of correctly predicted windows of a test subject."""
    return float(min(right / n for right, n in row["subjects"].values()))


def balanced_by_subject(row):
    """Balanced accuracy of the votes of persons' windows; NaN if persons have no class."""
    counts = np.array(row.get("subject_confusion") or [[0]])
    of_class = counts.sum(axis=1)
    there = of_class > 0
    return float(np.mean(counts.diagonal()[there] / of_class[there])) if there.any() else np.nan


SUBJECT_METRICS = {
    "mean_subject": mean_of_subjects,
    "worst_subject": worst_subject,
    "balanced_by_subject": balanced_by_subject,
}
"""Name -> function of a row."""


def of_subjects(row):
    """Values of `SUBJECT_METRICS` that are defined for a row."""
    if not row.get("subjects"):
        return {}
    values = {name: metric(row) for name, metric in SUBJECT_METRICS.items()}
    return {name: value for name, value in values.items() if not np.isnan(value)}
