"""Cross-validation when most rows have no label."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.model_selection import BaseCrossValidator, PredefinedSplit, check_cv
from sklearn.utils.validation import check_consistent_length, column_or_1d

from sklearn_seqgan._compat import _check_method_params, _safe_indexing
from sklearn_seqgan.groups import NO_GROUP, encode_groups
from sklearn_seqgan.labels import (
    as_labels,
    encode_labels,
    find_classes,
    is_by_step,
    labeled_rows,
    raise_if_no_label,
)
from sklearn_seqgan.model_selection._rows import raise_if_marker_is_a_class
from sklearn_seqgan.step_labels import as_step_labels, flatten, row_targets
from sklearn_seqgan.typing import Estimator, GroupsLike, LabelsLike, Marker, StepLabelsLike

__all__ = ["SemiSupervisedSplit", "cross_val_predict_labeled"]


class SemiSupervisedSplit(BaseCrossValidator):
    """Split the labelled rows with a stock splitter; the unlabelled ones join the training set.

    A row without a label is never in a test fold, since it cannot be scored. With groups, the unlabelled rows
    of a held-out group are left out of training too; otherwise a model would meet the persons that it is
    tested on. Rows of unknown groups (None or NaN) are also left out, since they may belong to a held-out
    group.

    Parameters
    ----------
    cv : int, splitter or None, default=None
        Applied to the labelled rows only. An integer is the number of stratified folds; None is 5. With an
        ordered splitter such as TimeSeriesSplit, note that all unlabelled rows are in training, whatever
        their time.
    unlabeled : object, default=-1
        The marker in y for "no label".
    transductive : bool, default=False
        Whether unlabelled rows of held-out groups stay in training.

    See Also
    --------
    cross_val_predict_labeled : Predict every labelled row with a model that was fitted without it.
    LabeledScorer : A scorer that leaves out rows without a label.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.model_selection import GroupKFold
    >>> y = np.array([0, 1, -1, 0, 1, -1])
    >>> person = np.array(["ann", "ann", "ann", "bob", "bob", "bob"])
    >>> for train, test in SemiSupervisedSplit(GroupKFold(2)).split(y, y, person):
    ...     print(train, test)
    [0 1 2] [3 4]
    [3 4 5] [0 1]
    """

    # as scikit-learn's own group splitters do: with routing on, groups are passed without a request
    __metadata_request__split = {"groups": True}

    def __init__(self, cv: Any = None, unlabeled: Marker = -1, transductive: bool = False) -> None:
        self.cv = cv
        self.unlabeled = unlabeled
        self.transductive = transductive

    def split(
        self, X: Any, y: LabelsLike | StepLabelsLike, groups: GroupsLike | None = None
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the row numbers of the training and test set of each split.

        Parameters
        ----------
        X : array-like with n rows
            Only its length is used.
        y : array-like of shape (n,), or list of n array-likes of shape (T_i,)
            Labels. With labels of time steps, a recording counts as labelled if any of its steps is. An
            integer `cv` is then the number of folds without strata; a stratified splitter uses the most
            frequent class of a recording's labelled steps.
        groups : array-like of shape (n,), default=None
            Person in each sequence.

        Yields
        ------
        train : ndarray
            Labelled rows that the splitter trains on, and unlabelled rows; sorted.
        test : ndarray
            Labelled rows.
        """
        labeled, inner, arguments, groups = self._inner(y, groups)
        unknown = np.setdiff1d(np.arange(len(y)), labeled)
        for train, test in inner.split(*arguments):
            train, test = labeled[train], labeled[test]
            extra = unknown if groups is None else self._allowed(unknown, train, test, groups)
            yield np.sort(np.concatenate([train, extra])), test

    def get_n_splits(
        self, X: Any = None, y: LabelsLike | StepLabelsLike | None = None, groups: GroupsLike | None = None
    ) -> int:
        """Number of splits.

        Parameters
        ----------
        X : ignored
            Not used, present for API consistency by convention.
        y : array-like of shape (n,)
            Required if the splitter counts rows, classes or groups.
        groups : array-like of shape (n,), default=None
            Person in each sequence.

        Returns
        -------
        int
            Number of pairs that `split` yields.
        """
        if y is None:
            return check_cv(self.cv).get_n_splits()
        _, inner, arguments, _ = self._inner(y, groups)
        return inner.get_n_splits(*arguments)

    def _inner(self, y, groups):
        """Labelled rows, their splitter and its arguments, and groups as an array."""
        by_step = is_by_step(y)
        y = as_step_labels(y) if by_step else as_labels(y)
        check_consistent_length(y, groups)
        labeled, targets = (row_targets if by_step else _targets)(y, self.unlabeled)
        raise_if_no_label(labeled, "to split")
        of_labeled, numbers = (None, None) if groups is None else _known_groups(groups, labeled)
        arguments = labeled, targets, of_labeled
        return labeled, _splitter_of_rows(self.cv, labeled, targets, not by_step), arguments, numbers

    def _allowed(self, unknown, train, test, groups):
        held_out = _held_out(groups, train, test)
        if self.transductive or len(held_out) == 0:
            return unknown
        return unknown[~np.isin(groups[unknown], [NO_GROUP, *held_out])]


