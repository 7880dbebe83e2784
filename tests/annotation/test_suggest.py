"""Suggestions are the same for every form and marker, and never labelled rows; a shortage is reported."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
import torch

from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.annotation import LabelRounds, suggest
from sklearn_seqgan.datasets import make_rhythms

pytestmark = pytest.mark.usefixtures("few_kernels")


def padded(X):
    whole = np.full((len(X), max(map(len, X)), X[0].shape[1]), np.nan, dtype=X[0].dtype)
    for row, x in zip(whole, X):
        row[: len(x)] = x
    return whole


FORMS = {
    "array": padded,
    "frames": lambda X: [pd.DataFrame(x, columns=[f"c{i}" for i in range(x.shape[1])]) for x in X],
    "tensors": lambda X: [torch.tensor(x) for x in X],
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_gets_the_same_answer(rhythms, form):
    X, _, few = rhythms
    expected = suggest(X, few, 4, random_state=0)
    found = suggest(form(X), few, 4, random_state=0)
    np.testing.assert_array_equal(found.rows, expected.rows)
    assert found.reasons == expected.reasons and len(found.rows) == 4


@pytest.mark.parametrize("marker", ["?", None, np.nan, pd.NA], ids=str)
def test_every_marker_means_the_same(rhythms, marker):
    X, y, few = rhythms
    names = np.array(["a", "b", "c"], dtype=object)[y]
    names[few == -1] = marker
    unlabeled = marker if isinstance(marker, str) else -1
    features = np.random.default_rng(0).normal(size=(len(X), 3))
    expected = suggest(X, few, 4, features=features, random_state=0).rows
    found = suggest(X, names, 4, features=features, unlabeled=unlabeled, random_state=0)
    np.testing.assert_array_equal(found.rows, expected)


def test_what_was_looked_at_need_not_be_again(rhythms, rounds):
    X, _, few = rhythms
    expected = suggest(X, few, 4, random_state=0)
    np.testing.assert_array_equal(suggest(rounds, few, 4, random_state=0).rows, expected.rows)
    again = suggest(X, few, 4, features=expected.features, random_state=0)
    np.testing.assert_array_equal(again.rows, expected.rows)


def test_classes_are_found_sooner_than_at_random():
    """Over kernels and draws: three suggested of three classes, or three at random."""
    X, y = make_rhythms(n_per_class=15, noise=0.05, random_state=0)

    def count(rounds, strategy, seed):
        return len(set(y[suggest(rounds, None, 3, strategy=strategy, random_state=seed).rows]))

    counts = {"medoids": [], "random": []}
    for seed in range(3):
        rounds = LabelRounds(X, estimator=SemiSupervisedRocketClassifier(random_state=seed))
        for strategy, found in counts.items():
            found += [count(rounds, strategy, draw) for draw in range(10 * seed, 10 * seed + 10)]
    assert np.mean(counts["medoids"]) > np.mean(counts["random"]) + 0.3


def test_a_person_is_no_class():
    """Two persons, far apart, make two movements each: with groups, one of each movement is suggested."""
    movement, person = np.array([0, 0, 1, 1] * 4), np.array([0] * 8 + [1] * 8)
    features = np.column_stack([1 + 0.1 * movement, 10.0 * person, np.ones(16)])
    features += np.random.default_rng(0).normal(scale=1e-3, size=features.shape)
    X = np.zeros((16, 5, 2))
    plain = suggest(X, None, 2, features=features, random_state=0).rows
    assert set(person[plain]) == {0, 1}
    known = suggest(X, None, 2, features=features - features.mean(0), groups=person, random_state=0).rows
    assert set(movement[known]) == {0, 1}
    unknown = suggest(X, None, 2, features=features, groups=[None] * 16, random_state=0).rows
    np.testing.assert_array_equal(unknown, plain)


def test_where_there_is_no_more_to_suggest_it_says_so(rhythms):
    X, y, few = rhythms
    with pytest.warns(UserWarning, match=r"only 0 of 3 sequences are suggested: all others have a label"):
        assert suggest(X, y, 3, random_state=0).rows.tolist() == []
    with pytest.warns(UserWarning, match="only 36 of 99"):
        assert sorted(suggest(X, few, 99, random_state=0).rows) == np.flatnonzero(few == -1).tolist()
    with pytest.warns(UserWarning, match="only 1 of 2"):
        assert suggest([X[0]] * 6, None, 2, random_state=0).rows.tolist() == [0]
    assert suggest(X[:1], None, 1, random_state=0).rows.tolist() == [0]


def test_what_cannot_be_used_is_refused_by_name(rhythms):
    X, _, few = rhythms
    for n in (0, -1, 1.5, True):
        with pytest.raises(ValueError, match=f"n={n!r} must be a positive integer"):
            suggest(X, few, n)
    with pytest.raises(
        ValueError, match=r"strategy='margin' is none of \['k-medoids', 'medoids', 'random'\]"
    ):
        suggest(X, few, 2, strategy="margin")
    with pytest.raises(ValueError, match="X has 45 samples, but y has 3"):
        suggest(X, few[:3], 2)
    with pytest.raises(ValueError, match="features contains NaN"):
        suggest(X, few, 2, features=np.full((45, 2), np.nan))


def test_a_callable_chooses_and_is_looked_at(rhythms):
    X, _, few = rhythms
    features = np.eye(45)
    found = suggest(X, few, 2, strategy=lambda f, labeled, n, seed: [7, 3], features=features)
    assert found.rows.tolist() == [7, 3] and found.reasons == ["chosen by the given strategy"] * 2
    with pytest.raises(ValueError, match="strategy gave row 5, which has a label already"):
        suggest(X, few, 2, strategy=lambda *a: [1, 5], features=features)
    for rows in ([1, 1], [99], [0.5], [[1]]):
        with pytest.raises(ValueError, match="different row numbers below 45 are wanted"):
            suggest(X, few, 2, strategy=lambda *a, rows=rows: rows, features=features)
