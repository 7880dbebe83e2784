"""Channels with mean 0 and standard deviation 1."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan.preprocessing._base import SequenceTransformer
from sklearn_seqgan.sequences.scaling import ChannelScale
from sklearn_seqgan.typing import SequencesLike, SequencesOut

__all__ = ["SequenceScaler"]


class SequenceScaler(SequenceTransformer):
    """Subtract the mean of each channel and divide by its standard deviation, as `StandardScaler` does.

    Mean and standard deviation are over all steps of all training sequences; padding does not count. The
    classifiers of this package do their own scaling; this is for others.

    Parameters
    ----------
    with_mean : bool, default=True
        Whether to subtract the mean.
    with_std : bool, default=True
        Whether to divide by the standard deviation.

    Attributes
    ----------
    mean_ : ndarray of shape (`n_channels_`,), float64
    scale_ : ndarray of shape (`n_channels_`,), float64
        1 for a channel that is constant.
    n_features_in_ : int
        T after a fit on (n, T), else the number of channels.
    feature_names_in_ : ndarray of shape (`n_features_in_`,) of str objects
        Names of the columns in `fit`; only if X was a frame, or held frames, whose column names are strings.
    n_channels_ : int
    input_form_ : {"2d", "3d", "list", "object"}
        Form of X in `fit`.

    See Also
    --------
    BoneNormalizer : Give every bone the same length in all frames of all persons, and keep its direction.

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.array([[1.0, 10.0]]), np.array([[3.0, 30.0], [2.0, 20.0], [2.0, 20.0]])]
    >>> scaler = SequenceScaler(with_std=False).fit(X)
    >>> scaler.transform(X)[1].tolist()
    [[1.0, 10.0], [0.0, 0.0], [0.0, 0.0]]
    >>> scaler.inverse_transform(scaler.transform(X))[0].tolist()
    [[1.0, 10.0]]
    """

    _parameter_constraints: dict = {"with_mean": ["boolean"], "with_std": ["boolean"]}

    def __init__(self, with_mean: bool = True, with_std: bool = True) -> None:
        self.with_mean = with_mean
        self.with_std = with_std

    def inverse_transform(self, X: SequencesLike) -> SequencesOut:
        """Undo `transform`.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        ndarray of shape (n, T) or (n, T, F), list or object array of (T_i, F) arrays
            In the form and dtype of X.
        """
        check_is_fitted(self)
        scaled, form = self._load(X, reset=False)
        return self._to_form(X, self._scale().invert(scaled), form)

    def _fit_sequences(self, sequences):
        steps = sequences.values[sequences.mask]
        with np.errstate(over="ignore"):
            scaler = StandardScaler().fit(steps)
        wrong = np.flatnonzero(~np.isfinite(scaler.mean_ + scaler.var_))
        if len(wrong):
            raise ValueError(
                f"Channel {wrong[0]} of X has values too large for a mean and deviation. Take a larger unit."
            )
        self.mean_ = scaler.mean_ if self.with_mean else np.zeros_like(scaler.mean_)
        self.scale_ = scaler.scale_ if self.with_std else np.ones_like(scaler.mean_)

    def _transform_sequences(self, sequences):
        return self._scale().apply(sequences)

    def _scale(self):
        return ChannelScale(self.mean_, self.scale_)
