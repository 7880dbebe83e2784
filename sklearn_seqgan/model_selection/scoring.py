"""Scores over the rows that have a label."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any

import numpy as np
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.metrics import check_scoring
from sklearn.utils import check_consistent_length
from sklearn.utils.metadata_routing import get_routing_for_object

from sklearn_seqgan._compat import _check_method_params, _safe_indexing
from sklearn_seqgan._warnings import warn
from sklearn_seqgan.labels import as_labels, is_by_step, is_labeled, labeled_rows, labels_of
from sklearn_seqgan.model_selection._steps import ScoredSteps
from sklearn_seqgan.step_labels import as_step_labels, flatten
from sklearn_seqgan.typing import Estimator, Marker

__all__ = ["LabeledScorer"]


class LabeledScorer:
    """A scorer that leaves out rows without a label.

    A stock scorer counts every such row as an error: with 80 % of the labels hidden, an accuracy of 0.9
    becomes 0.18.

    Parameters
    ----------
    scoring : str, callable, list, dict or None, default=None
        What scikit-learn takes as ``scoring``: the name of a scorer, a callable
        (estimator, X, y), several of them, or None for the estimator's own ``score``.
    unlabeled : object, default=-1
        The marker in y for "no label".

    See Also
    --------
    SemiSupervisedSplit :
        Split the labelled rows with a stock splitter; the unlabelled ones join the training set.

    Examples
    --------
    >>> from sklearn.dummy import DummyClassifier
    >>> clf = DummyClassifier(strategy="constant", constant=1).fit([[0], [0]], [0, 1])
    >>> y = [1, 1, 1, 0, -1, -1]
    >>> clf.score([[0]] * 6, y), LabeledScorer("accuracy")(clf, [[0]] * 6, y)
    (0.5, 0.75)
    """

    def __init__(self, scoring: Any = None, unlabeled: Marker = -1) -> None:
        self.scoring = scoring
        self.unlabeled = unlabeled

    def __call__(self, estimator: Estimator, X: Any, y: Any, **params: Any) -> float | dict[str, float]:
        """Score the labelled rows.

        Parameters
        ----------
        estimator : fitted classifier
        X, y : as the estimator takes them
            y may hold one array per recording, of labels of its time steps, as `WindowedClassifier` takes it.
            Then the steps of all recordings are scored together.
        **params
            Passed on to the scorer; arguments with one entry per row, such as ``sample_weight``, are cut to
            the labelled rows.

        Returns
        -------
        float or dict of float
            NaN (for each scorer), with a warning, if no row has a label.
        """
        scorer = check_scoring(estimator, scoring=self.scoring)
        if is_by_step(y):
            return self._of_steps(scorer, estimator, X, y, params)
        y = as_labels(y)
        check_consistent_length(X, y)
        rows = labeled_rows(y, self.unlabeled)
        if not len(rows):
            return self._nothing()
        params = _check_method_params(X, params, rows)
        return scorer(estimator, _safe_indexing(X, rows), labels_of(y, rows), **params)

    def _of_steps(self, scorer, estimator, X, y, params):
        if not is_labeled(flatten(as_step_labels(y)), self.unlabeled).any():
            return self._nothing()
        if self.scoring is None:
            return estimator.score(X, y, **params)
        steps = ScoredSteps(estimator, X, y, self.unlabeled)
        return scorer(steps, steps.y, steps.y, **steps.cut(params, len(y)))

    def _nothing(self):
        warn("No row has a label to score against.", UndefinedMetricWarning)
        return dict.fromkeys(self.names, np.nan) if self.names else np.nan

    def __repr__(self):
        return f"LabeledScorer({self.scoring!r}, unlabeled={self.unlabeled!r})"

    @property
    def names(self) -> list[str] | None:
        """Names of the scorers if there are several, else None."""
        return list(self.scoring) if isinstance(self.scoring, (list, tuple, set, dict)) else None

    def get_metadata_routing(self) -> Any:
        """What the scorer inside requests, for scikit-learn's metadata routing.

        Returns
        -------
        MetadataRouter or MetadataRequest
            An object of scikit-learn.
        """
        return get_routing_for_object(None if self.scoring is None else check_scoring(scoring=self.scoring))
