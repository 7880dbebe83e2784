"""Channels of one point are found by name, by order, and only where there are bones."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.datasets import make_skeleton_actions
from sklearn_seqgan.sequences import store
from sklearn_seqgan.sequences.points import find_points, place
from sklearn_seqgan.sequences.scaling import ChannelScale, share_by_unit

BODY = ["hip", "knee", "foot", "hand", "head"]


def names(stems, axes="xyz", join="_"):
    return [f"{stem}{join}{axis}" for stem in stems for axis in axes]


def find(X, dims="auto", channel_names=None):
    return find_points(store(X), channel_names, dims)


def in_order(n, dims=3):
    return tuple(tuple(range(dims * i, dims * (i + 1))) for i in range(n))


@pytest.fixture(scope="module")
def chains():
    """Six points that are each a metre from the one before, in a direction that wanders."""
    rng, chains = np.random.default_rng(0), []
    for _ in range(20):
        direction = rng.normal(0, 1, (1, 6, 3)) + rng.normal(0, 0.15, (40, 6, 3)).cumsum(axis=0)
        direction /= np.linalg.norm(direction, axis=2, keepdims=True)
        chains.append(direction.cumsum(axis=1).reshape(40, 18))
    return chains


def sensors(n=20):
    """Five accelerometers that turn a little under gravity."""
    rng = np.random.default_rng(1)
    gravity = rng.normal(0, 1, (n, 1, 5, 3)) + rng.normal(0, 0.1, (n, 40, 5, 3)).cumsum(axis=1)
    gravity *= 9.8 / np.linalg.norm(gravity, axis=3, keepdims=True)
    return (gravity + rng.normal(0, 2, (n, 40, 5, 3))).reshape(n, 40, 15)


def test_points_with_bones_are_found_in_order(chains):
    assert find(chains) == in_order(6)


def test_skeletons_are_found():
    made = make_skeleton_actions(n_subjects=2, random_state=0)
    assert find(made.X) == in_order(len(made.joint_names))


@pytest.mark.parametrize(
    "X",
    [
        sensors(),
        np.random.default_rng(0).normal(size=(20, 40, 30)),
        np.random.default_rng(0).normal(size=(20, 40, 30)).cumsum(axis=1),
        np.random.default_rng(0).normal(size=(20, 1, 30)),
    ],
    ids=["sensors", "noise", "walks", "one step"],
)
def test_what_has_no_bones_is_no_points(X):
    assert find(X) == ()


def test_neither_are_their_velocities_nor_fewer_than_five(chains):
    assert find([np.diff(x, axis=0) for x in chains]) == ()
    assert find([x[:, :12] for x in chains]) == ()
    assert find([x[:, :17] for x in chains]) == ()


def test_names_tell_them_in_any_order(chains):
    order = np.random.default_rng(0).permutation(18)
    shuffled = [names([*BODY, "toe"])[i] for i in order]
    X = [np.column_stack([x[:, order], np.ones(len(x))]) for x in chains]
    points = find(X, channel_names=[*shuffled, "confidence"])
    assert sorted(points) == sorted(tuple(np.argsort(order)[list(p)].tolist()) for p in in_order(6))
    assert find(X) == ()


def test_poses_of_two_dimensions_are_found_by_name_alone():
    made = make_skeleton_actions(n_subjects=2, random_state=0)
    flat = [np.delete(x, np.s_[2::3], axis=1) for x in made.X]  # from the front
    called = names(made.joint_names, "xy")
    assert find(flat, channel_names=called) == in_order(len(made.joint_names), 2)
    assert find(flat) == ()
    assert find([np.diff(x, axis=0) for x in flat], channel_names=called) == ()


def test_two_axes_of_sensors_are_no_points_by_any_name():
    flat = np.delete(sensors(), np.s_[2::3], axis=2)
    assert find(flat, channel_names=names(BODY, "xy")) == ()


@pytest.mark.parametrize("join", ["_", ".", " ", "-"])
def test_names_are_joined_by_what_people_use(join):
    X = np.zeros((2, 3, 15))
    assert find(X, 3, names(BODY, join=join)) == in_order(5)
    assert find(X, 3, [n.upper() for n in names(BODY, join=join)]) == in_order(5)


def test_two_axes_by_name_and_a_point_without_all_of_them_is_none():
    given_names = [*names(BODY, "xy"), "ball_x"]
    assert find(np.zeros((2, 3, 11)), 2, given_names) == in_order(5, 2)


def test_points_are_as_asked_or_refused(chains):
    assert find(chains, 3) == in_order(6) and find(chains, 2) == in_order(9, 2) and find(chains, None) == ()
    with pytest.raises(ValueError, match=r"point_dims=3, but the 17 channels .* set point_dims=None"):
        find([x[:, :17] for x in chains], 3)
    with pytest.raises(ValueError, match=r"point_dims=2, but the 15 channels .* end in x, y\."):
        find(np.zeros((2, 3, 15)), 2, names(BODY))
    with pytest.raises(ValueError, match=r"not at least 3 points"):
        find(np.zeros((2, 3, 4)), 2)


@given(shift=st.floats(-1e5, 1e5), seed=st.integers(0, 99))
def test_points_are_placed_where_they_were_in_one_unit_around_their_middle(shift, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(shift, [1, 1, 1, 1, 20, 20, 20, 20, 20], size=(5, 6, 9))  # of two units, it seems
    X[:, :, 0] = shift + 7  # and one stands still
    scale = share_by_unit(ChannelScale.fit(store(X)))
    points = in_order(3)
    stretch, origin = place(scale, points)
    placed = (X - scale.mean) / scale.scale * stretch + origin
    unit = np.sqrt(np.square(scale.scale).mean())
    middle = X.mean((0, 1)).reshape(3, 3).mean(0)
    np.testing.assert_allclose(placed, (X.reshape(5, 6, 3, 3) - middle).reshape(5, 6, 9) / unit, atol=1e-9)


def test_five_points_are_enough(chains):
    assert find([x[:, :15] for x in chains]) == in_order(5)
