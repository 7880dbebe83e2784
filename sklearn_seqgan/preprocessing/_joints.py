"""What the transformers of skeletons share: channels that are positions of joints.

Channels are joint by joint: of a frame x of shape (J * n_dims,), joint j is at
``x.reshape(J, n_dims)[j]``.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.preprocessing._base import SequenceTransformer
from sklearn_seqgan.sequences import Sequences

__all__ = ["JointTransformer"]


class JointTransformer(SequenceTransformer):
    """A transformer of joints, for sequences of more than one channel.

    A subclass writes ``_transform_joints``, and ``_fit_joints`` if it learns or refuses something.
    """

    n_dims = 3
    _one_channel = False

    def _fit_sequences(self, sequences):
        if self.n_channels_ % self.n_dims:
            raise ValueError(
                f"X has {self.n_channels_} channels, no multiple of the {self.n_dims} numbers that a "
                "joint has here (n_dims). Take channels that are no positions out of X."
            )
        self._fit_joints(self._joints(sequences), sequences.mask)

    def _transform_sequences(self, sequences):
        moved = self._transform_joints(self._joints(sequences), sequences.mask)
        moved = moved.astype(sequences.values.dtype, copy=False).reshape(sequences.values.shape)
        moved[~sequences.mask] = 0
        return Sequences(moved, sequences.lengths)

    def _joints(self, sequences):
        """Positions, shape (n, T, J, n_dims)."""
        return sequences.values.reshape(*sequences.values.shape[:2], -1, self.n_dims)

    def _check_joints(self, name, n_joints):
        """Refuse a parameter that is neither a joint of X nor a list of joints."""
        joints = np.asarray(getattr(self, name))
        if joints.dtype.kind not in "iu" or joints.ndim > 1 or joints.size == 0:
            raise ValueError(f"{name}={joints.tolist()!r} must be an int, or a list of at least one int.")
        if joints.min() < 0 or joints.max() >= n_joints:
            raise ValueError(
                f"{name}={joints.tolist()!r} is out of range: X has {self.n_channels_} channels, "
                f"or {n_joints} joints of n_dims={self.n_dims}. Use 0 to {n_joints - 1}."
            )

    def _fit_joints(self, joints, mask):
        """Learn from positions (n, T, J, n_dims) and their mask (n, T), or refuse them."""

    def _transform_joints(self, joints, mask):
        """New positions of the same shape; values after a sequence's end do not matter."""
        raise NotImplementedError
