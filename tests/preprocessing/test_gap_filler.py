"""Gaps are filled by what stands on both sides, and padding stays padding."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
import scipy.interpolate
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.preprocessing import GapFiller, usable_rows
from sklearn_seqgan.sequences import from_ragged, to_form

NAN = np.nan


@given(st.integers(0, 999), st.floats(-3, 3), st.floats(-3, 3))
def test_a_straight_line_with_holes_is_whole_again(seed, start, slope):
    rng = np.random.default_rng(seed)
    line = start + slope * np.arange(12.0)[:, None] * [1, -2]
    holes = rng.random(line.shape) < 0.5
    holes[[0, -1]] = False
    found = GapFiller(longest_gap=None).fit_transform([np.where(holes, NAN, line)])[0]
    np.testing.assert_allclose(found, line, atol=1e-9)


def test_forms_agree_and_padding_stays():
    X = [np.array([[NAN, 1.0], [2.0, NAN], [NAN, 3.0], [4.0, NAN]]), np.array([[1.0, 2.0]])]
    expected = [[[2, 1], [2, 2], [3, 3], [4, 3]], [[1, 2]]]
    found = GapFiller().fit_transform(X)
    assert [x.tolist() for x in found] == expected
    padded = to_form(from_ragged(X, np.float64, allow_gaps=True), "3d")
    padded[0, 3] = [4, NAN]
    np.testing.assert_array_equal(
        GapFiller().fit_transform(padded), to_form(from_ragged(found, np.float64), "3d")
    )


def test_one_channel_in_a_frame():
    X = pd.DataFrame([[1.0, NAN, 3.0, NAN], [5.0, 6.0, 7.0, 8.0]], columns=list("abcd"))
    found = GapFiller().set_output(transform="pandas").fit_transform(X)
    np.testing.assert_array_equal(found, [[1, 2, 3, NAN], [5, 6, 7, 8]])
    assert found.columns.tolist() == list("abcd")


def test_a_long_gap_is_refused_by_its_place():
    x = np.array([[1.0, NAN, 2.0, NAN, NAN, NAN, 3.0]]).T
    GapFiller(longest_gap=3).fit([x, x])
    with pytest.raises(ValueError, match="Sample 1 of X has a gap of 3 steps in channel 0, from step 3 on"):
        GapFiller(longest_gap=2).fit([np.ones((3, 1)), x])


def test_a_channel_without_any_value_is_named():
    with pytest.raises(ValueError, match="Channel 1 of sample 0 of X is NaN at every step"):
        GapFiller().fit([np.array([[1.0, NAN], [2.0, NAN]])])


def test_infinity_is_no_gap():
    with pytest.raises(ValueError, match=r"infinity \(inf\).* in sample 0, at step 1, channel 0"):
        GapFiller().fit([np.array([[1.0], [np.inf]])])


SCIPYS = {
    "linear": lambda t, v, at: np.interp(at, t, v),
    "pchip": scipy.interpolate.pchip_interpolate,
    "akima": lambda t, v, at: scipy.interpolate.Akima1DInterpolator(t, v)(at),
    "cubic": lambda t, v, at: scipy.interpolate.CubicSpline(t, v)(at),
    "nearest": lambda t, v, at: v[np.abs(t - at[:, None]).argmin(axis=1)],
    "previous": lambda t, v, at: v[np.searchsorted(t, at, side="right") - 1],
}


@pytest.mark.parametrize("method", SCIPYS)
@given(seed=st.integers(0, 10**6))
def test_gaps_are_filled_by_scipys_functions_and_ends_are_held(method, seed):
    rng = np.random.default_rng(seed)
    x, holes = rng.normal(size=20), rng.random(20) < 0.4
    holes[[4, 7, 9, 11, 13]] = False
    (found,) = GapFiller(None, method).fit_transform([np.column_stack([np.where(holes, NAN, x), x])])
    t = np.flatnonzero(~holes)
    at = np.clip(np.flatnonzero(holes), t[0], t[-1])
    np.testing.assert_allclose(found[holes, 0], SCIPYS[method](t, x[t], at), atol=1e-10)
    np.testing.assert_array_equal(found[~holes, 0], x[~holes])


@pytest.mark.parametrize("method", SCIPYS)
@pytest.mark.parametrize("known", [[3], [3, 5], [3, 5, 6]])
def test_few_known_values_are_enough(method, known):
    x = np.full((8, 2), NAN)
    x[:, 1], x[known, 0] = 1, 7.0
    np.testing.assert_allclose(GapFiller(method=method).fit_transform([x])[0][:, 0], 7)


def test_long_gaps_may_be_left():
    x = np.array([[1.0, NAN, 3.0, NAN, NAN, 6.0], [NAN] * 6, [1.0] * 6]).T
    (found,) = GapFiller(1, long_gaps="leave").fit_transform([x])
    np.testing.assert_array_equal(found.T, [[1, 2, 3, NAN, NAN, 6], [NAN] * 6, [1] * 6])


def test_steps_stay_at_the_end_where_gaps_are_left_so_that_labels_of_steps_fit():
    x = np.array([[1.0, NAN, 3.0, NAN, NAN]]).T
    filler = GapFiller(1, long_gaps="leave")
    (found,) = filler.fit_transform([x])
    np.testing.assert_array_equal(found[:, 0], [1, 2, 3, NAN, NAN])
    np.testing.assert_array_equal(filler.fit_transform(x[None])[0], found)
    assert len(GapFiller(1).fit_transform([x])[0]) == 3


@given(st.data())
def test_usable_rows_are_those_that_can_be_filled(data):
    longest = data.draw(st.sampled_from([1, 2, None]))
    values = (
        st.sampled_from([1.0, NAN, NAN, np.inf]) if data.draw(st.booleans()) else st.sampled_from([1.0, NAN])
    )
    X = [np.array(data.draw(st.lists(st.tuples(values, values), min_size=1, max_size=6))) for _ in range(3)]
    expected = []
    for x in X:
        try:
            expected.append(not np.isnan(GapFiller(longest).fit_transform([x])[0]).any())
        except ValueError:
            expected.append(False)
    assert usable_rows(X, longest).tolist() == expected
    padded = np.full((3, 8, 2), NAN)
    for row, x in zip(padded, X):
        row[: len(x)] = x
    assert usable_rows(padded, longest).tolist() == expected


def test_usable_rows_of_other_forms():
    assert usable_rows(np.array([[1.0, NAN, 2.0], [NAN, NAN, NAN]])).tolist() == [True, False]
    assert usable_rows([np.ones((3, 2), int), pd.DataFrame([[1.0, None]])]).tolist() == [True, False]
    with pytest.raises(ValueError, match="longest_gap=0 must be an int of at least 1"):
        usable_rows(np.ones((2, 2)), 0)


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.array(3.0), "X has 0 dimensions"),
        (np.ones(4), "X has 1 dimensions"),
        ([np.ones((3, 2)), 5.0, np.ones((3, 2))], "Sample 1 of X has 0 dimensions"),
        ([np.ones((3, 2)), np.ones((3, 2, 2))], "Sample 1 of X has 3 dimensions"),
        ([np.ones((3, 2)), np.ones((3, 4))], "Sample 1 of X has 4 channels, but sample 0 has 2"),
    ],
)
def test_usable_rows_refuses_what_are_no_sequences(X, message):
    with pytest.raises(ValueError, match=message):
        usable_rows(X)
