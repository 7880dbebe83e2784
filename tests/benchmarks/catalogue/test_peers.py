"""Peers: sequences of one length, the rows they learn from, and quotas of pseudo-labels."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score

from benchmarks.catalogue.peers import PEERS, BalancedSelfTraining, resample, summary_statistics
from sklearn_seqgan.datasets import make_rhythms


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=4),
    st.integers(1, 40),
    st.floats(-5, 5),
    st.floats(-5, 5),
)
def test_a_straight_line_stays_one(lengths, length, start, slope):
    """From the first to the last value of each sequence, in as many steps as asked for."""
    X = [np.column_stack([start + slope * np.arange(n), np.arange(n)]) for n in lengths]
    resampled = resample(X, length)
    assert resampled.shape == (len(lengths), 2, length)
    last = np.array(lengths) - 1.0
    times = np.linspace(0, last, length).T
    np.testing.assert_allclose(resampled[:, 1], times, atol=1e-12)
    np.testing.assert_allclose(resampled[:, 0], start + slope * times, atol=1e-9)


def test_as_many_steps_as_there_are_change_nothing():
    x = np.random.default_rng(0).normal(size=(7, 3))
    np.testing.assert_allclose(resample([x], 7)[0], x.T)


def test_one_step_is_repeated():
    assert resample([np.array([[2.0, 3.0]])], 4).tolist() == [[[2] * 4, [3] * 4]]


def test_summary_is_mean_deviation_and_six_frames():
    x = np.column_stack([np.arange(11.0), np.full(11, 7.0)])
    expected = [5, 7, np.sqrt(10), 0, 0, 2, 4, 6, 8, 10, *[7] * 6]
    np.testing.assert_allclose(summary_statistics([x]), [expected])


class Recorder(ClassifierMixin, BaseEstimator):
    """Remembers what it was fitted on; the scores of the classes are the columns of X."""

    fits = []

    def fit(self, X, y):
        self.fits.append((X, y))
        self.classes_ = np.unique(y)
        return self

    def decision_function(self, X):
        return X[:, 1] - X[:, 0] if len(self.classes_) == 2 else X

    def predict(self, X):
        return self.classes_[X.argmax(axis=1)]


@pytest.fixture
def fits(monkeypatch):
    monkeypatch.setattr(Recorder, "fits", [])
    return Recorder.fits


def scores_for(class_index, margins, n_classes):
    scores = np.zeros((len(margins), n_classes))
    scores[:, class_index] = margins
    return scores


@pytest.mark.parametrize("n_classes", [2, 3])
def test_pseudo_labels_keep_the_frequencies_of_the_labels(fits, n_classes):
    """Labelled 3 : 1 or 2 : 1 : 1; 80 unlabelled rows, whose margins are 1, 2, 3, ... in each class."""
    counts = [3, 1] if n_classes == 2 else [2, 1, 1]
    classes = np.array([4, 7, 9][:n_classes])
    supply = {2: [60, 20], 3: [40, 20, 20]}[n_classes]
    known = np.concatenate([scores_for(k, np.ones(c), n_classes) for k, c in enumerate(counts)])
    unknown = [scores_for(k, np.arange(1, s + 1), n_classes) for k, s in enumerate(supply)]
    X = np.concatenate([known, *unknown])
    y = np.concatenate([np.repeat(classes, counts), np.full(80, -1)])
    order = np.random.default_rng(0).permutation(len(X))

    BalancedSelfTraining(Recorder(), n_rounds=2).fit(X[order], y[order])

    assert len(fits) == 3
    quotas = [np.zeros(n_classes), np.array(counts) / 4 * 36, np.array(counts) / 4 * 72]
    for (X_seen, y_seen), quota in zip(fits, quotas):
        assert [np.sum(y_seen == k) for k in classes] == (counts + quota).tolist()
        for k, (label, q, s) in enumerate(zip(classes, quota, supply)):
            margins = np.sort(X_seen[y_seen == label][:, k])[counts[k] :]
            assert margins.tolist() == list(range(s - int(q) + 1, s + 1)), "not the widest margins"


def test_a_class_that_is_seldom_predicted_gets_no_more_than_that(fits):
    X = np.concatenate([np.eye(2), scores_for(0, np.arange(1, 10), 2), scores_for(1, [1.0], 2)])
    y = np.array([0, 1] + 10 * [-1])
    BalancedSelfTraining(Recorder(), n_rounds=1, largest_share=1.0).fit(X, y)
    assert [np.sum(fits[-1][1] == k) for k in (0, 1)] == [1 + 5, 1 + 1]


def test_labels_that_are_given_are_never_changed(fits):
    """Scores speak for the other class in every labelled row."""
    X = np.concatenate([np.eye(2)[::-1], np.eye(2)])
    BalancedSelfTraining(Recorder(), n_rounds=3).fit(X, np.array([0, 1, -1, -1]))
    for X_seen, y_seen in fits:
        assert X_seen[:2].tolist() == [[0, 1], [1, 0]]
        assert y_seen[:2].tolist() == [0, 1]


def test_with_all_labels_it_is_the_base():
    X, y = np.random.default_rng(0).normal(size=(40, 3)), np.tile([0, 1], 20)
    base = LogisticRegression()
    fitted = BalancedSelfTraining(base).fit(X, y)
    np.testing.assert_array_equal(fitted.estimator_.coef_, base.fit(X, y).coef_)
    np.testing.assert_array_equal(fitted.predict(X), base.predict(X))


@pytest.mark.parametrize("name", PEERS)
def test_every_peer_learns_with_a_third_of_the_labels_and_is_settled_by_its_seed(name):
    pytest.importorskip("aeon")
    X, y = make_rhythms(n_per_class=40, n_channels=2, random_state=0)
    X = [x + k for x, k in zip(X, y)]  # rhythm is nothing to a mean
    partial = np.where(np.arange(90) < 30, y[:90], -1)
    peer = PEERS[name](seed=0).fit(X[:90], partial)
    assert accuracy_score(y[90:], peer.predict(X[90:])) > (0.55 if name == "random forest" else 0.85)
    again = PEERS[name](seed=0).fit(X[:90], partial)
    np.testing.assert_array_equal(again[:-1].transform(X[90:]), peer[:-1].transform(X[90:]))
    np.testing.assert_array_equal(again.predict(X[90:]), peer.predict(X[90:]))
