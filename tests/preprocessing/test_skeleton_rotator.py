"""Where a person faces is undone, and nothing else."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from sklearn_seqgan.preprocessing import SkeletonRotator


def skeleton(seed=0, n_steps=4, n_joints=4):
    """Joints 0 and 1 stay apart in x, so there always is a direction."""
    joints = np.random.default_rng(seed).normal(size=(n_steps, n_joints, 3))
    joints[:, 1, 0] = joints[:, 0, 0] + 1
    return joints


def turned(joints, angle, up=1, about=(0, 0, 0)):
    rotation = Rotation.from_rotvec(angle * np.eye(3)[up])
    return rotation.apply((joints - about).reshape(-1, 3)).reshape(joints.shape) + about


def transform(joints, **parameters):
    X = [joints.reshape(len(joints), -1)]
    return SkeletonRotator(0, 1, **parameters).fit_transform(X)[0].reshape(joints.shape)


@given(angle=st.floats(-6, 6), seed=st.integers(0, 99), up=st.integers(0, 2))
def test_a_turn_about_the_vertical_through_the_middle_is_taken_back(angle, seed, up):
    joints = skeleton(seed)
    joints[:, 1, (up + 2) % 3] = joints[:, 0, (up + 2) % 3] + 1
    middle = joints[0, :2].mean(axis=0)
    expected = transform(joints, up=up)
    np.testing.assert_allclose(transform(turned(joints, angle, up, middle), up=up), expected, atol=1e-9)


@pytest.mark.parametrize("frame", ["first", "each"])
def test_left_to_right_is_along_x_and_distances_and_heights_stay(frame):
    joints = skeleton()
    found = transform(joints, frame=frame)
    line = found[:, 1] - found[:, 0]
    frames = slice(1) if frame == "first" else slice(None)
    np.testing.assert_allclose(line[frames, 2], 0, atol=1e-12)
    assert (line[frames, 0] > 0).all()
    np.testing.assert_allclose(found[..., 1], joints[..., 1])
    between = [np.linalg.norm(x[:, :, None] - x[:, None], axis=-1) for x in (found, joints)]
    np.testing.assert_allclose(*between)
    middles = [x[frames, :2].mean(axis=1) for x in (found, joints)]
    np.testing.assert_allclose(*middles)


def test_one_turn_for_all_frames_keeps_the_body_turning():
    """A person that turns by 90 degrees from its first frame to its second."""
    start = np.array([[-1.0, 0, 0], [1, 0, 0]])
    joints = np.stack([start, turned(start, np.pi / 2)])
    np.testing.assert_allclose(transform(turned(joints, 1.0)), joints, atol=1e-12)
    np.testing.assert_allclose(transform(turned(joints, 1.0), frame="each"), [start, start], atol=1e-12)


def test_sides_may_be_means_of_joints():
    joints = skeleton(n_joints=5)
    X = [joints.reshape(len(joints), -1)]
    found = SkeletonRotator([0, 2], [1, 3]).fit_transform(X)[0].reshape(joints.shape)
    line = found[0, [1, 3]].mean(axis=0) - found[0, [0, 2]].mean(axis=0)
    assert line[0] > 0 and line[2] == pytest.approx(0, abs=1e-12)


def test_a_frame_without_direction_is_named():
    vertical = skeleton()
    vertical[2, 1] = vertical[2, 0] + [0, 1, 0]
    X = [skeleton().reshape(4, -1), vertical.reshape(4, -1)]
    SkeletonRotator(0, 1).fit_transform(X)
    with pytest.raises(ValueError, match="no horizontal direction in sample 1 of X, at step 2"):
        SkeletonRotator(0, 1, frame="each").fit_transform(X)


def test_a_joint_that_is_none_is_named():
    with pytest.raises(ValueError, match=r"right=7 is out of range: X has 12 channels, or 4 joints"):
        SkeletonRotator(0, 7).fit([skeleton().reshape(4, -1)])
