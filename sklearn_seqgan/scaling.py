"""Scaling per channel over the valid steps of all sequences.

Every estimator scales by this, so that no comparison turns on it.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import numpy as np

from sklearn_seqgan.sequences import Sequences

__all__ = ["ChannelScale"]

_CHUNK = 256  # sequences at a time, so that a memory map is never copied whole


class ChannelScale(NamedTuple):
    """Mean and standard deviation of each channel.

    Attributes
    ----------
    mean : ndarray of shape (F,), float64
    scale : ndarray of shape (F,), float64
        1 for a channel whose deviation is below the resolution of float32.
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
        constant = std <= 10 * np.finfo(np.float32).eps * np.abs(mean)
        return cls(mean, np.where(constant, 1.0, std))

    def apply(self, sequences):
        """(x − mean) / scale on valid steps; padding stays zero."""
        scaled = ((sequences.values - self.mean) / self.scale).astype(np.float32)
        return Sequences(scaled * sequences.mask[:, :, None], sequences.lengths)

    def invert(self, sequences):
        """Undo `apply`."""
        values = (sequences.values * self.scale + self.mean).astype(np.float32)
        return Sequences(values * sequences.mask[:, :, None], sequences.lengths)


def _chunks(sequences):
    for start in range(0, len(sequences.lengths), _CHUNK):
        part = Sequences(*(a[start : start + _CHUNK] for a in sequences))
        yield part.values, part.mask
