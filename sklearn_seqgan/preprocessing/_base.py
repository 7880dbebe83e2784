"""What all transformers of sequences share: any form in, the same form out.

To add a transformer, subclass `SequenceTransformer` and write ``_transform_sequences``;
``_fit_sequences`` if it learns or refuses something; ``_columns`` if it changes the time steps, ``_channels``
if it changes the channels. This module does not know what a transformer does to a sequence.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan._compat import _check_feature_names_in, _fit_context, _wrap_data_with_container
from sklearn_seqgan._pickles import PickledVersionMixin
from sklearn_seqgan._validation import SequenceInputMixin, float_dtype
from sklearn_seqgan.sequences import to_form
from sklearn_seqgan.typing import ArrayLike, SequencesLike, SequencesOut

__all__ = ["SequenceTransformer"]


# scikit-learn would put every result into the container of set_output, even a list or (n, T, F), which no
# data frame can hold. So its wrapping is off for the methods below, and transform wraps what it can.
class SequenceTransformer(
    PickledVersionMixin, SequenceInputMixin, TransformerMixin, BaseEstimator, auto_wrap_output_keys=None
):
    """Takes sequences in any form, and returns the same number in the same order and form.

    Computed in float32 if X is float32, else in float64. Fitting sets ``n_channels_``, ``input_form_`` and
    ``n_features_in_``; `transform` requires the same channels.
    """

    _keeps_ends = False
    """Whether steps at the end that are NaN in every channel stay, as required for labels of time steps."""

    _one_channel = True
    """Whether X may have two dimensions: one channel."""

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X: SequencesLike, y: object = None) -> Self:
        """Check X, and learn from it if the transformer learns anything.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : ignored
            Not used, present for API consistency by convention.

        Returns
        -------
        self
            The estimator itself.

        Raises
        ------
        ValueError
            If a parameter does not fit X, or X is not a set of sequences.
        """
        self._fit(X)
        return self

    def transform(self, X: SequencesLike) -> SequencesOut:
        """Transform each sequence.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        ndarray of shape (n, T') or (n, T', F), list or object array of (T'_i, F) arrays
            In the form of X, float32 if X is, else float64. Ends are padded with NaN; (n, T', F) is trimmed
            to the longest sequence, and the width of (n, T') depends only on T.

        Raises
        ------
        ValueError
            If X has other channels than in `fit`, or is not a set of sequences.
        """
        check_is_fitted(self)
        return self._transform(X, *self._load(X, reset=False))

    @_fit_context(prefer_skip_nested_validation=True)
    def fit_transform(self, X: SequencesLike, y: object = None) -> SequencesOut:
        """`fit` and `transform` on the same X, which is read only once.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : ignored
            Not used, present for API consistency by convention.

        Returns
        -------
        ndarray of shape (n, T') or (n, T', F), list or object array of (T'_i, F) arrays
            As from `transform`.
        """
        return self._transform(X, *self._fit(X))

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> np.ndarray:
        """Names of the columns after a two-dimensional fit, else of the channels.

        Parameters
        ----------
        input_features : array-like of str, default=None
            Names of the input features: those of the data frame in `fit`, or x0, x1, ...

        Returns
        -------
        ndarray of str objects
            One for each column or channel of the result.
        """
        check_is_fitted(self)
        names = _check_feature_names_in(self, input_features)
        named = self._columns if self.input_form_ == "2d" else self._channels
        return np.asarray(named(names), dtype=object)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = self._one_channel
        tags.input_tags.three_d_array = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    def _load(self, X, reset):
        """`Sequences` of X in its own dtype, and its form."""
        sequences, form = self._validate_sequences(X, reset, dtype=float_dtype(X))
        self._raise_if_flat(form)
        return sequences.load(), form

    def _fit(self, X):
        """Learn from X, and return the sequences used."""
        sequences, form = self._load(X, reset=True)
        with np.errstate(over="ignore", invalid="ignore"):  # the check below names what overflowed
            self._fit_sequences(sequences)
        self._raise_if_learnt_from_too_large_values()
        return sequences, form

    def _transform(self, X, sequences, form):
        with np.errstate(over="ignore", invalid="ignore"):  # the error names the place
            transformed = self._transform_sequences(sequences)
        self._raise_if_too_large(transformed)
        result = self._to_form(X, transformed, form)
        if form == self.input_form_ == "2d":  # otherwise the names are those of channels, not of columns
            return _wrap_data_with_container("transform", result, X, self)
        return result

    def _to_form(self, X, sequences, form):
        """Transformed sequences in the form of X."""
        width = len(self._columns(range(np.asarray(X).shape[1]))) if form == "2d" else None
        result = to_form(sequences, form, width)
        return _as_long_as(X, result, form) if self._keeps_ends and form != "2d" else result

    def _raise_if_learnt_from_too_large_values(self):
        for name, learnt in vars(self).items():
            parts = learnt if isinstance(learnt, tuple) else [learnt]
            floats = [x for x in parts if getattr(getattr(x, "dtype", None), "kind", "") == "f"]
            if name.endswith("_") and not all(np.isfinite(x).all() for x in floats):
                raise ValueError(
                    f"{name} of {type(self).__name__} is not finite: values of X are too large to compute "
                    "with. Give X in a larger unit, or remove them."
                )

    def _raise_if_too_large(self, sequences):
        """Refuse a result that its dtype cannot hold, naming the first such value."""
        values = sequences.values
        bad = np.isinf(values) if self._allow_gaps else ~np.isfinite(values)
        if bad.any():
            sample, step, channel = np.argwhere(bad)[0].tolist()
            raise ValueError(
                f"Sample {sample} of X has values too large for {type(self).__name__}: what comes out at "
                f"step {step}, channel {channel}, is beyond {values.dtype}. Give X in a larger unit, or "
                "remove them."
            )

    def _raise_if_flat(self, form):
        if form == "2d" and not self._one_channel:
            raise ValueError(
                f"X has 2 dimensions, one channel per sequence, and {type(self).__name__} needs more. "
                "Give (n, T, F), or a list of (T_i, F) arrays."
            )

    def _fit_sequences(self, sequences):
        """Learn from `sequences`, or refuse them; nothing by default."""

    def _transform_sequences(self, sequences):
        """The same number of new `Sequences`, of the same dtype, zero after their ends."""
        raise NotImplementedError

    def _columns(self, names):
        """Names of the columns of a two-dimensional result, from those of its X."""
        return names

    def _channels(self, names):
        """Names of the channels of the result, from those of X."""
        return names


def _as_long_as(X, result, form):
    """Transformed sequences, padded with NaN to the number of steps in X."""
    if form == "3d":
        return _lengthened(result, np.shape(X)[1], axis=1)
    for i, x in enumerate(X):
        result[i] = _lengthened(result[i], len(x), axis=0)
    return result


def _lengthened(x, length, axis):
    more = [(0, 0)] * x.ndim
    more[axis] = 0, length - x.shape[axis]
    return np.pad(x, more, constant_values=np.nan)
