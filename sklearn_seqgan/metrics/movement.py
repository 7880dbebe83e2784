"""Whether generated sequences move as fast, and as smoothly, as real ones."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.preprocessing import StandardScaler

from sklearn_seqgan.metrics._base import PerClass, SequenceMetric
from sklearn_seqgan.typing import LabelsLike, Marker, SequencesLike

__all__ = ["JerkRatio", "SpeedRatio"]


class SpeedRatio(PerClass, SequenceMetric):
    """Mean ``|x_t − x_{t−1}|`` of generated sequences over that of held-out ones.

    Each channel is measured in units of its standard deviation in training; one that is constant there keeps
    its unit.

    Parameters
    ----------
    train, held_out : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Real sequences.
    y_train, y_held_out : array-like of shape (n,), default=None
        Their classes, for `by_class`.
    unlabeled : object, default=-1
        The marker for "no label"; None if there is none.

    Attributes
    ----------
    floor : float
        Value of the training sequences, near 1.

    Raises
    ------
    ValueError
        If the channels differ.

    See Also
    --------
    JerkRatio :
        Mean ``|x_t − 2 x_{t−1} + x_{t−2}|`` of generated sequences over that of held-out ones.
    generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.

    Notes
    -----
    Below 1 the generated sequences are too slow. NaN if every sequence is too short, or real ones stand
    still.

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.array([[0.0], [1.0], [3.0]]), np.array([[2.0], [0.0]])]
    >>> SpeedRatio(X, X)([3 * x for x in X])
    3.0
    """

    _order = 1

    def __init__(
        self,
        train: SequencesLike,
        held_out: SequencesLike,
        y_train: LabelsLike | None = None,
        y_held_out: LabelsLike | None = None,
        *,
        unlabeled: Marker = -1,
    ) -> None:
        super().__init__(train, held_out, y_train, y_held_out, unlabeled=unlabeled)
        self._unit = StandardScaler().fit(np.concatenate(self.train.sequences)).scale_

    def _value(self, rows, real):
        generated, of_real = self._movement(rows), self._movement(real)
        return generated / of_real if of_real else np.nan

    def _movement(self, rows):
        """Mean over all steps and channels."""
        differences = np.concatenate([np.diff(x, self._order, axis=0) for x in rows.sequences])
        return np.mean(np.abs(differences) / self._unit) if len(differences) else np.nan


class JerkRatio(SpeedRatio):
    """Mean ``|x_t − 2 x_{t−1} + x_{t−2}|`` of generated sequences over that of held-out ones.

    Above 1 the generated sequences tremble, below 1 they are too smooth.

    Parameters
    ----------
    train, held_out, y_train, y_held_out, unlabeled : as in `SpeedRatio`
        The sequences, their labels and the marker.

    Attributes
    ----------
    floor : float
        Value of the training sequences, near 1.

    See Also
    --------
    SpeedRatio : Mean ``|x_t − x_{t−1}|`` of generated sequences over that of held-out ones.
    generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.array([[0.0], [1.0], [3.0]]), np.array([[2.0], [0.0]])]
    >>> JerkRatio(X, X)([np.array([[0.0], [5.0], [7.0]])])
    3.0
    """

    _order = 2
