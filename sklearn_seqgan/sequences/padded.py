"""One padded array and its lengths: the form of a set of sequences inside the package.

Users may pass (n, T): one channel; (n, T, F): F channels, with shorter sequences padded with NaN at the end;
or a list, tuple or object array of (T_i, F) arrays (or of one-dimensional arrays, for one channel).
``incoming.py`` reads whatever may be used as an array, and ``stored.py`` makes `Sequences` of it; this module
has the class, the checks and the conversion back. It knows nothing about labels and networks.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any, NamedTuple

import numpy as np

from sklearn_seqgan.typing import SequencesOut

__all__ = ["Sequences", "find_lengths", "to_form"]


class Sequences(NamedTuple):
    """A set of n sequences of up to T steps in F channels.

    Parameters
    ----------
    values : ndarray of shape (n, T, F), float32 (float64 if requested)
        T is the longest length; steps after the end of a sequence are zero.
    lengths : ndarray of shape (n,), int64
        Number of valid steps of each sequence, at least 1.

    See Also
    --------
    from_array : Copy NaN-padded sequences, and find their lengths.
    from_ragged : Pad a list (tuple, object array) of (T_i, F) arrays.
    to_form : Convert sequences to the form of a user's X.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.sequences import from_ragged
    >>> sequences = from_ragged([np.ones((3, 2)), np.ones((5, 2))])
    >>> sequences.shape, sequences.lengths, int(sequences.mask.sum())
    ((2, 5, 2), array([3, 5]), 8)
    """

    values: np.ndarray
    lengths: np.ndarray

    @property
    def mask(self) -> np.ndarray:
        """Whether a step is valid, shape (n, T)."""
        return np.arange(self.values.shape[1]) < self.lengths[:, None]

    @property
    def shape(self) -> tuple[int, ...]:
        """(n, T, F)."""
        return self.values.shape

    @property
    def single(self) -> bool:
        """Whether float32 can hold the values."""
        return self.values.dtype == np.float32

    def rows(self, rows: Any) -> "Sequences":
        """The sequences of some rows, padded to T steps.

        Parameters
        ----------
        rows : index, mask or slice
            On the first axis.

        Returns
        -------
        Sequences
            A new one.
        """
        return Sequences(self.values[rows], self.lengths[rows])

    def take(self, rows: Any) -> "Sequences":
        """The sequences of some rows, trimmed to the longest of them.

        Parameters
        ----------
        rows : index or mask
            On the first axis.

        Returns
        -------
        Sequences
            A new one.
        """
        lengths = self.lengths[rows]
        return Sequences(self.values[rows, : lengths.max(initial=0)], lengths)


def find_lengths(X, dtype=np.float32, allow_gaps=False, first=0):
    """Check NaN-padded sequences, and find their lengths.

    Parameters
    ----------
    X : ndarray of shape (n, T, F), float
        Steps that are NaN in every channel, up to the end, are padding.
    dtype : {numpy.float32, numpy.float64}, default=numpy.float32
        Dtype in which every value must be finite.
    allow_gaps : bool, default=False
        Whether NaN is allowed inside a sequence, to be filled by the caller.
    first : int, default=0
        Number of the first sample in errors, if X is a part of something larger.

    Returns
    -------
    ndarray of shape (n,), int64

    Raises
    ------
    ValueError
        Names the sample, step and channel of infinity, or of NaN inside a sequence if that is not allowed, or
        the sample that is empty.
    """
    nan = np.isnan(X)
    lengths = _steps_up_to_the_last(~nan.all(axis=2))
    _raise_if_empty(lengths, first)
    valid = np.arange(X.shape[1]) < lengths[:, None]
    if not allow_gaps:
        _raise_if_any(
            nan & valid[:, :, None],
            "X contains NaN inside sample {}, at step {}, channel {}. NaN may only pad the end of a "
            "sequence: fill the gap (preprocessing.GapFiller), drop the step, or cut the sequence there.",
            first,
        )
    with np.errstate(over="ignore"):  # an overflow gives infinity here, and is reported with its position
        infinite = np.isinf(X.astype(dtype, copy=False))
    _raise_if_any(
        infinite,
        f"X contains infinity (inf), or a value too large for {np.dtype(dtype)}, in sample {{}}, at step "
        "{}, channel {}. Remove or clip it.",
        first,
    )
    return lengths


def to_form(sequences: Sequences, form: str, width: int | None = None) -> SequencesOut:
    """Convert sequences to the form of a user's X.

    Parameters
    ----------
    sequences : Sequences
        Sequences from `from_array` or `from_ragged`.
    form : {"2d", "3d", "list", "object"}
        "2d" is (n, width) for one channel, "3d" is (n, T, F), both padded with NaN;
        "list" and "object" hold one (T_i, F) array per sequence.
    width : int, optional
        Number of columns of the two-dimensional form.

    Returns
    -------
    ndarray or list
        The sequences in that form.

    See Also
    --------
    from_array : Copy NaN-padded sequences, and find their lengths.
    from_ragged : Pad a list (tuple, object array) of (T_i, F) arrays.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.sequences import from_ragged, to_form
    >>> to_form(from_ragged([np.ones(2), np.ones(3)]), "2d", width=3)
    array([[ 1.,  1., nan],
           [ 1.,  1.,  1.]], dtype=float32)
    """
    values, lengths = sequences
    if form in ("list", "object"):
        return _stack_objects([x[:n].copy() for x, n in zip(values, lengths)], form)
    padded = np.where(sequences.mask[:, :, None], values, values.dtype.type(np.nan))
    if form == "3d":
        return padded
    columns = np.full((len(padded), width), np.nan, dtype=values.dtype)  # pyright: ignore[reportCallIssue, reportArgumentType]
    columns[:, : padded.shape[1]] = padded[:, :, 0]
    return columns


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
