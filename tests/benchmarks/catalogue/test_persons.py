"""What peers make of persons, and who is told of them."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.preprocessing import FunctionTransformer

from benchmarks.catalogue import methods
from benchmarks.catalogue.persons import CentredOnPersons, of_persons
from benchmarks.supervision.cells import fit_knowing_and_predict, version_of


def test_a_persons_mean_is_taken_away_in_part():
    features = np.array([[0.0, 1], [2, 1], [8, 1], [6, 1]])  # means 1 and 7, around 4
    shares = of_persons(features, np.array(["ann", "ann", "bob", "bob"]))
    np.testing.assert_allclose(shares, 2 / 12 * np.array([[-3.0, 0], [-3, 0], [3, 0], [3, 0]]))


class Recorder(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.X_, self.classes_ = X, np.unique(y)
        return self

    def predict(self, X):
        return X[:, 0]


def test_in_prediction_nothing_is():
    inside = Recorder()
    known = CentredOnPersons(FunctionTransformer(np.negative), inside)
    X, persons = np.array([[1.0], [3.0], [5.0], [5.0]]), np.array([0, 0, 1, 1])
    outcome = fit_knowing_and_predict(known, X, np.array([0, 1, 0, 1]), persons, X)
    np.testing.assert_allclose(inside.X_, -X - of_persons(-X, persons))
    assert outcome.predicted.tolist() == [-1, -3, -5, -5] and outcome.classes.tolist() == [0, 1]


def test_who_knows_persons_is_a_method_of_its_own():
    knowing = [name for name in methods.METHODS if methods.knows_persons(name)]
    assert methods.OURS_KNOWING in knowing and len(knowing) == 3
    assert not set(knowing) & set(methods.COMPARED)
    assert version_of(methods.OURS_KNOWING) != version_of(methods.OURS)


@pytest.mark.parametrize("name", methods.KNOWING)
def test_knowing_peers_learn(name):
    pytest.importorskip("aeon")
    rng = np.random.default_rng(0)
    y, persons = np.arange(40) % 2, np.arange(40) // 10
    X = [np.sin(0.3 * (1 + k) * np.arange(30))[:, None] + rng.normal(0, 0.2, (30, 1)) for k in y]
    peer = methods.make(name, None, 0)
    outcome = fit_knowing_and_predict(peer, X, np.where(np.arange(40) < 12, y, -1), persons, X)
    assert (outcome.predicted == y).mean() > 0.9
