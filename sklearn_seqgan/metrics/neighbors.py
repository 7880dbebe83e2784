"""Distances among sequences: are generated ones as varied as real ones, and are they new?

Sequences are resampled to 32 steps and flattened, followed by their length, and each feature is standardised
by the training sequences, as for the squared MMD.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from scipy.spatial.distance import cdist, pdist

from sklearn_seqgan.metrics._base import PerClass, SequenceMetric
from sklearn_seqgan.metrics._features import standardize
from sklearn_seqgan.typing import LabelsLike, Marker, SequencesLike

__all__ = ["Copies", "Diversity"]


class Diversity(PerClass, SequenceMetric):
    """Mean distance between generated sequences, divided by that between held-out ones.

    If labels are given, distances are within classes: the mean over classes that have two sequences of both
    kinds.

    Parameters
    ----------
    train, held_out : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Real sequences.
    y_train, y_held_out : array-like of shape (n,), default=None
        Their classes.
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
    Copies : How close generated sequences are to training ones, relative to held-out ones.
    generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.

    Notes
    -----
    Below 1 the generated sequences are too much alike. NaN if there are fewer than two, or all real ones are
    the same.

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.full((4, 1), k) for k in (0.0, 1.0, 3.0)]
    >>> Diversity(X, X)([x / 2 for x in X])
    0.5
    """

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
        self._features = standardize(self.train.sequences)

    def _value(self, rows, real):
        pairs = [(self._spread(a), self._spread(b)) for a, b in self._groups(rows, real)]
        generated, of_real = np.sum(pairs, axis=0) if pairs else (np.nan, np.nan)
        return generated / of_real if of_real else np.nan

    def _groups(self, rows, real):
        """Groups to compare: class by class, or all at once."""
        if not all(some.any_label(self.unlabeled) for some in (rows, real)):
            groups = [(rows, real)]
        else:
            rows, real = rows.labeled(self.unlabeled), real.labeled(self.unlabeled)
            groups = [(rows.of(label), real.of(label)) for label in np.unique(rows.y).tolist()]
        return [(a, b) for a, b in groups if min(len(a.sequences), len(b.sequences)) > 1]

    def _spread(self, rows):
        return pdist(self._features(rows.sequences)).mean()


class Copies(SequenceMetric):
    """How close generated sequences are to training ones, relative to held-out ones.

    The ratio of two medians of the distance to the nearest training sequence. Below 1 the generator tends to
    copy its training sequences, and 0 means copies. This matters for privacy as well.

    Parameters
    ----------
    train, held_out : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Real sequences: those that the generator was trained with, and others.
    y_train, y_held_out, unlabeled : ignored
        Not used, present for API consistency by convention.

    Attributes
    ----------
    floor : float
        Value of the held-out sequences, 1; the training sequences are copies of themselves.

    Raises
    ------
    ValueError
        If the channels differ.

    See Also
    --------
    Diversity : Mean distance between generated sequences, divided by that between held-out ones.
    generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.

    Notes
    -----
    NaN if half of the held-out sequences are copies, too.

    References
    ----------
    Meehan, Chaudhuri & Dasgupta (2020), A non-parametric test to detect data-copying in generative
    models. AISTATS. arXiv:2004.05675

    Examples
    --------
    >>> import numpy as np
    >>> train, held_out = ([np.full((4, 1), k) for k in some] for some in ((0.0, 4.0), (1.0, 6.0)))
    >>> round(Copies(train, held_out)([np.full((4, 1), 3.0)]), 6), Copies(train, held_out)(train)
    (0.666667, 0.0)
    """

    needs = ("train",)
    _unseen = "held_out"

    def __init__(
        self,
        train: SequencesLike,
        held_out: SequencesLike,
        y_train: LabelsLike | None = None,
        y_held_out: LabelsLike | None = None,
        *,
        unlabeled: Marker = -1,
    ) -> None:
        super().__init__(train, held_out, unlabeled=unlabeled)
        self._features = standardize(self.train.sequences)
        self._known = self._features(self.train.sequences)

    def _value(self, rows, real):
        generated, of_real = self._nearest(rows), self._nearest(real)
        return generated / of_real if of_real else np.nan

    def _nearest(self, rows):
        return np.median(cdist(self._features(rows.sequences), self._known).min(axis=1))
