"""Removing the direction in which a person faces."""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Integral
from typing import Any

import numpy as np

from sklearn_seqgan._compat import Interval, StrOptions
from sklearn_seqgan.preprocessing._joints import JointTransformer

__all__ = ["SkeletonRotator"]


class SkeletonRotator(JointTransformer):
    """Turn each skeleton about the vertical until its left-to-right line is along a horizontal axis.

    In the axes of a Kinect (right-handed: x to the camera's left, y up, z away from it) the person then
    faces the camera. The turn is about the middle of the two joints, which stays in place. Any difference
    between actions in the direction that a person faces is lost.

    Parameters
    ----------
    left, right : int or list of int
        Joints on the two sides of the body, counted from 0: the hips or the shoulders. The mean of a list is
        used.
    up : {0, 1, 2}, default=1
        The vertical axis. Left to right will point along axis ``(up + 2) % 3``: x, if up is y.
    frame : {"first", "each"}, default="first"
        "first" turns the whole sequence as its first frame requires; "each" turns every frame separately,
        which also removes turns of the body.

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
    JointCenterer : Subtract the position of one joint (or the mean of some) from all joints.

    Notes
    -----
    Channels are joint by joint, x, y and z of each. With d the horizontal part of right − left, positions
    p relative to the middle become R p, R the rotation about `up` that takes d to (‖d‖, 0). A frame in which
    the line is vertical, or has no length, has no direction; the error says which frame it is.

    Examples
    --------
    Two hips and the head of a person who bows a little in the direction they face, along x; left to right is
    along z:

    >>> import numpy as np
    >>> X = [np.array([[0.0, 1.0, -0.2, 0.0, 1.0, 0.2, 0.1, 1.6, 0.0]])]
    >>> turned = SkeletonRotator(left=0, right=1).fit_transform(X)[0]
    >>> turned.reshape(3, 3).round(6).tolist()
    [[-0.2, 1.0, 0.0], [0.2, 1.0, 0.0], [0.0, 1.6, -0.1]]
    """

    _parameter_constraints: dict = {
        "left": [Interval(Integral, 0, None, closed="left"), "array-like"],
        "right": [Interval(Integral, 0, None, closed="left"), "array-like"],
        "up": [Interval(Integral, 0, 2, closed="both")],
        "frame": [StrOptions({"each", "first"})],
    }

    def __init__(self, left: int, right: int, up: int = 1, frame: Any = "first") -> None:
        self.left = left
        self.right = right
        self.up = up
        self.frame = frame

    def _fit_joints(self, joints, mask):
        self._check_joints("left", joints.shape[2])
        self._check_joints("right", joints.shape[2])

    def _transform_joints(self, joints, mask):
        left, right = (joints[:, :, np.atleast_1d(side)].mean(axis=2) for side in (self.left, self.right))
        middle, line = (left + right) / 2, right - left
        if self.frame == "first":
            middle, line, mask = middle[:, :1], line[:, :1], mask[:, :1]
        a, b = (self.up + 2) % 3, (self.up + 1) % 3  # the horizontal axes: x and z, if up is y
        cosine, sine = _direction(line[..., a], line[..., b], mask)
        turned = joints.copy()
        p, q = (joints[..., axis] - middle[..., None, axis] for axis in (a, b))
        turned[..., a] = cosine * p + sine * q + middle[..., None, a]
        turned[..., b] = cosine * q - sine * p + middle[..., None, b]
        return turned


def _direction(along, across, mask):
    """Cosine and sine of the angle of (along, across), shape (n, T, 1); 1 and 0 on padding."""
    length = np.hypot(along, across)
    undefined = np.argwhere((length == 0) & mask)
    if len(undefined):
        i, t = undefined[0].tolist()
        raise ValueError(
            f"The line from left to right has no horizontal direction in sample {i} of X, at step {t}. Drop "
            "frames without a body (AllZeroFrameRemover), or choose other joints."
        )
    length = np.where(mask, length, 1)
    return (np.where(mask, along / length, 1)[..., None], np.where(mask, across / length, 0)[..., None])
