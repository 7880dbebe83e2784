"""Sequences, histories and latent spaces: what was given is what is drawn."""
# SPDX-License-Identifier: BSD-3-Clause

import sys

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sklearn_seqgan import CNNClassifier, SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.model_selection import LabeledOnly, WindowedClassifier
from sklearn_seqgan.plotting import (
    LatentDisplay,
    SequenceDisplay,
    SkeletonDisplay,
    TimelineDisplay,
    TrainingHistoryDisplay,
)
from sklearn_seqgan.preprocessing import GapFiller, SequenceScaler

NAN = np.nan


@pytest.fixture
def fitted():
    X, y = make_rhythms(n_per_class=6, random_state=0)
    y[9:] = -1
    return (
        SemiSupervisedInfoGANClassifier(
            trunk="conv", reconstruction_steps=0, max_steps=20, random_state=0
        ).fit(X, y),
        X,
        y,
    )


def test_channels_against_seconds():
    X = np.random.default_rng(0).normal(size=(2, 5, 3))
    X[1, 3:] = np.nan
    display = SequenceDisplay.from_data({"a": X, "b": list(X[:1])}, feature_names=list("xyz"), rate_hz=10)
    assert display.axes_.shape == (2, 2)
    lines = display.axes_[0, 1].lines
    np.testing.assert_allclose(lines[2].get_xdata(), [0, 0.1, 0.2])
    np.testing.assert_allclose(lines[2].get_ydata(), X[1, :3, 2])
    assert display.axes_[0, 1].get_title() == "a, 3 steps"
    assert not display.axes_[1, 1].axison
    assert [t.get_text() for t in display.figure_.legends[0].get_texts()] == ["x", "y", "z"]


def test_a_gap_stays_a_gap_and_a_frame_is_rows():
    gap = SequenceDisplay.from_data({"a": [np.array([1, 2, np.nan, 4, np.nan])]}).axes_[0, 0].lines[0]
    np.testing.assert_array_equal(gap.get_ydata(), [1, 2, np.nan, 4])
    frame = pd.DataFrame(np.arange(6.0).reshape(2, 3), columns=list("abc"))
    display = SequenceDisplay.from_data({"a": frame})
    np.testing.assert_array_equal(display.axes_[0, 1].lines[0].get_ydata(), [3, 4, 5])


def test_generated_sequences_beside_real_ones_of_a_class(fitted):
    clf, X, y = fitted
    _, axes = plt.subplots(2, 2)
    display = SequenceDisplay.from_estimator(clf, X, y, target=1, n=2, axes=axes)
    assert list(display.groups) == ["real: 1", "generated: 1"]
    np.testing.assert_allclose(display.groups["real: 1"][1], X[4])
    assert display.axes_[1, 1] is axes[1, 1]
    with pytest.raises(ValueError, match="axes holds 1, but 2 rows of 2 are needed"):
        SequenceDisplay.from_estimator(clf, X, y, target=1, n=2, axes=axes[0, 0])


def test_the_history_is_what_is_drawn(fitted):
    clf, _, _ = fitted
    display = TrainingHistoryDisplay.from_estimator(clf)
    gap = display.lines_["critic_gap"]
    np.testing.assert_allclose(gap.get_xdata(), [row["step"] for row in clf.history_])
    np.testing.assert_allclose(gap.get_ydata(), [row["critic_gap"] for row in clf.history_])
    assert display.axes_[0].get_title() == "critic gap"


def test_stages_are_drawn_one_after_the_other():
    history = [
        {"stage": "reconstruction", "step": 10, "reconstruction_loss": 3.0},
        {"stage": "reconstruction", "step": 20, "reconstruction_loss": 2.0},
        {"stage": "adversarial", "step": 10, "reconstruction_loss": 1.5, "critic_gap": 0.5},
        {"stage": "adversarial", "step": 15, "reconstruction_loss": 1.0, "critic_gap": 0.7},
    ]
    display = TrainingHistoryDisplay.from_data(history)
    np.testing.assert_array_equal(display.lines_["reconstruction_loss"].get_xdata(), [10, 20, 30, 35])
    np.testing.assert_array_equal(display.lines_["critic_gap"].get_xdata(), [30, 35])
    assert display.ends == {"reconstruction": 20}
    shown = [[text.get_text() for text in ax.texts] for ax in display.axes_]
    assert shown == [["reconstruction "], []]  # of the critic there is nothing before


