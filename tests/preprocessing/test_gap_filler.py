"""Gaps are filled by what stands on both sides, and padding stays padding."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.preprocessing import GapFiller
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
