"""What all sequence classifiers here share: input, prediction, score.

This module does not know which network an estimator has, or how it was trained.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any

import numpy as np

from sklearn_seqgan._validation import SequenceInputMixin
from sklearn_seqgan.estimators._onnx import OnnxMixin
from sklearn_seqgan.labels import as_labels, labeled_rows, labels_of, raise_if_no_label
from sklearn_seqgan.sequences.scaling import ChannelScale
from sklearn_seqgan.typing import ArrayLike, LabelsLike, Marker, SequencesLike

__all__ = ["DEFAULT_MAX_STEPS", "SequenceClassifierMixin"]

DEFAULT_MAX_STEPS = 600
"""Number of steps of every baseline, so that they are compared at equal steps."""


class SequenceClassifierMixin(OnnxMixin, SequenceInputMixin):
    """Input in any form of `sequences`, y with a marker for "no label".

    An estimator with this mixin has a parameter ``unlabeled`` and a method ``predict_proba``. Fitting sets
    ``n_channels_``, ``input_form_``, ``n_features_in_`` and ``classes_``.
    """

    predict_proba: Any
    scale_: ChannelScale
    unlabeled: Marker

    def predict(self, X: SequencesLike) -> np.ndarray:
        """Predict the class of each sequence.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        ndarray of shape (n,)
            Entries of ``classes_``, never the marker.
        """
        probabilities = self.predict_proba(X)
        return self.classes_[probabilities.argmax(axis=1)]

    def score(self, X: SequencesLike, y: LabelsLike, sample_weight: ArrayLike | None = None) -> float:
        """Accuracy over the rows that have a label.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : array-like of shape (n,)
            Rows with the marker are not scored.
        sample_weight : array-like of shape (n,), default=None
            Weight of each row. None: all the same.

        Returns
        -------
        float
            Between 0 and 1.

        Raises
        ------
        ValueError
            If no row has a label.
        """
        return self._score(self.predict(X), y, sample_weight)

    def _score(self, predicted, y, sample_weight):
        """Accuracy of predictions over the rows that have a label."""
        y = as_labels(y, type(self).__name__, len(predicted))
        rows = labeled_rows(y, self.unlabeled)
        raise_if_no_label(rows, "to score against")
        weights = None if sample_weight is None else np.asarray(sample_weight)[rows]
        return float(np.average(predicted[rows] == labels_of(y, rows), weights=weights))

    def _scaled(self, X):
        """Scaled sequences of X for one pass: scaled as they are read, so memory does not grow with X."""
        return self.scale_.apply(self._validate_sequences(X, reset=False)[0])
