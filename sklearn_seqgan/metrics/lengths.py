"""Whether generated sequences last as long as real ones."""
# SPDX-License-Identifier: BSD-3-Clause

from scipy.stats import wasserstein_distance

from sklearn_seqgan.metrics._base import PerClass, SequenceMetric

__all__ = ["LengthDistance"]


class LengthDistance(PerClass, SequenceMetric):
    """Wasserstein-1 distance of the lengths from those of held-out sequences, divided by their mean length.

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
        Value of the training sequences.

    Raises
    ------
    ValueError
        If the channels differ.

    See Also
    --------
    generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.zeros((n, 1)) for n in (4, 6)]
    >>> LengthDistance(X, X)([x[:3] for x in X])
    0.4
    """

    def _value(self, rows, real):
        return wasserstein_distance(rows.lengths, real.lengths) / real.lengths.mean()
