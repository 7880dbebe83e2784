"""X in any form -> `Sequences`, with what scikit-learn's contract remembers of a fit.

What becomes of the sequences, classified or transformed, is unknown here.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.utils.validation import check_array, validate_data

from sklearn_seqgan.sequences import LARGEST_COPY, from_array, from_ragged, is_ragged, store

__all__ = ["SequenceInputMixin", "float_dtype"]


class SequenceInputMixin:
    """Input in any form of `sequences`.

    Validating with `reset` sets ``input_form_``, ``n_channels_`` and ``n_features_in_``:
    the columns of a two-dimensional X (and ``feature_names_in_``), else the channels.
    """

    _allow_gaps = False
    """Whether NaN may stand inside a sequence."""

    def _validate_sequences(self, X, reset, largest_copy=LARGEST_COPY):
        """`Sequences` of X; with `reset` the form and channels are remembered, else compared.

        An array of float32 of more than `largest_copy` bytes is left where it is: `StoredSequences`.
        """
        return self._validate_form(X, reset, largest_copy=largest_copy)[0]

    def _validate_form(self, X, reset, dtype=np.float32, largest_copy=np.inf):
        """`Sequences` of X with values of `dtype`, and the form that X came in, for `to_form`."""
        if is_ragged(X):
            form, sequences = (
                "list" if isinstance(X, (list, tuple)) else "object",
                from_ragged(X, dtype, self._allow_gaps),
            )
        else:
            X = self._validate_array(X, reset, dtype)
            form = f"{X.ndim}d"
            stays = X.dtype == np.float32 and X.nbytes > largest_copy
            sequences = store(X) if stays else from_array(X, dtype, self._allow_gaps)
        n_channels = sequences.shape[2]
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
        return sequences, form

    def _validate_array(self, X, reset, dtype):
        """Check one array. Its width is fixed by a two-dimensional fit, and asked of such X only."""
        if isinstance(X, (list, tuple)):
            X = _nested_list_to_array(X)
        with np.errstate(over="ignore"):  # an overflow is reported by its place, as infinity
            checked = check_array(X, dtype=dtype, allow_nd=True, ensure_all_finite=False, estimator=self)
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
