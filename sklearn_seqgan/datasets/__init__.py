"""Sequence data sets, as ``Bunch(X, y, groups, ...)`` or (X, y)."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.datasets.bvh import load_bvh
from sklearn_seqgan.datasets.c3d import load_c3d
from sklearn_seqgan.datasets.npz import load_sequences_npz, save_sequences_npz
from sklearn_seqgan.datasets.ntu import load_ntu_rgbd
from sklearn_seqgan.datasets.skeleton import body_parts, joint_channels
from sklearn_seqgan.datasets.skeleton_actions import make_skeleton_actions
from sklearn_seqgan.datasets.synthetic import make_postures, make_rhythms
from sklearn_seqgan.datasets.watch import load_watch

__all__ = [
    "body_parts",
    "joint_channels",
    "load_bvh",
    "load_c3d",
    "load_ntu_rgbd",
    "load_sequences_npz",
    "load_watch",
    "make_postures",
    "make_rhythms",
    "make_skeleton_actions",
    "save_sequences_npz",
]
