"""Angles that jump where the circle closes."""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Real

import numpy as np

from sklearn_seqgan._compat import Interval
from sklearn_seqgan.preprocessing._base import SequenceTransformer
from sklearn_seqgan.sequences import Sequences
from sklearn_seqgan.typing import ArrayLike

__all__ = ["AngleUnwrapper"]


class AngleUnwrapper(SequenceTransformer):
    """Remove the jumps of angles from one end of their range to the other.

    Each value is shifted by whole periods so that it is nearest to the one before, as in `numpy.unwrap`:
    178°, −180° becomes 178°, 180°. NaN stays NaN, and the next value is compared with the last known one. Use
    this before `GapFiller`, which would fill the gap between 178° and −178° by way of 0°, and before
    computing velocities.

    Parameters
    ----------
    period : float, default=360.0
        Size of a full turn, in units of X: 2π for radians.
    channels : list of int, default=None
        Channels that are angles. None: all.

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
    VelocityAppender : Append the velocity of every channel as a new channel.

    Notes
    -----
    A value stays within half a period of the one before, so a turn of more than that between two steps is
    lost. The number of turns at the start of a sequence is unknown: two sequences of the same movement may
    differ by a whole period. Three angles of one joint may also flip together when its axes come to lie in
    one plane (gimbal lock). Such flips remain; positions do not have them.

    Examples
    --------
    >>> import numpy as np
    >>> AngleUnwrapper().fit_transform([np.array([176.0, 178.0, -180.0, -178.0])])[0][:, 0].tolist()
    [176.0, 178.0, 180.0, 182.0]
    """

    _parameter_constraints: dict = {
        "period": [Interval(Real, 0, None, closed="neither")],
        "channels": ["array-like", None],
    }
    _allow_gaps = True
    _keeps_ends = True

    def __init__(self, period: float = 360.0, channels: ArrayLike | None = None) -> None:
        self.period = period
        self.channels = channels

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _fit_sequences(self, sequences):
        channels = np.asarray(self._angles(sequences))
        n = sequences.shape[2]
        if channels.dtype.kind not in "iu" or channels.ndim != 1 or ((channels < 0) | (channels >= n)).any():
            raise ValueError(f"channels={self.channels!r} must be a list of int from 0 to {n - 1}.")

    def _transform_sequences(self, sequences):
        values, lengths = sequences
        unwrapped = values.copy()
        for i, length in enumerate(lengths):
            for f in self._angles(sequences):
                known = np.flatnonzero(~np.isnan(values[i, :length, f]))
                unwrapped[i, known, f] = self._unwrap(values[i, known, f])
        return Sequences(unwrapped, lengths)

    def _unwrap(self, x):
        """x plus whole periods; bit-identical to x before the first jump."""
        turns = np.round((np.unwrap(x.astype(np.float64), period=self.period) - x) / self.period)
        return np.where(turns == 0, x, x + turns * self.period)

    def _angles(self, sequences):
        return range(sequences.shape[2]) if self.channels is None else self.channels