def _targets(y, unlabeled):
    """Labelled rows, and the class number of each."""
    labeled = labeled_rows(y, unlabeled)
    return labeled, encode_labels(y[labeled], find_classes(y, unlabeled), unlabeled=None)


def _known_groups(groups, labeled):
    """Groups of the labelled rows unchanged, and those of all rows as numbers."""
    numbers = encode_groups(groups, len(groups))
    without = labeled[numbers[labeled] == NO_GROUP]
    if len(without):
        raise ValueError(
            f"groups holds None or NaN at row {without[0]}, which has a label: it cannot be kept on one "
            "side. Give it a group, or hide its label."
        )
    return column_or_1d(groups)[labeled], numbers


def _splitter_of_rows(cv, labeled, targets, stratify):
    """A splitter for the labelled rows only."""
    if isinstance(cv, SemiSupervisedSplit):
        raise ValueError("cv is a SemiSupervisedSplit already; pass it as it is.")
    if isinstance(cv, PredefinedSplit):
        return PredefinedSplit(cv.test_fold[labeled])
    if hasattr(cv, "__iter__"):
        raise ValueError(
            "cv is an iterable of splits, whose row numbers are those of all rows: pass it to "
            "scikit-learn's tools as it is, with LabeledScorer, or give a splitter."
        )
    return check_cv(cv, targets, classifier=stratify)


def as_semi_supervised(cv, unlabeled, transductive=False):
    """`cv` as a `SemiSupervisedSplit`; unchanged if it is one.

    Raises
    ------
    ValueError
        If it has another marker.
    """
    if not isinstance(cv, SemiSupervisedSplit):
        return SemiSupervisedSplit(cv, unlabeled, transductive)
    if cv.unlabeled is not unlabeled and cv.unlabeled != unlabeled:
        raise ValueError(
            f"cv has the marker {cv.unlabeled!r}, but unlabeled={unlabeled!r}; give both the same."
        )
    return cv


def _held_out(groups, train, test):
    """Groups of test rows that have no training row."""
    return np.setdiff1d(groups[test], groups[train])


