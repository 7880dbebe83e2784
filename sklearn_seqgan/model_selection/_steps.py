"""Labels of time steps, for tools that score rows: the labelled steps of all recordings, concatenated."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_consistent_length
from sklearn.utils.metaestimators import available_if

from sklearn_seqgan._compat import _safe_indexing
from sklearn_seqgan._warnings import warn
from sklearn_seqgan.labels import is_labeled, labels_of, raise_if_no_label
from sklearn_seqgan.step_labels import as_step_labels

__all__ = ["ScoredSteps"]


class ScoredSteps(ClassifierMixin, BaseEstimator):
    """A fitted classifier of recordings, seen as a classifier of their labelled steps, for scorers of rows.

    Steps without a prediction (`unlabeled` in the result of `predict`) are left out, with a warning.

    Parameters
    ----------
    estimator : fitted classifier
        Its methods give a list with one array per recording.
    X, y : list of n recordings, and of n array-likes of shape (T_i,)
    unlabeled : object

    Attributes
    ----------
    X : list of recordings with a labelled step
    rows : ndarray of int
        Numbers of these recordings.
    y : ndarray of shape (n_steps,)
        Labels of the scored steps of all recordings, concatenated.

    Raises
    ------
    ValueError
        If no step has a label, or no labelled step is predicted.
    """

    def __init__(self, estimator, X, y, unlabeled):
        self.estimator = estimator
        arrays = as_step_labels(y)
        check_consistent_length(X, arrays)
        masks = [is_labeled(labels, unlabeled) for labels in arrays]
        self.rows = np.flatnonzero([mask.any() for mask in masks])
        raise_if_no_label(self.rows, "to score against")
        self.X = _safe_indexing(X, self.rows)
        self._predicted = estimator.predict(self.X)
        _raise_if_others(self._predicted, masks, self.rows)
        self._masks = self._covered([masks[i] for i in self.rows], unlabeled)
        self.y = self.of_steps([arrays[i] for i in self.rows])

    @property
    def classes_(self):
        """Classes of the classifier inside."""
        return self.estimator.classes_

    def predict(self, X=None):
        """Classes of the scored steps; (n_steps,)."""
        return self.of_steps(self._predicted)

    @available_if(lambda self: hasattr(self.estimator, "predict_proba"))
    def predict_proba(self, X=None):
        """Probabilities at the scored steps; (n_steps, K)."""
        return self.of_steps(self.estimator.predict_proba(self.X))

    def of_steps(self, arrays):
        """The scored steps of one array per recording of `X`, in their own dtype."""
        return labels_of(
            np.concatenate([a[m] for a, m in zip(arrays, self._masks, strict=True)]), slice(None)
        )

    def cut(self, params, n_rows):
        """Parameters of a scorer at the scored steps; those with one entry per recording are repeated."""
        return {name: self._cut(value, n_rows) for name, value in params.items()}

    def _cut(self, value, n_rows):
        if not hasattr(value, "__len__") or isinstance(value, str) or len(value) != n_rows:
            return value
        own = [np.asarray(v) for v in _safe_indexing(value, self.rows)]
        return self.of_steps([np.broadcast_to(v, len(m)) for v, m in zip(own, self._masks)])

    def _covered(self, masks, unlabeled):
        """Labelled steps that are predicted."""
        known = [is_labeled(np.asarray(p), unlabeled) for p in self._predicted]
        lost = sum(int((mask & ~k).sum()) for mask, k in zip(masks, known))
        if lost == sum(map(np.sum, masks)):
            raise ValueError("No step that has a label is in a window: there is nothing to score.")
        if lost:
            warn(
                f"{lost} of {sum(map(np.sum, masks))} labelled steps are in no window, in holes or between "
                "two of them; they are left out of the score."
            )
        return [mask & k for mask, k in zip(masks, known)]


def _raise_if_others(predicted, masks, rows):
    for p, i in zip(predicted, rows, strict=True):
        if len(p) != len(masks[i]):
            raise ValueError(
                f"Recording {i} has {len(masks[i])} labels of time steps, but {len(p)} are predicted. Steps "
                "that are NaN in every channel at the end are padding, which transformers take away; "
                "GapFiller(long_gaps='leave') does not."
            )
