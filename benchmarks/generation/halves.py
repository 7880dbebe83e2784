"""Rows that a generator is trained on and compared with: random halves, with the same persons in both."""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import replace

from benchmarks.catalogue import prepared_data
from sklearn_seqgan.metrics import random_halves
from sklearn_seqgan.preprocessing import FrameSubsampler

__all__ = ["in_halves", "load", "rows_of"]

FRAMES = {"watch": {"step": 2, "max_length": 100}, "actions": {"step": 2}}
"""Time steps that are kept of each data set, which brings all sets to 12 to 25 Hz."""


def load(source):
    """A prepared data set, thinned as `FRAMES` says."""
    data = prepared_data.load(source)
    if data.name not in FRAMES:
        return data
    return replace(data, X=FrameSubsampler(**FRAMES[data.name]).fit_transform(data.X))


def in_halves(data, seed):
    """The data set with random halves of each class in place of its training and test part."""
    train, test = random_halves(data.y, len(data.y), seed)
    return replace(data, train=train, test=test)


def rows_of(data, rows):
    return [data.X[i] for i in rows], data.y[rows]
