"""Body parts by joint names."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from sklearn_seqgan.datasets import body_parts, joint_channels
from sklearn_seqgan.datasets.skeleton import NTU_BONES, NTU_JOINT_NAMES

KINECT_V1 = [
    *("hip_center", "spine", "shoulder_center", "head"),
    *("shoulder_left", "elbow_left", "wrist_left", "hand_left"),
    *("shoulder_right", "elbow_right", "wrist_right", "hand_right"),
    *("hip_left", "knee_left", "ankle_left", "foot_left"),
    *("hip_right", "knee_right", "ankle_right", "foot_right"),
]


def test_the_five_parts_of_a_kinect_skeleton():
    blocks = [list(range(12 * p, 12 * p + 12)) for p in range(5)]
    assert body_parts(KINECT_V1) == blocks
    assert body_parts(np.array(KINECT_V1)) == blocks


def test_the_parts_of_ntu_rgbd():
    """Its joints are numbered from one; torso 1-4 and 21, and so on."""
    parts = [[j + 1 for j in part] for part in body_parts(NTU_JOINT_NAMES, n_dims=1)]
    limbs = [[5, 6, 7, 8, 22, 23], [9, 10, 11, 12, 24, 25], [13, 14, 15, 16], [17, 18, 19, 20]]
    assert parts == [[1, 2, 3, 4, 21], *limbs]


def test_order_is_that_of_the_parts_whatever_that_of_the_joints():
    names = ["foot_right", "head", "hand_left", "neck", "elbow_left"]
    assert body_parts(names, n_dims=2) == [[2, 3, 6, 7], [4, 5, 8, 9], [0, 1]]


def test_two_persons_have_parts_of_their_own():
    names = [f"{person}_{joint}" for person in ("p2", "p1") for joint in KINECT_V1]
    first, second = body_parts(KINECT_V1), [[60 + c for c in part] for part in body_parts(KINECT_V1)]
    assert body_parts(names) == second + first


@pytest.mark.parametrize("name", ["tail", "hand", "head_left", "p3_head", ""])
def test_an_unknown_joint_is_named(name):
    with pytest.raises(ValueError, match=f"Joint {name!r} is in no part; rename it"):
        body_parts(["head", name])


def test_the_bones_of_ntu_rgbd_are_a_tree_from_the_base_of_the_spine():
    """As its joints are numbered from one: 1 base, 21 between the shoulders."""
    bones = {(parent + 1, child + 1) for parent, child in NTU_BONES.tolist()}
    trunk = {(1, 2), (2, 21), (21, 3), (3, 4)}
    arms = {(21, 5), (5, 6), (6, 7), (7, 8), (8, 22), (7, 23)}
    arms |= {(21, 9), (9, 10), (10, 11), (11, 12), (12, 24), (11, 25)}
    legs = {(1, 13), (13, 14), (14, 15), (15, 16), (1, 17), (17, 18), (18, 19), (19, 20)}
    assert bones == trunk | arms | legs
    reached = {0}
    for parent, child in NTU_BONES.tolist():
        assert parent in reached and child not in reached
        reached.add(child)
    assert reached == set(range(25))


def test_channels_of_each_joint_in_order():
    assert joint_channels(["b", "a"]) == {"b": [0, 1, 2], "a": [3, 4, 5]}
    with pytest.raises(ValueError, match="Two joints are called 'a'"):
        joint_channels(["a", "b", "a"])
