"""Self-training around any classifier, with pseudo-labels in proportion to the classes."""
# SPDX-License-Identifier: BSD-3-Clause

import numbers
from typing import Any, Self

import numpy as np

from sklearn_seqgan._compat import (
    Interval,
    StrOptions,
    _check_method_params,
    _fit_context,
    _safe_indexing,
)
from sklearn_seqgan.labels import encode_labels, find_classes, raise_if_no_label
from sklearn_seqgan.model_selection._around import AroundClassifier
from sklearn_seqgan.model_selection._rows import with_labels
from sklearn_seqgan.typing import ArrayLike, Estimator, LabelsLike, Marker, SequencesLike

__all__ = ["ClassBalancedSelfTraining", "choose"]


class ClassBalancedSelfTraining(AroundClassifier):
    """Let a classifier of labelled rows also learn from rows without a label, round by round.

    In round r of R, the share `largest_share` · r / R of the rows without a label gets the class that the
    classifier of the round before predicts: for each class as many rows as `class_prior` says, those with the
    widest margin. Then the classifier is fitted again. Without these quotas an easy class would take over.
    This is the curriculum of `SemiSupervisedRocketClassifier`, for any classifier of anything that can be
    indexed: sequences of any length, frames, arrays.

    Parameters
    ----------
    estimator : classifier
        It must have `decision_function` or `predict_proba`. It never sees the marker.
    n_rounds : int, default=8
        Number of fits after the first.
    largest_share : float in (0, 1], default=0.9
        Share of the rows without a label that get one in the last round. The least sure rows never do.
    class_prior : {"empirical", "uniform"} or array-like of shape (K,), default="empirical"
        p(c): "empirical", as in the labelled rows; "uniform"; or the given probabilities, in the order of the
        sorted classes.
    unlabeled : object, default=-1
        The marker in y for "no label".

    Attributes
    ----------
    estimator_ : fitted classifier
    classes_ : ndarray of shape (K,)
    transduction_ : ndarray of shape (n,)
        Label of each training row: the given one, or the prediction.

    See Also
    --------
    LabeledOnly : Fit a classifier only on the rows that have a label; for classifiers that know no marker.
    sklearn_seqgan.SemiSupervisedRocketClassifier :
        Sequence classifier on fixed random convolutions that also learns from unlabelled sequences.

    References
    ----------
    Zou et al. (2018), Unsupervised domain adaptation for semantic segmentation via
    class-balanced self-training. arXiv:1810.07911

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.linear_model import RidgeClassifier
    >>> X, y = load_iris(return_X_y=True)
    >>> few = np.where(np.arange(len(y)) % 25 == 0, y, -1)
    >>> clf = ClassBalancedSelfTraining(RidgeClassifier()).fit(X, few)
    >>> clf.classes_, clf.transduction_.shape
    (array([0, 1, 2]), (150,))
    """

    _parameter_constraints: dict = {
        "estimator": "no_validation",
        "n_rounds": [Interval(numbers.Integral, 1, None, closed="left")],
        "largest_share": [Interval(numbers.Real, 0, 1, closed="right")],
        "class_prior": [StrOptions({"empirical", "uniform"}), "array-like"],
        "unlabeled": "no_validation",
    }

    def __init__(
        self,
        estimator: Estimator,
        *,
        n_rounds: int = 8,
        largest_share: float = 0.9,
        class_prior: str | ArrayLike = "empirical",
        unlabeled: Marker = -1,
    ) -> None:
        self.estimator = estimator
        self.n_rounds = n_rounds
        self.largest_share = largest_share
        self.class_prior = class_prior
        self.unlabeled = unlabeled

    @_fit_context(prefer_skip_nested_validation=False)
    def fit(self, X: SequencesLike, y: LabelsLike, **fit_params: Any) -> Self:
        """Fit with the labels, then add more and more predicted ones.

        Parameters
        ----------
        X : as the classifier takes it
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : array-like of shape (n,)
            Label of each sequence.
        **fit_params
            Passed on to the classifier; arguments with one entry per row, such as groups, are cut to the rows
            of the round.

        Returns
        -------
        self
            The estimator itself.

        Raises
        ------
        ValueError
            If no row has a label, or `class_prior` does not fit the classes.
        """
        X, y = with_labels(X, y)
        classes = find_classes(y, self.unlabeled)
        raise_if_no_label(classes)
        targets = encode_labels(y, classes, self.unlabeled)
        known, free = np.flatnonzero(targets >= 0), np.flatnonzero(targets < 0)
        prior, fit_params = self._prior(targets[known], len(classes)), self._routed(fit_params)
        rows, codes = known, targets[known]
        for r in range(self.n_rounds + 1):
            params = _check_method_params(X, fit_params, rows)
            self._fit_inside(_safe_indexing(X, rows), classes[codes], params)
            if r == self.n_rounds or len(free) == 0:
                break
            quota = self.largest_share * (r + 1) / self.n_rounds * len(free) * prior
            chosen, guesses = choose(self._scores(_safe_indexing(X, free)), quota)
            rows, codes = np.concatenate([known, free[chosen]]), np.concatenate([targets[known], guesses])
        self.transduction_ = self._label(X, classes, targets, free)
        return self

    def _prior(self, codes, n_classes):
        if isinstance(self.class_prior, str):
            counts = np.bincount(codes, minlength=n_classes)
            return (
                counts / counts.sum()
                if self.class_prior == "empirical"
                else np.full(n_classes, 1 / n_classes)
            )
        prior = np.asarray(self.class_prior, dtype=float)
        if prior.shape != (n_classes,) or not (prior > 0).all() or not np.isclose(prior.sum(), 1):
            raise ValueError(
                f"class_prior={self.class_prior!r} must hold a probability above 0 for each of the "
                f"{n_classes} classes in sorted order, and they must add up to 1."
            )
        return prior

    def _scores(self, X):
        """Scores with one column per class."""
        if not hasattr(self.estimator_, "decision_function"):
            return self.estimator_.predict_proba(X)
        scores = np.asarray(self.estimator_.decision_function(X))
        return np.column_stack([-scores, scores]) if scores.ndim == 1 else scores

    def _label(self, X, classes, targets, free):
        if len(free):
            targets = targets.copy()
            targets[free] = self._scores(_safe_indexing(X, free)).argmax(axis=1)
        return classes[targets]


def choose(scores, quota):
    """Of the rows that score highest for a class, the `quota` with the widest margin.

    Parameters
    ----------
    scores : ndarray of shape (n, K)
    quota : ndarray of shape (K,)
        Rows per class; rounded, but at least one.

    Returns
    -------
    rows, codes : ndarrays of shape (at most the sum of quotas,)
    """
    codes = scores.argmax(axis=1)
    second, first = np.sort(scores, axis=1)[:, -2:].T
    order = np.argsort(second - first, kind="stable")
    sizes = np.maximum(1, np.round(quota)).astype(int)
    rows = np.concatenate([order[codes[order] == k][:size] for k, size in enumerate(sizes)])
    return rows, codes[rows]
