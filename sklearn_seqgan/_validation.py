"""X in any form -> `StoredSequences`, with the attributes that scikit-learn's contract wants from a fit.

This module does not know whether the sequences are classified or transformed.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.utils.validation import check_array, validate_data

from sklearn_seqgan._compat import _check_feature_names, _get_feature_names
from sklearn_seqgan._warnings import warn
from sklearn_seqgan.sequences import as_plain, column_names, is_ragged, store
from sklearn_seqgan.sequences.incoming import raise_if_no_numbers
from sklearn_seqgan.sequences.mistaken import (
    advice_on_channels,
    advice_on_column,
    advice_on_rows_in_time,
    advice_on_turned_axes,
)

__all__ = ["SequenceInputMixin", "channel_names", "float_dtype"]


class SequenceInputMixin:
    """Input in any form of `sequences`.

    Validating with `reset` sets ``input_form_``, ``n_channels_`` and ``n_features_in_``:
    the columns of a two-dimensional X, else the channels; and ``feature_names_in_`` where X is a frame, or
    holds frames, with names of their own.
    """

    _allow_gaps = False
    """Whether a sequence may contain NaN."""

    def _validate_sequences(self, X, reset, dtype=None):
        """`StoredSequences` of X, and the form of X, which `to_form` needs.

        With `reset` the form and the channels are recorded, otherwise compared. Nothing is copied.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        reset : bool
        dtype : {numpy.float32, numpy.float64}, default=None
            Dtype of the values; None: see `store`.
        """
        if is_ragged(X):
            form = "list" if isinstance(X, (list, tuple)) else "object"
        else:
            X = self._validate_array(X, reset)
            form = f"{X.ndim}d"
        sequences = store(X, dtype, self._allow_gaps)
        self._check_names(X, form, reset)
        self._check_channels(X, sequences.shape[2], form, reset)
        self._warn_of_mistaken_form(X, sequences, form, reset)
        return sequences, form

    def _check_names(self, X, form, reset):
        """Check channel names as scikit-learn checks features; `_validate_array` checks a 2-d X's columns."""
        channel_names(X)
        if form != "2d" and (reset or self.input_form_ != "2d"):
            _check_feature_names(self, X if form == "3d" else next(iter(X)), reset=reset)

    def _check_channels(self, X, n_channels, form, reset):
        if reset:
            self.input_form_, self.n_channels_ = form, n_channels
        elif n_channels != self.n_channels_:
            raise ValueError(
                f"X has {n_channels} channels, but {type(self).__name__} was fitted with "
                f"{self.n_channels_}; give it the same channels in the same order."
                f"{advice_on_channels(X, self.n_channels_)}"
            )
        if reset and form != "2d":
            self.n_features_in_ = n_channels

    def _warn_of_mistaken_form(self, X, sequences, form, reset):
        if form == "2d":
            advice = advice_on_rows_in_time(X) if reset else advice_on_column(X.shape, self.input_form_)
        else:
            advice = advice_on_turned_axes(sequences) if reset else ""
        if advice:
            warn(advice)

    def _validate_array(self, X, reset):
        """Check one array. Only a two-dimensional fit fixes the width, and only for two-dimensional X."""
        plain = as_plain(X)
        raise_if_no_numbers(plain)
        options = {"dtype": "numeric", "allow_nd": True, "ensure_all_finite": False, "estimator": self}
        try:
            checked = check_array(plain, **options)
        except (TypeError, ValueError) as error:
            if plain.dtype != object:
                raise
            kind = TypeError if isinstance(error, TypeError) else ValueError
            raise kind(f"X is not an array of numbers: {error}") from error
        if checked.ndim == 2 and (reset or self.input_form_ == "2d"):
            named = plain if isinstance(X, (list, tuple)) else X
            validate_data(self, named, reset=reset, skip_check_array=True)
        return checked


def channel_names(X):
    """Column names of the frames in X.

    Parameters
    ----------
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays or frames

    Returns
    -------
    ndarray of shape (F,) of str objects, or None
        Those of sample 0; `store` has compared the others with them. None if it is not a frame, or its column
        names are not text.

    Warns
    -----
    UserWarning
        If some samples have names and others have none.
    """
    if not is_ragged(X):
        return None
    named = [column_names(x) is not None for x in X]
    if any(named) and not all(named):
        odd = named.index(not named[0])
        warn(f"Only one of the samples 0 and {odd} of X has feature names; they are not compared.")
    return _get_feature_names(next(iter(X))) if named else None


def float_dtype(X):
    """Dtype that `transform` returns: float32 if X, or every sequence in it, is float32; else float64."""
    arrays = X if is_ragged(X) else [X]
    return np.float32 if all(getattr(x, "dtype", None) == np.float32 for x in arrays) else np.float64
