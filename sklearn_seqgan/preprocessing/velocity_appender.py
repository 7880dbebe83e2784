"""Velocities beside positions."""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Real

import numpy as np

from sklearn_seqgan._compat import Interval
from sklearn_seqgan.preprocessing._base import SequenceTransformer
from sklearn_seqgan.sequences import Sequences

__all__ = ["VelocityAppender"]


class VelocityAppender(SequenceTransformer):
    """Append the velocity of every channel as a new channel.

    Inside a sequence it is the central difference v_t = (x_{t+1} − x_{t−1}) / 2 · rate, at the two ends the
    difference to the only neighbour, as in `numpy.gradient`. A single step has velocity 0.

    Parameters
    ----------
    rate_hz : float, default=1.0
        Steps per second; velocities are then in units of X per second. 1: per step.

    Attributes
    ----------
    n_features_in_ : int
        Number of channels; the result has twice as many.
    feature_names_in_ : ndarray of shape (`n_features_in_`,) of str objects
        Names of the columns in `fit`; only if X was a frame, or held frames, whose column names are strings.
    n_channels_ : int
    input_form_ : {"3d", "list", "object"}
        Form of X in `fit`.

    See Also
    --------
    AngleUnwrapper : Remove the jumps of angles from one end of their range to the other.

    Examples
    --------
    >>> import numpy as np
    >>> VelocityAppender(rate_hz=10).fit_transform([np.array([0.0, 1.0, 4.0])])[0].tolist()
    [[0.0, 10.0], [1.0, 20.0], [4.0, 30.0]]
    """

    _parameter_constraints: dict = {"rate_hz": [Interval(Real, 0, None, closed="neither")]}
    _one_channel = False

    def __init__(self, rate_hz: float = 1.0) -> None:
        self.rate_hz = rate_hz

    def _transform_sequences(self, sequences):
        values, lengths = sequences
        step = np.arange(values.shape[1])
        last = lengths[:, None] - 1
        before, after = np.clip(step - 1, 0, last), np.minimum(step + 1, last)
        difference = _at(values, after) - _at(values, before)
        velocity = difference * (self.rate_hz / np.maximum(after - before, 1))[:, :, None]
        both = np.concatenate([values, velocity.astype(values.dtype)], axis=2)
        both[~sequences.mask] = 0
        return Sequences(both, lengths)

    def _channels(self, names):
        return [*names, *(f"{name}_velocity" for name in names)]


def _at(values, steps):
    return np.take_along_axis(values, steps[:, :, None], axis=1)
