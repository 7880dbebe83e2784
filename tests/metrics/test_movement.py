"""Speed and jerk of sequences whose differences are known."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.metrics import JerkRatio, SpeedRatio

RAMP = np.arange(6.0)[:, None]
PARABOLA = RAMP**2


@given(factor=st.floats(0.01, 100), shift=st.floats(-100, 100))
def test_movements_that_are_larger_are_faster_by_as_much(factor, shift):
    X, _ = make_rhythms(n_per_class=4, random_state=0)
    for metric in (SpeedRatio(X, X), JerkRatio(X, X)):
        assert metric([factor * x + shift for x in X]) == pytest.approx(factor, rel=1e-4)
        assert metric.floor == pytest.approx(1)


def test_a_ramp_has_speed_and_no_jerk():
    assert SpeedRatio([PARABOLA], [PARABOLA])([RAMP]) == pytest.approx(1 / 5)
    assert JerkRatio([PARABOLA], [PARABOLA])([RAMP]) == 0


def test_every_step_counts_alike_and_none_between_two_sequences():
    """Five steps of 1 and one of 7: two per sequence on average."""
    X = [RAMP, np.array([[100.0], [107.0]]), np.array([[-100.0]])]
    assert SpeedRatio([RAMP], [RAMP])(X) == pytest.approx((5 * 1 + 7) / 6)


def test_channels_count_in_units_of_their_deviation():
    """The second has a thousand times the unit, the third is constant but for rounding."""
    constant = np.full((6, 1), 0.1)
    real = np.hstack([RAMP, 1000 * RAMP, constant])
    slower = np.hstack([RAMP, 500 * RAMP, constant])
    assert SpeedRatio([real], [real])([slower]) == pytest.approx(0.75)


def test_within_classes_each_is_compared_with_its_own():
    metric = SpeedRatio([RAMP], [RAMP, 4 * RAMP], None, ["slow", "fast"])
    assert metric.by_class([2 * RAMP, 2 * RAMP], ["slow", "fast"]) == pytest.approx({"fast": 0.5, "slow": 2})


def test_without_a_difference_there_is_no_ratio():
    short, still = [np.ones((2, 1))], [np.ones((5, 1))]
    assert np.isnan(JerkRatio([PARABOLA], [PARABOLA])(short))
    assert np.isnan(SpeedRatio([RAMP], still)([RAMP]))
