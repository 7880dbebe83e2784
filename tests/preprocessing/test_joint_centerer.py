"""The centred joint is at the origin, and every other keeps its place beside it."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sklearn_seqgan.preprocessing import JointCenterer

# three joints in the plane, in two frames and in one
X = [
    np.array([[1.0, 2.0, 5.0, 7.0, 3.0, 4.0], [2.0, 2.0, 5.0, 8.0, 4.0, 6.0]]),
    np.array([[9.0, 8, 7, 6, 5, 4]]),
]

FRAMES = arrays(np.float64, (4, 9), elements=st.floats(-5, 5))  # three joints in space, in metres


def assert_lists_equal(found, expected):
    assert len(found) == len(expected)
    for f, e in zip(found, expected, strict=True):
        np.testing.assert_array_equal(f, e)


def test_one_joint_in_every_frame():
    found = JointCenterer(joint=1, n_dims=2).fit_transform(X)
    assert_lists_equal(found, [[[-4, -5, 0, 0, -2, -3], [-3, -6, 0, 0, -1, -2]], [[2, 2, 0, 0, -2, -2]]])


def test_the_first_frame_keeps_the_walk():
    found = JointCenterer(joint=1, n_dims=2, frame="first").fit_transform(X)
    assert_lists_equal(found, [[[-4, -5, 0, 0, -2, -3], [-3, -5, 0, 1, -1, -1]], [[2, 2, 0, 0, -2, -2]]])


def test_the_mean_of_two_joints():
    found = JointCenterer(joint=[0, 2], n_dims=2).fit_transform(X)
    assert_lists_equal(found, [[[-1, -1, 3, 4, 1, 1], [-1, -2, 2, 4, 1, 2]], [[2, 2, 0, 0, -2, -2]]])


def test_padding_stays_padding_when_all_frames_move_alike():
    padded = np.full((2, 2, 6), np.nan)
    padded[0], padded[1, :1] = X
    found = JointCenterer(n_dims=2, frame="first").fit_transform(padded)
    np.testing.assert_array_equal(found[1], [[0, 0, -2, -2, -4, -4], [np.nan] * 6])


@given(FRAMES, st.integers(0, 2))
def test_the_joint_is_exactly_zero_and_twice_is_once(x, joint):
    centerer = JointCenterer(joint=joint)
    once = centerer.fit_transform([x])
    assert not once[0].reshape(4, 3, 3)[:, joint].any()
    assert_lists_equal(centerer.fit_transform(once), once)


@given(FRAMES, arrays(np.float64, 3, elements=st.floats(-5, 5)), st.sampled_from([1, [0, 1], [2, 0, 1]]))
def test_a_body_elsewhere_in_the_room_is_the_same_body(x, shift, joint):
    for frame in ("each", "first"):
        centerer = JointCenterer(joint=joint, frame=frame).fit([x])
        here, there = (centerer.transform([moved])[0] for moved in (x, x + np.tile(shift, 3)))
        np.testing.assert_allclose(here, there, atol=1e-13)


@given(FRAMES)
def test_distances_between_joints_stay(x):
    def distances(x):
        joints = x.reshape(4, 3, 3)
        return np.linalg.norm(joints[:, :, None] - joints[:, None], axis=-1)

    np.testing.assert_allclose(distances(JointCenterer().fit_transform([x])[0]), distances(x), atol=1e-13)


BAD = {
    "no multiple": ({"n_dims": 4}, "6 channels, no multiple of the 4 numbers"),
    "too high": ({"joint": 2}, "joint=2 is out of range: .* 2 joints of n_dims=3. Use 0 to 1"),
    "too high in a list": ({"joint": [0, 6], "n_dims": 1}, "out of range: .* 6 joints .* 0 to 5"),
    "negative in a list": ({"joint": [0, -1]}, "out of range"),
    "negative": ({"joint": -1}, "'joint' parameter of JointCenterer"),
    "none": ({"joint": []}, r"joint=\[\] must be an int, or a list of at least one"),
    "none in an array": ({"joint": np.array([], dtype=int)}, "at least one int"),
    "mask": ({"joint": [True, False]}, "must be an int"),
    "text": ({"joint": ["hip"]}, "must be an int"),
    "frame": ({"frame": "last"}, "'frame' parameter of JointCenterer"),
}


@pytest.mark.parametrize(("parameters", "message"), BAD.values(), ids=BAD)
def test_bad_parameters_are_named(parameters, message):
    with pytest.raises(ValueError, match=message):
        JointCenterer(**parameters).fit(X)


@pytest.mark.parametrize("n_dims", [1, 3])
def test_one_channel_has_no_joints(n_dims):
    with pytest.raises(ValueError, match=r"one channel per sequence, and JointCenterer needs more"):
        JointCenterer(n_dims=n_dims).fit(np.ones((4, 6)))
