"""What to label next."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from numbers import Integral
from typing import Any, cast

import numpy as np
from sklearn.utils import Bunch, check_array, check_random_state

from sklearn_seqgan._warnings import warn
from sklearn_seqgan.annotation.strategies import STRATEGIES
from sklearn_seqgan.estimators.label_rounds import LabelRounds
from sklearn_seqgan.estimators.rocket import SemiSupervisedRocketClassifier
from sklearn_seqgan.groups import encode_groups
from sklearn_seqgan.labels import as_labels, labeled_rows
from sklearn_seqgan.typing import ArrayLike, GroupsLike, LabelsLike, Marker, RandomStateLike, SequencesLike

__all__ = ["as_rounds", "suggest"]


def suggest(
    X: SequencesLike | LabelRounds,
    y_partial: LabelsLike | None,
    n: int,
    *,
    strategy: str | Callable[..., Any] = "medoids",
    groups: GroupsLike | None = None,
    features: ArrayLike | None = None,
    unlabeled: Marker = -1,
    random_state: RandomStateLike = None,
) -> Bunch:
    """Choose the next n sequences to label: those from which a classifier learns most.

    All sequences are clustered, by features that need no labels, into as many clusters as there will be
    labels. Clusters that already hold a label are left out. Of each of the others, the middle sequence is
    suggested, largest clusters first. Rounds may be of any size: n may be one, ten or as many as you have
    patience for.

    Parameters
    ----------
    X : array-like of shape (n_samples, T) or (n_samples, T, F), list of (T_i, F) arrays, or `LabelRounds`
        Sequences. A `LabelRounds` has already computed their features, which takes nearly all of the time.
    y_partial : array-like of shape (n_samples,), or None
        Labels so far, and the marker for rows without one. None: no labels yet.
    n : int
        Number of sequences to suggest.
    strategy : {"medoids", "k-medoids", "random"} or callable, default="medoids"
        How rows are chosen; "k-medoids" needs the extra ``annotation``. A callable gets the features
        (n_samples, d), with rows of norm 1, the labelled rows, n and a seed, and returns rows.
    groups : array-like of shape (n_samples,), default=None
        Persons, None or NaN if unknown. The mean features of each person are subtracted, so that persons are
        not taken for classes.
    features : array-like of shape (n_samples, d), default=None
        Features for comparing sequences. None: 32 principal components of random convolutions, with nuisance
        directions discounted. You can pass those of an earlier call again.
    unlabeled : object, default=-1
        The marker in y for "no label".
    random_state : int, RandomState instance or None, default=None
        A seed gives the same result each time.

    Returns
    -------
    Bunch
        ``rows``, ndarray of int, best first, without labelled rows or duplicates; ``reasons``, a list of str;
        ``features``, the array by which sequences were compared.

    Raises
    ------
    ValueError
        If X, y_partial, groups or features cannot be used, n is not a positive integer, or the strategy is
        unknown.
    ImportError
        If the strategy needs a library that is not installed.

    Warns
    -----
    UserWarning
        If there are fewer than n sequences to suggest, because the others have a label, or are copies of
        labelled or suggested ones.

    See Also
    --------
    worth_of_labels :
        Estimate how well the labels so far predict each other, and what more labels are likely to bring.
    LabelRounds : Fit one classifier to the same sequences again and again as labels come in.
    open_page : Open a page for labelling recordings, suggested one after another.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.annotation import suggest
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, y = make_rhythms(n_per_class=20, noise=0.1, random_state=0)
    >>> found = suggest(X, None, 3, random_state=0)
    >>> sorted(y[found.rows].tolist())
    [0, 1, 2]
    """
    choose = _find_strategy(strategy)
    if not isinstance(n, Integral) or isinstance(n, bool) or n < 1:
        raise ValueError(f"n={n!r} must be a positive integer: how many sequences to suggest.")
    seed = _draw_seed(random_state)
    if features is None:
        features = as_rounds(X, seed).embed()
    features = cast(np.ndarray, check_array(features, input_name="features", dtype=np.float64))  # pyright: ignore[reportArgumentType]
    n_samples = len(features)
    labeled = _labeled(y_partial, n_samples, unlabeled)
    compared = _of_length_one(features if groups is None else _without_means(features, groups))
    rows, reasons = _choose(choose, compared, labeled, int(n), seed)
    if len(rows) < n:
        warn(
            f"only {len(rows)} of {n} sequences are suggested: all others have a label, or are copies of one "
            "that has a label or is suggested."
        )
    return Bunch(rows=rows, reasons=reasons, features=features)


def as_rounds(X, seed, unlabeled=-1):
    """X if it is a `LabelRounds`, else a new one with the default classifier."""
    if isinstance(X, LabelRounds):
        return X
    estimator = SemiSupervisedRocketClassifier(unlabeled=unlabeled, random_state=seed)
    return LabelRounds(X, estimator=estimator)


def _find_strategy(strategy):
    if callable(strategy):
        return lambda *arguments: (np.asarray(strategy(*arguments)), None)
    if strategy not in STRATEGIES:
        raise ValueError(f"strategy={strategy!r} is none of {sorted(STRATEGIES)}, and no callable.")
    return STRATEGIES[strategy]


def _draw_seed(random_state):
    if isinstance(random_state, Integral):
        return int(random_state)
    return int(check_random_state(random_state).randint(np.iinfo(np.int32).max))


def _labeled(y_partial, n_samples, unlabeled):
    if y_partial is None:
        return np.empty(0, dtype=np.int64)
    return labeled_rows(as_labels(y_partial, "suggest", n_samples), unlabeled)


def _without_means(features, groups):
    """Features minus the mean of their group; a row without a group, or alone in its group, is unchanged."""
    groups, features = encode_groups(groups, len(features)), features.copy()
    middle = features.mean(axis=0)
    for group in np.unique(groups[groups >= 0]):
        rows = groups == group
        if rows.sum() > 1:
            features[rows] += middle - features[rows].mean(axis=0)
    return features


def _of_length_one(features):
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return features / np.where(lengths > 0, lengths, 1)


def _choose(choose, features, labeled, n, seed):
    """Rows and reasons; the rows of a user's strategy are checked."""
    if len(labeled) == len(features):
        return np.empty(0, dtype=np.int64), []
    rows, reasons = choose(features, labeled, n, seed)
    if reasons is None:
        _check_rows(rows, labeled, len(features))
        reasons = ["chosen by the given strategy"] * len(rows)
    return rows, reasons


def _check_rows(rows, labeled, n_samples):
    whole = rows.ndim == 1 and rows.dtype.kind in "iu"
    if not whole or len(np.unique(rows)) != len(rows) or not np.isin(rows, np.arange(n_samples)).all():
        raise ValueError(f"strategy gave {rows!r}; different row numbers below {n_samples} are wanted.")
    if np.isin(rows, labeled).any():
        raise ValueError(f"strategy gave row {rows[np.isin(rows, labeled)][0]}, which has a label already.")
