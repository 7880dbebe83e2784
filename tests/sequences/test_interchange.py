"""Other packages' forms become ours and come back; what is ambiguous is refused."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from sklearn_seqgan.sequences import from_aeon, from_tslearn, to_aeon, to_tslearn

NAN = np.nan


def test_aeon_axes_there_and_back():
    X = np.arange(24.0).reshape(2, 3, 4)
    np.testing.assert_array_equal(from_aeon(X)[1, :, 2], X[1, 2, :])
    np.testing.assert_array_equal(to_aeon(from_aeon(X)), X)
    uneven = [np.ones((3, 5)), np.ones((3, 2))]
    assert [x.shape for x in from_aeon(uneven)] == [(5, 3), (2, 3)]


def test_one_channel_gets_an_axis_for_aeon():
    assert to_aeon(np.ones((2, 3))).shape == (2, 1, 3)
    assert [x.shape for x in to_aeon([np.ones(3), np.ones((2, 1))])] == [(1, 3), (1, 2)]
    with pytest.raises(ValueError, match=r"4 dimensions; expected \(n, T\)"):
        to_aeon(np.ones((1, 2, 3, 4)))
    with pytest.raises(ValueError, match="Sample 0 of X has 3 dimensions"):
        to_aeon([np.ones((1, 2, 3))])


def test_aeon_axes_are_not_guessed():
    with pytest.raises(ValueError, match=r"2 dimensions"):
        from_aeon(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"Sample 1 .* 1 dimension"):
        from_aeon([np.ones((3, 5)), np.ones(3)])


def test_tslearn_pads_with_nan_as_we_do():
    X = [np.arange(6.0).reshape(3, 2), np.arange(2.0).reshape(1, 2)]
    expected = np.array([[[0, 1], [2, 3], [4, 5]], [[0, 1], [NAN, NAN], [NAN, NAN]]])
    np.testing.assert_array_equal(to_tslearn(X), expected)
    np.testing.assert_array_equal(
        to_tslearn(np.pad(expected, ((0, 0), (0, 2), (0, 0)), constant_values=NAN)), expected
    )
    np.testing.assert_array_equal(to_tslearn(np.array([[1, 2], [3, 4]]))[:, :, 0], [[1, 2], [3, 4]])
    np.testing.assert_array_equal(from_tslearn(expected), expected)
    with pytest.raises(ValueError, match="2 dimensions"):
        from_tslearn(np.ones((2, 3)))


@pytest.mark.parametrize("X", [[], np.empty((0, 5, 2)), np.empty((0, 5))], ids=["list", "3-D", "2-D"])
def test_no_sequence_at_all_is_named(X):
    with pytest.raises(ValueError, match="X is empty: found 0 sample"):
        to_tslearn(X)
