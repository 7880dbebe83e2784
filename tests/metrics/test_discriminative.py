"""Discriminative scores of sequences that are the same, different, or few."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from sklearn_seqgan.metrics import DiscriminativeScore
from tests.metrics.quick_judges import ridge


class Scripted(ClassifierMixin, BaseEstimator):
    """Answers "real" where the first value is not below a threshold; remembers what it is shown."""

    seen = []

    def __init__(self, threshold=0.0):
        self.threshold = threshold

    def fit(self, X, y):
        self.seen.append((X, y))
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        self.seen.append((X, None))
        return np.array([int(x[0, 0] >= self.threshold) for x in X])


def numbered(start, n):
    return [np.full((2, 1), float(k)) for k in range(start, start + n)]


def score(generated, held_out, **kwargs):
    return DiscriminativeScore(held_out, held_out, **kwargs)(generated)


def test_a_judge_that_is_always_right_or_always_wrong_scores_one_half():
    assert score(numbered(-30, 20), numbered(1, 20), discriminator=Scripted(0)) == 0.5
    assert score(numbered(1, 20), numbered(-30, 20), discriminator=Scripted(0)) == 0.5


def test_a_judge_that_says_the_same_of_all_scores_nothing():
    for threshold in (-100, 100):
        assert score(numbered(-30, 20), numbered(1, 20), discriminator=Scripted(threshold)) == 0


def test_samples_of_one_distribution_score_nothing_but_chance():
    """For 40 sequences, a coin gives .4 / √40 = .063 on average."""
    rng = np.random.default_rng(0)
    draw = lambda: [rng.normal(size=(5, 2)) for _ in range(100)]  # noqa: E731
    scores = [score(draw(), draw(), discriminator=ridge(), random_state=k) for k in range(30)]
    assert np.mean(scores) == pytest.approx(0.063, abs=0.03)
    assert score(draw(), [x + 1 for x in draw()], discriminator=ridge()) > 0.4


@pytest.mark.parametrize("seed", range(5))
def test_as_many_of_both_are_taken_and_none_is_asked_about_that_was_learnt_from(seed):
    Scripted.seen.clear()
    score(numbered(-60, 50), numbered(0, 20), discriminator=Scripted(), random_state=seed)
    (learnt, y), (asked, _) = Scripted.seen
    values = [x[0, 0] for x in [*learnt, *asked]]
    assert (len(learnt), len(asked)) == (32, 8) and len({*values}) == 40
    assert np.sum(y) == 16 and sum(v >= 0 for v in values) == 20
    assert min(values) < -41 < max(v for v in values if v < 0), "of the larger set any may be taken"
    np.testing.assert_array_equal([x[0, 0] >= 0 for x in learnt], y == 1)


def test_the_seed_decides_which():
    def asked(seed):
        Scripted.seen.clear()
        score(numbered(-60, 50), numbered(0, 20), discriminator=Scripted(), random_state=seed)
        return [x[0, 0] for x in Scripted.seen[1][0]]

    assert asked(0) == asked(0) != asked(1)


def test_two_of_each_are_enough_and_one_is_not():
    assert score(numbered(-3, 2), numbered(1, 2), discriminator=Scripted(0)) == 0.5
    with pytest.raises(ValueError, match="two of each are needed"):
        score(numbered(-3, 1), numbered(1, 2), discriminator=Scripted(0))
