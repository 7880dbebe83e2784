"""Confused pairs and overlapping classes, counted by hand."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from sklearn_seqgan.metrics import class_overlap, confused_pairs


def test_the_worst_pairs_come_first_and_of_equals_the_larger_class():
    counts = [[6, 3, 1], [0, 10, 0], [10, 6, 4]]
    found = [tuple(pair) for pair in confused_pairs(counts, ["a", "b", "c"])]
    assert found == [("c", "a", 0.5), ("c", "b", 0.3), ("a", "b", 0.3), ("a", "c", 0.1)]
    assert [pair[:2] for pair in confused_pairs(counts, n=1)] == [(2, 0)]


def test_several_matrices_are_added_and_a_class_without_rows_is_none():
    one, two = [[1, 1], [0, 0]], [[2, 0], [0, 0]]
    assert [tuple(pair) for pair in confused_pairs([one, two])] == [(0, 1, 0.25)]
    column = np.empty(2, dtype=object)
    column[:] = [np.array(one), np.array(two)]
    assert confused_pairs(column) == confused_pairs([one, two])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_shares_are_those_of_the_rows(pairs):
    y, predicted = np.array(pairs).T
    found = confused_pairs(confusion_matrix(y, predicted, labels=range(4)), n=16)
    for true, other, share in found:
        assert share == np.mean(predicted[y == true] == other) and true != other
    assert len(found) == len({(a, b) for a, b in pairs if a != b})
    assert [pair.share for pair in found] == sorted((pair.share for pair in found), reverse=True)


@pytest.mark.parametrize(
    ("counts", "classes", "message"),
    [([[1, 2]], None, r"shape \(1, 2\)"), (np.eye(3), ["a"], "1 classes, but confusion has 3 rows")],
)
def test_what_is_no_confusion_matrix(counts, classes, message):
    with pytest.raises(ValueError, match=message):
        confused_pairs(counts, classes)


def test_classes_on_each_other_and_one_apart():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], [40, 40, 20])
    latent = rng.normal(size=(100, 2)) + 50 * (y == 2)[:, None]
    overlap, classes = class_overlap(latent, y)
    assert classes.tolist() == [0, 1, 2]
    np.testing.assert_allclose(overlap.sum(axis=1), 1)
    assert overlap[2, 2] == 1 and min(overlap[0, 1], overlap[1, 0]) > 0.35


def test_a_rare_class_that_is_apart_overlaps_with_none():
    """Three rows have two neighbours of their own each: the third nearest would be of the other class."""
    latent = np.r_[np.arange(3.0), 100 + np.arange(30.0)][:, None]
    overlap, _ = class_overlap(latent, np.repeat(["rare", "often"], [3, 30]))
    np.testing.assert_array_equal(overlap, np.eye(2))


def test_rows_without_a_label_do_not_count():
    latent, y = np.arange(6.0)[:, None], [0, -1, 0, 1, -1, 1]
    expected = class_overlap(latent[[0, 2, 3, 5]], [0, 0, 1, 1])[0]
    np.testing.assert_array_equal(class_overlap(latent, y)[0], expected)
    assert np.isnan(class_overlap([[1.0]], [3])[0]).all()
    with pytest.raises(ValueError, match="no label to compare by"):
        class_overlap(latent, [-1] * 6)
