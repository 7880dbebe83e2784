"""How good the labels are, and what more bring: by hand, and on data in which the answer is known."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from scipy.stats import binomtest

from sklearn_seqgan.annotation import worth, worth_of_labels


class Pretended:
    """Rounds that predict what they are told, and note which labels they are given."""

    def __init__(self, predict, n):
        self.predict, self.n_samples, self.given = predict, n, []

    def fit(self, given):
        self.given.append(given)
        self.transduction_ = self.predict(given)
        return self


@pytest.fixture
def pretend(monkeypatch):
    monkeypatch.setattr(worth, "as_rounds", lambda X, *_: X)
    return Pretended


Y = np.array([0, 1] * 10 + [-1] * 5)


def test_no_label_is_predicted_from_itself(pretend):
    rounds = pretend(lambda given: np.zeros(len(Y), dtype=int), len(Y))
    found = worth_of_labels(rounds, Y, random_state=0)
    assert found.accuracy == 0.5 and found.recall == {0: (1.0, 10), 1: (0.0, 10)}
    interval = binomtest(10, 20).proportion_ci(method="wilson")
    assert found.interval == (interval.low, interval.high)
    hidden = sum((g[:20] == -1).sum() for g in rounds.given if (g != -1).sum() == 16)
    assert hidden == 20  # of five fits with all labels of four folds, each hides its own
    np.testing.assert_allclose(found.n_labels, [8, 11, 16], atol=1)
    assert "1: 0.00 of 10 labels." in found.text


def test_an_error_that_halves_with_twice_the_labels_goes_on_so(pretend):
    def predict(given):
        n = (given != -1).sum()
        wrong = np.arange(len(Y)) < round(80 / n)  # by row, whatever the fold
        return np.where(wrong, 1 - Y, Y)

    found = worth_of_labels(pretend(predict, len(Y)), Y, n_more=20, random_state=0)
    assert found.exponent == pytest.approx(1, abs=0.15)
    assert found.gain == pytest.approx((1 - found.accuracy) / 2, rel=0.15)
    low, high = found.gain_interval
    assert low <= found.gain <= high


def test_labels_that_change_nothing_are_worth_nothing(pretend):
    found = worth_of_labels(pretend(lambda given: Y, len(Y)), Y, random_state=0)
    assert (found.accuracy, found.exponent, found.gain) == pytest.approx((1.0, 0.0, 0.0), abs=1e-9)


def test_persons_are_hidden_whole(pretend):
    rounds = pretend(lambda given: Y, len(Y))
    person = np.arange(len(Y)) // 5
    worth_of_labels(rounds, Y, groups=person, n_draws=1, random_state=0)
    for given in rounds.given:
        if (given != -1).sum() == 15:
            assert len({person[i] for i in np.flatnonzero(given[:20] == -1)}) == 1


def test_a_class_with_one_label_is_not_judged_and_said(pretend):
    y = np.array(["a", "a", "b", "b", "c", "?"])
    found = worth_of_labels(pretend(lambda given: y, 6), y, unlabeled="?", random_state=0)
    assert found.not_judged == ["c"] and set(found.recall) == {"a", "b"}
    assert "Not judged, with one label only: 'c'." in found.text
    assert np.isnan(found.gain) and found.text.endswith("cannot be told from so few.")
    for few in (["a", "b", "?"], ["a", "a", "?"]):
        with pytest.raises(ValueError, match="two classes are needed, one of them with two labels"):
            worth_of_labels(pretend(None, 3), few, unlabeled="?")


def test_on_sequences_it_is_near_the_truth(rounds, rhythms):
    _, y, few = rhythms
    found = worth_of_labels(rounds, few, n_draws=1, random_state=0)
    truth = (rounds.fit(few).transduction_ == y)[few == -1].mean()
    low, high = found.interval
    assert low - 0.1 <= truth <= high + 0.1
