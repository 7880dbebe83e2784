"""How many predictions are correct: scikit-learn's scores, over the rows that have a label."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score

from sklearn_seqgan.metrics._labeled import labeled_only
from sklearn_seqgan.typing import LabelsLike, Marker

__all__ = ["accuracy", "balanced_accuracy", "macro_f1"]


def accuracy(
    y_true: LabelsLike,
    y_predicted: LabelsLike,
    probabilities: object = None,
    classes: object = None,
    *,
    unlabeled: Marker = -1,
) -> float:
    """Share of the labelled rows whose class is predicted.

    Parameters
    ----------
    y_true, y_predicted : array-like of shape (n,)
        True labels; rows with the marker do not count.
    probabilities, classes : ignored
        Not used, present for API consistency by convention.
    unlabeled : object, default=-1
        Rows of `y_true` that hold this marker do not count; None: every row does.

    Returns
    -------
    float in [0, 1]
        Share of the labelled rows that are predicted right.

    Raises
    ------
    ValueError
        If no row has a label, or the lengths differ.

    See Also
    --------
    balanced_accuracy : Mean over the classes of the share of their rows that is predicted correctly.
    macro_f1 : Mean over the classes of the harmonic mean of precision and recall.
    evaluate_predictions : Every metric that is defined for these predictions.

    Examples
    --------
    >>> accuracy([0, 0, 1, -1], [0, 1, 1, 1])
    0.6666666666666666
    """
    return float(accuracy_score(*labeled_only(y_true, y_predicted, unlabeled=unlabeled)[:2]))


def balanced_accuracy(
    y_true: LabelsLike,
    y_predicted: LabelsLike,
    probabilities: object = None,
    classes: object = None,
    *,
    unlabeled: Marker = -1,
) -> float:
    """Mean over the classes of the share of their rows that is predicted correctly.

    Parameters
    ----------
    y_true, y_predicted : array-like of shape (n,)
        True labels; rows with the marker do not count.
    probabilities, classes : ignored
        Not used, present for API consistency by convention.
    unlabeled : object, default=-1
        Rows of `y_true` that hold this marker do not count; None: every row does.

    Returns
    -------
    float in [0, 1]
        Mean over the classes.

    Raises
    ------
    ValueError
        If no row has a label, or the lengths differ.

    See Also
    --------
    accuracy : Share of the labelled rows whose class is predicted.
    macro_f1 : Mean over the classes of the harmonic mean of precision and recall.

    Examples
    --------
    >>> balanced_accuracy([0, 0, 1, -1], [0, 1, 1, 1])
    0.75
    """
    return float(balanced_accuracy_score(*labeled_only(y_true, y_predicted, unlabeled=unlabeled)[:2]))


def macro_f1(
    y_true: LabelsLike,
    y_predicted: LabelsLike,
    probabilities: object = None,
    classes: object = None,
    *,
    unlabeled: Marker = -1,
) -> float:
    """Mean over the classes of the harmonic mean of precision and recall.

    Parameters
    ----------
    y_true, y_predicted : array-like of shape (n,)
        True labels; rows with the marker do not count.
    probabilities, classes : ignored
        Not used, present for API consistency by convention.
    unlabeled : object, default=-1
        Rows of `y_true` that hold this marker do not count; None: every row does.

    Returns
    -------
    float in [0, 1]
        A class that is only predicted counts as well, with 0.

    Raises
    ------
    ValueError
        If no row has a label, or the lengths differ.

    See Also
    --------
    accuracy : Share of the labelled rows whose class is predicted.
    balanced_accuracy : Mean over the classes of the share of their rows that is predicted correctly.

    Examples
    --------
    >>> macro_f1([0, 0, 1, -1], [0, 1, 1, 1])
    0.6666666666666666
    """
    known, predicted, _ = labeled_only(y_true, y_predicted, unlabeled=unlabeled)
    return float(f1_score(known, predicted, average="macro"))
