"""What metrics of generated sequences share: real sequences in any form, and their own value.

A metric subclasses `SequenceMetric` and writes ``_value``. If it is meaningful for a single class, it puts
`PerClass` first. This module does not know what is measured.
"""
# SPDX-License-Identifier: BSD-3-Clause

from functools import cached_property
from typing import Any

import numpy as np

from sklearn_seqgan._validation import channel_names
from sklearn_seqgan.metrics._rows import as_rows, raise_if_named_otherwise
from sklearn_seqgan.typing import LabelsLike, Marker, SequencesLike

__all__ = ["PerClass", "SequenceMetric"]


class SequenceMetric:
    """A callable that maps generated sequences and their labels to a float.

    Parameters
    ----------
    train, held_out : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Real sequences. Shorter ones are padded with NaN at the end.
    y_train, y_held_out : array-like of shape (n,), default=None
        Their classes.
    unlabeled : object, default=-1
        The marker for "no label"; None if there is none.

    Raises
    ------
    ValueError
        If the channels or their names differ, or y has another length.
    """

    needs: tuple = ()
    """What the metric requires: "labels", "train" (the generator's own training sequences) or "bones"."""

    _unseen = "train"
    """The real sequences that the metric neither learns from nor compares with; their value is the floor."""

    def __init__(
        self,
        train: SequencesLike,
        held_out: SequencesLike,
        y_train: LabelsLike | None = None,
        y_held_out: LabelsLike | None = None,
        *,
        unlabeled: Marker = -1,
    ) -> None:
        self.unlabeled = unlabeled
        self.train = as_rows(train, y_train)
        self._names = channel_names(train)
        self.held_out = self._rows(held_out, y_held_out)

    def __call__(self, sequences: SequencesLike, y: LabelsLike | None = None) -> float:
        """Measure generated sequences.

        Parameters
        ----------
        sequences : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        y : array-like of shape (n,), default=None
            The classes that they were generated for.

        Returns
        -------
        float
            NaN if it is not defined, like the speed of sequences of one step.

        Raises
        ------
        ValueError
            If the channels differ from those of the real sequences, or labels are needed and missing.
        """
        return float(self._value(self._rows(sequences, y), self.held_out))

    @cached_property
    def floor(self):
        """The value of real sequences in place of generated ones."""
        return float(self._value(getattr(self, self._unseen), self.held_out))

    def _value(self, rows, real):
        """Value of generated `Rows`, compared with real ones."""
        raise NotImplementedError

    def _rows(self, sequences, y):
        rows = as_rows(sequences, y)
        if rows.n_channels != self.train.n_channels:
            raise ValueError(
                f"The sequences have {rows.n_channels} channels, and the training sequences "
                f"{self.train.n_channels}."
            )
        raise_if_named_otherwise(sequences, self._names)
        return rows


class PerClass:
    """Adds the value within each class."""

    _rows: Any
    unlabeled: Marker

    def by_class(self, sequences: SequencesLike, y: LabelsLike) -> dict[Any, float]:
        """Measure the sequences of each class.

        Parameters
        ----------
        sequences : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Generated sequences, or any others.
        y : array-like of shape (n,)
            Rows without a label do not count.

        Returns
        -------
        dict of label -> float
            Classes of `y`, sorted; NaN if there is no real sequence to compare with.

        Raises
        ------
        ValueError
            If no row has a label, or the metric needs real sequences to compare with and no held-out one has
            a label.
        """
        rows = self._rows(sequences, y).labeled(self.unlabeled)
        return {label: self._value_of(label, rows.of(label)) for label in np.unique(rows.y).tolist()}

    def _value_of(self, label, rows):
        real = self.held_out.labeled(self.unlabeled).of(label)
        return float(self._value(rows, real)) if real.sequences else np.nan
