"""InceptionTime: what its network is given, and what it predicts."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from benchmarks.catalogue import inception
from benchmarks.catalogue.inception import inception_time
from sklearn_seqgan.datasets import make_rhythms


class Nearest:
    """In place of sktime's network: all probability to the class of the nearest training row."""

    def fit(self, X, y):
        self.X, self.y, self.classes_ = X, y, np.unique(y)

    def predict_proba(self, X):
        distances = ((X[:, None] - self.X) ** 2).sum((2, 3))
        return (self.y[distances.argmin(1)][:, None] == self.classes_).astype(float)


@pytest.fixture
def nearest(monkeypatch):
    network = Nearest()
    monkeypatch.setattr(inception, "network", lambda *parameters: network)
    return network


def test_its_network_gets_labelled_rows_of_one_length_scaled_by_all_rows(nearest):
    X = [np.full((n, 1), level) for n, level in ((3, 0.0), (2, 1.0), (5, 9.0))]
    inception_time(seed=0).fit(X, np.array([4, 2, -1]))
    mean, deviation = 4.7, np.sqrt(np.average((np.array([0.0, 1, 9]) - 4.7) ** 2, weights=[3, 2, 5]))
    assert nearest.X.shape == (2, 1, 64)
    np.testing.assert_allclose(nearest.X[:, 0, 0], (np.array([0, 1]) - mean) / deviation, rtol=1e-6)
    np.testing.assert_array_equal(nearest.y, [4, 2])


def test_it_predicts_classes_by_their_names(nearest):
    X = [np.full((3, 1), level) for level in (0.0, 1.0, 5.0)]
    peer = inception_time(seed=0).fit(X, np.array([7, 3, -1]))
    np.testing.assert_array_equal(peer.predict([np.full((9, 1), 0.9), np.full((4, 1), 0.2)]), [3, 7])
    np.testing.assert_array_equal(peer.predict_proba([np.full((9, 1), 0.9)]), [[1, 0]])


@pytest.mark.skipif(not inception.is_there(), reason="sktime has an environment of its own")
def test_it_learns_rhythms():
    X, y = make_rhythms(n_per_class=20, n_channels=2, random_state=0)
    partial = np.where(np.arange(60) < 30, y, -1)
    peer = inception_time(seed=0).set_params(labeledonly__estimator__n_epochs=30).fit(X, partial)
    assert np.mean(peer.predict(X[30:]) == y[30:]) > 0.8
