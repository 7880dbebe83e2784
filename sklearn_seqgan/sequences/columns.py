"""Columns of a table of any package, found by the names that users give -> arrays.

pandas' frames may have names that are not text, occur twice or have several levels, and an index that serves
as a column; polars' and Arrow's have plain names. Narwhals reads the columns of all of them. This module does
not know what a column means.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Mapping

import narwhals as nw
import numpy as np

from sklearn_seqgan.labels import is_missing

__all__ = ["Table"]


class Table:
    """A table, read column by column.

    Parameters
    ----------
    frame : DataFrame of pandas, polars or Arrow, or dict of str -> array-like of shape (n,)
        Not changed.

    Raises
    ------
    TypeError
        If it is not a table.

    Examples
    --------
    >>> table = Table({"who": ["ann", "bob"], "x": [1.5, 2.0]})
    >>> table.names, table.read(table.find("who")).tolist()
    (['who', 'x'], ['ann', 'bob'])
    """

    def __init__(self, frame):
        self._columns, self.names, self._levels = _parts(frame)
        self._n_columns = len(self.names)
        self._length = len(self._columns(0)) if self._n_columns or self._levels else 0

    def __len__(self):
        return self._length

    def find(self, name):
        """Number of the only column (or level of the index, counted after the columns) with this name.

        Empty levels at the end of a name may be left out.

        Raises
        ------
        ValueError
            If there is none or more than one.
        """
        found = [i for i, known in enumerate(self.names) if _is_same(known, name)]
        if not found:
            found = [self._n_columns + i for i, known in enumerate(self._levels) if _is_same(known, name)]
        if len(found) > 1:
            raise ValueError(
                f"The frame has {len(found)} columns that are called {name!r}; rename or drop all but one."
            )
        if not found:
            raise ValueError(f"The frame has no column {name!r}; it has {self._known()}.")
        return found[0]

    def find_all(self, name):
        """Numbers of the columns with this name, or with these first levels."""
        below = [i for i, known in enumerate(self.names) if _is_below(known, name)]
        return (
            below if below and not any(_is_same(known, name) for known in self.names) else [self.find(name)]
        )

    def name(self, i):
        """Name of column i."""
        return [*self.names, *self._levels][i]

    def read(self, i):
        """Column i as an array (n,) of numbers, times or objects, with NaN, NaT or None for empty cells."""
        series = self._columns(i)
        if isinstance(series, np.ndarray):
            return series
        if series.dtype == nw.Datetime and series.dtype.time_zone is not None:
            series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        array = series.to_numpy()
        return _of_its_kind(array, series) if array.dtype == object else array

    def read_keys(self, names):
        """Values of a column, row by row, as a list of hashable keys (tuples for several columns).

        Raises
        ------
        ValueError
            If one of them is empty in a row.
        """
        several = isinstance(names, list)
        columns = [self.read(self.find(name)) for name in (names if several else [names])]
        for name, column in zip(names if several else [names], columns):
            empty = is_missing(column)
            if empty.any():
                raise ValueError(
                    f"Column {name!r} is empty in row {np.argmax(empty)}; remove the row, or say where it "
                    "belongs."
                )
        return list(zip(*(c.tolist() for c in columns))) if several else columns[0].tolist()

    def _known(self):
        levels = f", and the index {self._levels}" if self._levels else ""
        return f"{self.names}{levels}"


def _as_array(values, name):
    try:
        return np.asarray(values)
    except ValueError as error:
        raise ValueError(f"Column {name!r} does not hold one value per row: {error}") from error


def _parts(frame):
    """A function that gives a column by number, the names of the columns, and those of the index levels."""
    if isinstance(frame, Mapping):
        arrays = [_as_array(values, name) for name, values in frame.items()]
        return arrays.__getitem__, list(frame), []
    if nw.dependencies.is_pandas_like_dataframe(frame):
        return _parts_of_pandas(frame)
    if hasattr(frame, "collect") and not hasattr(frame, "to_pandas"):
        raise TypeError(f"The table is a {type(frame).__name__}, which is not read yet: pass its collect().")
    try:
        table = nw.from_native(frame, eager_only=True)
    except TypeError as error:
        raise TypeError(
            f"The table is a {type(frame).__name__}; pass a DataFrame of pandas or polars, or one of Arrow."
        ) from error
    return lambda i: table.get_column(table.columns[i]), table.columns, []


def _parts_of_pandas(frame):
    """Columns by position, since their names may be anything; the index if it has names."""
    levels = [name for name in frame.index.names if name is not None]
    numbers = [k for k, name in enumerate(frame.index.names) if name is not None]
    names = frame.columns.tolist()

    def column(i):
        if i < len(names):
            return nw.from_native(frame.iloc[:, i], series_only=True)
        values = frame.index.get_level_values(numbers[i - len(names)])
        return nw.from_native(values.to_series(), series_only=True)

    return column, names, levels


def _is_same(known, name):
    return known == name or _levels_of(known) == _levels_of(name)


def _is_below(known, name):
    levels = _levels_of(name)
    return _levels_of(known)[: len(levels)] == levels


def _levels_of(name):
    """A name as a tuple, without empty levels at its end."""
    levels = list(name) if isinstance(name, tuple) else [name]
    while len(levels) > 1 and levels[-1] == "":
        levels.pop()
    return tuple(levels)


def _of_its_kind(array, series):
    """Objects as numbers or times if the column holds these, with None for empty cells."""
    empty = series.is_null().to_numpy()
    kind = next((kind for known, kind in _KINDS.items() if series.dtype == known), None)
    if series.dtype.is_numeric():  # decimals
        kind = np.float64
    if kind is None:
        return np.where(empty, None, array) if empty.any() else array
    if kind is bool and empty.any():
        kind = np.float64
    found = np.zeros(len(array), dtype=kind)
    found[~empty] = np.array(array[~empty].tolist(), dtype=kind)
    if empty.any():
        found[empty] = np.nan if kind is np.float64 else np.array("NaT", dtype=kind)
    return found


_KINDS = {nw.Boolean: bool, nw.Datetime: "M8[us]", nw.Duration: "m8[us]"}
