"""Recordings on one grid of time: what a straight line and a sine must become, and where holes are."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.sequences import resample_recordings

NAN = np.nan


@given(
    seed=st.integers(0, 10**6),
    n=st.integers(2, 60),
    rate=st.sampled_from([3, 10, 25, 29.97, 60]),
    own=st.sampled_from([5.0, 10.0, 30.0, 250.0]),
)
def test_a_straight_line_stays_one_at_any_times(seed, n, rate, own):
    rng = np.random.default_rng(seed)
    t = 100 + np.cumsum(rng.uniform(0.2, 1.8, n)) / own
    slope, base = rng.normal(size=(2, 2))
    grid = resample_recordings([base + (t - t[0])[:, None] * slope], [t], rate, longest_gap=10)
    expected = np.arange(int((t[-1] - t[0]) * rate + 1e-6) + 1) / rate
    (x,), (nearest,) = grid.X, grid.nearest
    assert len(x) == len(expected) and grid.start.tolist() == [0.0]
    np.testing.assert_allclose(x, base + expected[:, None] * slope, atol=1e-6)
    distances = np.abs(t - t[0] - expected[:, None])
    np.testing.assert_allclose(distances[np.arange(len(x)), nearest], distances.min(axis=1), atol=1e-9)


def test_even_times_at_their_own_rate_stay_as_they_are():
    x = np.random.default_rng(0).normal(size=(300, 3))
    (found,) = resample_recordings([x], [5 + np.arange(300) / 30], 30).X
    np.testing.assert_allclose(found, x, atol=1e-9)


def test_what_moves_too_fast_for_the_grid_is_filtered_out_and_not_folded():
    t = np.arange(0, 20, 1 / 100)
    slow, fast = np.sin(2 * np.pi * 1 * t), np.sin(2 * np.pi * 19 * t)  # 19 Hz at 20 Hz would look like 1 Hz
    grid = resample_recordings([np.column_stack([slow, fast, np.full(len(t), 7.0)])], [t], 20)
    middle = grid.X[0][20:-20]
    expected = np.sin(2 * np.pi * np.arange(400) / 20)[20:380]
    np.testing.assert_allclose(middle[:, 0], expected, atol=0.02)
    assert np.abs(middle[:, 1]).max() < 0.05
    np.testing.assert_allclose(grid.X[0][:, 2], 7.0)


def test_a_missing_value_stays_missing_where_it_is():
    x = np.arange(20.0)[:, None] * [1, 2]
    x[5, 1] = NAN
    same, finer, coarser = (resample_recordings([x], [np.arange(20) / 10], rate).X[0] for rate in (10, 20, 5))
    assert np.flatnonzero(np.isnan(same[:, 1])).tolist() == [5]
    assert np.flatnonzero(np.isnan(finer[:, 1])).tolist() == [9, 10, 11]
    assert not np.isnan(coarser).any()  # steps 4 and 6 are known
    x[6, 1], x[:, 0] = NAN, NAN
    coarser = resample_recordings([x], [np.arange(20) / 10], 5).X[0]
    assert np.flatnonzero(np.isnan(coarser[:, 1])).tolist() == [3] and np.isnan(coarser[:, 0]).all()


def test_rates_of_their_own_become_one():
    X = [np.arange(0, 2.01, 1 / rate) for rate in (10, 25, 50)]
    for x in resample_recordings(X, X, 25).X:
        np.testing.assert_allclose(x[:, 0], np.arange(51) / 25, atol=1e-9)


def test_a_hole_is_split_left_or_refused():
    t = np.array([0.0, 0.1, 0.2, 5.05, 5.15, 5.25])
    x = np.arange(6.0)
    split = resample_recordings([x, x[:2]], [t, t[:2]], 10, longest_gap=1)
    assert split.recording.tolist() == [0, 0, 1]
    np.testing.assert_allclose(split.start, [0, 5.1, 0])
    np.testing.assert_allclose(split.X[1][:, 0], [3.5, 4.5])
    (left,) = resample_recordings([x], [t], 10, longest_gap=1, holes="nan").X
    assert len(left) == 53 and np.isnan(left[3:51]).all() and not np.isnan(left[[2, 51]]).any()
    with pytest.raises(ValueError, match=r"a hole of 4\.85 in recording 0, from 0\.2 to 5\.05 after its"):
        resample_recordings([x], [t], 10, longest_gap=1, holes="raise")
    (bridged,) = resample_recordings([x], [t], 10, longest_gap=4.85).X
    assert len(bridged) == 53 and not np.isnan(bridged).any()
    by_default = resample_recordings([x], [t], 10)  # ten steps of 0.1 s
    assert len(by_default.X) == 2


def test_one_sample_is_one_step():
    grid = resample_recordings([np.ones((1, 2)), np.zeros((3, 2))], [[7.0], [0.0, 1.0, 2.0]], 2)
    assert [len(x) for x in grid.X] == [1, 5]


def test_times_of_numpy():
    x, seconds = np.arange(4.0), np.arange(4) * 0.5
    durations = (seconds * 1000).astype("m8[ms]")
    for times in (seconds, durations, np.datetime64("2024-05-01T10:00") + durations):
        assert len(resample_recordings([x], [times], 4).X[0]) == 7


BAD = {
    "descending": (
        [0.0, 2.0, 1.0],
        {},
        r"Times of recording 0 do not ascend: 2\.0 at step 1 comes before 1\.0",
    ),
    "equal": ([0.0, 1.0, 1.0], {}, r"do not ascend: 1\.0 at step 1 comes before 1\.0"),
    "missing": ([0.0, NAN, 1.0], {}, "Time 1 of recording 0 is missing"),
    "other number": ([0.0, 1.0], {}, "There are 2 times of recording 0, which has 3 steps"),
    "text": (["0", "1", "2"], {}, "Times of recording 0 are of <U1"),
    "milliseconds": ([0.0, 20.0, 40.0], {"rate_hz": 50}, "has 1000 steps to one of recording 0.*in seconds"),
    "rate": ([0.0, 1.0, 2.0], {"rate_hz": 0}, "rate_hz=0 must be a positive number"),
    "gap": ([0.0, 1.0, 2.0], {"longest_gap": -1}, "longest_gap=-1 must be a positive number"),
    "holes": ([0.0, 1.0, 2.0], {"holes": "fill"}, "holes='fill' must be one of"),
}


@pytest.mark.parametrize(("times", "options", "message"), BAD.values(), ids=BAD)
def test_what_is_wrong_with_times_is_named(times, options, message):
    with pytest.raises(ValueError, match=message):
        resample_recordings([np.zeros(3)], [times], **{"rate_hz": 1} | options)


def test_there_are_times_of_every_recording():
    with pytest.raises(ValueError, match="There are 1 recordings, but times of 2"):
        resample_recordings([np.zeros(3)], [[0, 1, 2]] * 2, 1)


def test_values_too_large_to_interpolate_between_are_named():
    """Between −1e308 and 1e308 there are more than float64 can tell."""
    x = np.array([[1e308], [-1e308], [1e308]])
    with pytest.raises(ValueError, match="Values of recording 1 are too large to interpolate between"):
        resample_recordings([x / 1e9, x], [[0.0, 1.0, 2.0]] * 2, rate_hz=2)


def test_two_steps_of_a_coarser_grid_are_filtered_too():
    """±1 in turn: the line through the samples at 0 and 1 s stays at 1."""
    x = np.where(np.arange(101) % 2, -1.0, 1.0)
    (found,) = resample_recordings([x], [np.arange(101) / 100], 1).X
    assert found.shape == (2, 1) and (np.abs(found) < 0.7).all()


def test_the_last_sample_has_its_value_whatever_is_before_it():
    x = np.arange(20.0)
    x[18] = NAN
    (found,) = resample_recordings([x], [np.arange(20) / 10], 10).X
    assert np.flatnonzero(np.isnan(found[:, 0])).tolist() == [18] and found[19, 0] == 19
