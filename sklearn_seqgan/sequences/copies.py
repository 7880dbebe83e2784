"""Which sequences are copies of others."""
# SPDX-License-Identifier: BSD-3-Clause

from hashlib import blake2b

import numpy as np

__all__ = ["first_of_copies"]

_SEQUENCES = 256  # read at one time


def first_of_copies(sequences):
    """The first row with the same values, for each row.

    Parameters
    ----------
    sequences : Sequences or StoredSequences of n rows

    Returns
    -------
    ndarray of shape (n,), int64
        The row itself if no earlier one equals it.
    """
    first, found = np.empty(len(sequences.lengths), dtype=np.int64), {}
    for start in range(0, len(first), _SEQUENCES):
        part = sequences.rows(slice(start, start + _SEQUENCES))
        for row, (values, length) in enumerate(zip(part.values, part.lengths), start):
            content = blake2b(np.ascontiguousarray(values[:length])).digest()
            first[row] = found.setdefault(content, row)
    return first
