"""Tables in long format, one row per time step -> sequences, with ids, labels and groups."""
# SPDX-License-Identifier: BSD-3-Clause

from itertools import pairwise
from typing import Any

import numpy as np

from sklearn_seqgan.labels import is_missing
from sklearn_seqgan.sequences.columns import Table
from sklearn_seqgan.sequences.timing import (
    as_seconds,
    cut_at_holes,
    resample_recordings,
    warn_if_uneven,
)

__all__ = ["from_dataframe"]


def from_dataframe(
    frame: Any,
    id: Any,
    time: Any = None,
    channels: Any = None,
    *,
    label: Any = None,
    groups: Any = None,
    by_step: bool = False,
    rate_hz: float | None = None,
    longest_gap: float | None = None,
    holes: str = "split",
) -> tuple[Any, ...]:
    """Collect sequences from a data frame in long format: one row per step.

    Columns are named as in the frame: by text, a number, or a tuple of several levels, as in DeepLabCut's
    tables (empty levels at the end may be left out). A named level of pandas' index works like a column.

    Parameters
    ----------
    frame : DataFrame of pandas or polars, or table of Arrow
        Not changed.
    id : column, list of columns, or None
        Identifies the sequence of a row. None: all rows are one sequence.
    time : column, default=None
        Numbers or times that order the steps of a sequence; no two may be the same within a sequence. None:
        the rows are in order.
    channels : column or list of columns, default=None
        Columns of numbers. The first levels of a name select all columns below them. None: all columns that
        no other parameter names. NaN stays NaN, for `preprocessing.GapFiller`.
    label : column, default=None
        The same value in all rows of a sequence; with `by_step`, any values.
    groups : column, default=None
        The same value in all rows of a sequence: for example, the person.
    by_step : bool, default=False
        Whether `y` has the label of each time step.
    rate_hz : float, default=None
        Steps per second of a grid to which all sequences are resampled, see `resample_recordings`; `time`
        then holds seconds, dates or durations. None: steps are assumed to be equally far apart, and a warning
        says where they are not.
    longest_gap : float, default=None
        Longest time between two steps that is not a hole, in seconds (without `rate_hz`: in units of `time`,
        or seconds for dates and durations). None: as in `resample_recordings`; without `rate_hz`, any.
    holes : {"split", "nan", "raise"}, default="split"
        What happens at a longer gap. "split": the sequence becomes several, with the same id. "nan" (with
        `rate_hz`): the gap is NaN in every channel. "raise": an error says where it is.

    Returns
    -------
    X : list of n arrays of shape (T_i, F), float64
        The sequences.
    ids : ndarray of shape (n,)
        Id of each sequence, in the order of their first rows; tuples if there are several columns.
    y : ndarray of shape (n,), or list of n ndarrays of shape (T_i,) with `by_step`
        Only with `label`. None or NaN if there is none.
    groups : ndarray of shape (n,)
        Only with `groups`.

    Raises
    ------
    ValueError
        If a column is missing, ambiguous or not numeric, a time occurs twice in a sequence, a label or group
        differs between rows of a sequence, or there is a hole with ``holes="raise"``.

    Warns
    -----
    UserWarning
        Without `rate_hz`: if the times of a sequence are uneven (it names the largest hole), or sequences
        have steps of different length.

    See Also
    --------
    resample_recordings :
        Resample recordings to one time grid: a step every 1 / rate_hz seconds from the first sample on.
    labels_from_intervals : Give every time step the label of the interval that contains it.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [["b", 1, 5.0, 1], ["a", 0, 7.0, 0], ["b", 0, 4.0, 1]]
    >>> frame = pd.DataFrame(rows, columns=["who", "t", "x", "move"])
    >>> X, ids, y = from_dataframe(frame, id="who", time="t", label="move")
    >>> [x.tolist() for x in X], ids.tolist(), y.tolist()
    ([[[4.0], [5.0]], [[7.0]]], ['b', 'a'], [1, 0])
    """
    if holes == "nan" and rate_hz is None:
        raise ValueError("holes='nan' needs rate_hz, since a hole has no number of steps without a grid.")
    if time is None and (rate_hz is not None or longest_gap is not None):
        raise ValueError("rate_hz and longest_gap need time, the column of times.")
    table = Table(frame)
    if not len(table):
        raise ValueError("The frame has no rows, and so no sequence.")
    rows, names = _rows_of_sequences(table, id, time)
    values = _values(table, id, time, channels, [name for name in (label, groups) if name is not None])
    parts = _parts(table, rows, names, values, time, rate_hz, longest_gap, holes)
    ids = _first(table, id, [rows[i] for i, _, _ in parts])
    found = [[x for _, x, _ in parts], ids]
    if label is not None and by_step:
        column = table.read(table.find(label))
        found.append([_labels_of_steps(column[rows[i]], samples) for i, _, samples in parts])
    elif label is not None:
        found.append(_constant(table, label, rows)[[i for i, _, _ in parts]])
    if groups is not None:
        found.append(_constant(table, groups, rows)[[i for i, _, _ in parts]])
    return tuple(found)


def _hashable(key, row):
    try:
        hash(key)
    except TypeError as error:
        raise TypeError(f"Row {row} of id is {key!r}, which cannot be grouped: {error}.") from error
    return key


