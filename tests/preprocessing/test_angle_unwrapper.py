"""Angles without jumps, and nothing else changed."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.pipeline import make_pipeline

from sklearn_seqgan.preprocessing import AngleUnwrapper, GapFiller, VelocityAppender

NAN = np.nan


@given(seed=st.integers(0, 10**6), period=st.sampled_from([360.0, 2 * np.pi, 1.0]), start=st.floats(0, 1))
def test_a_turn_that_was_wrapped_is_whole_again(seed, period, start):
    """Up to whole periods, in each channel and sequence by itself; also where steps are missing."""
    rng = np.random.default_rng(seed)
    turns = start + np.cumsum(rng.uniform(-0.2, 0.2, (15, 2)), axis=0)
    wrapped = (turns % 1 - 0.5) * period
    missing = rng.random(turns.shape) < 0.2
    missing[-1] = False
    found = AngleUnwrapper(period).fit_transform([np.where(missing, NAN, wrapped)])[0]
    assert (np.isnan(found) == missing).all()
    for own, expected in zip(found.T, (turns * period).T):
        known = ~np.isnan(own)
        if known.any() and np.diff(np.flatnonzero(known)).max(initial=0) <= 2:
            offset = (own - expected)[known] / period
            np.testing.assert_allclose(offset, offset[0], atol=1e-6)


def test_what_does_not_jump_stays_to_the_bit():
    x = np.random.default_rng(0).uniform(-80, 80, (30, 2)).astype(np.float32)
    found = AngleUnwrapper().fit_transform([x])[0]
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, x)


def test_velocities_are_those_of_the_turn():
    angle = np.array([[176.0], [178.0], [-180.0], [-178.0], [-176.0]])
    found = make_pipeline(AngleUnwrapper(), VelocityAppender()).fit_transform([angle])[0]
    np.testing.assert_allclose(found[:, 1], 2)


def test_gaps_are_filled_on_the_short_way():
    angle = np.array([178.0, NAN, -178.0])
    found = make_pipeline(AngleUnwrapper(), GapFiller()).fit_transform([angle])[0]
    np.testing.assert_allclose(found[:, 0], [178, 180, 182])


def test_other_channels_are_left_alone():
    x = np.array([[170.0, 170.0], [-170.0, -170.0]])
    assert AngleUnwrapper(channels=[1]).fit_transform([x])[0].tolist() == [[170, 170], [-170, 190]]
    for channels in ([2], [-1], [0.5], 1):
        with pytest.raises(ValueError, match="channels"):
            AngleUnwrapper(channels=channels).fit([x])
