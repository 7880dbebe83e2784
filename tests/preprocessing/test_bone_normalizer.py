"""Bones get their lengths and keep their directions."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.preprocessing import BoneNormalizer

BONES = np.array([[3, 1], [0, 3], [3, 4], [1, 2]])  # root 0; not in order from it


def sequences(seed=0, n_joints=5):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(n, n_joints * 3)) for n in (4, 2)]


def bone_vectors(x, bones=BONES):
    joints = x.reshape(len(x), -1, 3)
    return joints[:, bones[:, 1]] - joints[:, bones[:, 0]]


@given(st.integers(0, 99))
def test_every_bone_has_its_length_and_its_direction(seed):
    X = sequences(seed)
    lengths = np.array([1.0, 2, 0.5, 3])
    for x, found in zip(X, BoneNormalizer(BONES, lengths).fit_transform(X), strict=True):
        before, after = bone_vectors(x), bone_vectors(found)
        unit = before / np.linalg.norm(before, axis=-1, keepdims=True)
        np.testing.assert_allclose(after, unit * lengths[:, None], atol=1e-9)
        np.testing.assert_array_equal(found[:, :3], x[:, :3])


def test_without_lengths_they_are_the_mean_over_all_frames():
    X = sequences()
    expected = np.linalg.norm(np.concatenate([bone_vectors(x) for x in X]), axis=-1).mean(axis=0)
    normalizer = BoneNormalizer(BONES).fit(X)
    np.testing.assert_allclose(normalizer.lengths_, expected)
    found = normalizer.transform(sequences(1))[0]
    np.testing.assert_allclose(np.linalg.norm(bone_vectors(found), axis=-1), np.tile(expected, (4, 1)))


def test_two_persons_are_two_trees():
    bones = np.array([[0, 1], [2, 3], [3, 4]])
    X = sequences()
    found = BoneNormalizer(bones, [1, 1, 1]).fit_transform(X)[0]
    np.testing.assert_allclose(np.linalg.norm(bone_vectors(found, bones), axis=-1), 1)
    np.testing.assert_array_equal(found[:, [0, 1, 2, 6, 7, 8]], X[0][:, [0, 1, 2, 6, 7, 8]])


def test_a_bone_without_length_leaves_its_child_on_its_parent():
    x = np.array([[1.0, 1, 1, 1, 1, 1, 1, 1, 3]])
    found = BoneNormalizer([[0, 1], [1, 2]], [5, 1]).fit_transform([x])[0]
    assert found.tolist() == [[1, 1, 1, 1, 1, 1, 1, 1, 2]]


BAD = {
    "no pairs": ([0, 1], {}, r"pairs of joints \(n_bones, 2\), but has shape \(2,\)"),
    "no joint": ([[0, 9]], {}, "bones name joint 9, but X has 5"),
    "two parents": ([[0, 2], [1, 2]], {}, "joint 2 two parents"),
    "a ring": ([[0, 1], [2, 3], [3, 4], [4, 2]], {}, r"bones .*\[3, 4\].* form a ring"),
    "lengths": (BONES, {"lengths": [1, 2]}, r"lengths has shape \(2,\), but there are 4 bones"),
    "negative": (BONES, {"lengths": [1, 2, 3, -1]}, "must be positive"),
}


@pytest.mark.parametrize(("bones", "parameters", "message"), BAD.values(), ids=BAD)
def test_what_is_no_skeleton_is_named(bones, parameters, message):
    with pytest.raises(ValueError, match=message):
        BoneNormalizer(bones, **parameters).fit(sequences())


def test_frames_without_the_body_do_not_shorten_its_bones():
    X = sequences()
    lost = [np.vstack([x, np.zeros((5, 15))]) for x in X]
    np.testing.assert_allclose(
        BoneNormalizer(BONES).fit(lost).lengths_, BoneNormalizer(BONES).fit(X).lengths_
    )


def test_bones_may_be_a_data_frame():
    frame = pd.DataFrame(BONES, columns=["parent", "child"])
    expected = BoneNormalizer(BONES).fit_transform(sequences())[0]
    np.testing.assert_array_equal(BoneNormalizer(frame).fit_transform(sequences())[0], expected)
