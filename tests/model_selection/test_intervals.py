"""mean_interval against numbers from a table of Student's t."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from scipy import stats

from sklearn_seqgan.model_selection import mean_interval


def test_hand_computed():
    """Mean 2, deviation 1, t(0.975, 2) = 4.302653."""
    mean, half = mean_interval([1.0, 2.0, 3.0])
    assert mean == 2.0
    np.testing.assert_allclose(half, 4.302653 / np.sqrt(3), rtol=1e-6)


def test_covers_as_often_as_it_says():
    draws = np.random.default_rng(0).normal(loc=0.3, size=(4000, 5))
    mean, half = mean_interval(draws, level=0.8)
    covered = (np.abs(mean - 0.3) < half).mean()
    assert abs(covered - 0.8) < 0.02


def test_missing_draws_are_left_out():
    values = np.array([[0.1, np.nan, 0.5], [0.2, np.nan, np.nan], [np.nan] * 3])
    mean, half = mean_interval(values)
    np.testing.assert_allclose(mean, [0.3, 0.2, np.nan])
    expected = stats.t.ppf(0.975, 1) * stats.sem([0.1, 0.5])
    np.testing.assert_allclose(half, [expected, np.nan, np.nan])