def test_the_history_of_a_baseline_and_panels_of_ones_own():
    X, y = make_rhythms(n_per_class=4, random_state=0)
    baseline = CNNClassifier(max_steps=20, random_state=0).fit(X, y)
    display = TrainingHistoryDisplay.from_estimator(baseline)
    assert list(display.panels.items()) == [("training loss", ["train_loss"])]
    assert np.isfinite(display.curves["train_loss"]).all()
    rows = [{"step": 1, "a": 2.0}, {"step": 2, "b": 3.0}]
    own = TrainingHistoryDisplay.from_data(rows, panels={"both": ["a", "b"]})
    np.testing.assert_array_equal(own.curves["a"], [2, np.nan])


@pytest.mark.parametrize(
    ("history", "panels", "message"),
    [
        ([], None, "history is empty"),
        ([{"step": 1}], None, "no known quantity"),
        ([{"critic_gap": 1}], None, "neither 'step' nor 'epoch'"),
        ([{"step": 1, "a": 1}], {"t": ["c"]}, r"no \['c'\]; it has \['step', 'a'\]"),
    ],
)
def test_a_history_with_nothing_to_draw_says_so(history, panels, message):
    with pytest.raises(ValueError, match=message):
        TrainingHistoryDisplay.from_data(history, panels=panels)


def test_points_of_the_plane_by_class_and_grey_without_a_label():
    points = np.arange(8.0).reshape(4, 2)
    y = np.array(["b", "?", "a", "b"])
    display = LatentDisplay.from_data(points, y, unlabeled="?", names={"a": "walk", "b": "run"})
    np.testing.assert_array_equal(display.points_["b"].get_offsets(), points[[0, 3]])
    np.testing.assert_array_equal(display.points_["?"].get_offsets(), points[[1]])
    np.testing.assert_allclose(display.points_["?"].get_facecolor()[0, :3], 0.75)
    assert [t.get_text() for t in display.ax_.get_legend().get_texts()][:3] == ["no label", "walk", "run"]
    assert len(LatentDisplay.from_data(points).points_) == 1


def test_one_class_may_be_drawn_and_a_missing_name_is_named():
    assert set(LatentDisplay.from_data(np.zeros((3, 2)), [1, 1, -1]).points_) == {1, -1}
    with pytest.raises(ValueError, match="names has no 2"):
        LatentDisplay.from_data(np.zeros((3, 2)), [1, 2, -1], names={1: "walk"})


def test_the_marker_is_that_of_the_last_step(fitted):
    clf, X, y = fitted
    text = np.where(y == -1, "?", y.astype(str))
    pipeline = make_pipeline(SequenceScaler(), clone(clf).set_params(unlabeled="?", max_steps=1))
    display = LatentDisplay.from_estimator(pipeline.fit(X, text), X, text)
    assert set(display.points_) == {"0", "1", "2", "?"}


def test_every_class_has_a_colour_of_its_own():
    y = np.arange(13)
    display = LatentDisplay.from_data(np.zeros((13, 2)), y)
    assert len({tuple(p.get_facecolor()[0]) for p in display.points_.values()}) == 13


def test_an_estimators_codes_in_the_plane(fitted):
    clf, X, y = fitted
    display = LatentDisplay.from_estimator(clf, X, y, projection=PCA(2))
    expected = PCA(2).fit_transform(clf.transform(X).astype(np.float64))
    np.testing.assert_allclose(display.points, expected)
    assert set(display.points_) == {0, 1, 2, -1}
    assert LatentDisplay.from_estimator(clf, X).points.shape == (18, 2)


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match="y has 3 labels, but there are 4 points"):
        LatentDisplay.from_data(np.zeros((4, 2)), [0, 1, 2])
    with pytest.raises(ValueError, match=r"PCA.* gave \(4, 3\), but two directions are needed"):
        LatentDisplay.from_data(np.random.default_rng(0).normal(size=(4, 5)), projection=PCA(3))


