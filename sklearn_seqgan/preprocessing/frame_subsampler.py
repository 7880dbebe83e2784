"""A lower frame rate, and a maximum number of frames."""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Integral

import numpy as np

from sklearn_seqgan._compat import Interval
from sklearn_seqgan.preprocessing._base import SequenceTransformer
from sklearn_seqgan.sequences import Sequences

__all__ = ["FrameSubsampler"]


class FrameSubsampler(SequenceTransformer):
    """Keep the frames 0, step, 2 step, ... of each sequence, up to a maximum number.

    No sequence becomes empty. Frames are not filtered first: movement faster than half the new frame rate is
    aliased into slower movement.

    Parameters
    ----------
    step : int, default=2
        1 keeps every frame. At 30 frames per second, 2 leaves 15.
    max_length : int, default=None
        Maximum number of frames afterwards; None sets no limit.

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
    SequenceResampler :
        Interpolate every sequence linearly at a fixed number of equally spaced times, from first to last
        step.
    sklearn_seqgan.sequences.resample_recordings :
        Resample recordings to one time grid: a step every 1 / rate_hz seconds from the first sample on.

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.arange(7.0), np.arange(3.0)]
    >>> [x[:, 0].tolist() for x in FrameSubsampler(step=2, max_length=3).fit_transform(X)]
    [[0.0, 2.0, 4.0], [0.0, 2.0]]
    """

    _parameter_constraints: dict = {
        "step": [Interval(Integral, 1, None, closed="left")],
        "max_length": [Interval(Integral, 1, None, closed="left"), None],
    }

    def __init__(self, step: int = 2, max_length: int | None = None) -> None:
        self.step = step
        self.max_length = max_length

    def _transform_sequences(self, sequences):
        values, lengths = sequences
        kept = self._columns(np.arange(values.shape[1]))
        return Sequences(values[:, kept], np.minimum(-(-lengths // self.step), len(kept)))

    def _columns(self, names):
        return names[:: self.step][: self.max_length]
