"""Skeletons in action: trigonometry, limits and bones first, then what the task is about."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.neighbors import KNeighborsClassifier

from sklearn_seqgan.datasets import make_skeleton_actions, skeleton_actions
from sklearn_seqgan.datasets._actions import ACTIONS
from sklearn_seqgan.datasets._kinematics import (
    LIMITS,
    REST_OFFSETS,
    ROW,
    STANDING,
    forward_kinematics,
    mirror,
    stand,
    turn_about_the_vertical,
)
from sklearn_seqgan.datasets.skeleton import NTU_BONES, NTU_JOINT_NAMES

J = {name: j for j, name in enumerate(NTU_JOINT_NAMES)}
OTHER_SIDE = [J[n.replace("left", "#").replace("right", "left").replace("#", "right")] for n in J]
UPPER_ARM, FOREARM, THIGH, SHANK = 0.28, 0.25, 0.42, 0.40


def pose(**angles):
    """Joints (25, 3) of the body with these angles, all others 0; and bones by name."""
    column = np.zeros((len(LIMITS), 1))
    for name, angle in angles.items():
        column[ROW[name]] = angle
    return forward_kinematics(column, REST_OFFSETS[..., None])[..., 0]


def bone(joints, parent, child):
    return joints[J[child]] - joints[J[parent]]


def random_angles(seed, n=5):
    low, high = np.array(list(LIMITS.values())).T[..., None]
    return np.random.default_rng(seed).uniform(low, high, (len(LIMITS), n))


def as_joints(x):
    return x.reshape(len(x), 25, 3)


def test_without_angles_the_body_stands_as_measured():
    joints = pose()
    for parent, child in NTU_BONES:
        np.testing.assert_allclose(joints[child] - joints[parent], REST_OFFSETS[child])
    assert np.ptp(joints[:, 1]) + 0.12 == pytest.approx(1.7, abs=0.05)  # a head ends above its joint


@pytest.mark.parametrize("side, outwards", [("right", 1), ("left", -1)])
def test_arms_go_where_trigonometry_says(side, outwards):
    def arm(**angles):
        joints = pose(**{f"{name}_{side}": angle for name, angle in angles.items()})
        return [
            bone(joints, f"{a}_{side}", f"{b}_{side}") for a, b in (("shoulder", "elbow"), ("elbow", "wrist"))
        ]

    half = np.sqrt(0.5)
    for angles, upper_arm, forearm in [
        ({"elbow": 90}, (0, -1, 0), (0, 0, -1)),
        ({"elbow": 45}, (0, -1, 0), (0, -half, -half)),
        ({"shoulder": 90}, (outwards, 0, 0), (outwards, 0, 0)),
        ({"shoulder": 90, "plane": 90}, (0, 0, -1), (0, 0, -1)),
        ({"shoulder": 90, "plane": 90, "elbow": 90}, (0, 0, -1), (0, 1, 0)),
        ({"shoulder": 45, "plane": 0}, (half * outwards, -half, 0), (half * outwards, -half, 0)),
        ({"elbow": 90, "twist": 90}, (0, -1, 0), (-outwards, 0, 0)),
        ({"shoulder": 90, "twist": -90, "elbow": 90}, (outwards, 0, 0), (0, 1, 0)),
        ({"shoulder": 180, "plane": 50}, (0, 1, 0), (0, 1, 0)),
    ]:
        found = arm(**angles)
        np.testing.assert_allclose(found[0], UPPER_ARM * np.array(upper_arm), atol=1e-12, err_msg=str(angles))
        np.testing.assert_allclose(found[1], FOREARM * np.array(forearm), atol=1e-12, err_msg=str(angles))


def test_legs_and_spine_bend_the_right_way():
    joints = pose(hip_left=90, knee_left=90, spread_right=30)
    np.testing.assert_allclose(bone(joints, "hip_left", "knee_left"), (0, 0, -THIGH), atol=1e-12)
    np.testing.assert_allclose(bone(joints, "knee_left", "ankle_left"), (0, -SHANK, 0), atol=1e-12)
    sideways = THIGH * np.array([np.sin(np.pi / 6), -np.cos(np.pi / 6), 0])
    np.testing.assert_allclose(bone(joints, "hip_right", "knee_right"), sideways, atol=1e-12)
    assert bone(pose(knee_left=40), "knee_left", "ankle_left")[2] > 0.2  # heels go back
    assert bone(pose(ankle_left=20), "ankle_left", "foot_left")[1] > -0.05  # toes up
    assert pose(bend=60)[J["head"], 2] < -0.3 and pose(lean=30)[J["head"], 2] < -0.3  # forwards
    assert pose(side_bend=30)[J["head"], 0] > 0.1  # to the right
    assert pose(waist_twist=40)[J["shoulder_right"], 2] > 0.05  # right shoulder back
    assert pose(head_turn=60)[J["head"], 0] > 0.01 and pose(nod=40)[J["head"], 2] < pose()[J["head"], 2]


def test_turned_about_the_vertical():
    joints = pose(shoulder_right=70, plane_right=40, hip_left=50)[..., None]
    np.testing.assert_allclose(turn_about_the_vertical(joints, 180.0), joints * [[-1], [1], [-1]], atol=1e-12)
    ahead = np.array([[0.0], [0.0], [-1.0]])[None]
    np.testing.assert_allclose(turn_about_the_vertical(ahead, 90.0)[0, :, 0], (-1, 0, 0), atol=1e-12)


@given(seed=st.integers(0, 2**16))
def test_mirrored_angles_give_the_mirror_image(seed):
    angles = random_angles(seed)
    image = forward_kinematics(angles, REST_OFFSETS[..., None])[OTHER_SIDE] * [[-1], [1], [1]]
    np.testing.assert_allclose(forward_kinematics(mirror(angles), REST_OFFSETS[..., None]), image, atol=1e-12)
    np.testing.assert_array_equal(mirror(mirror(angles)), angles)


@given(seed=st.integers(0, 2**16))
def test_no_angle_stretches_a_bone(seed):
    positions = forward_kinematics(random_angles(seed), REST_OFFSETS[..., None])
    for parent, child in NTU_BONES:
        length = np.linalg.norm(positions[child] - positions[parent], axis=0)
        np.testing.assert_allclose(length, np.linalg.norm(REST_OFFSETS[child]))


@given(seed=st.integers(0, 2**16))
def test_the_lower_foot_bears_the_body(seed):
    free = forward_kinematics(random_angles(seed), REST_OFFSETS[..., None])
    stood = stand(free.copy(), lift=np.full(5, 0.2), shift=np.full(5, 0.1))
    legs = [[J[f"ankle_{side}"], J[f"foot_{side}"]] for side in ("left", "right")]
    heights = stood[legs, 1].min(axis=1)
    np.testing.assert_allclose(heights.min(axis=0), 0.2, atol=1e-12)
    moved = stood - free
    np.testing.assert_allclose(moved, np.broadcast_to(moved[:1], moved.shape), atol=1e-12)
    np.testing.assert_allclose(moved[0, 0], 0.1)
    clear = np.abs(heights[0] - heights[1]) > 0.2
    bearing = stood[[J["ankle_left"], J["ankle_right"]], 2][heights.argmin(axis=0), np.arange(5)]
    np.testing.assert_allclose(bearing[clear], 0, atol=1e-4)


@pytest.mark.parametrize("action", ACTIONS)
def test_angles_stay_within_their_limits(action, monkeypatch):
    seen = []
    kinematics = forward_kinematics
    monkeypatch.setattr(
        skeleton_actions,
        "forward_kinematics",
        lambda angles, body: seen.append(angles) or kinematics(angles, body),
    )
    make_skeleton_actions(20, 5, actions=[action], difficulty=3, random_state=0)
    for name, (low, high) in LIMITS.items():
        angles = seen[0][ROW[name]]
        assert low - 1e-4 <= angles.min() and angles.max() <= high + 1e-4, name


@pytest.mark.parametrize("action", ACTIONS)
def test_what_an_action_asks_for_is_within_the_limits(action):
    """So that nothing of it is cut off when it is done as it is written."""
    assert all(low <= STANDING[name] <= high for name, (low, high) in LIMITS.items())
    t = np.linspace(0, 1, 101)
    for weight, targets in ACTIONS[action](t, np.full(101, 3)):
        assert np.min(weight) >= -1e-9 and np.max(weight) <= 1 + 1e-9
        for name, target in targets.items():
            low, high = LIMITS[name]
            assert low - 1e-9 <= np.min(target) and np.max(target) <= high + 1e-9, name


@pytest.mark.parametrize("difficulty", [0, 1, 3])
def test_bone_lengths_are_constant_within_a_subject(difficulty):
    data = make_skeleton_actions(3, 3, difficulty=difficulty, jitter=0, random_state=1)
    parents, children = data.bones.T
    of_subject = []
    for subject in (1, 2, 3):
        frames = np.concatenate([as_joints(x) for x, g in zip(data.X, data.groups) if g == subject])
        lengths = np.linalg.norm(frames[:, children] - frames[:, parents], axis=2)
        assert np.ptp(lengths, axis=0).max() < 1e-5
        of_subject.append(lengths[0])
    left, right = (
        [b for b, c in enumerate(children) if side in data.joint_names[c]] for side in ("left", "right")
    )
    np.testing.assert_allclose(of_subject[0][left], of_subject[0][right], atol=1e-5)
    spread = np.std(of_subject, axis=0)
    assert (spread > 1e-3).all() if difficulty else (spread < 1e-6).all()


def test_shapes_order_and_names():
    data = make_skeleton_actions(4, 2, shortest=25, longest=60, random_state=0)
    n_classes = len(data.target_names)
    assert n_classes == 30 and data.target_names.tolist() == list(ACTIONS)
    assert data.y.tolist() == list(range(n_classes)) * 4 and len(data.X) == len(data.groups) == 4 * n_classes
    assert all(x.dtype == np.float32 and x.shape[1] == 75 and np.isfinite(x).all() for x in data.X)
    assert min(map(len, data.X)) >= 25 and max(map(len, data.X)) <= 60
    assert data.feature_names[:4] == ["spine_base_x", "spine_base_y", "spine_base_z", "spine_mid_x"]
    assert [len(part) for part in data.parts] == [15, 18, 18, 12, 12] and data.bones.shape == (24, 2)
    assert set(data.side) == {"left", "right"} and np.abs(data.yaw).max() <= 45


@given(n_per_class=st.integers(1, 7), n_subjects=st.integers(1, 9))
def test_subjects_take_turns(n_per_class, n_subjects):
    data = make_skeleton_actions(n_per_class, n_subjects, actions=["nod", "bow"], random_state=0)
    for k in (0, 1):
        counts = np.bincount(data.groups[data.y == k], minlength=n_subjects + 1)[1:]
        assert np.ptp(counts) <= 1
    assert len(np.unique(data.groups)) == min(n_subjects, 2 * n_per_class)


def test_lengths_cover_the_range_and_default_to_20_to_150():
    lengths = [len(x) for x in make_skeleton_actions(30, random_state=0).X]
    assert min(lengths) == 20 and max(lengths) == 150
    assert {len(x) for x in make_skeleton_actions(2, shortest=7, longest=7, random_state=0).X} == {7}


def same(a, b):
    return all(np.array_equal(x, z) for x, z in zip(a.X, b.X, strict=True))


def test_random_state():
    first = make_skeleton_actions(2, 2, random_state=3)
    assert same(first, make_skeleton_actions(2, 2, random_state=3))
    assert same(first, make_skeleton_actions(2, 2, random_state=np.random.RandomState(3)))
    assert len(first.X[0]) != len(make_skeleton_actions(2, 2, random_state=4).X[0])
    one_rng = np.random.RandomState(3)
    make_skeleton_actions(2, 2, random_state=one_rng)
    assert not same(first, make_skeleton_actions(2, 2, random_state=one_rng))


def test_more_than_a_block_of_an_action():
    n = skeleton_actions.BLOCK + 3
    data = make_skeleton_actions(n, 5, actions=["sit down", "jump"], difficulty=0, random_state=0)
    heights = [np.ptp(x[:, 1]) > 0.5 for x in data.X]  # of the pelvis: only a jump also goes up
    assert len(data.X) == 2 * n and data.y.tolist() == [0, 1] * n
    falls = np.array([x[-1, 1] - x[0, 1] for x in data.X])
    assert (falls[data.y == 0] < -0.3).all() and (np.abs(falls[data.y == 1]) < 0.05).all()
    assert np.all(np.array(heights)[data.y == 1])


def test_a_person_faces_the_camera_and_acts_with_the_side_named():
    data = make_skeleton_actions(6, 2, actions=["wave", "kick"], difficulty=0, random_state=0)
    for x, k, side in zip(data.X, data.y, data.side, strict=True):
        joints = as_joints(x)
        assert joints[0, J["shoulder_right"], 0] > joints[0, J["shoulder_left"], 0]
        assert joints[0, J["foot_left"], 2] < joints[0, J["ankle_left"], 2]
        limb = "hand" if k == 0 else "foot"
        moved = {s: np.ptp(joints[:, J[f"{limb}_{s}"]], axis=0).sum() for s in ("left", "right")}
        assert max(moved, key=moved.get) == side


def test_jitter_is_what_it_says():
    clean, noisy = (
        make_skeleton_actions(20, 2, actions=["nod"], difficulty=2, jitter=jitter, random_state=0)
        for jitter in (0, 0.01)
    )
    noise = as_joints(np.concatenate(noisy.X) - np.concatenate(clean.X))
    assert noise[:, J["spine_mid"]].std() == pytest.approx(0.02, rel=0.1)
    assert noise[:, J["hand_left"]].std() == pytest.approx(0.04, rel=0.1)
    flat = noise[:, J["head"], 0]
    assert np.corrcoef(flat[1:], flat[:-1])[0, 1] == pytest.approx(0.5, abs=0.1)


def first_frames(difficulty):
    """Heights of the pelvis over the ankles, and how far the head is from above it, for nods and jumps."""
    options = {"actions": ["nod", "jump"], "difficulty": difficulty, "jitter": 0, "random_state": 0}
    data = make_skeleton_actions(60, 1, **options)
    start = np.stack([as_joints(x)[0] for x in data.X])
    heights = start[:, 0, 1] - start[:, [J["ankle_left"], J["ankle_right"]], 1].min(axis=1)
    leans = np.linalg.norm((start[:, J["head"]] - start[:, 0])[:, [0, 2]], axis=1)
    return heights.reshape(60, 2).T, leans


def test_people_start_from_postures_of_their_own_and_jump_from_their_feet():
    (nods, jumps), leans = first_frames(difficulty=1)
    assert 0.1 < np.mean(nods < 0.6) < 0.5 and jumps.min() > 0.7
    assert leans.std() > 0.04
    (nods, jumps), leans = first_frames(difficulty=0)
    assert np.ptp([nods, jumps]) < 1e-5 and leans.std() < 1e-5


def test_the_yaw_given_is_the_yaw_seen():
    data = make_skeleton_actions(
        10, 2, actions=["salute"], difficulty=0.02, jitter=0, shortest=20, longest=20, random_state=0
    )
    for x, yaw in zip(data.X, data.yaw, strict=True):
        across = as_joints(x)[0, J["hip_right"]] - as_joints(x)[0, J["hip_left"]]
        assert np.degrees(np.arctan2(-across[2], across[0])) == pytest.approx(yaw, abs=1e-2)


def test_backwards_pairs_have_the_same_frames_in_the_other_order():
    data = make_skeleton_actions(
        1, 1, actions=["sit down", "stand up"], difficulty=0, shortest=40, longest=40, random_state=0
    )
    mirrored = data.side[0] != data.side[1]
    sit, up = as_joints(data.X[0]), as_joints(data.X[1])[::-1]
    up = up[:, OTHER_SIDE] * [-1, 1, 1] if mirrored else up
    np.testing.assert_allclose(sit, up, atol=1e-5)


def hip_centred(data):
    joints = [as_joints(x) for x in data.X]
    return [(x - x[:, :1]).reshape(len(x), 75) for x in joints]


def accuracy(clf, features, data):
    train = data.groups <= 5
    return clf.fit(features[train], data.y[train]).score(features[~train], data.y[~train])


def test_difficulty_is_the_mean_pose_telling_less():
    scores = []
    for difficulty in (0, 1, 2):
        data = make_skeleton_actions(50, difficulty=difficulty, random_state=0)
        means = np.stack([x.mean(axis=0) for x in hip_centred(data)])
        scores.append(accuracy(KNeighborsClassifier(1), means, data))
    assert scores[0] > 0.7 and scores[1] < 0.4 and scores[2] < scores[1] - 0.05


def test_movement_tells_the_class_and_length_does_not():
    data = make_skeleton_actions(50, random_state=0)
    X = hip_centred(data)
    frames = np.stack([x[np.linspace(0, len(x) - 1, 6).round().astype(int)].ravel() for x in X])
    features = np.hstack([frames, [np.r_[x.mean(axis=0), x.std(axis=0)] for x in X]])
    trees = ExtraTreesClassifier(100, random_state=0)
    assert accuracy(trees, features, data) > 0.7
    lengths = np.array([[len(x)] for x in X])
    assert accuracy(KNeighborsClassifier(1), lengths, data) < 0.08


@pytest.mark.parametrize(
    "options, message",
    [
        ({"n_per_class": 0}, "n_per_class"),
        ({"n_subjects": 0}, "n_subjects"),
        ({"difficulty": -0.1}, "difficulty=-0.1 must be from 0 to 3"),
        ({"difficulty": np.nan}, "difficulty=nan"),
        ({"jitter": -1}, "jitter=-1 must be metres"),
        ({"shortest": 1}, "shortest=1 must be at least 2"),
        ({"shortest": 30, "longest": 29}, "at most longest=29"),
        ({"actions": ["wave", "fly"]}, r"\['fly'\].*take some of \['wave', 'clap'"),
        ({"actions": []}, "at least one"),
        ({"actions": ["bow", "bow"]}, "none twice"),
    ],
)
def test_errors_name_the_parameter(options, message):
    with pytest.raises(ValueError, match=message):
        make_skeleton_actions(**options)


@pytest.mark.parametrize("name", ["n_per_class", "n_subjects", "shortest", "longest"])
def test_counts_are_integers(name):
    with pytest.raises(TypeError, match=name):
        make_skeleton_actions(**{name: 2.5})