@pytest.mark.parametrize(
    "draw",
    [
        lambda X: SequenceDisplay.from_data({"a": X}),
        lambda X: TrainingHistoryDisplay.from_data([{"stage": "adversarial", "step": 1, "critic_gap": 0.0}]),
        lambda X: LatentDisplay.from_data(np.eye(2), np.array([0, 1])),
        lambda X: SkeletonDisplay.from_data([np.zeros((4, 6))], [(0, 1)]),
        lambda X: SkeletonDisplay(skeletons=[np.zeros((4, 2, 3))], bones=[(0, 1)]).animate(),
    ],
    ids=["sequences", "history", "latent", "skeleton", "moving"],
)
def test_without_matplotlib_the_extra_is_named(draw, monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=r"extra `plot`: pip install 'sklearn_seqgan\[plot\]'"):
        draw(make_rhythms(n_per_class=2, random_state=0)[0])


MISSING = {
    "NA": lambda y, known: pd.Series(y, dtype="Int64").mask(~known),
    "masked": lambda y, known: np.ma.masked_array(np.where(known, y, 1), ~known),
}


@pytest.mark.parametrize("hide", MISSING.values(), ids=MISSING)
def test_labels_that_are_missing_are_no_class(hide, fitted):
    clf, X, y = fitted
    known = np.arange(len(y)) != 4  # the second sequence of class 1 that was shown above
    display = SequenceDisplay.from_estimator(clf, X, hide(np.where(y < 0, 0, y), known), target=1, n=2)
    rows = np.flatnonzero((y == 1) & known)[:2]
    np.testing.assert_allclose(display.groups["real: 1"][1], X[rows[1]])
    points = np.random.default_rng(0).normal(size=(len(y), 2))
    latent = LatentDisplay.from_data(points, hide(y, known))
    assert set(latent.points_) == {-1, *np.unique(y[known & (y >= 0)]).tolist()}
    assert len(latent.points_[-1].get_offsets()) == np.sum(~known | (y < 0))


def test_a_latent_under_a_mask_is_refused():
    with pytest.raises(ValueError, match="NaN"):
        LatentDisplay.from_data(np.ma.masked_less(np.random.default_rng(0).normal(size=(6, 4)), -1))


def test_what_is_masked_is_not_drawn():
    x = np.ma.masked_array([1.0, -9999.0, 3.0], [False, True, False])
    for held in ([x], x[None], [pd.DataFrame({"x": pd.array([1, pd.NA, 3])})]):
        line = SequenceDisplay.from_data({"a": held}).axes_[0, 0].lines[0]
        np.testing.assert_array_equal(line.get_ydata(), [1, np.nan, 3])


def test_classes_that_lie_on_each_other_are_marked():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2, -1], 30)
    latent = rng.normal(size=(120, 2)) + 20 * (y == 2)[:, None]
    display = LatentDisplay.from_data(latent, y, names={0: "sit", 1: "lie", 2: "run"})
    [(pair, line)] = display.marks_.items()
    assert set(pair) == {0, 1}
    medians = [np.median(latent[y == k], axis=0) for k in pair]
    np.testing.assert_allclose(line.get_xydata(), medians)
    text = display.ax_.get_legend().get_texts()[-1].get_text()
    assert "sit" in text and "lie" in text and text.endswith(" %")
    assert display.plot(n_marks=0).marks_ == {}
    assert LatentDisplay.from_data(latent).marks_ == {}
    assert LatentDisplay(points=latent, y=y).plot().marks_ == {}
    assert LatentDisplay.from_data(latent, np.full(120, -1)).marks_ == {}


