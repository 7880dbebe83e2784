"""Scaling per channel over the valid steps of all sequences.

Every estimator scales by this, so that no comparison turns on it.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import numpy as np

from sklearn_seqgan.sequences import Sequences, StoredSequences

__all__ = ["ChannelScale", "share_by_unit"]

LARGEST_STEP = 4.0
"""Between the deviations of two channels of one unit, next to each other in size."""

_CHUNK = 256  # sequences that are held in float64 at one time


class ChannelScale(NamedTuple):
    """Mean and standard deviation of each channel.

    Attributes
    ----------
    mean : ndarray of shape (F,), float64
    scale : ndarray of shape (F,), float64
        At least the resolution of float32 at the channel's mean, so that noise of
        rounding in a constant channel is not blown up.
    """

    mean: np.ndarray
    scale: np.ndarray

    @classmethod
    def fit(cls, sequences):
        """Measure the channels of `Sequences`, in two passes and float64."""
        n_steps = sequences.lengths.sum()
        mean = sum(v.sum((0, 1), dtype=np.float64) for v, _ in _chunks(sequences)) / n_steps
        squares = sum((np.square(v - mean) * m[:, :, None]).sum((0, 1)) for v, m in _chunks(sequences))
        std = np.sqrt(squares / n_steps)
        scale = np.maximum(std, np.finfo(np.float32).eps * np.abs(mean))
        return cls(mean, np.where(scale > 0, scale, 1.0))

    def apply(self, sequences):
        """(x − mean) / scale on valid steps; padding stays zero. Of `StoredSequences`, as they are read."""
        if isinstance(sequences, StoredSequences):
            return sequences.map(self.apply)
        return self._map(sequences, lambda values: (values - self.mean) / self.scale)

    def invert(self, sequences):
        """Undo `apply`."""
        return self._map(sequences, lambda values: values * self.scale + self.mean)

    def _map(self, sequences, function):
        result = np.empty_like(sequences.values)
        start = 0
        for values, mask in _chunks(sequences):
            result[start : start + len(values)] = function(values) * mask[:, :, None]
            start += len(values)
        return Sequences(result, sequences.lengths)


def share_by_unit(channels):
    """One scale for all channels that seem to have the same unit, so that they keep their proportions.

    The hand of a skeleton moves more than its hip, and means more; but degrees a second and
    multiples of g cannot be compared. Sorted by deviation, channels are of one unit as long as
    each varies at most `LARGEST_STEP` times as much as the one before.

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


def _chunks(sequences):
    for start in range(0, len(sequences.lengths), _CHUNK):
        part = sequences.rows(slice(start, start + _CHUNK))
        yield part.values, part.mask
