"""The peer of generators: what it is given, and what it returns."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from benchmarks.catalogue import generators
from benchmarks.catalogue.generators import ConditionalVAE


class Echo:
    """In place of tsgm's network: generates the mean of the training rows of a class."""

    def fit(self, X, one_hot, **options):
        self.X, self.one_hot, self.options = X, one_hot, options

    def generate(self, one_hot):
        means = self.one_hot.T @ self.X.reshape(len(self.X), -1) / self.one_hot.sum(axis=0)[:, None]
        return Tensor((one_hot @ means).reshape(-1, *self.X.shape[1:])), one_hot


class Tensor(np.ndarray):
    """An array with the methods of a tensor that lead to one."""

    def __new__(cls, values):
        return np.asarray(values).view(cls)

    def detach(self):
        return self

    cpu = detach

    def numpy(self):
        return np.asarray(self)


@pytest.fixture
def echo(monkeypatch):
    network = Echo()
    monkeypatch.setattr(generators, "autoencoder", lambda *shape: network)
    return network


X = [np.linspace([0, 5], [a, 5], n) for a, n in ((1, 3), (3, 5), (-4, 9), (8, 2))]
"""Sequences from 0 to a beside a constant channel."""


def test_it_learns_from_labelled_rows_of_one_length_between_0_and_1(echo):
    ConditionalVAE(n_steps=7).fit(X, np.array([4, 4, -1, 2]))
    assert echo.X.shape == (3, 5, 2)
    np.testing.assert_allclose(echo.X[:, -1, 0], [1 / 8, 3 / 8, 1])
    np.testing.assert_allclose(echo.X[:, :, 1], 0)
    np.testing.assert_array_equal(echo.one_hot, [[0, 1], [0, 1], [1, 0]])
    assert echo.options["epochs"] == 7


def test_samples_have_the_units_and_lengths_of_their_class(echo):
    peer = ConditionalVAE(random_state=1).fit(X, np.array([4, 4, -1, 2]))
    drawn, y = peer.sample(30, np.array([4, 2] * 15))
    assert y.tolist() == [4, 2] * 15
    for x, label in zip(drawn, y):
        assert len(x) in {4: (3, 5), 2: (2,)}[label]
        np.testing.assert_allclose(x, np.linspace([0, 5], [{4: 2, 2: 8}[label], 5], len(x)), atol=1e-6)
    assert {len(x) for x in drawn[::2]} == {3, 5}


@pytest.mark.skipif(not generators.is_there(), reason="tsgm has an environment of its own")
def test_tsgm_trains_and_generates():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], 64)
    levels = [np.full((20, 2), k + 0.1 * rng.normal()) for k in y]
    drawn, _ = ConditionalVAE(n_steps=100).fit(levels, y).sample(40, np.repeat([0, 1], 20))
    found = [x.mean() > 0.5 for x in drawn]
    assert np.mean(found == np.repeat([0, 1], 20)) > 0.9
