"""Diversity and copies of points on a line, by hand."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.metrics import Copies, Diversity


def resting(*levels):
    """Distances between these are those of their levels, in a unit that ratios lose."""
    return [np.full((4, 1), float(level)) for level in levels]


REAL = resting(0, 1, 2, 10, 12, 17)
Y = np.array(["a", "a", "a", "b", "b", "b"])


def test_diversity_is_the_ratio_of_mean_distances():
    """Of all pairs among 0, 4, 6: 4, 6, 2; among the real 0, 1, 3: 1, 3, 2."""
    real = resting(0, 1, 3)
    metric = Diversity(real, real)
    assert metric(resting(0, 4, 6)) == pytest.approx(2)
    assert metric.floor == pytest.approx(1)
    assert metric(resting(5, 5, 5)) == 0
    assert np.isnan(metric(resting(5)))


def test_with_labels_only_pairs_within_a_class_count():
    """Real: (1 + 2 + 1) / 3 and (2 + 7 + 5) / 3; generated: 3 and 5."""
    metric = Diversity(REAL, REAL, Y, Y)
    generated, y = resting(0, 3, 100, 105), ["a", "a", "b", "b"]
    assert metric(generated, y) == pytest.approx((3 + 5) / ((4 + 14) / 3))
    assert metric.by_class(generated, y) == pytest.approx({"a": 3 / (4 / 3), "b": 5 / (14 / 3)})


def test_classes_of_one_sequence_have_no_pair():
    metric = Diversity(REAL, REAL, Y, Y)
    assert metric(resting(0, 3, 100), ["a", "a", "b"]) == pytest.approx(3 / (4 / 3))
    assert np.isnan(metric(resting(0, 3), ["a", "b"]))
    assert np.isnan(metric.by_class(resting(0, 3), ["a", "b"])["b"])


@pytest.mark.parametrize("y, y_held_out", [([-1] * 6, [-1] * 6), (Y, [-1] * 6), ([-1] * 6, Y), (None, Y)])
def test_where_a_side_has_no_label_all_pairs_count(y, y_held_out):
    metric = Diversity(resting(0, 1, 3, 5, 6, 7), REAL, None, y_held_out)
    assert metric(REAL, y) == pytest.approx(1) == metric(REAL)
    assert metric.floor == pytest.approx(Diversity(REAL, REAL)(resting(0, 1, 3, 5, 6, 7)))


def test_copies_is_the_ratio_of_median_distances_to_the_nearest():
    """Training at 0 and 10: held-out ones are 1, 2 and 4 away, generated ones 1, 1 and 3."""
    metric = Copies(resting(0, 10), resting(1, 12, 6))
    assert metric(resting(-1, 9, 3)) == pytest.approx(1 / 2)
    assert metric.floor == pytest.approx(1)


def test_copies_of_training_sequences_are_found_in_any_order_and_length():
    X, _ = make_rhythms(n_per_class=20, random_state=0)
    metric = Copies(X[:30], X[30:])
    assert metric(X[29::-1]) == metric(X[:5]) == 0
    assert metric([x + 1e-3 for x in X[:30]]) < 0.1
    assert metric([10 * x for x in X[30:]]) > 2


def test_without_new_real_sequences_there_is_nothing_to_compare_copies_with():
    assert np.isnan(Copies(REAL, REAL)(resting(3)))


@pytest.mark.parametrize("factory", [Copies, Diversity])
def test_the_unit_of_a_channel_does_not_count(factory):
    X, _ = make_rhythms(n_per_class=10, n_channels=2, random_state=0)
    train, held_out, generated = X[:10], X[10:20], [x * [0.5, 1] for x in X[20:]]
    other = [[x * [1, 1000] for x in some] for some in (train, held_out, generated)]
    expected = factory(train, held_out)(generated)
    assert factory(other[0], other[1])(other[2]) == pytest.approx(expected, rel=1e-6)
