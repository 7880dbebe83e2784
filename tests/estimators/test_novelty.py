"""Sequences unlike all training sequences are detected, however sure the classifier is."""
# SPDX-License-Identifier: BSD-3-Clause

import pickle

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from sklearn_seqgan import (
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
)
from sklearn_seqgan.datasets import make_rhythms

pytestmark = pytest.mark.usefixtures("few_kernels")


def make_strokes(n, seed):
    """Channels that rise slowly and fall fast, with noise; two classes of different tempo."""
    rng, X = np.random.default_rng(seed), []
    for i in range(n):
        t = np.arange(rng.integers(30, 40)) / (8 if i % 2 else 13) + rng.uniform(0, 1, size=(3, 1))
        X.append((t % 1 + 0.05 * rng.normal(size=t.shape)).T)
    return X, np.arange(n) % 2


STRANGE = {
    "still": lambda x: np.repeat(x[:1], len(x), axis=0),
    "100 times as large": lambda x: 100 * x,
    "one step long": lambda x: x[:1],
    "reversed": lambda x: x[::-1],
}


@pytest.fixture(scope="module")
def strokes():
    return make_strokes(60, seed=0)


@pytest.fixture
def fitted(strokes):
    X, y = strokes
    return SemiSupervisedRocketClassifier(random_state=0).fit(X, np.where(np.arange(len(y)) % 6 < 2, y, -1))


@pytest.mark.parametrize("kind", STRANGE)
def test_a_strange_recording_has_a_high_score(kind, fitted):
    X, _ = make_strokes(20, seed=1)
    scores = fitted.novelty_score([STRANGE[kind](x) for x in X])
    assert scores.shape == (20,) and scores.min() > 0.9 and np.mean(scores) > 0.98


def test_scores_of_new_sequences_of_the_same_kind_are_spread(fitted):
    scores = fitted.novelty_score(make_strokes(200, seed=2)[0])
    assert 0.35 < scores.mean() < 0.65 and 0.2 < scores.std() < 0.4  # uniform: .5 and .29
    assert scores.min() >= 0 and scores.max() <= 1


def test_training_sequences_have_none_in_any_form(fitted, strokes):
    X, _ = strokes
    assert fitted.novelty_score(X).max() == 0
    padded = np.full((len(X), 50, 3), np.nan)
    for row, x in zip(padded, X, strict=True):
        row[: len(x)] = x
    new, _ = make_strokes(5, seed=3)
    assert fitted.novelty_score(padded).max() == 0
    np.testing.assert_array_equal(fitted.novelty_score(new[2:3]), fitted.novelty_score(new)[2:3])


def test_a_copy_has_the_same_scores(fitted):
    X, _ = make_strokes(10, seed=4)
    np.testing.assert_array_equal(
        pickle.loads(pickle.dumps(fitted)).novelty_score(X), fitted.novelty_score(X)
    )


def test_the_infogan_on_random_convolutions_has_those_of_rocket(rhythms):
    X, _, y = rhythms
    new, _ = make_rhythms(n_per_class=5, random_state=5)
    few = {"reconstruction_steps": 0, "max_steps": 1, "generator_units": 16, "random_state": 0}
    rocket, infogan = (
        clf.fit(X, y).novelty_score(new)
        for clf in (SemiSupervisedRocketClassifier(random_state=0), SemiSupervisedInfoGANClassifier(**few))
    )
    np.testing.assert_array_equal(rocket, infogan)


def test_after_a_warm_start_it_knows_the_rows_at_hand(rhythms):
    X, _, y = rhythms
    clf = SemiSupervisedInfoGANClassifier(
        reconstruction_steps=0, max_steps=1, generator_units=16, warm_start=True, random_state=0
    ).fit(X[::2], y[::2])
    assert clf.novelty_score(X[1::2]).max() > 0
    assert clf.fit(X, y).novelty_score(X).max() == 0


def test_without_random_convolutions_it_is_refused(rhythms):
    X, _, y = rhythms
    conv = SemiSupervisedInfoGANClassifier.paper(max_steps=1, random_state=0).fit(X, y)
    with pytest.raises(ValueError, match="trunk='random-convolution'"):
        conv.novelty_score(X)
    assert not hasattr(SemiSupervisedBiGANClassifier(), "novelty_score")


def test_what_is_no_sequence_is_refused(fitted):
    with pytest.raises(NotFittedError):
        SemiSupervisedRocketClassifier().novelty_score([np.zeros((3, 3))])
    with pytest.raises(ValueError, match="channels"):
        fitted.novelty_score([np.zeros((3, 2))])
