"""Conversion between the forms of aeon, sktime and tslearn, and ours.

None of these packages is imported. Axes are never guessed, so each form has its own function.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.sequences.incoming import as_numbers, is_ragged, raise_if_columns_differ
from sklearn_seqgan.sequences.padded import to_form
from sklearn_seqgan.sequences.stored import store
from sklearn_seqgan.typing import SequencesLike, SequencesOut

__all__ = ["from_aeon", "from_tslearn", "to_aeon", "to_tslearn"]


def from_aeon(X: SequencesLike) -> SequencesOut:
    """Convert aeon's (and sktime's numpy3D) axes to ours: time first, then channels.

    Parameters
    ----------
    X : ndarray of shape (n, F, T), or list of arrays of shape (F, T_i)
        Sequences with channels before time.

    Returns
    -------
    ndarray of shape (n, T, F), or list of arrays of shape (T_i, F)
        In the form of X, time before channels.

    See Also
    --------
    to_aeon : Convert our axes to aeon's: channels first, then time.

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


def to_aeon(X: SequencesLike) -> SequencesOut:
    """Convert our axes to aeon's: channels first, then time.

    A padded array is transposed with its NaN; pass a list if lengths differ and the reader does not accept
    NaN.

    Parameters
    ----------
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

    Returns
    -------
    ndarray of shape (n, F, T), or list of arrays of shape (F, T_i)
        In the form of X, channels before time.

    Raises
    ------
    ValueError
        If X, or a sequence in it, has another number of dimensions, or frames in it have different columns.

    See Also
    --------
    from_aeon : Convert aeon's (and sktime's numpy3D) axes to ours: time first, then channels.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.sequences import to_aeon
    >>> to_aeon(np.zeros((10, 50, 3))).shape
    (10, 3, 50)
    """
    if is_ragged(X):
        raise_if_columns_differ(X)
        return [_channels_first(x, i) for i, x in enumerate(X)]
    X = as_numbers(X)
    if X.ndim not in (2, 3):
        raise ValueError(f"X has {X.ndim} dimensions; expected (n, T) or (n, T, F).")
    return X[:, None] if X.ndim == 2 else np.swapaxes(X, 1, 2)


def from_tslearn(X: SequencesLike) -> np.ndarray:
    """Check tslearn's form, which is also ours: (n, T, F), shorter sequences padded with NaN at the end.

    Parameters
    ----------
    X : ndarray of shape (n, T, F)
        As from `tslearn.utils.to_time_series_dataset`.

    Returns
    -------
    ndarray of shape (n, T, F)
        X itself.

    Raises
    ------
    ValueError
        If X has another number of dimensions: axes are never guessed.

    See Also
    --------
    to_tslearn : Pad sequences with NaN to tslearn's form.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.sequences import from_tslearn
    >>> from_tslearn(np.zeros((10, 50, 3))).shape
    (10, 50, 3)
    """
    X = as_numbers(X)
    if X.ndim != 3:
        raise ValueError(f"X has {X.ndim} dimensions; tslearn's data sets have 3: (n, time, channels).")
    return X


def to_tslearn(X: SequencesLike) -> np.ndarray:
    """Pad sequences with NaN to tslearn's form.

    Parameters
    ----------
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

    Returns
    -------
    ndarray of shape (n, T, F), float64
        T is the longest length.

    Raises
    ------
    ValueError
        If X is not a set of sequences; see `store`.

    See Also
    --------
    from_tslearn :
        Check tslearn's form, which is also ours: (n, T, F), shorter sequences padded with NaN at
        the end.

    Examples
    --------
    >>> import numpy as np
    >>> to_tslearn([np.ones((3, 2)), np.ones((5, 2))])[0, :, 0].tolist()
    [1.0, 1.0, 1.0, nan, nan]
    """
    return to_form(store(X, np.float64).load(), "3d")  # pyright: ignore[reportReturnType]


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
