"""Tables of annotated intervals -> a label for every time step.

pandas or polars read the tables of BORIS, ELAN, Label Studio and Audacity; this module turns their rows into
labels. Of recordings it knows only the numbers of steps.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Sequence
from typing import Any

import numpy as np

from sklearn_seqgan._warnings import warn
from sklearn_seqgan.labels import array_of, is_missing, sorted_classes
from sklearn_seqgan.sequences.columns import Table
from sklearn_seqgan.sequences.windows import as_recordings, one_each
from sklearn_seqgan.step_labels import room_for
from sklearn_seqgan.typing import ArrayLike, Marker, SequencesLike

__all__ = ["OVERLAPS", "labels_from_intervals"]

OVERLAPS = {
    "first": lambda rows, spans: rows[::-1],
    "last": lambda rows, spans: rows,
    "shortest": lambda rows, spans: rows[np.argsort(-spans[rows], kind="stable")],
}
"""Rule -> order in which the rows of a recording are written, so that the row that counts is written last."""

_ROUNDING = 1e-6  # of a step: the tolerance with which 0.7 s at 10 Hz still is step 7


def labels_from_intervals(
    table: Any,
    recordings: SequencesLike | Sequence[int],
    ids: ArrayLike | None = None,
    *,
    rate_hz: float | ArrayLike | None = None,
    recording: str | Sequence[str] | None = "recording",
    start: str = "start",
    stop: str = "stop",
    label: str = "label",
    closed: str = "left",
    overlap: str = "raise",
    unlabeled: Marker = -1,
) -> list[np.ndarray]:
    """Give every time step the label of the interval that contains it.

    Parameters
    ----------
    table : DataFrame of pandas, polars or Arrow, or dict of str -> array-like of shape (n_intervals,)
        One row per interval.
    recordings : list of n arrays of shape (T_i, F), array of shape (n, T, F), or list of n int
        The recordings, or their numbers of steps.
    ids : array-like of shape (n,), default=None
        Name of each recording in the table. None: its number, 0 to n − 1.
    rate_hz : float or array-like of shape (n,), default=None
        Steps per second (of each recording), if `start` and `stop` are in seconds or are durations; step k is
        at k / rate_hz. None: they are in steps.
    recording : str, list of str, or None, default="recording"
        Column of the recording; several make a tuple, as in the ids of `from_dataframe`. None: there is only
        one recording.
    start, stop, label : str, default="start", "stop", "label"
        Names of the columns.
    closed : {"left", "both"}, default="left"
        "left": start ≤ t < stop. "both": t = stop is included, for tables of first and last frames.
    overlap : {"raise", "first", "last", "shortest", "unlabeled"}, default="raise"
        Which interval counts if intervals with different labels overlap: the one that is earlier or later in
        the table, the shortest, or none. "raise": an error names their rows.
    unlabeled : object, default=-1
        The marker for steps outside all intervals.

    Returns
    -------
    list of n ndarrays of shape (T_i,)
        Labels; object arrays if labels are text and the marker is not.

    Raises
    ------
    ValueError
        Names the row (counted from 0) whose recording is unknown, or that lies outside its recording, ends
        before it starts, has no label, or overlaps with another.

    Warns
    -----
    UserWarning
        If an interval extends beyond the end of its recording, and is cut there, or is so short that it
        contains no step.

    See Also
    --------
    cut_windows : Cut recordings into windows of equal length.
    sklearn_seqgan.model_selection.WindowedClassifier :
        Classify the time steps of long recordings with a classifier of windows.

    Examples
    --------
    >>> table = {"recording": ["a", "a", "b"], "start": [0.0, 0.5, 0.2], "stop": [0.2, 0.6, 0.4],
    ...          "label": ["sit", "walk", "sit"]}
    >>> for y in labels_from_intervals(table, [8, 5], ids=["a", "b"], rate_hz=10):
    ...     print(y.tolist())
    ['sit', 'sit', -1, -1, -1, 'walk', -1, -1]
    [-1, -1, 'sit', 'sit', -1]
    """
    if overlap not in ("raise", "unlabeled", *OVERLAPS):
        raise ValueError(f"overlap={overlap!r} must be one of {['raise', 'unlabeled', *OVERLAPS]}.")
    if closed not in ("left", "both"):
        raise ValueError(f"closed={closed!r} must be 'left' or 'both'.")
    if unlabeled is None:
        raise ValueError("unlabeled=None names no marker; steps outside any interval need one, such as -1.")
    lengths = _lengths(recordings)
    table = Table(table)
    numbers = _numbers_of_recordings(table, recording, ids, len(lengths))
    labels = _labels(table, label)
    rates = _rates(rate_hz, len(lengths))[numbers]
    ends = [_times(table, name, rates, rate_hz is not None) for name in (start, stop)]
    first, last = _steps(*ends, closed=closed)
    _check(first, last, ends, lengths[numbers], table.name(table.find(stop)))
    classes, codes = sorted_classes(labels)
    dtype = room_for(unlabeled, classes)
    written = _write(numbers, first, np.minimum(last, lengths[numbers]), codes, lengths, overlap, labels)
    values = np.array([*classes.tolist(), unlabeled], dtype=dtype)
    return [values[y] for y in written]


def _lengths(recordings):
    if all(isinstance(length, (int, np.integer)) for length in recordings):
        return np.array(recordings, dtype=np.int64)
    return np.array([len(x) for x in as_recordings(recordings)], dtype=np.int64)


def _numbers_of_recordings(table, recording, ids, n):
    """For each row, the number of its recording."""
    if recording is None:
        if n != 1:
            raise ValueError(f"recording=None says that all intervals are of one recording; there are {n}.")
        return np.zeros(len(table), dtype=np.int64)
    names = list(range(n)) if ids is None else one_each(ids, n, "ids").tolist()
    known = {name: i for i, name in enumerate(names)}
    if len(known) != n:
        raise ValueError(f"ids must name each of the {n} recordings once; it has {names}.")
    column = table.read_keys(recording)
    for row, name in enumerate(column):
        if name not in known:
            some = f"{names[:5]}{' and others' if n > 5 else ''}"
            raise ValueError(
                f"Row {row} is of recording {name!r}, which is none of {some}. Pass ids as the table has "
                "them, or take rows of other recordings out."
            )
    return np.array([known[name] for name in column], dtype=np.int64)


def _labels(table, label):
    labels = table.read(table.find(label))
    missing = is_missing(labels)
    if missing.any():
        raise ValueError(f"Row {np.argmax(missing)} has no {label!r}: name what it is, or take it out.")
    if labels.dtype == object:
        kinds = {isinstance(v, str) for v in labels.tolist()}
        return labels.astype(str) if kinds == {True} else array_of(labels.tolist())
    return labels


def _rates(rate_hz, n):
    rates = np.broadcast_to(np.asarray(1.0 if rate_hz is None else rate_hz, dtype=float), n)
    if not (rates > 0).all() or np.isinf(rates).any():
        raise ValueError(f"rate_hz={rate_hz!r} must be a positive number, or one for each recording.")
    return rates


def _times(table, name, rates, in_seconds):
    """A column of times, in steps."""
    column = table.read(table.find(name))
    if column.dtype.kind == "m" and in_seconds:
        column = np.where(np.isnat(column), np.nan, column / np.timedelta64(1, "s"))
    if not len(column):
        return np.zeros(0)
    if column.dtype.kind not in "iuf":
        raise ValueError(
            f"Column {name!r} is of {column.dtype}, where numbers are needed (or durations, with rate_hz): "
            "seconds since the start of the recording, or steps. Convert it, by pandas.to_timedelta say."
        )
    bad = ~np.isfinite(column)
    if bad.any():
        raise ValueError(f"Row {np.argmax(bad)} has no {name!r}: {column[bad][0]}.")
    return column * rates


def _steps(start, stop, closed):
    """First step of each interval, and the one after its last."""
    after = np.ceil(stop - _ROUNDING) if closed == "left" else np.floor(stop + _ROUNDING) + 1
    return np.ceil(start - _ROUNDING).astype(np.int64), after.astype(np.int64)


def _check(first, last, ends, lengths, stop):
    start, end = ends
    for bad, what in (
        (end < start, "ends before it starts"),
        (start < -_ROUNDING, "starts before its recording"),
        (start > lengths, "starts after the end of its recording, which has {length} steps"),
    ):
        if bad.any():
            row = np.argmax(bad)
            raise ValueError(
                f"The interval of row {row} {what.format(length=lengths[row])}: it is from step "
                f"{start[row]:g} to {end[row]:g}. Check its times and their unit (rate_hz)."
            )
    empty = last <= first
    if empty.any():
        warn(
            f"{empty.sum()} interval(s) are so short that no time step lies in them, row {np.argmax(empty)} "
            "for one. Points in time label nothing: take them out, or give them a duration."
        )
    long = last > lengths
    if long.any():
        row = np.argmax(long)
        warn(
            f"{long.sum()} interval(s) go on after the end of their recording and are cut there: row {row} "
            f"has {stop!r} at step {end[row]:g} of {lengths[row]}."
        )


def _write(numbers, first, last, codes, lengths, overlap, labels):
    """Number of the label of each step, −1 if there is none; a list of n arrays."""
    written = [np.full(n, -1, dtype=np.int64) for n in lengths]
    for i in np.unique(numbers):
        rows = np.flatnonzero(numbers == i)
        clashes = _clashes(rows, first, last, codes, lengths[i], overlap, labels, i)
        for row in OVERLAPS.get(overlap, OVERLAPS["last"])(rows, last - first):
            written[i][first[row] : last[row]] = codes[row]
        written[i][clashes] = -1
    return written


def _clashes(rows, first, last, codes, length, overlap, labels, recording):
    """Steps that lose their label because intervals with different labels cover them."""
    owner, clashes = np.full(length, -1), np.zeros(length, dtype=bool)
    if overlap in OVERLAPS:
        return clashes
    for row in rows:
        own = owner[first[row] : last[row]]
        differs = (own >= 0) & (codes[own] != codes[row])
        if overlap == "raise" and differs.any():
            other, step = own[np.argmax(differs)], first[row] + np.argmax(differs)
            raise ValueError(
                f"The intervals of rows {other} and {row} overlap in recording {recording}, at step {step}: "
                f"{labels[other]!r} and {labels[row]!r}. Correct one of them, or choose what counts: "
                f"overlap={' or '.join(map(repr, ['unlabeled', *OVERLAPS]))}."
            )
        clashes[first[row] : last[row]] |= differs
        owner[first[row] : last[row]] = row
    return clashes
