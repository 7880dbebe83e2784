"""What a row says of each test subject: one person, one vote, however many windows there are of each."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

__all__ = ["SUBJECT_METRICS", "confusion_of_subjects", "of_subjects"]


def confusion_of_subjects(y, predicted, groups, n_classes):
    """Persons by their class and by what most of their windows are taken for.

    Parameters
    ----------
    y, predicted : ndarray of shape (n,), 0..K-1
    groups : ndarray of shape (n,)
    n_classes : int

    Returns
    -------
    list of K lists of K int, or None
        Of equally many windows the smallest class. None where a person has windows of several classes: then
        the class is none of the person's.
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
    """Mean over test subjects of the share of their windows that is right."""
    return float(np.mean([right / n for right, n in row["subjects"].values()]))


def worst_subject(row):
    """The smallest of these shares."""
    return float(min(right / n for right, n in row["subjects"].values()))


def balanced_by_subject(row):
    """Mean over classes of the share of their persons for whom most windows say so; NaN: not their class."""
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
    """Those of `SUBJECT_METRICS` that a row has."""
    if not row.get("subjects"):
        return {}
    values = {name: metric(row) for name, metric in SUBJECT_METRICS.items()}
    return {name: value for name, value in values.items() if not np.isnan(value)}
