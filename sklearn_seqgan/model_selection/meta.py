"""Wrappers that change which labels a classifier is fitted with."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any, Self

from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan._compat import _check_method_params, _safe_indexing
from sklearn_seqgan.labels import labeled_rows, labels_of, raise_if_no_label
from sklearn_seqgan.model_selection._around import AroundClassifier
from sklearn_seqgan.model_selection._rows import with_labels
from sklearn_seqgan.model_selection.masking import mask_labels
from sklearn_seqgan.typing import Estimator, LabelsLike, Marker, RandomStateLike, SequencesLike

__all__ = ["LabelMasker", "LabeledOnly"]


class LabelMasker(AroundClassifier):
    """Hide some of the labels in `fit`, and only in `fit`.

    Around a semi-supervised classifier, on data whose labels are all known, it shows how well the classifier
    does with fewer labels: scikit-learn's splitters, scorers, searches and `cross_val_predict` see the true
    labels of complete test folds.

    Parameters
    ----------
    estimator : classifier
        Must know the marker; wrap others in `LabeledOnly`.
    fraction : float in (0, 1], optional
        Share of the labels of each class that is kept.
    per_class : int, optional
        Number of labels kept per class, instead of `fraction`.
    unlabeled : object, default=-1
        The marker in y for "no label".
    random_state : int, RandomState instance or None, default=None
        As in `mask_labels`.

    Attributes
    ----------
    estimator_ : fitted classifier
    classes_ : ndarray of shape (K,)
    n_labels_ : int
        Number of labels that were kept.

    See Also
    --------
    mask_labels : Keep some of the labels of every class and replace the others with a marker.
    LabeledOnly : Fit a classifier only on the rows that have a label; for classifiers that know no marker.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.model_selection import GridSearchCV
    >>> from sklearn.semi_supervised import LabelSpreading
    >>> X, y = load_iris(return_X_y=True)
    >>> masked = LabelMasker(LabelSpreading(), random_state=0)
    >>> search = GridSearchCV(masked, {"fraction": [0.05, 0.1, 0.5]}).fit(X, y)
    >>> search.cv_results_["mean_test_score"].round(2)
    array([0.89, 0.91, 0.97])
    """

    def __init__(
        self,
        estimator: Estimator,
        *,
        fraction: float | None = None,
        per_class: int | None = None,
        unlabeled: Marker = -1,
        random_state: RandomStateLike = None,
    ) -> None:
        self.estimator = estimator
        self.fraction = fraction
        self.per_class = per_class
        self.unlabeled = unlabeled
        self.random_state = random_state

    def fit(self, X: SequencesLike, y: LabelsLike, **fit_params: Any) -> Self:
        """Fit the classifier with the kept labels.

        Parameters
        ----------
        X : as the classifier takes it
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : array-like of shape (n,)
            Label of each sequence.
        **fit_params
            Passed on to the classifier; with metadata routing, those that it requests.

        Returns
        -------
        self
            The estimator itself.

        Raises
        ------
        ValueError
            If the classifier took the marker for a class.
        """
        X, y = with_labels(X, y)
        masked = mask_labels(
            y,
            fraction=self.fraction,
            per_class=self.per_class,
            unlabeled=self.unlabeled,
            random_state=self.random_state,
        )
        self._fit_inside(X, masked, self._routed(fit_params))
        self._refuse_the_marker_as_a_class(masked)
        self.n_labels_ = len(labeled_rows(masked, self.unlabeled))
        return self


class LabeledOnly(AroundClassifier):
    """Fit a classifier only on the rows that have a label; for classifiers that know no marker.

    scikit-learn's supervised classifiers, and its calibration, stacking, voting and bagging, would take the
    marker for one more class.

    Parameters
    ----------
    estimator : classifier
        A copy of it is fitted.
    unlabeled : object, default=-1
        The marker in y for "no label".

    Attributes
    ----------
    estimator_ : fitted classifier
    classes_ : ndarray of shape (K,)

    See Also
    --------
    ClassBalancedSelfTraining :
        Let a classifier of labelled rows also learn from rows without a label, round by round.
    LabeledScorer : A scorer that leaves out rows without a label.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> X, y = [[0.0], [1.0], [0.1], [0.9]], [0, 1, -1, -1]
    >>> LabeledOnly(LogisticRegression()).fit(X, y).classes_
    array([0, 1])
    """

    def __init__(self, estimator: Estimator, *, unlabeled: Marker = -1) -> None:
        self.estimator = estimator
        self.unlabeled = unlabeled

    def fit(self, X: SequencesLike, y: LabelsLike, **fit_params: Any) -> Self:
        """Fit the classifier on the labelled rows.

        Parameters
        ----------
        X : as the classifier takes it
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : array-like of shape (n,)
            Label of each sequence.
        **fit_params
            Passed on to the classifier; arguments with one entry per row are cut to the labelled rows.

        Returns
        -------
        self
            The estimator itself.

        Raises
        ------
        ValueError
            If no row has a label.
        """
        X, y = with_labels(X, y)
        return self._fit_inside(*self._labeled_part(X, y, self._routed(fit_params)))

    def score(self, X: SequencesLike, y: LabelsLike, **params: Any) -> float:
        """Call ``score`` of the fitted classifier on the rows that have a label.

        Parameters
        ----------
        X, y, **params : as in `fit`
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        float
            Score of the labelled rows.

        Raises
        ------
        ValueError
            If no row has a label.
        """
        check_is_fitted(self)
        X, y = with_labels(X, y)
        X, y, params = self._labeled_part(X, y, params)
        return self.estimator_.score(X, y, **params)

    def _labeled_part(self, X, y, params):
        rows = labeled_rows(y, self.unlabeled)
        raise_if_no_label(rows)
        return _safe_indexing(X, rows), labels_of(y, rows), _check_method_params(X, params, rows)