def cross_val_predict_labeled(
    estimator: Estimator,
    X: Any,
    y: LabelsLike | StepLabelsLike,
    *,
    groups: GroupsLike | None = None,
    cv: Any = None,
    unlabeled: Marker = -1,
    transductive: bool = False,
    method: str = "predict",
    params: Mapping[str, Any] | None = None,
    n_jobs: int | None = None,
    verbose: int = 0,
) -> np.ndarray | list[np.ndarray]:
    """Predict every labelled row with a model that was fitted without it.

    scikit-learn's `cross_val_predict` needs every row in exactly one test fold, which `SemiSupervisedSplit`
    cannot give. This function does the same for the labelled rows.

    Parameters
    ----------
    estimator : classifier
        Copies of it are fitted.
    X : array-like of n sequences, in any form
        Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
    y : array-like of shape (n,), or list of n array-likes of shape (T_i,)
        With labels of time steps, a recording is predicted if any step has a label.
    groups : array-like of shape (n,), default=None
        Person in each sequence.
    cv, unlabeled, transductive : as there
        As in `SemiSupervisedSplit`; a `cv` that is one is used unchanged. Every labelled row has to be in
        exactly one test fold.
    method : {"predict", "predict_proba"}, default="predict"
        Columns of "predict_proba" are the sorted classes of y.
    params : dict of str -> object, default=None
        Passed to `fit`; arguments with one entry per row are cut to the training rows.
    n_jobs, verbose : int
        As in scikit-learn's `cross_val_predict`.

    Returns
    -------
    ndarray of shape (n_labeled,) or (n_labeled, K)
        Predictions for the labelled rows, in order: compare them with ``y[y != -1]``. With labels of time
        steps, a list of such arrays.

    Raises
    ------
    ValueError
        If the test folds are not a partition of the labelled rows, or the classifier took the marker for a
        class.

    See Also
    --------
    SemiSupervisedSplit :
        Split the labelled rows with a stock splitter; the unlabelled ones join the training set.
    label_efficiency_curve :
        Fit classifiers with fewer and fewer labels and score each on whole test folds.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.semi_supervised import LabelSpreading
    >>> X = np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [5.2]])
    >>> cross_val_predict_labeled(LabelSpreading(), X, [0, 0, -1, 1, 1, -1], cv=2)
    array([0, 0, 1, 1])
    """
    if method not in ("predict", "predict_proba"):
        raise ValueError(f"method={method!r} must be 'predict' or 'predict_proba'.")
    by_step = is_by_step(y)
    y = as_step_labels(y) if by_step else as_labels(y)
    check_consistent_length(X, y)
    labeled = (row_targets if by_step else _targets)(y, unlabeled)[0]
    splits = list(as_semi_supervised(cv, unlabeled, transductive).split(X, y, groups))
    order = np.concatenate([test for _, test in splits])
    if not np.array_equal(np.sort(order), labeled):
        raise ValueError("cv must put every labelled row into one test fold, and into one only.")
    classes = find_classes(flatten(y) if by_step else y, unlabeled)
    parts = Parallel(n_jobs=n_jobs, verbose=verbose)(
        delayed(_fit_and_predict)(clone(estimator), X, y, *split, method, classes, unlabeled, params or {})
        for split in splits
    )
    if by_step:
        predicted = [steps for part in parts for steps in part]
        return [predicted[i] for i in np.argsort(order)]
    return np.concatenate(parts)[np.argsort(order)]


def _fit_and_predict(estimator, X, y, train, test, method, classes, unlabeled, params):
    """Predictions for the test rows; a class without training rows gets probability 0."""
    own = _safe_indexing(y, train)
    estimator.fit(_safe_indexing(X, train), own, **_check_method_params(X, params, train))
    raise_if_marker_is_a_class(estimator, flatten(own) if isinstance(own, list) else own, unlabeled)
    predicted = getattr(estimator, method)(_safe_indexing(X, test))
    if method == "predict":
        return predicted
    columns = np.searchsorted(classes, estimator.classes_)
    if isinstance(own, list):
        return [_spread(steps, columns, len(classes)) for steps in predicted]
    return _spread(predicted, columns, len(classes))


def _spread(probabilities, columns, n_classes):
    """Probabilities of some classes as those of all."""
    spread = np.zeros((len(probabilities), n_classes))
    spread[:, columns] = probabilities
    return spread
