"""Frames without a body go, and all others stay."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sklearn_seqgan.preprocessing import AllZeroFrameRemover

LOST, ONE, TWO = [0, 0], [0, 1], [2, 0]
NAN = np.nan


def test_lost_frames_go_wherever_they_are():
    X = [np.array([LOST, ONE, LOST, LOST, TWO, LOST], float), np.array([TWO, ONE], float)]
    found = AllZeroFrameRemover().fit_transform(X)
    assert [x.tolist() for x in found] == [[ONE, TWO], [TWO, ONE]]


def test_a_padded_array_is_trimmed_to_what_is_left():
    X = np.array([[LOST, ONE, LOST, TWO], [TWO, LOST, [NAN, NAN], [NAN, NAN]]], float)
    found = AllZeroFrameRemover().fit_transform(X)
    np.testing.assert_array_equal(found, [[ONE, TWO], [TWO, [NAN, NAN]]])


def test_one_channel_keeps_its_width():
    remover = AllZeroFrameRemover()
    found = remover.fit_transform(np.array([[0.0, 1, 0, 2], [3, -0.0, 4, 5]]))
    np.testing.assert_array_equal(found, [[1, 2, NAN, NAN], [3, 4, 5, NAN]])
    assert remover.get_feature_names_out().tolist() == [f"allzeroframeremover{k}" for k in range(4)]


@given(st.lists(arrays(np.float64, (5, 2), elements=st.sampled_from([0.0, -0.0, 0.5, 3.0])), min_size=1))
def test_each_sequence_is_what_a_mask_gives(X):
    X = [np.vstack([x, TWO]) for x in X]
    for x, found in zip(X, AllZeroFrameRemover().fit_transform(X), strict=True):
        np.testing.assert_array_equal(found, x[np.any(x != 0, axis=1)])


def test_a_sequence_of_lost_frames_only_is_named():
    X = [np.array([ONE, TWO]), np.array([LOST, LOST]), np.array([LOST])]
    message = "Sample 1 of X has only frames in which every channel is 0.*2 such.*Remove it, together with"
    with pytest.raises(ValueError, match=message):
        AllZeroFrameRemover().fit_transform(X)
