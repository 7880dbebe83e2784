"""What peers make of persons, and who is told of them."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.preprocessing import FunctionTransformer

from benchmarks.catalogue import methods
from benchmarks.catalogue.persons import CentredOnPersons, of_persons
from benchmarks.supervision.cells import fit_and_predict


def test_a_persons_mean_is_taken_away_in_part():
    features = np.array([[0.0, 1], [2, 1], [8, 1], [6, 1]])  # means 1 and 7, around 4
    shares = of_persons(features, np.array(["ann", "ann", "bob", "bob"]), features.mean(axis=0))
    np.testing.assert_allclose(shares, 2 / 12 * np.array([[-3.0, 0], [-3, 0], [3, 0], [3, 0]]))


class Recorder(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.X_, self.classes_ = X, np.unique(y)
        return self

    def predict(self, X):
        return X[:, 0]


def test_in_prediction_it_is_where_persons_are_known_there():
    inside = Recorder()
    known = CentredOnPersons(FunctionTransformer(np.negative), inside)
    X, persons = np.array([[1.0], [3.0], [5.0], [5.0]]), np.array([0, 0, 1, 1])
    outcome = fit_and_predict(known, X, np.array([0, 1, 0, 1]), X, persons)
    shares = of_persons(-X, persons, -3.5)
    np.testing.assert_allclose(inside.X_, -X - shares)
    assert outcome.predicted.tolist() == [-1, -3, -5, -5] and outcome.classes.tolist() == [0, 1]
    outcome = fit_and_predict(known, X, np.array([0, 1, 0, 1]), X + 1, persons, np.array([2, 2, 2, 2]))
    np.testing.assert_allclose(outcome.predicted, (-X - 1).ravel() + 4 / 14)  # their mean is −4.5


def test_who_is_told_of_persons_is_a_method_of_its_own():
    told = {
        where: [name for name in methods.METHODS if methods.persons_of(name) == where]
        for where in methods.PERSONS
    }
    assert {where: len(names) for where, names in told.items()} == {"fit": 3, "predict": 3}
    assert not {*told["fit"], *told["predict"]} & set(methods.COMPARED)
    peers = [methods.is_peer(name) for name in told["predict"]]
    assert peers == [False, True, True]


@pytest.mark.parametrize("name", [name + end for name in methods.KNOWING for end in methods.PERSONS.values()])
def test_knowing_peers_learn(name):
    pytest.importorskip("aeon")
    rng = np.random.default_rng(0)
    y, persons = np.arange(40) % 2, np.arange(40) // 10
    X = [np.sin(0.3 * (1 + k) * np.arange(30))[:, None] + rng.normal(0, 0.2, (30, 1)) for k in y]
    peer = methods.make(name, None, 0)
    new = persons if methods.persons_of(name) == "predict" else None
    outcome = fit_and_predict(peer, X, np.where(np.arange(40) < 12, y, -1), X, persons, new)
    assert (outcome.predicted == y).mean() > 0.9
