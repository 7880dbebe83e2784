"""Removing empty frames."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.preprocessing._base import SequenceTransformer
from sklearn_seqgan.sequences import Sequences

__all__ = ["AllZeroFrameRemover"]


class AllZeroFrameRemover(SequenceTransformer):
    """Drop the frames in which every channel is exactly 0: the tracker had lost the body.

    The remaining frames become consecutive, so a gap in time closes without a trace. Use this before anything
    that moves zeros, such as scaling. With a single channel (a two-dimensional X) every 0 is such a frame, so
    do not use this for a signal that may be 0.

    Attributes
    ----------
    n_features_in_ : int
        T after a fit on (n, T), else the number of channels.
    feature_names_in_ : ndarray of shape (`n_features_in_`,) of str objects
        Names of the columns in `fit`; only if X was a frame, or held frames, whose column names are strings.
    n_channels_ : int
    input_form_ : {"2d", "3d", "list", "object"}
        Form of X in `fit`.

    See Also
    --------
    MissingJointMarker :
        Turn positions of joints that were not tracked into NaN, for `GapFiller` to fill.
    GapFiller : Fill NaN inside sequences from the values on both sides of the gap.

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.array([[0.0, 0.0], [0.0, 1.0], [0.0, 0.0], [2.0, 3.0]])]
    >>> AllZeroFrameRemover().fit_transform(X)[0].tolist()
    [[0.0, 1.0], [2.0, 3.0]]
    """

    _parameter_constraints: dict = {}

    def _transform_sequences(self, sequences):
        kept = (sequences.values != 0).any(axis=2)  # padding is zero, and is removed as well
        lengths = kept.sum(axis=1)
        _raise_if_empty(lengths)
        order = np.argsort(~kept, axis=1, kind="stable")[:, : lengths.max()]  # kept frames first
        return Sequences(np.take_along_axis(sequences.values, order[:, :, None], axis=1), lengths)

    def _columns(self, names):
        return [f"allzeroframeremover{k}" for k in range(len(names))]


def _raise_if_empty(lengths):
    empty = np.flatnonzero(lengths == 0)
    if len(empty):
        raise ValueError(
            f"Sample {empty[0]} of X has only frames in which every channel is 0, so none would be left "
            f"({len(empty)} such sample(s) in all). Remove it, together with its label."
        )
