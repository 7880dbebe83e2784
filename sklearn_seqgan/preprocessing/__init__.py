"""Transformers of sequences, for a pipeline in front of a classifier."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.preprocessing.bones import BoneNormalizer
from sklearn_seqgan.preprocessing.centering import JointCenterer
from sklearn_seqgan.preprocessing.gaps import GapFiller
from sklearn_seqgan.preprocessing.removal import AllZeroFrameRemover
from sklearn_seqgan.preprocessing.resampling import SequenceResampler
from sklearn_seqgan.preprocessing.rotation import SkeletonRotator
from sklearn_seqgan.preprocessing.standardizing import SequenceScaler
from sklearn_seqgan.preprocessing.subsampling import FrameSubsampler
from sklearn_seqgan.preprocessing.truncation import SequenceTruncator
from sklearn_seqgan.preprocessing.velocity import VelocityAppender

__all__ = [
    "AllZeroFrameRemover",
    "BoneNormalizer",
    "FrameSubsampler",
    "GapFiller",
    "JointCenterer",
    "SequenceResampler",
    "SequenceScaler",
    "SequenceTruncator",
    "SkeletonRotator",
    "VelocityAppender",
]
