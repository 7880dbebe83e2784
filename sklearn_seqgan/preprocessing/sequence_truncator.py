"""A maximum number of steps."""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Integral

import numpy as np

from sklearn_seqgan._compat import Interval, StrOptions
from sklearn_seqgan.preprocessing._base import SequenceTransformer
from sklearn_seqgan.sequences import Sequences

__all__ = ["SequenceTruncator"]


class SequenceTruncator(SequenceTransformer):
    """Cut longer sequences to their first, middle or last steps; shorter ones stay.

    Parameters
    ----------
    max_length : int, default=150
        Maximum number of steps afterwards.
    keep : {"start", "middle", "end"}, default="start"
        Which steps of a longer sequence are kept.

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
    FrameSubsampler :
        Keep the frames 0, step, 2 step, ... of each sequence, up to a maximum number.

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.arange(6.0), np.arange(2.0)]
    >>> for keep in ("start", "middle", "end"):
    ...     [x[:, 0].tolist() for x in SequenceTruncator(3, keep=keep).fit_transform(X)]
    [[0.0, 1.0, 2.0], [0.0, 1.0]]
    [[1.0, 2.0, 3.0], [0.0, 1.0]]
    [[3.0, 4.0, 5.0], [0.0, 1.0]]
    """

    _parameter_constraints: dict = {
        "max_length": [Interval(Integral, 1, None, closed="left")],
        "keep": [StrOptions({"start", "middle", "end"})],
    }

    def __init__(self, max_length: int = 150, keep: str = "start") -> None:
        self.max_length = max_length
        self.keep = keep

    def _transform_sequences(self, sequences):
        values, lengths = sequences
        surplus = np.maximum(lengths - self.max_length, 0)
        first = {"start": 0 * surplus, "middle": surplus // 2, "end": surplus}[self.keep]
        kept = np.minimum(lengths, self.max_length)
        step = first[:, None] + np.arange(kept.max())
        step = np.minimum(step, values.shape[1] - 1)
        cut = Sequences(np.take_along_axis(values, step[:, :, None], axis=1), kept)
        cut.values[~cut.mask] = 0
        return cut

    def _columns(self, names):
        if self.keep == "start" or len(names) <= self.max_length:
            return names[: self.max_length]
        return [f"sequencetruncator{k}" for k in range(self.max_length)]
