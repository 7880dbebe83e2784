"""How much worse a classifier is without the information in some channels, or a part of the time."""
# SPDX-License-Identifier: BSD-3-Clause

import numbers
from collections.abc import Mapping, Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.metrics import check_scoring
from sklearn.utils import Bunch, check_random_state

from sklearn_seqgan._validation import channel_names, float_dtype
from sklearn_seqgan._warnings import warn
from sklearn_seqgan.groups import NO_GROUP, encode_groups
from sklearn_seqgan.inspection._form import like
from sklearn_seqgan.inspection.exchange import exchange, partners
from sklearn_seqgan.labels import as_labels, labeled_rows, labels_of, marker_of, raise_if_no_label
from sklearn_seqgan.sequences import store, to_form
from sklearn_seqgan.typing import (
    ArrayLike,
    Estimator,
    GroupsLike,
    LabelsLike,
    Marker,
    RandomStateLike,
    SequencesLike,
)

__all__ = ["channel_importance"]


def channel_importance(
    estimator: Estimator,
    X: SequencesLike,
    y: LabelsLike,
    *,
    groups_of_channels: int | Sequence[Sequence[int]] | Mapping[str, Sequence[int]] | None = None,
    by_time: int | ArrayLike | None = None,
    n_repeats: int = 5,
    groups: GroupsLike | None = None,
    scoring: Any = None,
    unlabeled: Marker = "auto",
    random_state: RandomStateLike = None,
    n_jobs: int | None = None,
) -> Bunch:
    """Drop in a score when a part of each sequence is replaced by that of another one.

    The part is a group of channels (those of a joint or a sensor), a share of the time, or both. It comes
    from another sequence of X, or of the same person, at the same relative time; everything else stays. So
    the part looks as real as before, but no longer says anything about the class. A redundant part (a hand
    beside its wrist) seems unimportant: put such channels into one group.

    Parameters
    ----------
    estimator : fitted classifier
        Any classifier that takes X.
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Preferably not the sequences of `fit`, which the classifier may have memorised. The estimator gets
        sequences in this form, frames with their columns.
    y : array-like of shape (n,)
        Rows without a label lend their parts to others, and are not scored.
    groups_of_channels : int, list of lists, or dict of name -> list, default=None
        Channels by number or by column name. `datasets.joint_channels` gives those of joints. An int d:
        groups of d consecutive channels. None: each channel alone or, with `by_time`, all together.
    by_time : int, or array-like of shape (n_parts + 1,), default=None
        Parts of the time: a number of equal parts, or the increasing edges of the parts, from 0 to 1. Step t
        of T is at (t + 1/2) / T. None: all of it.
    n_repeats : int, default=5
        Number of draws of who gets a part from whom. All parts get the same draws.
    groups : array-like of shape (n,), default=None
        Person of each row. Parts are exchanged within a person, so differences between persons stay.
    scoring : str, callable or None, default=None
        One scorer, as scikit-learn takes it. None: the estimator's own ``score``. With few rows a loss, such
        as "neg_log_loss", is more sensitive than an accuracy.
    unlabeled : default="auto"
        The marker in y for "no label". "auto": the parameter of the estimator, or of the last step of a
        Pipeline, and -1 if it has none.
    random_state : int, RandomState instance or None, default=None
    n_jobs : int, default=None
        As in joblib.

    Returns
    -------
    Bunch
        - importances : ndarray of shape (n_groups, n_repeats) or (n_parts, n_repeats) or, with both groups
          and parts, (n_groups, n_parts, n_repeats); in the unit of the score
        - importances_mean, importances_std : over the repeats
        - names : list of str, of the first axis
        - channels : list of lists of int, those of each group; for parts of the time, all
        - time_edges : ndarray of shape (n_parts + 1,), or None
        - score : float, of the sequences as they are

    Raises
    ------
    ValueError
        If no row has a label, a labelled row has no group, every row is a group of its own, or a group of
        channels names one that does not exist.

    Warns
    -----
    UserWarning
        If labelled rows are alone in their group: they have nothing to exchange with, and stay unchanged.

    References
    ----------
    Breiman (2001), Random forests, section 10; scikit-learn's `permutation_importance`, which takes
    no sequences.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import FunctionTransformer
    >>> X = [np.random.RandomState(i).normal(size=(10 + i % 5, 4)) for i in range(60)]
    >>> y = np.array([x[:, 2].mean() > 0 for x in X])
    >>> means = FunctionTransformer(lambda X: [x.mean(axis=0) for x in X])
    >>> clf = make_pipeline(means, LogisticRegression(C=1e4)).fit(X, y)
    >>> importance = channel_importance(clf, X, y, random_state=0)
    >>> importance.importances_mean.argmax().item(), importance.importances.shape
    (2, (4, 5))
    """
    sequences = store(X, float_dtype(X), allow_gaps=True)
    n, _, n_channels = sequences.shape
    y = as_labels(y, "channel_importance", n)
    rows = labeled_rows(y, marker_of(estimator) if _is_auto(unlabeled) else unlabeled)
    raise_if_no_label(rows, "to score against")
    parts, names, shape, edges = _parts(groups_of_channels, by_time, n_channels, channel_names(X))
    scorer = _one_scorer(estimator, scoring)
    draws = _draws(_numbered(groups, n, rows), rows, n_repeats, check_random_state(random_state))
    task = _Task(estimator, scorer, X, labels_of(y, rows), sequences, rows)
    score = task.score(None, None)
    pairs = product(draws, parts)
    scores = Parallel(n_jobs=n_jobs)(delayed(task.score)(other, part) for other, part in pairs)
    drops = score - np.reshape(scores, (n_repeats, -1)).T.reshape(*shape, n_repeats)
    return Bunch(
        importances=drops,
        importances_mean=drops.mean(axis=-1),
        importances_std=drops.std(axis=-1),
        names=names,
        channels=[channels for channels, *_ in parts[:: len(parts) // len(names)]],
        time_edges=edges,
        score=score,
    )


class _Task:
    """The rows that are scored, and how."""

    def __init__(self, estimator, scorer, X, y, sequences, rows):
        self.estimator, self.scorer, self.X, self.y = estimator, scorer, X, y
        self.sequences, self.rows = sequences, rows

    def score(self, other, part):
        """Score with a part (channels, start, end) of the rows `other`; None: with the rows as they are."""
        arrays = to_form(self.sequences.take(self.rows), "list")
        if part is not None:
            given = to_form(self.sequences.take(other), "list")
            arrays = [exchange(x, z, *part) for x, z in zip(arrays, given)]
        return float(self.scorer(self.estimator, like(self.X, self.rows, arrays), self.y))


def _is_auto(unlabeled):
    return isinstance(unlabeled, str) and unlabeled == "auto"


def _one_scorer(estimator, scoring):
    if isinstance(scoring, (list, tuple, set, dict)):
        raise ValueError(f"scoring={scoring!r} names several scorers, and importance is measured by one.")
    return check_scoring(estimator, scoring=scoring)


def _numbered(groups, n, rows):
    """Group of each row as a number; all rows are one group if there are no groups."""
    if groups is None:
        return np.zeros(n, dtype=int)
    numbers_of = encode_groups(groups, n)
    nowhere = rows[numbers_of[rows] == NO_GROUP]
    if len(nowhere):
        raise ValueError(
            f"Row {nowhere[0]} has a label, but no group to exchange with. Leave it out, or name its group."
        )
    unknown = np.flatnonzero(numbers_of == NO_GROUP)  # lends nothing: each is a group of its own
    numbers_of[unknown] = numbers_of.max() + 1 + np.arange(len(unknown))
    return numbers_of


def _draws(groups, rows, n_repeats, rng):
    """For each repeat, the rows from which the scored rows get their parts."""
    _raise_if_not_positive("n_repeats", n_repeats)
    alone = np.bincount(groups)[groups[rows]] == 1
    if alone.all():
        raise ValueError(
            "Every labelled row is alone in its group: there is nothing to exchange. Give groups of several "
            "rows each (persons, say), or none."
        )
    if alone.any():
        warn(f"{alone.sum()} of {len(rows)} labelled rows are alone in their group, and are not changed.")
    return [partners(groups, rng)[rows] for _ in range(n_repeats)]


def _parts(groups_of_channels, by_time, n_channels, columns):
    """Parts as (channels, start, end), names and shape of the result, and the edges of time."""
    edges = None if by_time is None else _edges(by_time)
    spans = [(0, 1)] if edges is None else list(pairwise(edges))
    if groups_of_channels is None and edges is not None:
        names = [f"{100 * start:.3g} to {100 * end:.3g} %" for start, end in spans]
        return [(list(range(n_channels)), *span) for span in spans], names, (len(spans),), edges
    named = _channels(groups_of_channels, n_channels, columns)
    parts = [(channels, *span) for channels, span in product(named.values(), spans)]
    shape = (len(named),) if edges is None else (len(named), len(spans))
    return parts, list(map(str, named)), shape, edges


def _edges(by_time):
    if isinstance(by_time, numbers.Integral):
        _raise_if_not_positive("by_time", by_time)
        return np.linspace(0, 1, by_time + 1)
    edges = np.asarray(by_time, dtype=float)
    if edges.ndim != 1 or len(edges) < 2 or not (np.diff(edges) > 0).all() or edges[0] < 0 or edges[-1] > 1:
        raise ValueError(f"by_time={by_time!r} must be a number of parts, or rising shares from 0 to 1.")
    return edges


def _channels(groups_of_channels, n_channels, columns):
    """Name -> numbers of channels."""
    known = {} if columns is None else {name: i for i, name in enumerate(columns)}
    known = known if len(known) == n_channels else {}  # a duplicate name is ambiguous
    if groups_of_channels is None:
        return {name: [i] for i, name in enumerate(known or map("channel {}".format, range(n_channels)))}
    if isinstance(groups_of_channels, numbers.Integral):
        groups_of_channels = _in_turn(groups_of_channels, n_channels)
    if not isinstance(groups_of_channels, dict):
        groups_of_channels = {f"group {i}": channels for i, channels in enumerate(groups_of_channels)}
    if not groups_of_channels:
        raise ValueError("groups_of_channels holds no group.")
    return {
        name: [_number(c, name, known, n_channels) for c in _as_list(channels, name)]
        for name, channels in groups_of_channels.items()
    }


def _in_turn(size, n_channels):
    _raise_if_not_positive("groups_of_channels", size)
    if n_channels % size:
        raise ValueError(f"groups_of_channels={size}: X has {n_channels} channels, no multiple of it.")
    return [range(i, i + size) for i in range(0, n_channels, size)]


def _as_list(channels, name):
    if isinstance(channels, (str, numbers.Integral)):
        channels = [channels]
    if not len(channels):
        raise ValueError(f"groups_of_channels: {name!r} has no channel.")
    return channels


def _number(channel, name, known, n_channels):
    if isinstance(channel, numbers.Integral) and 0 <= channel < n_channels:
        return int(channel)
    if isinstance(channel, str) and channel in known:
        return known[channel]
    there = (
        f"columns {list(known)}" if known else f"channels 0 to {n_channels - 1}, whose columns have no name"
    )
    raise ValueError(f"groups_of_channels: {name!r} names channel {channel!r}, but X has {there}.")


def _raise_if_not_positive(name, value):
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name}={value!r} must be an integer of at least 1.")
