"""Transformers of sequences, for a pipeline in front of a classifier."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.preprocessing.centering import JointCenterer
from sklearn_seqgan.preprocessing.removal import AllZeroFrameRemover
from sklearn_seqgan.preprocessing.subsampling import FrameSubsampler

__all__ = ["AllZeroFrameRemover", "FrameSubsampler", "JointCenterer"]
