"""A sequence as one vector, the same for every metric that compares by distances."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.preprocessing import StandardScaler

from sklearn_seqgan.preprocessing import SequenceResampler
from sklearn_seqgan.sequences import is_ragged, store

__all__ = ["LENGTH", "flatten", "standardize"]

LENGTH = 32
"""Number of steps to which sequences are resampled; their length is compared as one more feature."""


def flatten(sequences):
    """(n, F · 32 + 1): the resampled sequences, one channel after another, and their lengths."""
    lengths = store(sequences, np.float32).lengths
    resampled = SequenceResampler(LENGTH).fit_transform(sequences)
    resampled = np.stack(resampled) if is_ragged(sequences) else np.asarray(resampled)
    channels_first = resampled.reshape(len(lengths), LENGTH, -1).swapaxes(1, 2)
    return np.hstack([channels_first.reshape(len(lengths), -1), lengths[:, None]])


def standardize(train):
    """A function from sequences to features in units of their standard deviation in training.

    A feature that is constant there, like the hip at the origin, keeps its unit.
    """
    scaler = StandardScaler().fit(flatten(train))
    return lambda sequences: scaler.transform(flatten(sequences))
