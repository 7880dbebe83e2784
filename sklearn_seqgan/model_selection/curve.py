"""How good a method is against how many labels it has."""
# SPDX-License-Identifier: BSD-3-Clause

import numbers
from time import perf_counter
from traceback import format_exception_only
from warnings import warn

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.exceptions import FitFailedWarning
from sklearn.utils.validation import check_consistent_length

from sklearn_seqgan._compat import _check_method_params, _safe_indexing
from sklearn_seqgan.labels import as_labels, labeled_rows
from sklearn_seqgan.model_selection._rows import raise_if_marker_is_a_class
from sklearn_seqgan.model_selection.masking import mask_labels
from sklearn_seqgan.model_selection.scoring import LabeledScorer
from sklearn_seqgan.model_selection.split import as_semi_supervised

__all__ = ["label_efficiency_curve"]


def label_efficiency_curve(
    estimators,
    X,
    y,
    *,
    groups=None,
    cv=None,
    levels=(0.05, 0.1, 0.2, 0.4, 1.0),
    seeds=5,
    scoring="accuracy",
    unlabeled=-1,
    params=None,
    n_jobs=None,
    verbose=0,
    error_score=np.nan,
):
    """Fit classifiers with fewer and fewer labels and score each on whole test folds.

    The labels at one level are among those at the next, and all classifiers get the same
    ones, so differences are to be compared within a seed.

    Parameters
    ----------
    estimators : dict of str -> classifier, or one classifier
        They know the marker; wrap one that does not into `LabeledOnly`.
    X : array-like of n sequences, in any form
    y : array-like of shape (n,)
        Rows that have no label to begin with are in training only, as `SemiSupervisedSplit` has it.
    groups : array-like of shape (n,), default=None
        Passed to the splitter; persons, say, that must not be on both sides. For `fit`, see `params`; for
        a search inside, see `LabelMasker`.
    cv : int, splitter, iterable of (train, test) rows, or None, default=None
        As in `SemiSupervisedSplit`, whose rules hold; one of these, or an iterable, is taken as
        it is.
    levels : sequence of float and int
        A float is the share of the training labels that is kept, an integer the number kept
        of each class.
    seeds : int or sequence of int, default=5
        Draws of the labels (an integer: 0, 1, ...). Every parameter ``random_state`` of a
        classifier that is None is set to the seed.
    scoring : str, callable, list or dict, default="accuracy"
        As in `LabeledScorer`.
    unlabeled : object, default=-1
    params : dict of str -> object, default=None
        Passed to `fit`; what has one entry per row, ``{"groups": groups}`` say, is cut to the training
        rows.
    n_jobs : int, default=None
        As in joblib, whose `parallel_config` chooses the backend.
    verbose : int, default=0
    error_score : "raise" or numpy.nan, default=numpy.nan
        NaN: a fit that fails has a row of its own, whose scores are NaN and whose "error" is the
        message; with a warning.

    Returns
    -------
    dict of str -> ndarray of shape (n_rows,)
        One row per split, seed, level and classifier, ready for ``pandas.DataFrame``:
        "estimator", "level", "seed", "split", "n_labeled", "n_unlabeled",
        "test_score" (or "test_<name>" for each of several scorers), "fit_time" and
        "score_time" in seconds, "error" ("" where there was none).

    Raises
    ------
    ValueError
        If a level is neither a share in (0, 1] nor a positive integer.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.semi_supervised import LabelSpreading
    >>> X, y = load_iris(return_X_y=True)
    >>> results = label_efficiency_curve(LabelSpreading(), X, y, levels=[1, 0.5], seeds=2, cv=3)
    >>> results["test_score"].shape, results["n_labeled"][:4]
    ((12,), array([ 3, 49,  3, 49]))
    """
    if isinstance(levels, numbers.Number) or not len(levels):
        raise ValueError(f"levels={levels!r} must be a list of at least one share or number of labels.")
    if isinstance(estimators, (list, tuple)):
        raise ValueError("estimators is a list; give a dictionary of name -> classifier.")
    if not isinstance(estimators, dict):
        estimators = {type(estimators).__name__: estimators}
    masks = [_mask_arguments(level) for level in levels]
    seeds = range(seeds) if isinstance(seeds, numbers.Integral) else seeds
    scorer = LabeledScorer(scoring, unlabeled)
    y = as_labels(y)
    check_consistent_length(X, y, groups)
    tasks = [
        ({"estimator": name, "level": level, "seed": seed, "split": i}, estimator, split, mask)
        for i, split in enumerate(_splits(cv, X, y, groups, unlabeled))
        for seed in seeds
        for level, mask in zip(levels, masks)
        for name, estimator in estimators.items()
    ]
    rows = Parallel(n_jobs=n_jobs, verbose=verbose)(
        delayed(_measure)(*task, X, y, params or {}, scorer, unlabeled, error_score) for task in tasks
    )
    return _as_columns(rows, scorer)


def _mask_arguments(level):
    whole = isinstance(level, numbers.Integral)
    if whole and level >= 1 and not isinstance(level, bool):
        return {"per_class": level}
    if not whole and isinstance(level, numbers.Real) and 0 < level <= 1:
        return {"fraction": level}
    raise ValueError(
        f"level {level!r} is neither a share of the labels in (0, 1], as a float, nor a number of "
        "labels a class, as an integer of at least 1."
    )


def _splits(cv, X, y, groups, unlabeled):
    if hasattr(cv, "split") or cv is None or isinstance(cv, numbers.Integral):
        cv = as_semi_supervised(cv, unlabeled).split(X, y, groups)
    return [(np.asarray(train), np.asarray(test)) for train, test in cv]


def _measure(row, estimator, split, mask, X, y, params, scorer, unlabeled, error_score):
    """One fit: the row, completed."""
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
    times = {"fit_time": fitted - start, "score_time": perf_counter() - fitted}
    scores = scores if isinstance(scores, dict) else {"score": scores}
    return times | {f"test_{name}": score for name, score in scores.items()}


def _seeded(estimator, seed):
    """The estimator, its open random states set; nested ones too."""
    parameters = estimator.get_params(deep=True)
    names = [k for k, v in parameters.items() if k.split("__")[-1] == "random_state" and v is None]
    return estimator.set_params(**dict.fromkeys(names, seed))


def _as_columns(rows, scorer):
    """name -> array of a value per row; shares and numbers a class stay apart (1.0 and 1)."""
    names = dict.fromkeys([*(name for row in rows for name in row), "fit_time", "score_time"])
    if not any(name.startswith("test_") for name in names):  # every fit has failed
        names |= dict.fromkeys(f"test_{name}" for name in scorer.names or ["score"])
    columns = {name: [row.get(name, np.nan) for row in rows] for name in names}
    mixed = len({type(level) for level in columns["level"]}) > 1
    return {k: np.array(v, dtype=object if mixed and k == "level" else None) for k, v in columns.items()}
