"""Sequences that stay where the user has them, in a memory-mapped file say, and are read by rows.

Such an array is checked piece by piece and never copied whole.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.sequences.arrays import Sequences, from_array

__all__ = ["LARGEST_COPY", "StoredSequences", "store"]

LARGEST_COPY = 2**29
"""Bytes of X beyond which training does not copy it; a sequence then costs a read and a scaling each time."""

_CHUNK = 2**24  # bytes that are checked at one time


class StoredSequences:
    """A set of sequences, as `Sequences`, without an array of their final values.

    Parameters
    ----------
    array : ndarray of shape (n, T) or (n, T, F)
        Steps behind the end of a sequence may be anything.
    lengths : ndarray of shape (n,), int64
    steps : tuple of callables
        From `Sequences` to `Sequences`, in turn, applied whenever rows are read.
    """

    def __init__(self, array, lengths, steps=()):
        self._array = array if array.ndim == 3 else array[:, :, None]
        self.lengths = lengths
        self._steps = steps

    @property
    def shape(self):
        """(n, longest length, F)."""
        return len(self.lengths), int(self.lengths.max()), self._array.shape[2]

    def rows(self, rows):
        """`Sequences` of some rows (index, mask or slice), of the longest length of all."""
        return self._read(rows, self.shape[1])

    def take(self, rows):
        """The same, trimmed to the longest of them."""
        return self._read(rows, self.lengths[rows].max(initial=0))

    def map(self, function):
        """These sequences with a function applied, from `Sequences` to `Sequences`, when they are read."""
        return StoredSequences(self._array, self.lengths, (*self._steps, function))

    def _read(self, rows, longest):
        sequences = Sequences(np.array(self._array[rows, :longest], dtype=np.float32), self.lengths[rows])
        sequences.values[~sequences.mask] = 0
        for step in self._steps:
            sequences = step(sequences)
        return sequences


def store(X):
    """`StoredSequences` of one array of float32, after the checks of `from_array`.

    Raises
    ------
    ValueError
        As `from_array` does.
    """
    size = max(1, _CHUNK // X[0].nbytes)
    starts = range(0, len(X), size)
    return StoredSequences(X, np.concatenate([from_array(X[i : i + size], first=i).lengths for i in starts]))