def test_classes_are_marked_by_where_they_are_in_the_latent_space_not_in_the_plane():
    latent = np.random.default_rng(0).normal(size=(60, 3))
    y = np.tile([0, 1], 30)
    latent[:, 2] = 100 * y

    class FirstTwo(PCA):
        def fit_transform(self, X, y=None):
            return X[:, :2]

    assert LatentDisplay.from_data(latent, y, projection=FirstTwo()).marks_ == {}
    latent[:, 2] = 0
    assert len(LatentDisplay.from_data(latent, y, projection=FirstTwo()).marks_) == 1


def bands(display):
    """Extent and colours of what is drawn, from top to bottom."""
    images = sorted(display.ax_.images, key=lambda image: image.get_extent()[3])
    return [(image.get_extent(), np.asarray(image.get_array())[0]) for image in images]


def test_annotation_is_above_prediction_and_the_surer_the_darker():
    predicted, annotated = [["a", "a", "b", -1], ["b"]], [["a", -1, -1, -1], [-1]]
    probability = [[1.0, 0.5, 0.75, NAN], [1.0]]
    display = TimelineDisplay.from_data(
        predicted, annotated, probability=probability, names=["ann", "bob"], rate_hz=2
    )
    blue, orange = map(np.array, plt.get_cmap("tab10").colors[:2])
    extents, colours = zip(*bands(display))
    assert [list(e[:2]) for e in extents] == [[0, 2], [0, 2], [0, 0.5], [0, 0.5]]
    np.testing.assert_allclose(colours[0], [blue, *[[0.94] * 3] * 3])
    np.testing.assert_allclose(colours[1][0], blue)
    np.testing.assert_allclose(colours[1][1], 1 - 0.2 * (1 - blue))
    np.testing.assert_allclose(colours[1][2], 1 - 0.6 * (1 - orange))
    np.testing.assert_allclose(colours[1][3], 0.94)
    assert [t.get_text() for t in display.ax_.get_yticklabels()] == ["ann", "bob"]
    assert display.ax_.get_xlabel() == "seconds" and display.ax_.get_ylim() == (1.5, -0.5)
    assert [t.get_text() for t in display.ax_.get_legend().get_texts()] == ["a", "b", "no label"]


def test_a_timeline_of_a_classifier_is_what_it_predicts():
    rng = np.random.default_rng(0)
    X, y = [rng.normal(size=(60, 1)) + np.repeat([0, 9], 30)[:, None]], [np.repeat(["b", "a"], 30)]
    X[0][20:22] = NAN
    features = FunctionTransformer(lambda windows: np.stack([x[:, 0] for x in windows]))
    inner = make_pipeline(features, LogisticRegression())
    clf = WindowedClassifier(LabeledOnly(inner, unlabeled="?"), 0.8, 0.4, rate_hz=10, unlabeled="?").fit(X, y)
    display = TimelineDisplay.from_estimator(clf, X, y)
    np.testing.assert_array_equal(display.predicted[0], clf.predict(X)[0])
    np.testing.assert_allclose(display.probability[0], clf.predict_proba(X)[0].max(axis=1))
    assert display.rate_hz == 10 and display.unlabeled == "?" and "?" in display.predicted[0]
    alone = TimelineDisplay.from_estimator(make_pipeline(GapFiller(), clf).fit(X, y), X, rate_hz=None)
    assert alone.rate_hz is None and len(alone.ax_.images) == 1 and "?" not in alone.predicted[0]


def test_a_timeline_without_a_label_is_empty():
    display = TimelineDisplay.from_data([[-1, -1]])
    np.testing.assert_allclose(bands(display)[0][1], 0.94)
    assert [t.get_text() for t in display.ax_.get_legend().get_texts()] == ["no label"]


def test_a_timeline_of_other_steps_is_refused():
    with pytest.raises(ValueError, match="Recording 0 has 2 time steps, but 1 labels"):
        TimelineDisplay.from_data([["a", "b"]], [["a"]])
    with pytest.raises(ValueError, match="probability has other recordings or steps"):
        TimelineDisplay.from_data([["a", "b"]], probability=[[0.5]])
