"""Score of a method against its number of labels."""
# SPDX-License-Identifier: BSD-3-Clause

import numbers
from collections.abc import Mapping, Sequence
from time import perf_counter
from traceback import format_exception_only
from typing import Any
from warnings import warn

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.exceptions import FitFailedWarning
from sklearn.metrics import make_scorer
from sklearn.utils.validation import check_consistent_length

from sklearn_seqgan._compat import _check_method_params, _safe_indexing
from sklearn_seqgan.labels import as_labels, labeled_rows, labels_of, sorted_classes
from sklearn_seqgan.model_selection._rows import raise_if_marker_is_a_class
from sklearn_seqgan.model_selection.masking import mask_labels
from sklearn_seqgan.model_selection.scoring import LabeledScorer
from sklearn_seqgan.model_selection.split import as_semi_supervised
from sklearn_seqgan.typing import GroupsLike, LabelsLike, Marker

__all__ = ["label_efficiency_curve"]


def label_efficiency_curve(
    estimators: Any,
    X: Any,
    y: LabelsLike,
    *,
    groups: GroupsLike | None = None,
    cv: Any = None,
    levels: Sequence[float] = (0.05, 0.1, 0.2, 0.4, 1.0),
    seeds: int | Sequence[int] = 5,
    scoring: Any = "accuracy",
    unlabeled: Marker = -1,
    params: Mapping[str, Any] | None = None,
    n_jobs: int | None = None,
    verbose: int = 0,
    error_score: float | str = np.nan,
) -> dict[str, np.ndarray]:
    """Fit classifiers with fewer and fewer labels and score each on whole test folds.

    The labels at one level are among those at the next, and all classifiers get the same labels. So compare
    differences within a seed.

    Parameters
    ----------
    estimators : dict of str -> classifier, or one classifier
        They must know the marker; wrap others in `LabeledOnly`.
    X : array-like of n sequences, in any form
        Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
    y : array-like of shape (n,)
        Rows that have no label to begin with are used for training only, as in `SemiSupervisedSplit`.
    groups : array-like of shape (n,), default=None
        Passed to the splitter, for example persons who must not be on both sides. For `fit`, see `params`;
        for a search inside, see `LabelMasker`.
    cv : int, splitter, iterable of (train, test) rows, or None, default=None
        As in `SemiSupervisedSplit`, whose rules apply; a `SemiSupervisedSplit` or an iterable is used
        unchanged.
    levels : sequence of float and int
        A float is the share of the training labels that is kept, an integer the number kept per class.
    seeds : int or sequence of int, default=5
        Seeds of the draws of labels (an integer n: 0, 1, ..., n − 1). Every ``random_state`` of a classifier
        that is None is set to the seed.
    scoring : str, callable, list or dict, default="accuracy"
        As in `LabeledScorer`.
    unlabeled : object, default=-1
        The marker in y for "no label".
    params : dict of str -> object, default=None
        Passed to `fit`; arguments with one entry per row, such as ``{"groups": groups}``, are cut to the
        training rows.
    n_jobs : int, default=None
        As in joblib, whose `parallel_config` chooses the backend.
    verbose : int, default=0
        As in joblib.
    error_score : "raise" or numpy.nan, default=numpy.nan
        With NaN, a failed fit gives a warning and a row whose scores are NaN and whose "error" is the
        message.

    Returns
    -------
    dict of str -> ndarray of shape (n_rows,)
        One row per split, seed, level and classifier, ready for ``pandas.DataFrame``:
        "estimator", "level", "seed", "split", "n_labeled", "n_unlabeled",
        "test_score" (or "test_<name>" for each of several scorers), "fit_time" and
        "score_time" in seconds, "error" ("" if there was none). And per class: "balanced_accuracy";
        "recall_<class>", the share of a class that is recognised (NaN if the test fold has none of it); and
        "confusion", (K, K) counts of true by predicted classes, sorted, or None for a failed fit (see
        `metrics.confused_pairs`).

    Raises
    ------
    ValueError
        If a level is neither a share in (0, 1] nor a positive integer.

    See Also
    --------
    sklearn_seqgan.plotting.LabelEfficiencyDisplay :
        Score against number of labels, one line per classifier, with intervals over label draws.
    mask_labels : Keep some of the labels of every class and replace the others with a marker.
    mean_interval : Mean over draws, and half the width of its confidence interval by Student's t.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.semi_supervised import LabelSpreading
    >>> X, y = load_iris(return_X_y=True)
    >>> results = label_efficiency_curve(LabelSpreading(), X, y, levels=[1, 0.5], seeds=2, cv=3)
    >>> results["test_score"].shape, results["n_labeled"][:4]
    ((12,), array([ 3, 49,  3, 49]))
    >>> [name for name in results if name.startswith("recall")]
    ['recall_0', 'recall_1', 'recall_2']
    """
    if isinstance(levels, numbers.Number) or not len(levels):
        raise ValueError(f"levels={levels!r} must be a list of at least one share or number of labels.")
    if isinstance(estimators, (list, tuple)):
        raise ValueError("estimators is a list; give a dictionary of name -> classifier.")
    if not isinstance(estimators, dict):
        estimators = {type(estimators).__name__: estimators}
    masks = [_mask_arguments(level) for level in levels]
    seeds = range(seeds) if isinstance(seeds, numbers.Integral) else seeds
    y = as_labels(y)
    check_consistent_length(X, y, groups)
    scorer = _Scorer(scoring, unlabeled, sorted_classes(labels_of(y, labeled_rows(y, unlabeled)))[0])
    tasks = [
        ({"estimator": name, "level": level, "seed": seed, "split": i}, estimator, split, mask)
        for i, split in enumerate(_splits(cv, X, y, groups, unlabeled))
        for seed in seeds  # pyright: ignore[reportGeneralTypeIssues]
        for level, mask in zip(levels, masks)
        for name, estimator in estimators.items()
    ]
    rows = Parallel(n_jobs=n_jobs, verbose=verbose)(
        delayed(_measure)(*task, X, y, params or {}, scorer, unlabeled, error_score) for task in tasks
    )
    return _as_columns(rows, scorer)


