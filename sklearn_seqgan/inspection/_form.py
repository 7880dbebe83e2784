"""Changed sequences in the form that a classifier was given: arrays, lists, frames."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.sequences import as_numbers, column_names, is_ragged

__all__ = ["like"]


def like(X, rows, arrays):
    """Sequences in place of some rows of X, in the form of X.

    Parameters
    ----------
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays or frames
    rows : ndarray of shape (m,), int
    arrays : list of m ndarrays of shape (T_i, F)

    Returns
    -------
    list, or ndarray or frame padded with NaN to the T steps of X
        Frames have the columns of those in X.
    """
    if is_ragged(X):
        return _as_container(X, [_as_frame(x, X[i]) for i, x in zip(rows, arrays)])
    shape = as_numbers(X).shape
    padded = np.full((len(arrays), shape[1], arrays[0].shape[1]), np.nan, dtype=arrays[0].dtype)
    for row, x in zip(padded, arrays):
        row[: len(x)] = x
    return padded if len(shape) == 3 else _as_frame(padded[:, :, 0], X)


def _as_container(X, sequences):
    if isinstance(X, (list, tuple)):
        return sequences
    objects = np.empty(len(sequences), dtype=object)
    objects[:] = sequences
    return objects


def _as_frame(array, x):
    """An array as a frame with the columns of a given frame; unchanged if that is not a frame."""
    names = column_names(x)
    if names is None:
        return array
    if hasattr(x, "iloc"):  # pandas, which allows duplicate column names
        return type(x)(array, columns=names)
    make = getattr(type(x), "from_pydict", type(x))  # Arrow, else polars
    return make(dict(zip(names, array.T)))
