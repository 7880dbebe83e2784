"""Whether bones keep their length while a skeleton moves."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.metrics._base import PerClass, SequenceMetric
from sklearn_seqgan.typing import ArrayLike, LabelsLike, Marker, SequencesLike

__all__ = ["BoneLengthVariation"]


class BoneLengthVariation(PerClass, SequenceMetric):
    """Deviation over time of a bone's length, relative to its mean, averaged over bones and sequences.

    It is 0 for a rigid body. Recorded skeletons have more, so compare with the floor.

    Parameters
    ----------
    train, held_out : array-like of shape (n, T, F), or list of (T_i, F) arrays
        Real sequences; three channels per joint, joint by joint.
    y_train, y_held_out : array-like of shape (n,), default=None
        Their classes, for `by_class`.
    bones : array-like of shape (n_bones, 2)
        Numbers of the two joints of each bone.
    unlabeled : object, default=-1
        The marker for "no label"; None if there is none.

    Attributes
    ----------
    floor : float
        Value of the training sequences.

    Raises
    ------
    ValueError
        If there are not three channels per joint, or a bone names a joint that does not exist.

    See Also
    --------
    generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.
    sklearn_seqgan.preprocessing.BoneNormalizer :
        Give every bone the same length in all frames of all persons, and keep its direction.

    Examples
    --------
    >>> import numpy as np
    >>> arm = np.array([[0.0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 3, 0]])
    >>> BoneLengthVariation([arm], [arm], bones=[(0, 1)]).floor
    0.5
    """

    needs = ("bones",)

    def __init__(
        self,
        train: SequencesLike,
        held_out: SequencesLike,
        y_train: LabelsLike | None = None,
        y_held_out: LabelsLike | None = None,
        *,
        bones: ArrayLike,
        unlabeled: Marker = -1,
    ) -> None:
        super().__init__(train, held_out, y_train, y_held_out, unlabeled=unlabeled)
        self.bones = np.asarray(bones)
        self._raise_if_no_skeleton()

    def _value(self, rows, real):
        return np.mean([self._variation(x) for x in rows.sequences])

    def _value_of(self, label, rows):
        return float(self._value(rows, None))

    def _variation(self, x):
        """Mean over bones; a bone of length 0 does not vary."""
        joints = x.reshape(len(x), -1, 3)
        start, end = self.bones.T
        lengths = np.linalg.norm(joints[:, end] - joints[:, start], axis=2)
        mean, deviation = lengths.mean(axis=0), lengths.std(axis=0)
        return np.divide(deviation, mean, out=np.zeros_like(mean), where=mean > 0).mean()

    def _raise_if_no_skeleton(self):
        n_joints, rest = divmod(self.train.n_channels, 3)
        if rest:
            raise ValueError(f"{self.train.n_channels} channels; a skeleton has three for each joint.")
        if self.bones.ndim != 2 or self.bones.shape[1] != 2 or len(self.bones) == 0:
            raise ValueError(f"bones has shape {self.bones.shape}; expected (n_bones, 2).")
        unknown = self.bones[(self.bones < 0) | (self.bones >= n_joints)]
        if len(unknown):
            raise ValueError(f"A bone names joint {unknown[0]}; they are 0 to {n_joints - 1}.")