class _Scorer:
    """Gives the score columns of a fitted classifier, all from one prediction.

    Parameters
    ----------
    scoring, unlabeled : as in `label_efficiency_curve`
    classes : ndarray of shape (K,), sorted
    """

    def __init__(self, scoring, unlabeled, classes):
        self.unlabeled, self.classes = unlabeled, classes
        several = isinstance(scoring, (list, tuple, set))
        named = {name: name for name in scoring} if several else scoring
        self.named = named if isinstance(named, dict) else {"score": named}
        by_class = make_scorer(_confusion, classes=classes)
        self._scorer = LabeledScorer({**self.named, _BY_CLASS: by_class}, unlabeled)

    def __call__(self, estimator, X, y):
        scores = self._scorer(estimator, X, y)
        confusion = scores.pop(_BY_CLASS)
        if isinstance(scores.get("score"), dict):  # for a callable that gives several scores
            scores |= scores.pop("score")
        columns = {f"test_{name}": score for name, score in scores.items()}
        return columns | self.of_classes(None if np.ndim(confusion) == 0 else confusion)

    @property
    def nothing(self):
        """The columns of a failed fit."""
        return {f"test_{name}": np.nan for name in self.named} | self.of_classes(None)

    def of_classes(self, confusion):
        """Recall per class and its mean, from counts (K, K + 1); the last column is for no class."""
        recall = np.full(len(self.classes), np.nan)
        if confusion is not None:
            of_class = confusion.sum(axis=1)
            np.divide(confusion.diagonal(), of_class, out=recall, where=of_class > 0)
        there = recall[~np.isnan(recall)]
        return {
            "balanced_accuracy": there.mean() if len(there) else np.nan,
            **{f"recall_{k}": share for k, share in zip(self.classes.tolist(), recall.tolist())},
            "confusion": None if confusion is None else confusion[:, :-1],
        }


