"""Removing the lengths of a person's bones."""
# SPDX-License-Identifier: BSD-3-Clause

from graphlib import CycleError, TopologicalSorter
from numbers import Integral

import numpy as np

from sklearn_seqgan._compat import Interval
from sklearn_seqgan.preprocessing._joints import JointTransformer
from sklearn_seqgan.typing import ArrayLike

__all__ = ["BoneNormalizer"]


class BoneNormalizer(JointTransformer):
    """Give every bone the same length in all frames of all persons, and keep its direction.

    This removes a person's size, and the tracker's stretching of limbs from frame to frame. Roots stay in
    place; every other joint is put at its new parent plus the bone.

    Parameters
    ----------
    bones : array-like of shape (n_bones, 2)
        Parent and child joint of each bone, counted from 0, in any order. A joint has at most one parent;
        several persons in one frame are several trees. Loaders return them as ``bones``.
    lengths : array-like of shape (n_bones,), default=None
        Lengths of the bones, in the unit of X. None: the means in `fit`, over frames in which the length is
        not 0.
    n_dims : int, default=3
        Coordinates per joint.

    Attributes
    ----------
    lengths_ : ndarray of shape (n_bones,)
        Lengths that the bones get, in the order of `bones`.
    n_features_in_ : int
        Number of channels.
    feature_names_in_ : ndarray of shape (`n_features_in_`,) of str objects
        Names of the columns in `fit`; only if X was a frame, or held frames, whose column names are strings.
    n_channels_ : int
    input_form_ : {"3d", "list", "object"}
        Form of X in `fit`.

    See Also
    --------
    JointCenterer : Subtract the position of one joint (or the mean of some) from all joints.
    SkeletonRotator :
        Turn each skeleton about the vertical until its left-to-right line is along a horizontal
        axis.

    Notes
    -----
    p'_child = p'_parent + L (p_child − p_parent) / ‖p_child − p_parent‖. A bone of length 0 in a frame has no
    direction; its child stays at its parent there.

    Examples
    --------
    An arm of three joints in the plane:

    >>> import numpy as np
    >>> X = [np.array([[1.0, 1.0, 3.0, 1.0, 3.0, 5.0]])]
    >>> BoneNormalizer([[0, 1], [1, 2]], lengths=[1, 0.5], n_dims=2).fit_transform(X)[0].tolist()
    [[1.0, 1.0, 2.0, 1.0, 2.0, 1.5]]
    """

    _parameter_constraints: dict = {
        "bones": ["array-like"],
        "lengths": ["array-like", None],
        "n_dims": [Interval(Integral, 1, None, closed="left")],
    }

    def __init__(self, bones: ArrayLike, lengths: ArrayLike | None = None, n_dims: int = 3) -> None:
        self.bones = bones
        self.lengths = lengths
        self.n_dims = n_dims

    def _fit_joints(self, joints, mask):
        _check_bones(self.bones, joints.shape[2])
        vectors = self._vectors(joints)
        if self.lengths is None:
            self.lengths_ = _mean_lengths(vectors[mask])
        else:
            self.lengths_ = _check_lengths(self.lengths, vectors.shape[2])

    def _vectors(self, joints):
        parents, children = np.asarray(self.bones).T
        return joints[:, :, children] - joints[:, :, parents]

    def _transform_joints(self, joints, mask):
        vectors = self._vectors(joints)
        length = np.linalg.norm(vectors, axis=-1, keepdims=True)
        vectors *= self.lengths_[:, None] / np.where(length > 0, length, 1)
        moved = joints.copy()
        for bone in _outwards(self.bones):
            parent, child = np.asarray(self.bones)[bone]
            moved[:, :, child] = moved[:, :, parent] + vectors[:, :, bone]
        return moved


def _mean_lengths(vectors):
    """Mean length of each bone over frames in which it is not 0, from vectors (n, n_bones, n_dims)."""
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=-1)
    return lengths.sum(axis=0) / np.maximum((lengths > 0).sum(axis=0), 1)


def _outwards(bones):
    """Numbers of the bones, parents before children."""
    bones = np.asarray(bones).tolist()
    bone_to = {child: bone for bone, (_, child) in enumerate(bones)}
    before = {bone_to[child]: [bone_to[parent]] if parent in bone_to else [] for parent, child in bones}
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError as error:
        ring = [bones[bone] for bone in error.args[1][1:]]
        raise ValueError(f"bones {ring} form a ring; a skeleton is a tree.") from None


def _check_bones(bones, n_joints):
    bones = np.asarray(bones)
    if bones.ndim != 2 or bones.shape[1] != 2 or bones.dtype.kind not in "iu" or not len(bones):
        raise ValueError(
            f"bones must be pairs of joints (n_bones, 2), but has shape {bones.shape}, {bones.dtype}."
        )
    outside = bones[(bones < 0) | (bones >= n_joints)]
    if len(outside):
        raise ValueError(f"bones name joint {outside[0]}, but X has {n_joints}. Use 0 to {n_joints - 1}.")
    children, counts = np.unique(bones[:, 1], return_counts=True)
    if counts.max() > 1:
        raise ValueError(f"bones give joint {children[counts.argmax()]} two parents; each is a child once.")
    _outwards(bones)


def _check_lengths(lengths, n_bones):
    lengths = np.asarray(lengths, dtype=np.float64)
    if lengths.shape != (n_bones,):
        raise ValueError(f"lengths has shape {lengths.shape}, but there are {n_bones} bones.")
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise ValueError(f"lengths must be positive and finite, but is {lengths.tolist()}.")
    return lengths
