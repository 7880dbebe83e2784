"""The forms in which aeon, sktime, tslearn and pandas hold sequences, and ours.

None of these packages is imported: a data frame is used by its own methods. Axes are never
guessed, so each form has a function of its own.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.sequences.incoming import as_numbers, is_ragged, raise_if_columns_differ
from sklearn_seqgan.sequences.padded import to_form
from sklearn_seqgan.sequences.stored import store

__all__ = ["from_aeon", "from_dataframe", "from_tslearn", "to_aeon", "to_tslearn"]


def from_aeon(X):
    """Turn aeon's (and sktime's numpy3D) axes into ours: time first, then channels.

    Parameters
    ----------
    X : ndarray of shape (n, F, T), or list of arrays of shape (F, T_i)

    Returns
    -------
    ndarray of shape (n, T, F), or list of arrays of shape (T_i, F)

    Examples
    --------
    >>> import numpy as np
    >>> from_aeon(np.zeros((10, 3, 50))).shape
    (10, 50, 3)
    """
    if is_ragged(X):
        return [_swap_axes(x, i) for i, x in enumerate(X)]
    X = as_numbers(X)
    if X.ndim != 3:
        raise ValueError(f"X has {X.ndim} dimensions; aeon's collections have 3: (n, channels, time).")
    return np.swapaxes(X, 1, 2)


def to_aeon(X):
    """Turn our axes into aeon's: channels first, then time.

    A padded array is turned as it is, its NaN included; pass a list where
    lengths differ and the reader cannot take NaN.

    Parameters
    ----------
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays

    Returns
    -------
    ndarray of shape (n, F, T), or list of arrays of shape (F, T_i)

    Raises
    ------
    ValueError
        If X, or a sequence of it, has another number of dimensions, or frames in it have other columns.
    """
    if is_ragged(X):
        raise_if_columns_differ(X)
        return [_channels_first(x, i) for i, x in enumerate(X)]
    X = as_numbers(X)
    if X.ndim not in (2, 3):
        raise ValueError(f"X has {X.ndim} dimensions; expected (n, T) or (n, T, F).")
    return X[:, None] if X.ndim == 2 else np.swapaxes(X, 1, 2)


def from_tslearn(X):
    """Check tslearn's form, which is also ours: (n, T, F), shorter sequences padded with NaN at the end.

    Parameters
    ----------
    X : ndarray of shape (n, T, F)
        As `tslearn.utils.to_time_series_dataset` makes it.

    Returns
    -------
    ndarray of shape (n, T, F)
        X itself.

    Raises
    ------
    ValueError
        If X has another number of dimensions: axes are never guessed.
    """
    X = as_numbers(X)
    if X.ndim != 3:
        raise ValueError(f"X has {X.ndim} dimensions; tslearn's data sets have 3: (n, time, channels).")
    return X


def to_tslearn(X):
    """Pad sequences with NaN to tslearn's form.

    Parameters
    ----------
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays

    Returns
    -------
    ndarray of shape (n, T, F), float64
        T is the longest length.

    Raises
    ------
    ValueError
        If X is no set of sequences, see `store`.

    Examples
    --------
    >>> import numpy as np
    >>> to_tslearn([np.ones((3, 2)), np.ones((5, 2))])[0, :, 0].tolist()
    [1.0, 1.0, 1.0, nan, nan]
    """
    return to_form(store(X, np.float64).load(), "3d")


def from_dataframe(frame, id, time=None, channels=None):
    """Collect sequences from a data frame in long format: one row a step.

    Parameters
    ----------
    frame : pandas DataFrame
        Not changed.
    id : str
        Column that says to which sequence a row belongs.
    time : str, default=None
        Column of numbers or times by which the steps of a sequence are put in order; no two
        may be the same within a sequence. None: the rows stand in order. Times are not
        kept, and steps are taken as equally far apart.
    channels : str or list of str, default=None
        Columns of numbers; None: all but `id` and `time`. NaN stays NaN, for
        `preprocessing.GapFiller`.

    Returns
    -------
    X : list of n arrays of shape (T_i, F), float64
    ids : ndarray of shape (n,)
        Of each sequence, in the order of their first rows.

    Raises
    ------
    ValueError
        If a column is missing, not of numbers, or a time occurs twice in a sequence.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"who": ["b", "a", "b"], "t": [1, 0, 0], "x": [5.0, 7.0, 4.0]})
    >>> X, ids = from_dataframe(frame, id="who", time="t")
    >>> [x.tolist() for x in X], ids.tolist()
    ([[[4.0], [5.0]], [[7.0]]], ['b', 'a'])
    """
    keys = [id] if time is None else [id, time]
    if channels is None:
        channels = [name for name in frame.columns if name not in keys]
    channels = [channels] if isinstance(channels, str) else list(channels)
    _raise_if_unusable(frame, keys, channels)
    code = frame.groupby(id, sort=False, observed=True).ngroup().to_numpy()
    order = np.arange(len(frame))
    if time is not None:
        _raise_if_no_order(frame, id, time)
        order = frame[time].argsort(kind="stable").to_numpy()
    order = order[np.argsort(code[order], kind="stable")]  # by sequence, and in each by time
    steps = frame[channels].to_numpy(np.float64)[order]
    return np.split(steps, np.cumsum(np.bincount(code))[:-1]), np.asarray(frame[id].unique())


def _swap_axes(x, i):
    x = as_numbers(x, i)
    if x.ndim != 2:
        raise ValueError(f"Sample {i} of X has {x.ndim} dimensions; expected 2: channels and time.")
    return x.T


def _channels_first(x, i):
    x = np.atleast_2d(as_numbers(x, i).T)
    if x.ndim != 2:
        raise ValueError(f"Sample {i} of X has {x.ndim} dimensions; expected (T_i, F) or (T_i,).")
    return x


def _raise_if_unusable(frame, keys, channels):
    missing = [name for name in [*keys, *channels] if name not in frame.columns]
    if missing:
        raise ValueError(f"The frame has no column {missing[0]!r}; it has {list(frame.columns)}.")
    if not channels:
        raise ValueError(f"The frame has no column beside {keys}: there are no channels.")
    if frame.empty:
        raise ValueError("The frame has no rows, and so no sequence.")
    for name in keys:
        if frame[name].isna().any():
            row = frame.index[frame[name].isna()][0]
            raise ValueError(
                f"Column {name!r} is empty in row {row!r}; remove the row, or say where it belongs."
            )
    for name in channels:
        if frame[name].dtype.kind not in "iufb":
            raise ValueError(
                f"Column {name!r} is of {frame[name].dtype}, no numbers. Convert it, or give channels."
            )


def _raise_if_no_order(frame, id, time):
    if frame[time].dtype.kind not in "iufmM":
        raise ValueError(
            f"Column {time!r} is of {frame[time].dtype}, whose order may not be that of time ('10' is before "
            "'9'). Convert it by pandas.to_numeric or pandas.to_datetime."
        )
    twice = frame.duplicated([id, time])
    if twice.any():
        row = frame[twice].iloc[0]
        raise ValueError(
            f"Sequence {row[id]!r} has two rows at time {row[time]}. Merge them, or give parallel "
            "recordings ids of their own."
        )
