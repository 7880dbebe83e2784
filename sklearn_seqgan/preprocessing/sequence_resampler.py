"""The same number of steps for every sequence."""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Integral

import numpy as np

from sklearn_seqgan._compat import Interval
from sklearn_seqgan.preprocessing._base import SequenceTransformer
from sklearn_seqgan.sequences import Sequences

__all__ = ["SequenceResampler"]


class SequenceResampler(SequenceTransformer):
    """Interpolate every sequence linearly at a fixed number of equally spaced times, from first to last step.

    Long and short sequences become alike, and the speed of a movement is lost. This is for tools that need
    sequences of equal length.

    Parameters
    ----------
    length : int, default=64
        Number of steps of every sequence afterwards.

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
    sklearn_seqgan.sequences.resample_recordings :
        Resample recordings to one time grid: a step every 1 / rate_hz seconds from the first sample on.

    Notes
    -----
    A sequence of more than twice `length` steps is thinned out without filtering first: fast movement is
    aliased into slower movement. With ``length=1`` the first step is used.

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.array([0.0, 2.0]), np.array([0.0, 1.0, 4.0])]
    >>> [x[:, 0].tolist() for x in SequenceResampler(length=5).fit_transform(X)]
    [[0.0, 0.5, 1.0, 1.5, 2.0], [0.0, 0.5, 1.0, 2.5, 4.0]]
    """

    _parameter_constraints: dict = {"length": [Interval(Integral, 1, None, closed="left")]}

    def __init__(self, length: float = 64) -> None:
        self.length = length

    def _transform_sequences(self, sequences):
        values, lengths = sequences
        time = np.linspace(0, lengths - 1.0, self.length, axis=1)
        left = time.astype(np.int64)
        right = np.minimum(left + 1, lengths[:, None] - 1)
        start, end = (np.take_along_axis(values, i[:, :, None], axis=1) for i in (left, right))
        between = (end - start.astype(np.float64)) * (time - left)[:, :, None] + start
        return Sequences(between.astype(values.dtype), np.full(len(values), self.length))

    def _columns(self, names):
        return [f"sequenceresampler{k}" for k in range(self.length)]
