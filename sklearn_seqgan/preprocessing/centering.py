"""Where the body is in the room, taken out."""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Integral

import numpy as np

from sklearn_seqgan._compat import Interval, StrOptions
from sklearn_seqgan.preprocessing._base import SequenceTransformer
from sklearn_seqgan.sequences import Sequences

__all__ = ["JointCenterer"]


class JointCenterer(SequenceTransformer):
    """Subtract the position of one joint (or the mean of some) from all joints.

    Channels are joint by joint: of a frame x of shape (J * n_dims,), joint j is at
    ``x.reshape(J, n_dims)[j]``. A frame without a body, all zero, is moved as any
    other, so `AllZeroFrameRemover` belongs before this.

    Parameters
    ----------
    joint : int or list of int, default=0
        Counted from 0. The mean of the positions in a list is subtracted: left and
        right hip, where no centre of the hips was recorded.
    n_dims : int, default=3
        Numbers a joint has in each frame.
    frame : {"each", "first"}, default="each"
        "each" puts the joint at the origin in every frame; "first" subtracts its
        position in the first frame everywhere, which keeps the walk through the room.

    Attributes
    ----------
    n_features_in_ : int
        Number of channels.
    n_channels_ : int
    input_form_ : {"3d", "list", "object"}
        Form of X in `fit`.

    Notes
    -----
    Positions stay in the unit of X. The centred joint is exactly 0 (a mean of some
    joints up to rounding).

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

    def __init__(self, joint=0, n_dims=3, frame="each"):
        self.joint = joint
        self.n_dims = n_dims
        self.frame = frame

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        return tags

    def _fit_sequences(self, sequences):
        if self.input_form_ == "2d":
            raise ValueError(
                "X has 2 dimensions: one channel a sequence, and so no joints to centre. Give "
                "(n, T, J * n_dims), or a list of (T_i, J * n_dims) arrays."
            )
        if self.n_channels_ % self.n_dims:
            raise ValueError(
                f"X has {self.n_channels_} channels, no multiple of n_dims={self.n_dims}. Set n_dims "
                "to how many numbers a joint has, and take channels that are no positions out of X."
            )
        self._check_joints(self.n_channels_ // self.n_dims)

    def _check_joints(self, n_joints):
        joints = np.asarray(self.joint)
        if joints.dtype.kind not in "iu" or joints.ndim > 1 or joints.size == 0:
            raise ValueError(f"joint={self.joint!r} must be an int, or a list of at least one int.")
        if joints.min() < 0 or joints.max() >= n_joints:
            raise ValueError(
                f"joint={self.joint!r} is out of range: X has {self.n_channels_} channels, or {n_joints} "
                f"joints of n_dims={self.n_dims}. Use 0 to {n_joints - 1}."
            )

    def _transform_sequences(self, sequences):
        values, lengths = sequences
        joints = values.reshape(*values.shape[:2], -1, self.n_dims)
        origin = joints[:, :, np.atleast_1d(self.joint)].mean(axis=2, keepdims=True)
        if self.frame == "first":
            origin = origin[:, :1]
        centered = (joints - origin).reshape(values.shape)
        centered[~sequences.mask] = 0
        return Sequences(centered, lengths)
