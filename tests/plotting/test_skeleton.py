"""SkeletonDisplay draws each bone of each shown frame, and animates."""
# SPDX-License-Identifier: BSD-3-Clause

import matplotlib.pyplot as plt
import numpy as np
import pytest

from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.plotting import SkeletonDisplay

BONES = [[0, 1], [1, 2]]


def sequences(*lengths, n_dims=3):
    rng = np.random.default_rng(0)
    return [rng.normal(size=(n, 3 * n_dims)) for n in lengths]


def test_bones_are_those_of_equally_spaced_frames():
    x = sequences(9)[0]
    display = SkeletonDisplay.from_data([x], BONES, n_frames=3)
    segments = np.array(display.rows_[0].get_segments()).reshape(3, 2, 2, 2)
    joints = x.reshape(9, 3, 3)[[0, 4, 8]][..., :2]
    vectors = segments[:, :, 1] - segments[:, :, 0]
    np.testing.assert_allclose(vectors, joints[:, [1, 2]] - joints[:, [0, 1]])
    middles = (segments[..., 0].min(axis=(1, 2)) + segments[..., 0].max(axis=(1, 2))) / 2
    np.testing.assert_allclose(np.diff(middles), np.diff(middles)[0])


def test_skeletons_do_not_overlap_and_are_inside_the_axes():
    display = SkeletonDisplay.from_data(sequences(20, 30, 5), BONES, n_frames=8)
    low, high = display.ax_.get_ylim()
    left, right = display.ax_.get_xlim()
    tops = []
    for row, n in zip(display.rows_, (8, 8, 5), strict=True):
        points = np.array(row.get_segments()).reshape(n, -1, 2)
        assert (points[1:, :, 0].min(axis=1) > points[:-1, :, 0].max(axis=1)).all()
        assert left < points[..., 0].min() and points[..., 0].max() < right
        assert low < points[..., 1].min() and points[..., 1].max() < high
        tops.append((points[..., 1].min(), points[..., 1].max()))
    assert tops[0][0] > tops[1][1] and tops[1][0] > tops[2][1]
    assert [t.get_text() for t in display.ax_.get_yticklabels()][2] == "sequence 2\n5 steps"


def test_padding_is_not_drawn_and_coordinates_may_be_chosen():
    x = sequences(6)[0]
    padded = np.pad(x, ((0, 3), (0, 0)), constant_values=np.nan)[None]
    found = SkeletonDisplay.from_data(padded, BONES, axes=(2, 1)).rows_[0].get_segments()
    joints = x.reshape(6, 3, 3)
    assert len(found) == 12
    np.testing.assert_allclose(found[0][1] - found[0][0], (joints[0, 1] - joints[0, 0])[[2, 1]])


def test_planar_joints_and_the_users_axes():
    _, ax = plt.subplots()
    display = SkeletonDisplay.from_data(sequences(4, n_dims=2), BONES, n_dims=2, titles=["wave"], ax=ax)
    assert display.ax_ is ax and display.figure_ is ax.figure
    assert ax.get_yticklabels()[0].get_text() == "wave\n4 steps"


def test_what_is_no_skeleton_is_named():
    with pytest.raises(ValueError, match="Sample 0 of X has 9 channels, no multiple of n_dims=2"):
        SkeletonDisplay.from_data(sequences(4), BONES, n_dims=2)
    with pytest.raises(ValueError, match="bones name joint 7, but X has 3 joints"):
        SkeletonDisplay.from_data(sequences(4), [[0, 7]])
    with pytest.raises(ValueError, match="bones name joint -1"):
        SkeletonDisplay.from_data(sequences(4), [[0, -1]])
    with pytest.raises(ValueError, match="1 titles, but 2 sequences"):
        SkeletonDisplay.from_data(sequences(4, 4), BONES, titles=["a"])
    with pytest.raises(ValueError, match=r"axes=\(0, 3\) must be two of 0 to 2"):
        SkeletonDisplay.from_data(sequences(4), BONES, axes=(0, 3))
    with pytest.raises(ValueError, match="X is empty"):
        SkeletonDisplay.from_data([], BONES)


def test_missing_joints_are_left_out_and_a_flat_body_is_drawn():
    x = sequences(5)[0]
    x[1, :3], x[3] = np.nan, np.nan
    display = SkeletonDisplay.from_data([x], BONES)
    found = np.array([len(s) == 2 for s in display.rows_[0].get_segments()]).reshape(5, 2)
    assert found.tolist() == [[True, True], [False, True], [True, True], [False, False], [True, True]]
    flat = np.tile([0.0, 1, 0, 0, 2, 0, 0, 3, 0], (4, 1))
    assert np.isfinite(SkeletonDisplay.from_data([flat], BONES).ax_.get_xlim()).all()


def test_later_skeletons_are_darker_unless_the_user_says():
    display = SkeletonDisplay.from_data(sequences(5), BONES)
    alpha = display.rows_[0].get_alpha()
    assert alpha[0] < alpha[-1] == 1
    assert display.plot(alpha=0.3).rows_[0].get_alpha() == 0.3


@pytest.mark.parametrize(("suffix", "start"), [("gif", b"GIF8"), ("html", b"\n<link")])
def test_it_moves_in_a_file(tmp_path, suffix, start):
    path = tmp_path / f"moving.{suffix}"
    display = SkeletonDisplay.from_data(sequences(2, 4), BONES)
    display.animate(path)
    assert path.read_bytes().startswith(start)
    if suffix == "gif":
        from PIL import Image

        assert Image.open(path).n_frames == 4
    with pytest.raises(ValueError, match=r"must end in one of \['.gif', '.html'\]"):
        display.animate(tmp_path / "moving.mp3")


def test_a_sequence_that_has_ended_stands_still():
    display = SkeletonDisplay.from_data(sequences(2, 5), BONES)
    animation = display.animate()
    animation._draw_frame(4)
    figure = plt.gcf()
    short, long = (np.array(ax.collections[0].get_segments()) for ax in figure.axes)
    joints = [x[..., :2] for x in display.skeletons]
    np.testing.assert_allclose(short, joints[0][1][np.array(BONES)])
    np.testing.assert_allclose(long, joints[1][4][np.array(BONES)])


def test_real_ones_stand_above_generated_ones():
    X, y = sequences(*[6] * 8), np.array(["sit", "stand"] * 4)
    clf = SemiSupervisedInfoGANClassifier(
        trunk="conv", reconstruction_steps=0, max_steps=1, random_state=0, unlabeled=None
    ).fit(X, y)
    display = SkeletonDisplay.from_estimator(clf, X, y, bones=BONES, target="stand", n=2)
    assert display.titles == ["real: stand"] * 2 + ["generated: stand"] * 2
    np.testing.assert_array_equal(display.skeletons[1], X[3].reshape(6, 3, 3))
    assert len(SkeletonDisplay.from_estimator(clf, X, bones=BONES, n=1).skeletons) == 2
    with pytest.raises(ValueError, match="needs y"):
        SkeletonDisplay.from_estimator(clf, X, bones=BONES, target="sit")
    with pytest.raises(ValueError, match="No sequence of X has the label target='run'"):
        SkeletonDisplay.from_estimator(clf, X, y, bones=BONES, target="run")
