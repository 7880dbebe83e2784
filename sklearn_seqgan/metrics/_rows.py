"""Sequences of any form with their labels, as input of every metric of generated sequences."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import numpy as np

from sklearn_seqgan._validation import channel_names
from sklearn_seqgan.labels import as_labels, is_labeled, labeled_rows, labels_of, raise_if_no_label
from sklearn_seqgan.sequences import store, to_form

__all__ = ["Rows", "as_rows", "raise_if_named_otherwise"]


class Rows(NamedTuple):
    """Sequences and their labels.

    Attributes
    ----------
    sequences : list of n ndarrays of shape (T_i, F), float64
    y : ndarray of shape (n,), or None
        None: no labels at all.
    """

    sequences: list
    y: np.ndarray | None

    @property
    def n_channels(self):
        """F."""
        return self.sequences[0].shape[1]

    @property
    def lengths(self):
        """T_i, shape (n,)."""
        return np.array([len(x) for x in self.sequences])

    def take(self, rows):
        """Some of the rows, by an array of their numbers."""
        return Rows([self.sequences[i] for i in rows], None if self.y is None else self.y[rows])

    def any_label(self, unlabeled=-1):
        """Whether any row has a label."""
        return self.y is not None and bool(is_labeled(self.y, unlabeled).any())

    def labeled(self, unlabeled=-1):
        """The rows that have a label.

        Raises
        ------
        ValueError
            If there are none.
        """
        rows = labeled_rows(as_labels(self.y, "This metric"), unlabeled)
        raise_if_no_label(rows, "to measure by")
        return self.take(rows)._replace(y=labels_of(self.y, rows))

    def of(self, label):
        """The rows of one class."""
        return self.take(np.flatnonzero(self.y == label))


def as_rows(X, y=None):
    """Read sequences of any form, and their labels.

    Parameters
    ----------
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Shorter ones are padded with NaN at the end.
    y : array-like of shape (n,), default=None

    Returns
    -------
    Rows

    Raises
    ------
    ValueError
        If X is not a set of sequences, or y has another length.
    """
    stored = store(X, np.float64)
    sequences = to_form(stored.load(), "list")
    return Rows(sequences, None if y is None else as_labels(y, n_samples=len(sequences)))


def raise_if_named_otherwise(X, expected):
    """Refuse frames whose channel names differ from those of the training sequences.

    Parameters
    ----------
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays or frames
    expected : ndarray of shape (F,), or None
        As from `channel_names`. If either has no names, nothing is compared.

    Raises
    ------
    ValueError
        If names or their order differ.
    """
    names = channel_names(X)
    if names is not None and expected is not None and names.tolist() != expected.tolist():
        raise ValueError(
            f"The feature names of these sequences are {names.tolist()}. The feature names should match "
            f"those of the training sequences, in the same order: {expected.tolist()}."
        )
