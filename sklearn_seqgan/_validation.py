"""X in any form -> `StoredSequences`, with what scikit-learn's contract remembers of a fit.

What becomes of the sequences, classified or transformed, is unknown here.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.utils.validation import check_array, validate_data

from sklearn_seqgan.sequences import is_ragged, store

__all__ = ["SequenceInputMixin", "float_dtype"]


class SequenceInputMixin:
    """Input in any form of `sequences`.

    Validating with `reset` sets ``input_form_``, ``n_channels_`` and ``n_features_in_``:
    the columns of a two-dimensional X (and ``feature_names_in_``), else the channels.
    """

    _allow_gaps = False
    """Whether NaN may stand inside a sequence."""

    def _validate_sequences(self, X, reset, dtype=None):
        """`StoredSequences` of X, and the form that X came in, for `to_form`.

        With `reset` form and channels are remembered, else compared. Nothing is copied.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        reset : bool
        dtype : {numpy.float32, numpy.float64}, default=None
            Of the values; None: see `store`.
        """
        if is_ragged(X):
            form = "list" if isinstance(X, (list, tuple)) else "object"
        else:
            X = self._validate_array(X, reset)
            form = f"{X.ndim}d"
        sequences = store(X, dtype, self._allow_gaps)
        self._check_channels(sequences.shape[2], form, reset)
        return sequences, form

    def _check_channels(self, n_channels, form, reset):
        if reset:
            self.input_form_, self.n_channels_ = form, n_channels
        elif n_channels != self.n_channels_:
            raise ValueError(
                f"X has {n_channels} channels, but {type(self).__name__} was fitted with "
                f"{self.n_channels_}; give it the same channels in the same order."
            )
        if reset and form != "2d":
            self.n_features_in_ = n_channels
            vars(self).pop("feature_names_in_", None)

    def _validate_array(self, X, reset):
        """Check one array. Its width is fixed by a two-dimensional fit, and asked of such X only."""
        if isinstance(X, (list, tuple)):
            X = _nested_list_to_array(X)
        checked = check_array(X, dtype="numeric", allow_nd=True, ensure_all_finite=False, estimator=self)
        if checked.ndim == 2 and (reset or self.input_form_ == "2d"):
            validate_data(self, X, reset=reset, skip_check_array=True)
        return checked


def _nested_list_to_array(X):
    try:
        return np.asarray(X)
    except ValueError as error:
        raise ValueError(
            "X is a nested list of sequences of different lengths. Pass a list of arrays: "
            "[numpy.asarray(x) for x in X]."
        ) from error


def float_dtype(X):
    """float32 if X is an array of it (or all its sequences are), else float64: the dtype transform gives."""
    arrays = X if is_ragged(X) else [X]
    return np.float32 if all(getattr(x, "dtype", None) == np.float32 for x in arrays) else np.float64
