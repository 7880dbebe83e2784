"""Removing the position of the body in the room."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Sequence
from numbers import Integral
from typing import Any

import numpy as np

from sklearn_seqgan._compat import Interval, StrOptions
from sklearn_seqgan.preprocessing._joints import JointTransformer

__all__ = ["JointCenterer"]


class JointCenterer(JointTransformer):
    """Subtract the position of one joint (or the mean of some) from all joints.

    Channels are joint by joint: of a frame x of shape (J * n_dims,), joint j is at
    ``x.reshape(J, n_dims)[j]``. A frame without a body, all zero, is moved like any other, so use
    `AllZeroFrameRemover` first.

    Parameters
    ----------
    joint : int or list of int, default=0
        Counted from 0. For a list, the mean of the positions is subtracted; for example left and right hip,
        if no centre of the hips was recorded.
    n_dims : int, default=3
        Coordinates per joint.
    frame : {"each", "first"}, default="each"
        "each" puts the joint at the origin in every frame; "first" subtracts its
        position in the first frame everywhere, which keeps the walk through the room.

    Attributes
    ----------
    n_features_in_ : int
        Number of channels.
    feature_names_in_ : ndarray of shape (`n_features_in_`,) of str objects
        Names of the columns in `fit`; only if X was a frame, or held frames, whose column names are strings.
    n_channels_ : int
    input_form_ : {"3d", "list", "object"}
        Form of X in `fit`.

    See Also
    --------
    SkeletonRotator :
        Turn each skeleton about the vertical until its left-to-right line is along a horizontal
        axis.
    BoneNormalizer : Give every bone the same length in all frames of all persons, and keep its direction.

    Notes
    -----
    Positions stay in the unit of X. The centred joint is exactly 0 (a mean of joints up to rounding).

    Examples
    --------
    Two joints in the plane, in two frames:

    >>> import numpy as np
    >>> X = [np.array([[1.0, 2.0, 5.0, 7.0], [2.0, 2.0, 5.0, 8.0]])]
    >>> JointCenterer(joint=0, n_dims=2).fit_transform(X)[0].tolist()
    [[0.0, 0.0, 4.0, 5.0], [0.0, 0.0, 3.0, 6.0]]
    >>> JointCenterer(joint=0, n_dims=2, frame="first").fit_transform(X)[0].tolist()
    [[0.0, 0.0, 4.0, 5.0], [1.0, 0.0, 4.0, 6.0]]
    """

    _parameter_constraints: dict = {
        "joint": [Interval(Integral, 0, None, closed="left"), "array-like"],
        "n_dims": [Interval(Integral, 1, None, closed="left")],
        "frame": [StrOptions({"each", "first"})],
    }

    def __init__(self, joint: int | Sequence[int] = 0, n_dims: int = 3, frame: Any = "each") -> None:
        self.joint = joint
        self.n_dims = n_dims
        self.frame = frame

    def _fit_joints(self, joints, mask):
        self._check_joints("joint", joints.shape[2])

    def _transform_joints(self, joints, mask):
        origin = joints[:, :, np.atleast_1d(self.joint)].mean(axis=2, keepdims=True)
        return joints - (origin[:, :1] if self.frame == "first" else origin)
