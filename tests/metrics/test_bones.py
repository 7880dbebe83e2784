"""Bones of a rigid body, and of one that breathes."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from sklearn_seqgan.datasets import make_skeleton_actions
from sklearn_seqgan.metrics import BoneLengthVariation

BONES = [(0, 1), (1, 2)]


def turning(scales, seed=0):
    """A body of three joints that turns and wanders; its size at each step."""
    rng = np.random.default_rng(seed)
    body, place = rng.normal(size=(3, 3)), rng.normal(size=(len(scales), 1, 3))
    turned = np.stack([Rotation.random(random_state=k).apply(body) for k in range(len(scales))])
    return (scales[:, None, None] * turned + place).reshape(len(scales), 9)


def variation(*sequences, bones=BONES):
    return BoneLengthVariation(sequences, sequences, bones=bones).floor


def test_a_rigid_body_has_none_however_it_moves():
    assert variation(turning(np.ones(40)), turning(np.full(7, 3.0))) == pytest.approx(0, abs=1e-14)


def test_a_body_that_breathes_has_the_variation_of_its_size():
    scales = np.array([1.0, 2.0, 3.0])
    expected = scales.std() / 2
    assert variation(turning(scales)) == pytest.approx(expected)
    assert variation(turning(scales), turning(np.ones(9))) == pytest.approx(expected / 2)


def test_only_bones_that_are_named_count():
    x = np.zeros((2, 9))
    x[:, 3], x[:, 6] = 1, [2, 4]  # joint 1 stays at 1, joint 2 goes from 2 to 4
    assert variation(x, bones=[(0, 1)]) == 0
    assert variation(x, bones=[(0, 2), (1, 0)]) == pytest.approx((1 / 3 + 0) / 2)


def test_within_classes_and_of_a_bone_without_length():
    metric = BoneLengthVariation([turning(np.ones(4))], [turning(np.ones(4))], bones=BONES)
    found = metric.by_class([turning(np.array([1.0, 3.0])), turning(np.ones(3))], ["b", "a"])
    assert found == pytest.approx({"a": 0, "b": 0.5})
    assert variation(np.zeros((4, 9))) == 0


def test_made_skeletons_are_rigid_but_for_the_noise_of_their_camera():
    data = make_skeleton_actions(n_per_class=1, random_state=0)
    assert 0.01 < variation(*data.X, bones=data.bones) < 0.2


@pytest.mark.parametrize(
    "bones, n_channels, match",
    [
        ([(0, 1)], 8, "8 channels; a skeleton has three"),
        ([0, 1], 9, r"bones has shape \(2,\)"),
        ([], 9, r"bones has shape \(0,\)"),
        ([(0, 3)], 9, "A bone names joint 3; they are 0 to 2"),
        ([(0, 1), (-1, 2)], 9, "A bone names joint -1; they are 0 to 2"),
    ],
)
def test_what_is_no_skeleton_is_refused(bones, n_channels, match):
    X = [np.zeros((4, n_channels))]
    with pytest.raises(ValueError, match=match):
        BoneLengthVariation(X, X, bones=bones)
