"""Scaling per channel over the valid steps of all sequences.

Every estimator scales in this way, so that no comparison depends on the scaling.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import numpy as np

from sklearn_seqgan.sequences.padded import Sequences

__all__ = ["ChannelScale", "share_by_unit"]

LARGEST_STEP = 4.0
"""Largest ratio of the deviations of two channels with the same unit that are next to each other in size."""

_SEQUENCES = 256  # held in float64 at one time


class ChannelScale(NamedTuple):
    """Mean and standard deviation of each channel.

    Attributes
    ----------
    mean : ndarray of shape (F,), float64
    scale : ndarray of shape (F,), float64
        At least the resolution of the values at the channel's mean (that of float32 if it holds all of them,
        else of float64), so that rounding noise in a constant channel is not amplified.
    """

    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, sequences):
        """Measure the channels of `Sequences` or `StoredSequences` in float64, piece by piece."""
        n_time_steps = sequences.lengths.sum()
        mean = _total(sequences, lambda x, valid: x) / n_time_steps
        if not sequences.single:  # a large sum is rounded; a sum of deviations from the mean hardly is
            mean = mean + _total(sequences, lambda x, valid: _deviations(x, valid, mean)) / n_time_steps
        squares = _total(sequences, lambda x, valid: _squares(_deviations(x, valid, mean)))
        std = np.sqrt(squares / n_time_steps)
        resolution = np.finfo(np.float32 if sequences.single else np.float64).eps
        scale = np.maximum(std, resolution * np.abs(mean))
        return cls(mean, np.where(scale > 0, scale, 1.0))

    @property
    def single(self):
        """Whether float32 can hold the values that this was fitted to."""
        return bool((self.scale >= np.finfo(np.float32).eps * np.abs(self.mean)).all())

    def apply(self, sequences):
        """(x − mean) / scale on valid steps; padding stays zero.

        `Sequences` keep their dtype. `StoredSequences` are scaled as they are read, and then converted to
        float32: the offset is gone by then, so rounding loses nothing. If float32 cannot hold a scaled value,
        a ValueError names its channel.
        """
        if not isinstance(sequences, Sequences):
            return sequences.map(lambda read: self._apply(read, np.float32))
        return self._apply(sequences, sequences.values.dtype)

    def _apply(self, sequences, dtype):
        with np.errstate(over="ignore"):
            scaled = self._map(sequences, self._forward, dtype)
        _raise_if_too_far(scaled.values, sequences.values)
        return scaled

    def invert(self, sequences, dtype=None):
        """Undo `apply`; in the dtype of the sequences if it is None."""
        dtype = dtype or sequences.values.dtype
        return self._map(sequences, self._backward, dtype)

    def _forward(self, values):
        scaled = values - self.mean
        scaled /= self.scale
        return scaled

    def _backward(self, values):
        restored = values * self.scale
        restored += self.mean
        return restored

    def _map(self, sequences, function, dtype):
        result = np.empty(sequences.shape, dtype=dtype)
        start = 0
        for values, mask in _chunks(sequences):
            found = function(values)
            found *= mask[:, :, None]
            result[start : start + len(values)] = found
            start += len(values)
        return Sequences(result, sequences.lengths)


def _raise_if_too_far(result, values):
    """Refuse values that the dtype of the result cannot hold."""
    if not np.isfinite(result).all():
        i, t, channel = np.argwhere(~np.isfinite(result))[0]
        raise ValueError(
            f"X holds {values[i, t, channel]:.3g} in channel {channel}, so many deviations away from the "
            f"training sequences that {result.dtype} cannot hold it. Remove or clip it."
        )


def share_by_unit(channels):
    """One scale for all channels that seem to have the same unit, so that they keep their proportions.

    The hand of a skeleton moves more than its hip, and carries more information; but degrees per second and
    multiples of g cannot be compared. With channels sorted by deviation, a channel has the same unit as the
    one before if it varies at most `LARGEST_STEP` times as much.

    Parameters
    ----------
    channels : ChannelScale

    Returns
    -------
    ChannelScale
        Its scale is the root mean square deviation of a channel's group.
    """
    order = np.argsort(channels.scale)
    deviations = channels.scale[order]
    group = np.r_[0, np.cumsum(deviations[1:] > LARGEST_STEP * deviations[:-1])]
    sizes = np.bincount(group)
    pooled = np.sqrt(np.bincount(group, np.square(deviations)) / sizes)
    return ChannelScale(channels.mean, pooled[group][np.argsort(order)])


def _total(sequences, function):
    """Sum over all steps of a function of values (n, T, F) and their validity (n, T, 1), in float64.

    With several ranks, each adds the sum over its own sequences.
    """
    mine = getattr(sequences, "mine", sequences)
    found = sum(
        (function(v, m[:, :, None]).sum((0, 1), dtype=np.float64) for v, m in _chunks(mine)),
        start=np.zeros(sequences.shape[2]),
    )
    return found if mine is sequences else sequences.total(found)


def _deviations(x, valid, mean):
    deviations = x - mean
    deviations *= valid
    return deviations


def _squares(x):
    """Squares of an array, which may be overwritten."""
    return np.square(x, out=x)


def _chunks(sequences):
    for start in range(0, len(sequences.lengths), _SEQUENCES):
        part = sequences.rows(slice(start, start + _SEQUENCES))
        yield part.values, part.mask
