"""Rejecting around any classifier that has a score of novelty."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier

from sklearn_seqgan.model_selection import NoveltyThresholdClassifier


class Line(KNeighborsClassifier):
    """The nearest neighbour of points on a line; novelty is how far from 0 they are, in tenths."""

    unlabeled = -1

    def __init__(self, n_neighbors=1):
        super().__init__(n_neighbors)

    def novelty_score(self, X):
        return np.abs(np.ravel(X)) / 10


X, Y = np.array([[-1.0], [1.0], [9.0]]), np.array([0, 1, 1])
FAR = np.array([[-9.95], [-2.0], [2.0], [9.9], [9.95]])


def test_beyond_the_threshold_there_is_no_class():
    clf = NoveltyThresholdClassifier(Line()).fit(X, Y)
    assert clf.predict(FAR).tolist() == [-1, 0, 1, 1, -1] and clf.predict(FAR).dtype == Y.dtype
    assert clf.set_params(threshold=0.5).predict(FAR).tolist() == [-1, 0, 1, -1, -1]
    assert clf.set_params(threshold=1.0).predict(FAR).tolist() == [0, 0, 1, 1, 1]
    np.testing.assert_array_equal(clf.predict_proba(FAR), clf.estimator_.predict_proba(FAR))
    assert clf.classes_.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("classes", "rejected", "kind"),
    [
        (["a", "b"], "unknown", "U"),
        (["a", "b"], -1, "O"),
        (["a", "b"], None, "O"),
        ([0, 1], "?", "O"),
        ([0, 1], 2.5, "f"),
        ([0, 1], None, "O"),
    ],
)
def test_the_mark_may_be_anything_that_is_no_class(classes, rejected, kind):
    clf = NoveltyThresholdClassifier(Line(), rejected=rejected).fit(X, np.array(classes)[Y])
    assert clf.predict(FAR).tolist() == [rejected, classes[0], classes[1], classes[1], rejected]
    assert clf.predict(FAR).dtype.kind == kind


def test_a_rejected_row_is_wrong_and_one_without_a_label_is_none():
    clf = NoveltyThresholdClassifier(Line()).fit(X, Y)
    assert clf.score(FAR, [0, 0, 1, 1, 1]) == 3 / 5
    assert clf.score(FAR[1:], [0, 1, 1, None]) == 1
    with pytest.raises(ValueError, match="no label to score against"):
        clf.score(FAR[:1], [None])


def test_it_is_a_classifier_of_scikit_learn():
    clf = clone(NoveltyThresholdClassifier(Line(), threshold=0.95))
    few = np.tile(X, (4, 1))
    assert cross_val_score(clf, few, np.tile(Y, 4), cv=2).tolist() == [1, 1]


def test_a_class_is_no_mark_and_a_score_is_needed():
    clf = NoveltyThresholdClassifier(Line(), rejected=1)
    with pytest.raises(ValueError, match="rejected=1 is a class in y"):
        clf.fit(X, Y)
    with pytest.raises(TypeError, match="KNeighborsClassifier has no novelty_score"):
        NoveltyThresholdClassifier(KNeighborsClassifier()).fit(X, Y)
    with pytest.raises(ValueError, match="threshold"):
        NoveltyThresholdClassifier(Line(), threshold=1.5).fit(X, Y)


def test_large_labels_keep_all_their_digits_beside_a_negative_mark():
    y = np.array([2**63, 2**63 + 1], dtype=np.uint64)
    clf = NoveltyThresholdClassifier(Line(), threshold=0.5, rejected=-1).fit([[0.0], [1.0]], y)
    assert clf.predict([[0.0], [1.0], [9.0]]).tolist() == [2**63, 2**63 + 1, -1]


def test_parameters_of_the_classifier_inside_are_checked():
    with pytest.raises(ValueError, match="The 'n_neighbors' parameter of Line"):
        NoveltyThresholdClassifier(Line(n_neighbors=0)).fit(X, Y)
