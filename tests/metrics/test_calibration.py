"""The expected calibration error of cases whose answer is known."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from sklearn_seqgan.metrics import calibration_error, expected_calibration_error


def test_each_bin_counts_by_its_rows():
    right = np.array([True, False, False, False, True])
    confidence = np.array([0.5, 0.5, 0.5, 0.5, 0.9])  # .25 right at .5, 1 right at .9
    assert expected_calibration_error(right, confidence) == pytest.approx((4 * 0.25 + 1 * 0.1) / 5)


def test_sure_and_right_is_no_error_sure_and_wrong_a_whole_one():
    sure = np.ones(6)
    assert expected_calibration_error(sure > 0, sure) == 0
    assert expected_calibration_error(sure < 0, sure) == 1


def test_probabilities_that_are_frequencies_have_an_error_near_zero():
    rng = np.random.default_rng(0)
    confidence = rng.uniform(size=100_000)
    right = rng.uniform(size=100_000) < confidence
    assert expected_calibration_error(right, confidence) < 0.01
    assert expected_calibration_error(right, confidence**2) > 0.1


def test_the_confidence_is_the_largest_probability():
    """Right at .6, wrong at .9: (.4 + .9) / 2."""
    probabilities = np.array([[0.6, 0.4], [0.9, 0.1]])
    assert calibration_error([0, 1], [0, 0], probabilities) == pytest.approx(0.65)


def test_without_finite_probabilities_there_is_none():
    """Label spreading gives NaN for rows that no label reaches."""
    assert np.isnan(calibration_error([0, 1], [0, 0]))
    assert np.isnan(calibration_error([0, 1], [0, 0], [[np.nan, np.nan], [0.5, 0.5]]))
    assert calibration_error([-1, 0], [0, 0], [[np.nan, np.nan], [0.5, 0.5]]) == 0.5
