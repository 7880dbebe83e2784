"""Every form of X becomes the same `Sequences`, and what cannot is named."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sklearn_seqgan.sequences import from_array, from_ragged, is_ragged, to_form

NAN = np.nan


@st.composite
def ragged(draw):
    n_channels = draw(st.integers(1, 3))
    lengths = draw(st.lists(st.integers(1, 6), min_size=1, max_size=5))
    numbers = st.floats(-1e6, 1e6, width=32)
    return [draw(arrays(np.float32, (n, n_channels), elements=numbers)) for n in lengths]


@given(ragged())
def test_a_list_comes_back_as_it_went(X):
    back = to_form(from_ragged(X), "list")
    assert len(back) == len(X)
    for x, b in zip(X, back, strict=True):
        np.testing.assert_array_equal(x, b)


@given(ragged(), st.integers(0, 4))
def test_padded_array_is_the_list_whatever_its_padding(X, extra):
    expected = from_ragged(X)
    padded = np.pad(to_form(expected, "3d"), ((0, 0), (0, extra), (0, 0)), constant_values=np.float32(NAN))
    values, lengths = from_array(padded)
    np.testing.assert_array_equal(values, expected.values)
    np.testing.assert_array_equal(lengths, expected.lengths)


def test_padding_is_zero_and_mask_tells_it():
    values, lengths = sequences = from_array(np.array([[1.0, 2.0, NAN], [3.0, NAN, NAN], [4.0, 5.0, NAN]]))
    np.testing.assert_array_equal(values[:, :, 0], [[1, 2], [3, 0], [4, 5]])
    np.testing.assert_array_equal(lengths, [2, 1, 2])
    np.testing.assert_array_equal(sequences.mask, [[True, True], [True, False], [True, True]])
    assert values.dtype == np.float32


def test_two_dimensional_form_keeps_its_width():
    X = np.array([[1.0, 2.0, NAN, NAN], [3.0, NAN, NAN, NAN]])
    np.testing.assert_array_equal(to_form(from_array(X), "2d", width=4), X)


def test_object_array_comes_back_as_one():
    X = np.empty(2, dtype=object)
    X[:] = [np.ones((2, 1)), np.ones((2, 1))]
    back = to_form(from_ragged(X), "object")
    assert back.dtype == object and back.shape == (2,) and back[0].shape == (2, 1)


def test_take_trims_to_the_longest():
    taken = from_ragged([np.ones((2, 1)), np.ones((5, 1)), np.ones((3, 1))]).take([0, 2])
    assert taken.values.shape == (2, 3, 1)


@pytest.mark.parametrize(
    ("X", "ragged"),
    [
        ([np.ones((2, 1))], True),
        ((np.ones(3), np.ones(3)), True),
        ([[1.0, 2.0], [3.0, 4.0]], False),
        (np.ones((2, 3)), False),
        (np.array([[1.0, 2.0]], dtype=object), False),
    ],
)
def test_a_list_of_numbers_is_an_array_and_a_list_of_arrays_is_not(X, ragged):
    assert is_ragged(X) is ragged


ONE = np.ones((3, 2))
BAD_LISTS = {
    "no sample": ([], r"0 sample\(s\)"),
    "channels": ([ONE, ONE, np.ones((3, 4))], "Sample 2 of X has 4 channels, but sample 0 has 2"),
    "empty": ([ONE, np.ones((0, 2))], "Sample 1 of X is an empty sequence"),
    "only NaN": ([ONE, np.full((2, 2), NAN)], "Sample 1 of X is an empty sequence"),
    "text": ([ONE, np.array([["a", "b"]])], "Sample 1 of X is not an array of numbers"),
    "3-D": ([ONE, np.ones((2, 2, 2))], "Sample 1 of X has 3 dimensions"),
    "complex": ([ONE, ONE * 1j], "Complex data not supported: sample 1"),
    "NaN inside": ([ONE, np.array([[1, 2], [NAN, 3], [4, 5]])], "NaN inside sample 1, at step 1, channel 0"),
    "infinity": ([ONE, np.array([[1, 2], [3, np.inf]])], "infinity .* sample 1, at step 1, channel 1"),
    "overflow": ([ONE, np.array([[1, 2], [1e300, 3]])], "too large for float32, in sample 1, at step 1"),
    "no channel": ([np.ones((3, 0))], "no channels"),
}


@pytest.mark.parametrize(("X", "message"), BAD_LISTS.values(), ids=BAD_LISTS)
def test_a_bad_list_is_refused_by_place(X, message):
    with pytest.raises(ValueError, match=message):
        from_ragged(X)


def test_bad_arrays_are_refused_by_place():
    with pytest.raises(ValueError, match="NaN inside sample 1, at step 0, channel 0"):
        from_array(np.array([[1.0, 2.0], [NAN, 2.0]]))
    with pytest.raises(ValueError, match="NaN inside sample 0, at step 2, channel 1"):
        from_array(np.array([[[1.0, 1.0], [1.0, 1.0], [1.0, NAN]]]))
    with pytest.raises(ValueError, match="NaN inside sample 0, at step 1, channel 0"):
        from_array(np.array([[1.0, NAN, 2.0]]))
    with pytest.raises(ValueError, match="4 dimensions"):
        from_array(np.ones((1, 1, 1, 1)))


def test_a_gap_may_stay_where_it_is_to_be_filled():
    X = np.array([[[1.0, NAN], [NAN, NAN], [2.0, 3.0], [NAN, NAN]]])
    values, lengths = from_array(X, allow_gaps=True)
    assert lengths.tolist() == [3]
    np.testing.assert_array_equal(values, X[:, :3])
    np.testing.assert_array_equal(from_ragged([X[0]], allow_gaps=True).values, X[:, :3])
    with pytest.raises(ValueError, match="NaN inside sample 0, at step 0, channel 1"):
        from_array(X)
