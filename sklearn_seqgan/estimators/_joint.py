"""The training set of several ranks: each has its own rows, or all have the same.

Every rank knows the labels, groups, weights and lengths of all rows. So classes, priors, quotas and held-out
rows are those of one process with all rows. The sequences stay with the rank that has them.
"""
# SPDX-License-Identifier: BSD-3-Clause

from hashlib import blake2b

import numpy as np
import torch

from sklearn_seqgan.estimators._checkpoint import digest, parameters_as_text
from sklearn_seqgan.labels import as_labels
from sklearn_seqgan.ranks import ALONE, Part
from sklearn_seqgan.sequences import Sequences

__all__ = ["JointSequences", "everywhere", "fingerprint", "join", "of_own_rows", "ranks_of"]

ROWS_COMPARED = 16
"""Number of sequences that are compared to see whether all ranks have the same ones."""

_MAY_DIFFER = {"callbacks", "checkpoint", "checkpoint_every", "device", "random_state", "verbose"}
_MUST_AGREE = "the class", "the parameters", "the form of X", "the channels of X", "the columns of X"


class JointSequences:
    """The sequences of all ranks, in the order of the ranks.

    Parameters
    ----------
    own : Sequences or StoredSequences
        Sequences of this rank.
    ranks : Several
    lengths : ndarray of shape (n,), int64
        Lengths of all sequences.
    starts : list of int, or None
        First row of each rank, then n. None: every rank has all rows.

    Attributes
    ----------
    mine : Sequences, StoredSequences or Block
        Sequences that this rank processes if each is processed once.
    """

    def __init__(self, own, ranks, lengths, starts=None):
        self.own, self.ranks, self.lengths, self.starts = own, ranks, lengths, starts
        n, rank = len(lengths), ranks.rank
        bounds = starts or [n * i // ranks.size for i in range(ranks.size + 1)]
        self.first, self.last = bounds[rank : rank + 2]
        self.mine = own if starts else Block(own, self.first, self.last)

    @property
    def shape(self):
        """(n, longest length, F)."""
        return len(self.lengths), int(self.lengths.max()), self.own.shape[2]

    @property
    def single(self):
        """Whether float32 holds the values."""
        return self.own.single

    @property
    def dtype(self):
        """Dtype in which rows are read."""
        return self.own.dtype

    @property
    def nbytes(self):
        """Size of the copy that `load` would make on this rank."""
        return self.own.nbytes

    def map(self, function):
        """The same sequences, with a function applied to what is read."""
        return JointSequences(self.own.map(function), self.ranks, self.lengths, self.starts)

    def load(self):
        """The same sequences, with this rank's own in memory."""
        return JointSequences(self.own.load(), self.ranks, self.lengths, self.starts)

    def total(self, found):
        """Sum over ranks of an array that has the same shape on all."""
        return self.ranks.sum(torch.from_numpy(np.asarray(found))).numpy()

    def take(self, rows):
        """`Sequences` of some rows, trimmed to the longest of them, on every rank."""
        if self.starts is None:
            return self.own.take(rows)
        rows = np.arange(len(self.lengths))[rows]
        lengths = self.lengths[rows]
        places = np.flatnonzero((rows >= self.first) & (rows < self.last))
        values = np.zeros((len(rows), lengths.max(initial=0), self.shape[2]), dtype=self.dtype)
        if len(places):
            found = self.own.take(rows[places] - self.first).values
            values[places, : found.shape[1]] = found
        return Sequences(self.total(values), lengths)


class Block:
    """A range of rows of sequences that every rank has."""

    def __init__(self, sequences, first, last):
        self._sequences, self._rows = sequences, np.arange(first, last)
        self.lengths = sequences.lengths[first:last]
        self.shape = (last - first, *sequences.shape[1:])

    def rows(self, rows):
        """`Sequences` of some rows, padded to the longest length of all."""
        return self._sequences.rows(self._rows[rows])

    def take(self, rows):
        """The same, trimmed to the longest of these rows."""
        return self._sequences.take(self._rows[rows])


def ranks_of(sequences):
    """The ranks that have the sequences."""
    return getattr(sequences, "ranks", ALONE)


def everywhere(sequences, function):
    """Rows that a function returns for all sequences; each rank calls it on its own."""
    if ranks_of(sequences) is ALONE:
        return function(sequences)
    n, first, last = len(sequences.lengths), sequences.first, sequences.last
    found = torch.from_numpy(function(sequences.mine)) if last > first else None
    part = Part(n, slice(first, last), (last - first) / n)
    return sequences.ranks.assemble(found, part).numpy()


def of_own_rows(sequences, column):
    """The part of a column that belongs to this process's rows."""
    if getattr(sequences, "starts", None) is None:
        return column
    return column[sequences.first : sequences.last]


def fingerprint(sequences):
    """Digest of sequences, the same on all ranks, although each reads only its own."""
    if ranks_of(sequences) is ALONE:
        return digest(sequences)
    mine = digest(sequences.mine) if sequences.last > sequences.first else ""
    return " ".join(sequences.ranks.all(mine))


def join(estimator, sequences, columns, ranks):
    """The joint training set, and the columns for all of its rows.

    Parameters
    ----------
    estimator : estimator that has validated `sequences`
    sequences : StoredSequences
        Sequences of this rank.
    columns : tuple of array-like of shape (n,), or None
        y, and other columns with one entry per row.
    ranks : Alone or Several

    Returns
    -------
    sequences : StoredSequences or JointSequences
    columns : list of ndarray, or None; unchanged if there is only one process

    Raises
    ------
    ValueError
        If the data of the ranks cannot be one fit.
    """
    if ranks is ALONE:
        return sequences, columns
    n = len(sequences.lengths)
    columns = ranks.together(lambda: [_as_column(column, n) for column in columns])
    said = ranks.all(_about(estimator, sequences, columns))
    _raise_if_they_differ(said)
    dtype = np.float32 if all(one["single"] for one in said) else np.float64
    own = sequences.read_as(dtype)
    if all(one["rows"] == said[0]["rows"] for one in said):
        return JointSequences(own, ranks, sequences.lengths), columns
    lengths = np.concatenate(ranks.all(sequences.lengths))
    starts = np.cumsum([0, *(one["n"] for one in said)]).tolist()
    return JointSequences(own, ranks, lengths, starts), [_concatenated(ranks.all(c)) for c in columns]


def _about(estimator, sequences, columns):
    some = np.unique(np.linspace(0, len(sequences.lengths) - 1, ROWS_COMPARED).astype(int))
    texts = ["" if column is None else "\0".join(map(repr, column.tolist())) for column in columns]
    text = blake2b("\1".join(texts).encode(), digest_size=16).hexdigest()
    return {
        "the class": type(estimator).__name__,
        "the parameters": parameters_as_text(estimator, _MAY_DIFFER),
        "the form of X": estimator.input_form_ == "2d",
        "the channels of X": sequences.shape[2],
        "the columns of X": estimator.n_features_in_,
        "which columns": [column is None for column in columns],
        "single": sequences.single,
        "n": len(sequences.lengths),
        "rows": (digest(sequences.lengths), digest(sequences.take(some).values), text),
    }


def _raise_if_they_differ(said):
    for rank, one in enumerate(said):
        names = [name for name in _MUST_AGREE if one[name] != said[0][name]]
        if one["which columns"] != said[0]["which columns"]:
            names.append("whether there are y, groups and sample_weight")
        if names:
            raise ValueError(
                f"Ranks 0 and {rank} were given what cannot be one fit: {names[0]} differs. Call fit of the "
                "same estimator on every rank, with the same rows on each or with rows of its own. Put "
                "what runs on one rank only inside ranks.alone()."
            )


def _as_column(column, n):
    if column is None:
        return None
    found = as_labels(column)
    if len(found) != n:
        raise ValueError(f"Found input variables with inconsistent numbers of samples: {n} and {len(found)}.")
    return found


def _concatenated(columns):
    """One column; numbers beside text stay numbers."""
    if columns[0] is None:
        return None
    kinds = {"n" if column.dtype.kind in "biuf" else column.dtype.kind for column in columns}
    return np.concatenate(columns if len(kinds) == 1 else [column.astype(object) for column in columns])
