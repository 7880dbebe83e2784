"""ChannelImportanceDisplay draws what was measured, and says what it cannot draw."""
# SPDX-License-Identifier: BSD-3-Clause

import matplotlib.pyplot as plt
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sklearn_seqgan.plotting import ChannelImportanceDisplay

ONE = {"importances": np.array([[0.1, 0.3], [0.5, 0.7], [-0.1, 0.1]]), "names": ["hip", "hand", "head"]}
ONE["channels"] = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
PARTS = {**ONE, "names": ["0 to 50 %", "50 to 75 %", "75 to 100 %"], "time_edges": [0, 0.5, 0.75, 1]}
BOTH = {"importances": np.arange(12.0).reshape(3, 2, 2), "names": ONE["names"], "time_edges": [0, 0.5, 1]}
POSE, BONES = np.arange(9.0), [[0, 1], [0, 2]]


def test_bars_are_means_the_longest_at_the_top():
    display = ChannelImportanceDisplay.from_result(ONE, score_name="accuracy")
    assert [t.get_text() for t in display.ax_.get_yticklabels()] == ["head", "hip", "hand"]
    np.testing.assert_allclose([bar.get_width() for bar in display.bars_], [0, 0.2, 0.6], atol=1e-12)
    assert display.ax_.get_xlabel() == "drop in accuracy"


def test_parts_of_the_time_stay_in_order():
    display = ChannelImportanceDisplay.from_result(PARTS)
    assert [t.get_text() for t in display.ax_.get_yticklabels()] == PARTS["names"][::-1]


def test_joints_on_the_skeleton_are_larger_the_more_they_matter():
    _, ax = plt.subplots()
    display = ChannelImportanceDisplay.from_result(ONE, bones=BONES, pose=POSE, ax=ax)
    assert display.ax_ is ax
    np.testing.assert_array_equal(display.joints_.get_offsets(), POSE.reshape(3, 3)[:, :2])
    np.testing.assert_allclose(display.joints_.get_array(), [0.2, 0.6, 0.0], atol=1e-12)
    sizes = display.joints_.get_sizes()
    assert sizes[1] > sizes[0] > sizes[2] > 0
    seen = display.plot(kind="skeleton", axes=(2, 1)).joints_.get_offsets()
    np.testing.assert_array_equal(seen, POSE.reshape(3, 3)[:, [2, 1]])
    assert len(display.plot(kind="bars").bars_) == 3


def test_a_joint_has_the_importance_of_its_group():
    groups = {**ONE, "importances": ONE["importances"][:2], "names": ["a", "b"], "channels": [[2, 3], [1]]}
    display = ChannelImportanceDisplay.from_result(groups, bones=BONES, pose=POSE)
    np.testing.assert_allclose(display.joints_.get_array().filled(np.nan), [0.6, 0.2, np.nan])
    assert len(display.joints_.get_offsets()) == 3


def test_a_map_of_joints_against_time():
    display = ChannelImportanceDisplay.from_result(BOTH)
    np.testing.assert_allclose(display.image_.get_array().reshape(3, 2), BOTH["importances"].mean(axis=-1))
    assert [t.get_text() for t in display.ax_.get_yticklabels()] == BOTH["names"]


def test_no_importance_at_all_is_drawn():
    nothing = {**ONE, "importances": np.zeros((3, 2))}
    display = ChannelImportanceDisplay.from_result(nothing, bones=BONES, pose=POSE)
    assert len(set(display.joints_.get_sizes())) == 1
    ChannelImportanceDisplay.from_result({**BOTH, "importances": np.zeros((3, 2, 2))})


def test_from_a_classifier_the_joints_are_measured_in_their_first_frame():
    rng = np.random.default_rng(0)
    X, y = [rng.normal(size=(6 + i % 3, 9)) for i in range(30)], np.tile([0, 1], 15)
    for x, k in zip(X, y):
        x[:, 3:6] += 4 * k
    means = FunctionTransformer(lambda X: [x.mean(axis=0) for x in X])
    clf = make_pipeline(means, LogisticRegression()).fit(X, y)
    display = ChannelImportanceDisplay.from_estimator(
        clf, X, y, bones=BONES, scoring="balanced_accuracy", random_state=0
    )
    np.testing.assert_array_equal(display.pose, X[0][0].reshape(3, 3))
    assert display.joints_.get_array().argmax() == 1
    assert display.score_name == "balanced accuracy"
    bars = ChannelImportanceDisplay.from_estimator(clf, X, y, n_repeats=2)
    assert len(bars.bars_) == 9


REFUSED = {
    "kind": (ONE, {"kind": "pie"}, "kind='pie' must be 'auto' or one of"),
    "no pose": (ONE, {"kind": "skeleton"}, "needs channels, bones, and a pose"),
    "no bones": (ONE, {"pose": POSE}, "needs channels, bones, and a pose"),
    "joints": (ONE, {"pose": POSE[:6], "bones": BONES}, "A group has channel 8, but the pose has 6"),
    "bars": (BOTH, {"kind": "bars"}, "does not go with importances of groups of channels and parts"),
    "map": (ONE, {"kind": "map"}, "does not go with importances of one of the two"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_drawn_is_refused(case):
    result, options, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        ChannelImportanceDisplay.from_result(result, **options)
