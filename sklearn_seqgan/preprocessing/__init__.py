"""Transformers of sequences, for the steps before a classifier in a pipeline."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.preprocessing.all_zero_frame_remover import AllZeroFrameRemover
from sklearn_seqgan.preprocessing.angle_unwrapper import AngleUnwrapper
from sklearn_seqgan.preprocessing.bone_normalizer import BoneNormalizer
from sklearn_seqgan.preprocessing.frame_subsampler import FrameSubsampler
from sklearn_seqgan.preprocessing.gap_filler import GapFiller, usable_rows
from sklearn_seqgan.preprocessing.joint_centerer import JointCenterer
from sklearn_seqgan.preprocessing.missing_joint_marker import MissingJointMarker
from sklearn_seqgan.preprocessing.sequence_resampler import SequenceResampler
from sklearn_seqgan.preprocessing.sequence_scaler import SequenceScaler
from sklearn_seqgan.preprocessing.sequence_truncator import SequenceTruncator
from sklearn_seqgan.preprocessing.skeleton_rotator import SkeletonRotator
from sklearn_seqgan.preprocessing.velocity_appender import VelocityAppender

__all__ = [
    "AllZeroFrameRemover",
    "AngleUnwrapper",
    "BoneNormalizer",
    "FrameSubsampler",
    "GapFiller",
    "JointCenterer",
    "MissingJointMarker",
    "SequenceResampler",
    "SequenceScaler",
    "SequenceTruncator",
    "SkeletonRotator",
    "VelocityAppender",
    "usable_rows",
]
