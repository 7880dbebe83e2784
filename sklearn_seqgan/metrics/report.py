"""All metrics of a generator in one table, each beside its value for real sequences."""
# SPDX-License-Identifier: BSD-3-Clause

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from sklearn.utils import check_random_state

from sklearn_seqgan._validation import channel_names
from sklearn_seqgan.labels import is_labeled, labels_of
from sklearn_seqgan.metrics._rows import Rows, as_rows, raise_if_named_otherwise
from sklearn_seqgan.metrics.registry import SEQUENCE_METRICS
from sklearn_seqgan.typing import ArrayLike, Estimator, LabelsLike, Marker, RandomStateLike, SequencesLike

__all__ = ["GenerationReport", "generation_report", "random_halves"]


class GenerationReport(NamedTuple):
    """What `generation_report` found.

    Parameters
    ----------
    rows : list of dict
        For each metric: "metric", its name; "value", the mean over seeds, and "std", the standard deviation;
        "floor", the mean value of real sequences in place of the generated ones, and "floor_std".
    n_seeds : int
        Number of measurements of each metric.

    See Also
    --------
    generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.
    sklearn_seqgan.plotting.GenerationDisplay :
        A small plot per metric: its value for generated sequences, and for real ones in their place.

    Examples
    --------
    >>> from sklearn_seqgan.metrics import GenerationReport
    >>> row = {"metric": "speed_ratio", "value": 0.98, "std": 0.01, "floor": 1.0, "floor_std": 0.0}
    >>> GenerationReport([row], n_seeds=3).rows[0]["value"]
    0.98
    """

    rows: list
    n_seeds: int

    def __str__(self):
        return self.to_markdown()

    def to_markdown(self, digits: int = 3) -> str:
        """The table in Markdown.

        Parameters
        ----------
        digits : int, default=3
            Number of decimals.

        Returns
        -------
        str
            One line per metric.
        """
        lines = ["| metric | generated | real |", "|---|---|---|"]
        for row in self.rows:
            pairs = (row["value"], row["std"]), (row["floor"], row["floor_std"])
            cells = [_plus_minus(mean, deviation, digits) for mean, deviation in pairs]
            lines.append(f"| {' | '.join([row['metric'].replace('_', ' '), *cells])} |")
        return "\n".join(lines)


def generation_report(
    estimator: Estimator,
    X: SequencesLike,
    y: LabelsLike | None = None,
    *,
    X_train: SequencesLike | None = None,
    y_train: LabelsLike | None = None,
    n_seeds: int = 3,
    metrics: Mapping[str, Callable[..., Any]] | None = None,
    judge: Estimator = None,
    bones: ArrayLike | None = None,
    unlabeled: Marker = -1,
    random_state: RandomStateLike = 0,
) -> GenerationReport:
    """Measure the sequences that a fitted generator makes, by every available metric.

    For each seed, as many sequences are generated as are held out, with the same labels.

    Parameters
    ----------
    estimator : object
        Fitted, with a method ``sample(n, y)`` that returns sequences and their labels.
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Real sequences that the generator has not seen.
    y : array-like of shape (n,), default=None
        Their classes. Metrics that need labels leave out rows without one.
    X_train : array-like of shape (m, T) or (m, T, F), or list of (T_i, F) arrays, default=None
        The real sequences that the generator was trained with. They should be of the same persons as `X`; see
        the notes. None: each seed halves `X` at random, within classes. One half is held out, judges learn
        from the other, and "copies" is left out.
    y_train : array-like of shape (m,), default=None
        Their classes.
    n_seeds : int, default=3
        Number of draws of sequences, each with its own seeds for judges and halves.
    metrics : dict of str -> factory, default=None
        None: `SEQUENCE_METRICS`. A metric is left out if it needs labels or bones that are not given.
    judge : classifier, default=None
        Unfitted classifier of classes, on lists of (T_i, F) arrays. None: MiniRocket and ridge, which needs
        aeon.
    bones : array-like of shape (n_bones, 2), default=None
        Joints of each bone, if there are three channels per joint.
    unlabeled : object, default=-1
        The marker for "no label"; None if there is none.
    random_state : int, RandomState instance or None, default=0
        A seed gives the same result each time.

    Returns
    -------
    GenerationReport
        One row per metric.

    Raises
    ------
    ValueError
        If X, y, X_train or y_train cannot be used, or `n_seeds` is below 1.

    See Also
    --------
    sklearn_seqgan.plotting.GenerationDisplay :
        A small plot per metric: its value for generated sequences, and for real ones in their place.
    sklearn_seqgan.SemiSupervisedInfoGANClassifier :
        Sequence classifier that learns from labelled and unlabelled sequences alike, and generates new ones.

    Notes
    -----
    Every value is shown beside that of real sequences. If training and held-out sequences are of different
    persons, a judge may distinguish the two by the persons alone, and the score of a generator then says
    little. So draw both halves from all rows, at random within classes.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> from sklearn_seqgan.metrics import SEQUENCE_METRICS
    >>> class Resting:
    ...     def sample(self, n, y):
    ...         return [np.zeros((30, 3)) for _ in range(n)], y
    >>> X, y = make_rhythms(n_per_class=10, random_state=0)
    >>> some = {name: SEQUENCE_METRICS[name] for name in ("speed_ratio", "diversity")}
    >>> [(row["metric"], row["value"]) for row in generation_report(Resting(), X, y, metrics=some).rows]
    [('speed_ratio', 0.0), ('diversity', 0.0)]
    """
    if n_seeds < 1:
        raise ValueError(f"n_seeds={n_seeds!r} must be at least 1.")
    given, rng = _Real(as_rows(X, y), _rows_or_none(X_train, y_train)), check_random_state(random_state)
    if X_train is not None:
        raise_if_named_otherwise(X, channel_names(X_train))
    seeds = rng.randint(np.iinfo(np.int32).max, size=n_seeds).tolist()
    parts = [_halves(given, seed, unlabeled) for seed in seeds]
    labeled = all(rows.any_label(unlabeled) for part in parts for rows in part)
    there = {"labels": labeled, "train": X_train is not None, "bones": bones is not None}
    factories = _that_can_be_had(SEQUENCE_METRICS if metrics is None else metrics, there)
    drawn = _draw(estimator, [part.held_out for part in parts], rng, unlabeled)
    options = {"judge": judge, "bones": bones, "unlabeled": unlabeled}
    pairs = [
        _measure(factories, part, sequences, options | {"random_state": seed})
        for part, sequences, seed in zip(parts, drawn, seeds)
    ]
    return GenerationReport([_row(name, [pair[name] for pair in pairs]) for name in factories], n_seeds)


