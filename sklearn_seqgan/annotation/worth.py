"""How good the labels so far are, and what more labels would bring."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any

import numpy as np
from scipy import stats
from sklearn.model_selection import GroupKFold
from sklearn.utils import Bunch, check_random_state

from sklearn_seqgan.annotation.folds import N_FOLDS, split_quietly, stratified
from sklearn_seqgan.annotation.suggestion import as_rounds
from sklearn_seqgan.estimators.label_rounds import LabelRounds
from sklearn_seqgan.labels import as_labels, labeled_rows
from sklearn_seqgan.model_selection import SemiSupervisedSplit, mask_labels
from sklearn_seqgan.typing import GroupsLike, LabelsLike, Marker, RandomStateLike, SequencesLike

__all__ = ["worth_of_labels"]

SHARES = 0.5, 0.71, 1.0
"""Shares of the labels of a training set that a fit gets, in equal steps of their logarithm."""

N_RESAMPLES, LEVEL = 1000, 0.9


def worth_of_labels(
    X: SequencesLike | LabelRounds,
    y_partial: LabelsLike,
    *,
    n_more: int = 10,
    groups: GroupsLike | None = None,
    cv: Any = None,
    n_draws: int = 3,
    unlabeled: Marker = -1,
    random_state: RandomStateLike = None,
) -> Bunch:
    """Estimate how well the labels so far predict each other, and what more labels are likely to bring.

    Each label is hidden in turn and predicted from others, while its sequence stays among the unlabelled
    ones. So this is the accuracy to expect for the other recordings of the same collection. An error curve a
    m^-b for m labels is fitted to the errors with half of the labels, with 71 % and with all, and
    extrapolated.

    Parameters
    ----------
    X : array-like of shape (n_samples, T) or (n_samples, T, F), list of (T_i, F) arrays, or `LabelRounds`
        Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
    y_partial : array-like of shape (n_samples,)
        Labels so far, and the marker for rows without one.
    n_more : int, default=10
        Number of further labels whose worth is estimated.
    groups : array-like of shape (n_samples,), default=None
        Persons: the labels of one person are then predicted from those of others.
    cv : splitter, default=None
        Splitter of the labelled rows. None: five folds or, with groups, five folds of groups; fewer if there
        are fewer.
    n_draws : int, default=3
        Number of draws of half of the labels, and of 71 %.
    unlabeled : object, default=-1
        The marker in y for "no label".
    random_state : int, RandomState instance or None, default=None
        A seed gives the same result each time.

    Returns
    -------
    Bunch
        ``accuracy`` and ``interval`` (Wilson's, 95 %); ``recall``, a dict of class -> (share, labels);
        ``not_judged``, classes with only one label; ``n_labels`` and ``accuracies``, ndarrays of shape (3,),
        the curve; ``n_more``, ``gain`` and ``gain_interval`` (90 %, over resampled labels), as shares;
        ``exponent``, b, NaN if there are too few labels; ``text``, all of it in words.

    Raises
    ------
    ValueError
        If no class has two labels, or there are labels of one class only.

    See Also
    --------
    suggest : Choose the next n sequences to label: those from which a classifier learns most.
    sklearn_seqgan.plotting.LabelWorthDisplay :
        Accuracy so far, and how it is likely to grow with more labels.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference. JASA.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.annotation import worth_of_labels
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, y = make_rhythms(n_per_class=20, noise=0.1, random_state=0)
    >>> y_partial = np.where(np.arange(len(y)) % 4 == 0, y, -1)
    >>> found = worth_of_labels(X, y_partial, n_draws=1, random_state=0)
    >>> found.n_labels.round().astype(int), list(found.recall)
    (array([ 6,  9, 12]), [0, 1, 2])
    """
    rng = check_random_state(random_state)
    rounds = as_rounds(X, rng.randint(np.iinfo(np.int32).max), unlabeled)
    y = as_labels(y_partial, "worth_of_labels", rounds.n_samples)
    labeled, judged, not_judged = _sort_out(y, unlabeled)
    splits = _splits(y, labeled, groups, cv, unlabeled, rng)
    right, n_labels = _predict_hidden(rounds, y, judged, splits, n_draws, unlabeled, rng)
    found = Bunch(n_more=n_more, not_judged=not_judged, n_labels=n_labels, accuracies=right.mean(axis=1))
    _judge(found, y[judged], right)
    _look_ahead(found, right, len(labeled), rng)
    found.text = _say(found, len(judged))
    return found


def _sort_out(y, unlabeled):
    """Labelled rows, those of classes with several labels, and the classes with one label."""
    labeled = labeled_rows(y, unlabeled)
    classes, of_row, counts = np.unique(y[labeled].tolist(), return_inverse=True, return_counts=True)
    judged = labeled[counts[of_row.ravel()] > 1]
    if len(classes) < 2 or len(judged) == 0:
        raise ValueError(
            f"y holds {len(labeled)} labels of {len(classes)} classes; to hide a label and predict it from "
            "others, two classes are needed, one of them with two labels at least."
        )
    return labeled, judged, classes[counts == 1].tolist()


def _splits(y, labeled, groups, cv, unlabeled, rng):
    """Pairs of labelled training rows and test rows."""
    if cv is None and groups is not None:
        cv = GroupKFold(min(N_FOLDS, len(np.unique(np.asarray(groups)[labeled]))))
    elif cv is None:
        cv = stratified(y[labeled].tolist(), rng)
    pairs = split_quietly(SemiSupervisedSplit(cv, unlabeled, transductive=True), y, y, groups)
    return [(np.intersect1d(train, labeled), test) for train, test in pairs]


def _predict_hidden(rounds, y, judged, splits, n_draws, unlabeled, rng):
    """How often each judged label is predicted right, (shares, labels), and from how many, (shares,)."""
    right, n_labels = np.zeros((len(SHARES), len(judged))), np.zeros(len(SHARES))
    all_seeds = rng.randint(np.iinfo(np.int32).max, size=(len(splits), n_draws)).tolist()
    for (train, test), seeds in zip(splits, all_seeds):
        some = np.isin(judged, test)
        for i, share in enumerate(SHARES):
            of_share = seeds[:1] if share == 1 else seeds  # a draw of all labels is needed only once
            draws = [_hide_all_but(y, train, share, unlabeled, seed) for seed in of_share]
            hits = [_predict(rounds, given, unlabeled)[judged[some]] == y[judged[some]] for given in draws]
            right[i, some] = np.mean(hits, axis=0)
            n_labels[i] += np.mean([len(labeled_rows(given, unlabeled)) for given in draws]) / len(splits)
    return right, n_labels


def _hide_all_but(y, rows, share, unlabeled, seed):
    given = np.full(len(y), unlabeled, dtype=object)
    given[rows] = y[rows].tolist()
    return given if share == 1 else mask_labels(given, fraction=share, unlabeled=unlabeled, random_state=seed)


def _predict(rounds, given, unlabeled):
    """Label of each sequence; if all labels are of one class, that class."""
    classes = {given[row] for row in labeled_rows(given, unlabeled)}
    if len(classes) < 2:
        return np.full(len(given), next(iter(classes), None), dtype=object)
    return rounds.fit(given).transduction_


def _judge(found, labels, right):
    """Accuracy with all labels, its interval, and the recall of each class."""
    hits = right[-1]
    found.accuracy = float(hits.mean())
    interval = stats.binomtest(int(hits.sum()), len(hits)).proportion_ci(method="wilson")
    found.interval = float(interval.low), float(interval.high)
    of_class = {label: hits[labels == label] for label in sorted(set(labels.tolist()))}
    found.recall = {label: (float(some.mean()), len(some)) for label, some in of_class.items()}


def _look_ahead(found, right, n_labeled, rng):
    """The gain of more labels by extrapolating the error a m^-b, and its interval over resampled labels."""
    ratio = n_labeled / (n_labeled + found.n_more)
    n = right.shape[1]
    draws = [np.arange(n), *rng.randint(n, size=(N_RESAMPLES, n))]
    errors = np.array([1 - right[:, some].mean(axis=1) for some in draws])
    exponents = np.array([_exponent(found.n_labels, each, n) for each in errors])
    gains = errors[:, -1] * (1 - ratio**exponents)
    tails = (1 - LEVEL) / 2
    found.exponent, found.gain = float(exponents[0]), float(gains[0])
    found.gain_interval = tuple(np.quantile(gains[1:], [tails, 1 - tails]).tolist())


def _exponent(n_labels, errors, n):
    """b of a m^-b by least squares of logarithms, at least 0; no error counts as half an error."""
    if np.ptp(n_labels) == 0:
        return np.nan
    slope = np.polyfit(np.log(n_labels), np.log(np.maximum(errors, 0.5 / n)), 1)[0]
    return max(0.0, -slope)


def _say(found, n_judged):
    low, high = found.interval
    lines = [
        f"{round(found.accuracy * n_judged)} of {n_judged} labels are predicted rightly from the others: "
        f"accuracy {found.accuracy:.2f} ({low:.2f} to {high:.2f})."
    ]
    weakest = sorted(found.recall.items(), key=lambda item: item[1])[:3]
    lines += [f"{label!r}: {share:.2f} of {n} labels." for label, (share, n) in weakest if share < 1]
    if found.not_judged:
        names = ", ".join(map(repr, found.not_judged))
        lines.append(f"Not judged, with one label only: {names}.")
    if np.isnan(found.gain):
        return "\n".join([*lines, "What more labels would bring cannot be told from so few."])
    low, high = found.gain_interval
    lines.append(
        f"{found.n_more} more labels, drawn at random, are likely to bring {100 * found.gain:.0f} points "
        f"({100 * low:.0f} to {100 * high:.0f})."
    )
    return "\n".join(lines)
