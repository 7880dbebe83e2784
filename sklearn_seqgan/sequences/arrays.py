"""User's X in any form -> one padded array and lengths, and back.

Accepted are (n, T): one channel; (n, T, F): F channels, shorter sequences padded
with NaN at their end; and a list, tuple or object array of (T_i, F) arrays (or of
one-dimensional arrays, one channel). Inside the package a set of sequences is
always a `Sequences`. Labels, scaling and networks are unknown here.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import numpy as np

__all__ = ["Sequences", "from_array", "from_ragged", "is_ragged", "to_form"]

FORMS = "(n, T), (n, T, F), or a list or object array of (T_i, F) arrays"


class Sequences(NamedTuple):
    """A set of n sequences of up to T steps in F channels.

    Attributes
    ----------
    values : ndarray of shape (n, T, F), float32 (float64 where it was asked for)
        T is the longest length; steps behind the end of a sequence are zero.
    lengths : ndarray of shape (n,), int64
        Number of valid steps of each sequence, at least 1.
    """

    values: np.ndarray
    lengths: np.ndarray

    @property
    def mask(self):
        """Whether a step is valid, shape (n, T)."""
        return np.arange(self.values.shape[1]) < self.lengths[:, None]

    @property
    def shape(self):
        """(n, T, F)."""
        return self.values.shape

    def rows(self, rows):
        """The sequences of some rows (index, mask or slice), of T steps."""
        return Sequences(self.values[rows], self.lengths[rows])

    def take(self, rows):
        """The sequences of some rows (index or mask), trimmed to the longest of them."""
        lengths = self.lengths[rows]
        return Sequences(self.values[rows, : lengths.max(initial=0)], lengths)


def is_ragged(X):
    """Whether X holds one array per sequence, instead of being one array itself.

    A list of lists of numbers is an ordinary two-dimensional array.
    """
    if isinstance(X, (list, tuple)):
        return not X or any(hasattr(x, "ndim") and x.ndim > 0 for x in X)
    return getattr(X, "ndim", None) == 1 and X.dtype.kind == "O"


def from_ragged(X, dtype=np.float32, allow_gaps=False):
    """Pad a list (tuple, object array) of (T_i, F) arrays.

    Parameters
    ----------
    X : sequence of n arrays of shape (T_i, F) or (T_i,)
        Steps that are NaN in every channel are allowed at the end of an array
        and count as padding.
    dtype : {numpy.float32, numpy.float64}, default=numpy.float32
        Of the values. The estimators compute in float32.
    allow_gaps : bool, default=False
        Whether NaN may stand inside a sequence, to be filled by the caller.

    Returns
    -------
    Sequences

    Raises
    ------
    ValueError
        Names the sample (and step) that is no array of numbers, is empty, has
        other channels than sample 0, or holds infinity, or NaN where it may not.

    Examples
    --------
    >>> import numpy as np
    >>> values, lengths = from_ragged([np.ones((3, 2)), np.ones((5, 2))])
    >>> values.shape, lengths
    ((2, 5, 2), array([3, 5]))
    """
    if len(X) == 0:
        raise ValueError("X is empty: found 0 sample(s), while at least 1 is needed.")
    arrays = [_as_two_dimensional(x, i, dtype) for i, x in enumerate(X)]
    n_channels = arrays[0].shape[1]
    for i, array in enumerate(arrays):
        if array.shape[1] != n_channels:
            raise ValueError(
                f"Sample {i} of X has {array.shape[1]} channels, but sample 0 has {n_channels}; "
                "every sequence needs the same channels."
            )
    longest = max(map(len, arrays))
    padded = np.full((len(arrays), longest, n_channels), np.nan, dtype=dtype)
    for row, array in zip(padded, arrays):
        row[: len(array)] = array
    return from_array(padded, dtype, allow_gaps)


def from_array(X, dtype=np.float32, allow_gaps=False, first=0):
    """Find the lengths of NaN-padded sequences.

    Parameters
    ----------
    X : ndarray of shape (n, T) or (n, T, F), float
        A step that is NaN in every channel, and all after it are so too, is padding.
    dtype : {numpy.float32, numpy.float64}, default=numpy.float32
        Of the values.
    allow_gaps : bool, default=False
        Whether NaN may stand inside a sequence, to be filled by the caller.
    first : int, default=0
        What an error calls the first sample, where X is a part of something larger.

    Returns
    -------
    Sequences
        Trimmed to the longest sequence, so all-NaN columns at the end change nothing.

    Raises
    ------
    ValueError
        Names the sample, step and channel of infinity, or of NaN inside a
        sequence where it may not be, or the sample that is empty.
    """
    if X.ndim == 2:
        X = X[:, :, None]
    if X.ndim != 3:
        raise ValueError(f"X has {X.ndim} dimensions; expected {FORMS}.")
    if X.shape[2] == 0:
        raise ValueError("X has no channels; each sequence needs at least one.")
    nan = np.isnan(X)
    lengths = _steps_up_to_the_last(~nan.all(axis=2))
    _raise_if_empty(lengths, first)
    longest = int(lengths.max())
    values = np.array(X[:, :longest], dtype=dtype, order="C")
    sequences = Sequences(values, lengths)
    if not allow_gaps:
        _raise_if_any(
            nan[:, :longest] & sequences.mask[:, :, None],
            "X contains NaN inside sample {}, at step {}, channel {}. NaN may only pad the end of a "
            "sequence: fill the gap (preprocessing.GapFiller), drop the step, or cut the sequence there.",
            first,
        )
    _raise_if_any(
        np.isinf(values),
        f"X contains infinity (inf), or a value too large for {values.dtype}, in sample {{}}, at step {{}}, "
        "channel {}. Remove or clip it.",
        first,
    )
    values[~sequences.mask] = 0
    return sequences


def to_form(sequences, form, width=None):
    """Give sequences the form in which a user's X came.

    Parameters
    ----------
    sequences : Sequences
    form : {"2d", "3d", "list", "object"}
        "2d" is (n, width) for one channel, "3d" is (n, T, F), both padded with NaN;
        "list" and "object" hold one (T_i, F) array per sequence.
    width : int, optional
        Number of columns of the two-dimensional form.

    Returns
    -------
    ndarray or list
    """
    values, lengths = sequences
    if form in ("list", "object"):
        return _stack_objects([x[:n].copy() for x, n in zip(values, lengths)], form)
    padded = np.where(sequences.mask[:, :, None], values, values.dtype.type(np.nan))
    if form == "3d":
        return padded
    columns = np.full((len(padded), width), np.nan, dtype=values.dtype)
    columns[:, : padded.shape[1]] = padded[:, :, 0]
    return columns


def _as_two_dimensional(x, i, dtype):
    """One sequence as an array of numbers of shape (T_i, F)."""
    array = np.asarray(x)
    if np.iscomplexobj(array):
        raise ValueError(f"Complex data not supported: sample {i} of X is complex.")
    try:
        with np.errstate(over="ignore"):  # an overflow is reported by its place, as infinity
            array = array.astype(dtype)
    except (TypeError, ValueError) as error:
        raise ValueError(f"Sample {i} of X is not an array of numbers: {error}") from error
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2:
        raise ValueError(
            f"Sample {i} of X has {array.ndim} dimensions; each sequence must have shape (T_i, F)."
        )
    return array


def _steps_up_to_the_last(present):
    """Number of steps up to the last True of each row, 0 if there is none."""
    return (np.arange(1, present.shape[1] + 1) * present).max(axis=1, initial=0)


def _raise_if_empty(lengths, first):
    empty = np.flatnonzero(lengths == 0)
    if len(empty):
        raise ValueError(
            f"Sample {first + empty[0]} of X is an empty sequence (no step, or only NaN). "
            "Remove it, together with its label."
        )


def _raise_if_any(bad, message, first):
    if bad.any():
        sample, step, channel = np.argwhere(bad)[0].tolist()
        raise ValueError(message.format(first + sample, step, channel))


def _stack_objects(arrays, form):
    if form == "list":
        return arrays
    stacked = np.empty(len(arrays), dtype=object)
    stacked[:] = arrays
    return stacked
