"""A user's X in any form -> sequences that are checked but not copied, and read row by row.

X stays in place: one array or a list of arrays, in memory or memory-mapped. It is checked piece by piece.
`StoredSequences.load` writes it once into one padded array; if that would be too large, rows are read as they
are used.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any

import numpy as np
import numpy.typing as npt

from sklearn_seqgan.sequences.incoming import FORMS, as_numbers, is_ragged, raise_if_columns_differ
from sklearn_seqgan.sequences.mistaken import advice_on_channels
from sklearn_seqgan.sequences.padded import Sequences, find_lengths
from sklearn_seqgan.typing import SequencesLike

__all__ = [
    "LARGEST_COPY",
    "StoredSequences",
    "from_array",
    "from_ragged",
    "held_by_float32",
    "one_at_a_time",
    "store",
]

LARGEST_COPY = 2**29
"""Bytes of padded float32 beyond which training does not copy X; each use of a sequence then reads it."""

_BYTES = 2**22  # read at one time


class StoredSequences:
    """A set of sequences, like `Sequences`, but without an array of their final values.

    Parameters
    ----------
    source : PaddedSource or RaggedSource
    lengths : ndarray of shape (n,), int64
    dtype : {numpy.float32, numpy.float64}
        Dtype in which rows are read.
    steps : tuple of callables
        Functions from `Sequences` to `Sequences`, applied in order whenever rows are read.
    """

    def __init__(self, source, lengths, dtype, steps=()):
        self._source = source
        self.lengths = lengths
        self.dtype = np.dtype(dtype)
        self._steps = steps

    @property
    def shape(self):
        """(n, longest length, F)."""
        return len(self.lengths), int(self.lengths.max()), self._source.n_channels

    @property
    def single(self):
        """Whether float32 can hold the values."""
        return self.dtype == np.float32

    @property
    def nbytes(self):
        """Size of the padded array that `load` would make in float32."""
        return 4 * int(np.prod(self.shape, dtype=np.int64))

    def rows(self, rows):
        """`Sequences` of some rows (index, mask or slice), padded to the longest length of all."""
        return self._read(rows, self.shape[1])

    def take(self, rows):
        """The same, trimmed to the longest of them."""
        return self._read(rows, self.lengths[rows].max(initial=0))

    def map(self, function):
        """These sequences with a function applied, from `Sequences` to `Sequences`, when they are read."""
        return StoredSequences(self._source, self.lengths, self.dtype, (*self._steps, function))

    def read_as(self, dtype):
        """These sequences, read in another dtype."""
        return StoredSequences(self._source, self.lengths, dtype, self._steps)

    def load(self):
        """`Sequences` of all rows, written once, piece by piece."""
        n, longest, n_channels = self.shape
        size, values = _rows_of_a_piece(4 * longest * n_channels), None
        for start in range(0, n, size):
            part = self.rows(slice(start, start + size)).values
            if values is None:
                values = np.empty((n, longest, part.shape[2]), dtype=part.dtype)
            values[start : start + size] = part
        return Sequences(values, self.lengths)

    def _read(self, rows, longest):
        lengths = self.lengths[rows]
        sequences = Sequences(self._source.read(rows, lengths, longest, self.dtype), lengths)
        for step in self._steps:
            sequences = step(sequences)
        return sequences


class PaddedSource:
    """Sequences in one array.

    Parameters
    ----------
    array : ndarray of shape (n, T) or (n, T, F)
        Steps after the end of a sequence may be anything.
    """

    def __init__(self, array):
        self._array = array if array.ndim == 3 else array[:, :, None]
        self.n_channels = self._array.shape[2]
        self.dtype = array.dtype

    def pieces(self):
        """Parts of the array, in order."""
        size = _rows_of_a_piece(self._array[0].nbytes)
        return (self._array[i : i + size] for i in range(0, len(self._array), size))

    def arrays(self):
        """Each of the sequences, up to the end of the array."""
        return list(self._array)

    def read(self, rows, lengths, longest, dtype):
        """Values of some rows, shape (len(rows), longest, F), zero after their ends."""
        values = np.array(self._array[rows, :longest], dtype=dtype, order="C")
        values[np.arange(longest) >= lengths[:, None]] = 0
        return values


class RaggedSource:
    """Sequences as one array each.

    Parameters
    ----------
    arrays : list of ndarray of shape (T_i, F)
        Steps after the end of a sequence may be anything.
    """

    def __init__(self, arrays):
        self._arrays = arrays
        self.n_channels = arrays[0].shape[1]
        self.dtype = np.result_type(*{array.dtype for array in arrays})

    def pieces(self):
        """Arrays (n, T, F), each of some sequences, padded with NaN, in order."""
        longest = max(map(len, self._arrays))
        size = _rows_of_a_piece(longest * self.n_channels * self.dtype.itemsize)
        for start in range(0, len(self._arrays), size):
            some = self._arrays[start : start + size]
            yield _padded(some, max(map(len, some)), np.nan, self._dtype_with_nan)

    def arrays(self):
        """Each of the sequences."""
        return self._arrays

    def read(self, rows, lengths, longest, dtype):
        """Values of some rows, shape (len(rows), longest, F), zero after their ends."""
        some = [self._arrays[i] for i in np.arange(len(self._arrays))[rows]]
        return _padded([x[:n] for x, n in zip(some, lengths)], longest, 0, dtype)

    @property
    def _dtype_with_nan(self):
        return self.dtype if self.dtype.kind == "f" else np.dtype(np.float64)


def store(X, dtype=None, allow_gaps=False):
    """Check X, and leave it in place.

    Parameters
    ----------
    X : array-like of shape (n, T) or (n, T, F), or sequence of n arrays of shape (T_i, F) or (T_i,)
        One array, or a list, tuple or object array of arrays.
    dtype : {numpy.float32, numpy.float64}, default=None
        Dtype in which values are read, and must be finite. None: float32, or float64 if float32 cannot hold
        all values; they must still be finite in float32.
    allow_gaps : bool, default=False
        Whether NaN is allowed inside a sequence, to be filled by the caller.

    Returns
    -------
    StoredSequences

    Raises
    ------
    ValueError
        Names the sample (and step) that is not an array of numbers, is empty, has other channels than sample
        0, or holds infinity, or NaN where that is not allowed.
    """
    source = _source(X)
    lengths, single, checked = [], True, 0
    for piece in source.pieces():
        lengths.append(find_lengths(piece, dtype or np.float32, allow_gaps, first=checked))
        single = single and dtype is None and held_by_float32(piece)
        checked += len(piece)
    return StoredSequences(source, np.concatenate(lengths), dtype or (np.float32 if single else np.float64))


def one_at_a_time(X):
    """The sequences of X unchanged, whatever numbers they hold.

    Parameters
    ----------
    X : array-like of shape (n, T) or (n, T, F), or sequence of n arrays of shape (T_i, F) or (T_i,)

    Returns
    -------
    list of n ndarrays of shape (T_i, F)

    Raises
    ------
    ValueError
        If X is not a set of sequences with the same channels.
    """
    return _source(X).arrays()


def _source(X):
    return _as_ragged(X) if is_ragged(X) else _as_padded(as_numbers(X))


def from_ragged(X: Any, dtype: npt.DTypeLike = np.float32, allow_gaps: bool = False) -> Sequences:
    """Pad a list (tuple, object array) of (T_i, F) arrays.

    Parameters
    ----------
    X : sequence of n arrays of shape (T_i, F) or (T_i,)
        Steps that are NaN in every channel are allowed at the end of an array
        and count as padding.
    dtype : {numpy.float32, numpy.float64}, default=numpy.float32
        Dtype of the values.
    allow_gaps : bool, default=False
        Whether NaN is allowed inside a sequence, to be filled by the caller.

    Returns
    -------
    Sequences
        Values and lengths.

    Raises
    ------
    ValueError
        As `store` does.

    See Also
    --------
    from_array : Copy NaN-padded sequences, and find their lengths.
    to_form : Convert sequences to the form of a user's X.

    Examples
    --------
    >>> import numpy as np
    >>> values, lengths = from_ragged([np.ones((3, 2)), np.ones((5, 2))])
    >>> values.shape, lengths
    ((2, 5, 2), array([3, 5]))
    """
    return store(X, dtype, allow_gaps).load()


def from_array(X: SequencesLike, dtype: npt.DTypeLike = np.float32, allow_gaps: bool = False) -> Sequences:
    """Copy NaN-padded sequences, and find their lengths.

    Parameters
    ----------
    X : ndarray of shape (n, T) or (n, T, F), float
        Steps that are NaN in every channel, up to the end, are padding.
    dtype : {numpy.float32, numpy.float64}, default=numpy.float32
        Dtype of the values.
    allow_gaps : bool, default=False
        Whether NaN is allowed inside a sequence, to be filled by the caller.

    Returns
    -------
    Sequences
        Trimmed to the longest sequence, so all-NaN columns at the end change nothing.

    Raises
    ------
    ValueError
        As `store` does.

    See Also
    --------
    from_ragged : Pad a list (tuple, object array) of (T_i, F) arrays.
    to_form : Convert sequences to the form of a user's X.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.sequences import from_array
    >>> from_array(np.array([[1.0, 2.0, np.nan], [3.0, 4.0, 5.0]])).lengths
    array([2, 3])
    """
    return store(X, dtype, allow_gaps).load()


def _as_padded(X):
    if X.ndim not in (2, 3):
        joints = (
            " Joints (n, T, J, 3) are brought there by X.reshape(*X.shape[:2], -1)." if X.ndim == 4 else ""
        )
        raise ValueError(f"X has {X.ndim} dimensions; expected {FORMS}.{joints}")
    _raise_if_no_sequence(X)
    _raise_if_no_channel(1 if X.ndim == 2 else X.shape[2])
    return PaddedSource(X)


def _as_ragged(X):
    _raise_if_no_sequence(X)
    raise_if_columns_differ(X)
    arrays = [_as_two_dimensional(x, i) for i, x in enumerate(X)]
    n_channels = arrays[0].shape[1]
    _raise_if_no_channel(n_channels)
    for i, array in enumerate(arrays):
        if array.shape[1] != n_channels:
            raise ValueError(
                f"Sample {i} of X has {array.shape[1]} channels, but sample 0 has {n_channels}; "
                f"every sequence needs the same channels.{_advice(arrays)}"
            )
    return RaggedSource(arrays)


def _advice(arrays):
    n_rows = {len(array) for array in arrays}
    return advice_on_channels(arrays, n_rows.pop()) if len(n_rows) == 1 else ""


def _raise_if_no_sequence(X):
    if len(X) == 0:
        raise ValueError("X is empty: found 0 sample(s), while at least 1 is needed.")


def _raise_if_no_channel(n_channels):
    if n_channels == 0:
        raise ValueError("X has no channels; each sequence needs at least one.")


def _as_two_dimensional(x, i):
    """One sequence as an array of numbers of shape (T_i, F), unchanged if it is one."""
    array = as_numbers(x, i)
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2:
        raise ValueError(
            f"Sample {i} of X has {array.ndim} dimensions; each sequence must have shape (T_i, F)."
            + (" Joints (T_i, J, 3) are brought there by x.reshape(len(x), -1)." if array.ndim == 3 else "")
        )
    return array


def _padded(arrays, longest, filling, dtype):
    """One array of several sequences, shape (n, longest, F), with `filling` after their ends."""
    values = np.full((len(arrays), longest, arrays[0].shape[1]), filling, dtype=dtype)
    for row, array in zip(values, arrays):
        row[: len(array)] = array
    return values


def held_by_float32(values):
    """Whether rounding an array to float32 loses nothing."""
    if values.dtype == np.float32:
        return True
    with np.errstate(over="ignore"):  # an overflow counts as a change
        return np.array_equal(values.astype(np.float32), values, equal_nan=True)


def _rows_of_a_piece(bytes_of_a_row):
    return max(1, _BYTES // max(1, bytes_of_a_row))