def _rows_of_sequences(table, id, time):
    """For each sequence, its rows in order of time, as a list of int arrays, and its name."""
    keys = [None] * len(table) if id is None else table.read_keys(id)
    numbers = {}
    codes = np.array([numbers.setdefault(_hashable(key, row), len(numbers)) for row, key in enumerate(keys)])
    order = np.arange(len(table))
    if time is not None:
        order = np.argsort(_times(table, time), kind="stable")
    order = order[np.argsort(codes[order], kind="stable")]  # by sequence, then by time
    rows = np.split(order, np.cumsum(np.bincount(codes))[:-1])
    names = ["the frame"] if id is None else [f"sequence {key!r}" for key in numbers]
    if time is not None:
        _raise_if_twice(table, time, rows, names)
    return rows, names


def _times(table, time):
    name, column = table.name(table.find(time)), table.read(table.find(time))
    if column.dtype.kind not in "iufmM":
        raise ValueError(
            f"Column {name!r} is of {column.dtype}, whose order may not be that of time ('10' is before "
            "'9'). Convert it, by pandas.to_numeric or pandas.to_datetime say."
        )
    empty = is_missing(column)
    if empty.any():
        raise ValueError(f"Column {name!r} is empty in row {np.argmax(empty)}; remove the row.")
    return column


def _raise_if_twice(table, time, rows, names):
    column = _times(table, time)
    for name, own in zip(names, rows):
        same = np.flatnonzero(column[own[1:]] == column[own[:-1]])
        if len(same):
            raise ValueError(
                f"{name[0].upper()}{name[1:]} has two rows at time {column[own[same[0]]]}. Merge them, or "
                "give parallel recordings ids of their own."
            )


def _values(table, id, time, channels, others):
    """All channels of all rows; (n_rows, F), float64."""
    keys = [*([] if id is None else id if isinstance(id, list) else [id]), *([] if time is None else [time])]
    used = {table.find(name) for name in [*keys, *others]}
    if channels is None:
        columns = [i for i in range(len(table.names)) if i not in used]
    else:
        columns = [i for name in _as_list(table, channels) for i in table.find_all(name)]
    if not columns:
        raise ValueError(f"The frame has no column besides {[*keys, *others]}: there are no channels.")
    values = np.empty((len(table), len(columns)))
    for k, i in enumerate(columns):
        table.find(table.name(i))  # occurs once
        column = table.read(i)
        if column.dtype.kind not in "iufb":
            raise ValueError(
                f"Column {table.name(i)!r} is of {column.dtype}, no numbers. Convert it, or give channels."
            )
        values[:, k] = column
    return values


def _as_list(table, channels):
    """Names of channels; a tuple may be one name of several levels."""
    if isinstance(channels, tuple):
        return [channels] if any(isinstance(name, tuple) for name in table.names) else list(channels)
    several = hasattr(channels, "__iter__") and not isinstance(channels, str)
    return list(channels) if several else [channels]


def _parts(table, rows, names, values, time, rate_hz, longest_gap, holes):
    """For each part of each sequence: the sequence, values, and the row of each step (−1: in a hole)."""
    if time is None:
        return [(i, values[own], np.arange(len(own))) for i, own in enumerate(rows)]
    column = _times(table, time)
    times = [column[own] for own in rows]
    if rate_hz is not None:
        grid = resample_recordings(
            [values[own] for own in rows], times, rate_hz, longest_gap=longest_gap, holes=holes, names=names
        )
        return list(zip(grid.recording.tolist(), grid.X, grid.nearest))
    seconds = [as_seconds(t, name) for t, name in zip(times, names)]
    gap = np.inf if longest_gap is None else longest_gap
    bounds = [cut_at_holes(t, gap, holes, name) for t, name in zip(seconds, names)]
    parts = [(i, np.arange(a, b)) for i, cuts in enumerate(bounds) for a, b in pairwise(cuts)]
    warn_if_uneven([seconds[i][own] for i, own in parts], [names[i] for i, _ in parts])
    return [(i, values[rows[i][own]], own) for i, own in parts]


def _first(table, id, rows):
    """The id of each sequence, by its first row."""
    first = np.array([own.min() for own in rows])
    if id is None:
        return np.zeros(len(first), dtype=np.int64)
    if not isinstance(id, list):
        return table.read(table.find(id))[first]
    keys = table.read_keys(id)
    ids = np.empty(len(first), dtype=object)
    ids[:] = [keys[row] for row in first]
    return ids


def _constant(table, name, rows):
    """The single value that a column has in each sequence; None or NaN if it is empty in all its rows."""
    column = table.read(table.find(name))
    empty = is_missing(column)
    for own in rows:
        differs = (empty[own] != empty[own[0]]) | (~empty[own] & (column[own] != column[own[0]]))
        if differs.any():
            first, other = column[own[0]], column[own[np.argmax(differs)]]
            raise ValueError(
                f"Column {name!r} is not the same in all rows of a sequence: {first!r} in row {own[0]}, "
                f"{other!r} in row {own[np.argmax(differs)]}. Labels of time steps are for by_step=True."
            )
    return column[[own[0] for own in rows]]


def _labels_of_steps(column, samples):
    """Labels of the rows nearest to the steps, None or NaN in holes."""
    labels = column[samples]
    if (samples >= 0).all():
        return labels
    labels = labels.astype(object if labels.dtype.kind not in "iuf" else np.float64)
    labels[samples < 0] = None if labels.dtype == object else np.nan
    return labels
