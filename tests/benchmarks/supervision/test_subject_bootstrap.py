"""Intervals over subjects whose bounds are known exactly."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from benchmarks.supervision.subject_bootstrap import subject_bootstrap


def test_one_method_twice_has_no_width():
    assert subject_bootstrap([3, 5, 8], [3, 5, 8], [10, 10, 10]) == (0, 0)


def test_the_same_share_for_every_subject_has_no_width():
    """A quarter more of each subject's rows right is a quarter more in every resample."""
    total = np.array([4, 8, 40])
    low, high = subject_bootstrap(total / 2, total / 4, total)
    assert (low, high) == pytest.approx((0.25, 0.25))


def test_of_two_subjects_each_alone_is_a_bound():
    """Either is drawn twice in a quarter of all resamples, far more often than in 2.5 %."""
    assert subject_bootstrap([9, 2], [4, 4], [10, 10]) == pytest.approx((-0.2, 0.5))


def test_of_four_subjects_with_one_that_differs():
    """It is drawn k of 4 times with probability B(4, ¼): P(k ≥ 3) = 5.1 %, P(k = 4) = 0.4 %."""
    assert subject_bootstrap([8, 0, 0, 0], [0, 0, 0, 0], [8, 8, 8, 8]) == pytest.approx((0, 0.75))


def test_subjects_count_by_their_rows():
    """Half of the subjects bring 30 of 30 rows and half 0 of 10: three quarters, not a half."""
    low, high = subject_bootstrap(500 * [0, 30], 1000 * [0], 500 * [10, 30])
    assert 0.7 < low < 0.75 < high < 0.8


def test_swapped_methods_swap_the_bounds():
    rng = np.random.default_rng(0)
    total = rng.integers(20, 40, size=9)
    one, other = rng.integers(0, 20, size=(2, 9))
    low, high = subject_bootstrap(one, other, total)
    assert low < (one - other).sum() / total.sum() < high
    assert subject_bootstrap(other, one, total) == pytest.approx((-high, -low))


def test_the_same_numbers_every_time():
    one, other, total = np.random.default_rng(0).uniform(size=(3, 30))
    assert subject_bootstrap(one, other, total) == subject_bootstrap(one, other, total)


def test_one_subject_says_nothing():
    assert np.isnan(subject_bootstrap([5], [4], [10])).all()
