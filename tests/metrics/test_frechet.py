"""Fréchet distances between Gaussians that are known."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from scipy.linalg import sqrtm

from sklearn_seqgan.metrics import FrechetDistance, frechet_distance
from tests.metrics.quick_judges import vectors


def test_in_one_dimension_it_is_the_gap_of_means_and_of_deviations():
    x, y = np.array([[0.0], [2.0], [4.0]]), np.array([[7.0], [8.0], [9.0]])
    assert frechet_distance(x, y) == pytest.approx((8 - 2) ** 2 + (2 - 1) ** 2)


@pytest.mark.parametrize("n", [3, 40], ids=["fewer than features", "more than features"])
def test_the_root_is_that_of_the_product_of_covariances(n):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(n, 5)), rng.normal(size=(n + 4, 5)) @ rng.normal(size=(5, 5)) + 1
    a, b = np.cov(x.T), np.cov(y.T)
    root = sqrtm(sqrtm(a) @ b @ sqrtm(a)).real
    gap = np.sum((x.mean(axis=0) - y.mean(axis=0)) ** 2)
    expected = gap + np.trace(a + b - 2 * root)
    assert frechet_distance(x, y) == pytest.approx(expected, rel=1e-5)
    assert frechet_distance(y, x) == pytest.approx(frechet_distance(x, y))
    assert frechet_distance(x, x) == pytest.approx(0, abs=1e-10)


def test_a_single_row_has_no_covariance():
    with pytest.raises(ValueError, match="needs two of each"):
        frechet_distance(np.zeros((1, 2)), np.zeros((3, 2)))


def test_sequences_that_are_shifted_are_as_far_as_their_features():
    """Eight resampled values of one channel, each further by 3."""
    X = [x[:, None] for x in np.random.default_rng(0).normal(size=(9, 8))]
    distance = FrechetDistance(X, X, features=vectors())
    assert distance([x + 3 for x in X]) == pytest.approx(8 * 9)
    assert distance.floor == pytest.approx(0, abs=1e-10)


def test_what_is_masked_is_no_feature():
    x = np.ma.masked_array([[0.0], [1.0], [2.0]], mask=[[False], [True], [False]])
    with pytest.raises(ValueError, match="NaN"):
        frechet_distance(x, np.array([[5.0], [6.0]]))