def random_halves(
    y: np.ndarray | None, n: int, random_state: int, unlabeled: Marker = -1
) -> tuple[np.ndarray, np.ndarray]:
    """Rows of two halves, each with half of every class, to within one row.

    Parameters
    ----------
    y : ndarray of shape (n,), or None
        Labels; each half gets half of each class. None: no labels.
    n : int
        Number of rows.
    random_state : int
        A seed gives the same halves.
    unlabeled : object, default=-1
        The marker in y for "no label".

    Returns
    -------
    tuple of two ndarrays of int
        Rows of the two halves.

    See Also
    --------
    generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.metrics import random_halves
    >>> one, other = random_halves(np.array([0, 0, 1, 1]), 4, random_state=0)
    >>> len(one), sorted([*one.tolist(), *other.tolist()])
    (2, [0, 1, 2, 3])
    """
    order = np.random.default_rng(random_state).permutation(n)
    if y is not None:
        order = order[np.argsort(_strata(y, unlabeled)[order], kind="stable")]
    return order[::2], order[1::2]


class _Real(NamedTuple):
    held_out: Rows
    train: Rows | None


def _rows_or_none(X, y):
    return None if X is None else as_rows(X, y)


def _strata(y, unlabeled):
    """A number for each row: that of its class, −1 for no label."""
    known, strata = is_labeled(y, unlabeled), np.full(len(y), -1)
    if known.any():
        strata[known] = np.unique(labels_of(y, known), return_inverse=True)[1]
    return strata


def _that_can_be_had(metrics, there):
    """The metrics whose needs are met."""
    return {name: factory for name, factory in metrics.items() if all(there[n] for n in _needs(factory))}


def _needs(factory):
    """What a factory still needs; some of it may be given by `partial`."""
    if isinstance(factory, partial):
        return [need for need in _needs(factory.func) if need not in factory.keywords]
    return getattr(factory, "needs", ())


def _halves(given, seed, unlabeled):
    if given.train is not None:
        return given
    rows = given.held_out
    train, held_out = random_halves(rows.y, len(rows.sequences), seed, unlabeled)
    return _Real(rows.take(held_out), rows.take(train))


def _draw(estimator, held_out, rng, unlabeled):
    """Generated `Rows` for each part, all from one call: a second with the same seed would draw the same."""
    labeled = all(rows.any_label(unlabeled) for rows in held_out)
    y = np.concatenate([_labels_to_draw(rows.y, rng, unlabeled) for rows in held_out]) if labeled else None
    ends = np.cumsum([len(rows.sequences) for rows in held_out])
    drawn = as_rows(*estimator.sample(int(ends[-1]), y))
    return [drawn.take(rows) for rows in np.split(np.arange(ends[-1]), ends[:-1])]


def _labels_to_draw(y, rng, unlabeled):
    """The labels of held-out rows; for rows without one, one of the others."""
    known = is_labeled(y, unlabeled)
    labels = labels_of(y, known)
    return np.concatenate([labels, rng.choice(labels, np.sum(~known))])


def _measure(factories, real, generated, options):
    """Name -> (value, floor)."""
    found = {}
    for name, factory in factories.items():
        metric = factory(*_with_labels(real), **_options_of(factory, options))
        found[name] = metric(*generated), metric.floor
    return found


def _options_of(factory, options):
    """The options that a factory has a keyword for, and that `partial` has not set."""
    free = set(inspect.signature(factory).parameters) - set(getattr(factory, "keywords", ()))
    return {key: value for key, value in options.items() if key in free}


def _with_labels(real):
    return real.train.sequences, real.held_out.sequences, real.train.y, real.held_out.y


def _row(name, pairs):
    values, floors = np.transpose(pairs)
    figures = {"value": values.mean(), "std": _deviation(values)}
    figures |= {"floor": floors.mean(), "floor_std": _deviation(floors)}
    return {"metric": name} | {key: float(value) for key, value in figures.items()}


def _deviation(values):
    return values.std(ddof=1) if len(values) > 1 else np.nan


def _plus_minus(mean, deviation, digits):
    spread = "" if np.isnan(deviation) else f" ± {deviation:.{digits}f}"
    return "not defined" if np.isnan(mean) else f"{mean:.{digits}f}{spread}"
