"""A classifier that rejects sequences unlike any it has seen."""
# SPDX-License-Identifier: BSD-3-Clause

import numbers
from typing import Any, Self

import numpy as np
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan._compat import Interval, _fit_context
from sklearn_seqgan.labels import as_labels, labeled_rows, labels_of, raise_if_no_label
from sklearn_seqgan.model_selection._around import AroundClassifier
from sklearn_seqgan.step_labels import room_for
from sklearn_seqgan.typing import Estimator, LabelsLike, Marker, SequencesLike

__all__ = ["NoveltyThresholdClassifier"]


class NoveltyThresholdClassifier(AroundClassifier):
    """Reject sequences unlike all training sequences; predict the class of the others.

    `predict_proba` and all other methods are those of the classifier inside, and do not reject anything.

    Parameters
    ----------
    estimator : classifier
        It must have `novelty_score`, like `SemiSupervisedRocketClassifier`.
    threshold : float in [0, 1], default=0.99
        A sequence with a higher `novelty_score` is rejected. With the default, about 1 % of new sequences of
        the same kind as those in training are rejected.
    rejected : object, default=-1
        What `predict` gives for a rejected sequence; must not be a class.

    Attributes
    ----------
    estimator_ : fitted classifier
    classes_ : ndarray of shape (K,)
        Without `rejected`.

    See Also
    --------
    sklearn_seqgan.SemiSupervisedRocketClassifier :
        Sequence classifier on fixed random convolutions that also learns from unlabelled sequences.

    Examples
    --------
    >>> from sklearn_seqgan import SemiSupervisedRocketClassifier
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, y = make_rhythms(n_per_class=20, random_state=0)
    >>> clf = NoveltyThresholdClassifier(SemiSupervisedRocketClassifier(random_state=0)).fit(X, y)
    >>> still = [0 * x for x in X[:3]]
    >>> clf.predict(X[:3]), clf.predict(still)
    (array([0, 1, 2]), array([-1, -1, -1]))
    """

    _parameter_constraints: dict = {
        "estimator": "no_validation",
        "threshold": [Interval(numbers.Real, 0, 1, closed="both")],
        "rejected": "no_validation",
    }

    def __init__(self, estimator: Estimator, *, threshold: float = 0.99, rejected: Marker = -1) -> None:
        self.estimator = estimator
        self.threshold = threshold
        self.rejected = rejected

    @_fit_context(prefer_skip_nested_validation=False)
    def fit(self, X: SequencesLike, y: LabelsLike, **fit_params: Any) -> Self:
        """Fit the classifier inside.

        Parameters
        ----------
        X, y : as the classifier takes them
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        **fit_params
            Passed on to the classifier.

        Returns
        -------
        self
            The estimator itself.

        Raises
        ------
        TypeError
            If the classifier has no `novelty_score`.
        ValueError
            If `rejected` is one of the classes.
        """
        if not hasattr(self.estimator, "novelty_score"):
            raise TypeError(
                f"{type(self.estimator).__name__} has no novelty_score; take a classifier that has, "
                "SemiSupervisedRocketClassifier say."
            )
        self._fit_inside(X, y, self._routed(fit_params))
        if self.rejected in self.classes_.tolist():
            del self.estimator_
            raise ValueError(f"rejected={self.rejected!r} is a class in y; take another.")
        return self

    def predict(self, X: SequencesLike) -> np.ndarray:
        """The class of each sequence, or `rejected` if it is unlike all training sequences.

        Parameters
        ----------
        X : as the classifier takes it
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        ndarray of shape (n,)
            With the dtype of the classes, or object if that cannot hold `rejected`.
        """
        check_is_fitted(self)
        predicted = self.estimator_.predict(X)
        dtype = room_for(self.rejected, self.classes_)
        return np.where(self._is_novel(X), np.array(self.rejected, dtype=dtype), predicted.astype(dtype))

    def score(self, X: SequencesLike, y: LabelsLike) -> float:
        """Accuracy over the rows that have a label; rejected rows count as errors.

        Parameters
        ----------
        X : as the classifier takes it
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : array-like of shape (n,)
            Label of each sequence.

        Returns
        -------
        float
            Share of the labelled rows that are predicted right; a rejected one is not.

        Raises
        ------
        ValueError
            If no row has a label.
        """
        predicted = self.predict(X)
        y = as_labels(y, type(self).__name__, len(predicted))
        rows = labeled_rows(y, getattr(self.estimator_, "unlabeled", None))
        raise_if_no_label(rows, "to score against")
        return float(np.mean(predicted[rows] == labels_of(y, rows)))

    def _is_novel(self, X):
        return self.estimator_.novelty_score(X) > self.threshold