_BY_CLASS = "counts by class"


def _confusion(y_true, y_predicted, classes):
    """Counts of true by predicted classes, and of predictions outside the classes, shape (K, K + 1)."""
    of_class = [y_true == k for k in classes]
    predicted = [np.asarray(y_predicted) == k for k in classes]
    counts = np.array([[np.sum(i & j) for j in predicted] for i in of_class], dtype=np.int64)
    others = np.sum(of_class, axis=1) - counts.sum(axis=1)
    return np.column_stack([counts, others])


def _mask_arguments(level):
    whole = isinstance(level, numbers.Integral)
    if whole and level >= 1 and not isinstance(level, bool):
        return {"per_class": level}
    if not whole and isinstance(level, numbers.Real) and 0 < level <= 1:
        return {"fraction": level}
    raise ValueError(
        f"level {level!r} is neither a share of the labels in (0, 1], as a float, nor a number of "
        "labels per class, as an integer of at least 1."
    )


def _splits(cv, X, y, groups, unlabeled):
    if hasattr(cv, "split") or cv is None or isinstance(cv, numbers.Integral):
        cv = as_semi_supervised(cv, unlabeled).split(X, y, groups)
    return [(np.asarray(train), np.asarray(test)) for train, test in cv]


def _measure(row, estimator, split, mask, X, y, params, scorer, unlabeled, error_score):
    """Do one fit and complete its row."""
    train, test = split
    y_masked = mask_labels(y[train], unlabeled=unlabeled, random_state=row["seed"], **mask)
    n_labeled = len(labeled_rows(y_masked, unlabeled))
    row = row | {"n_labeled": n_labeled, "n_unlabeled": len(train) - n_labeled, "error": ""}
    estimator = _seeded(clone(estimator), row["seed"])
    parts = _safe_indexing(X, train), y_masked, _safe_indexing(X, test), y[test]
    params = _check_method_params(X, params, train)
    try:
        return row | _fit_and_score(estimator, *parts, params, scorer)
    except Exception as error:
        if error_score == "raise":
            raise
        message = "".join(format_exception_only(error)).strip()
        warn(f"{row['estimator']} at level {row['level']}: {message}", FitFailedWarning, stacklevel=2)
        return row | {"error": message}


def _fit_and_score(estimator, X_train, y_train, X_test, y_test, params, scorer):
    start = perf_counter()
    estimator.fit(X_train, y_train, **params)
    fitted = perf_counter()
    raise_if_marker_is_a_class(estimator, y_train, scorer.unlabeled)
    scores = scorer(estimator, X_test, y_test)
    return {"fit_time": fitted - start, "score_time": perf_counter() - fitted, **scores}


def _seeded(estimator, seed):
    """The estimator with all random states that are None set, also nested ones."""
    parameters = estimator.get_params(deep=True)
    names = [k for k, v in parameters.items() if k.split("__")[-1] == "random_state" and v is None]
    return estimator.set_params(**dict.fromkeys(names, seed))


def _as_columns(rows, scorer):
    """name -> array with one value per row; shares and numbers per class stay distinct (1.0 and 1)."""
    names = dict.fromkeys([*(name for row in rows for name in row), "fit_time", "score_time"])
    if not any(name.startswith("test_") for name in names):  # every fit failed
        names |= scorer.nothing
    of_failed = scorer.nothing
    columns = {name: [row.get(name, of_failed.get(name, np.nan)) for row in rows] for name in names}
    mixed = {"confusion"} | ({"level"} if len({type(level) for level in columns["level"]}) > 1 else set())
    return {name: _as_column(values, name in mixed) for name, values in columns.items()}


def _as_column(values, of_objects):
    if not of_objects:
        return np.array(values)
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column
