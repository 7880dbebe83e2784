"""LabelEfficiencyDisplay draws what it was given."""
# SPDX-License-Identifier: BSD-3-Clause

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris
from sklearn.semi_supervised import LabelSpreading

from sklearn_seqgan.model_selection import label_efficiency_curve, mean_interval
from sklearn_seqgan.plotting import LabelEfficiencyDisplay

RESULTS = {
    "estimator": ["a"] * 6 + ["b"] * 2,
    "level": [0.1, 0.5, 0.1, 0.5, 0.1, 0.5, 0.1, 0.5],
    "seed": [0, 0, 1, 1, 1, 1, 0, 0],
    "split": [0, 0, 0, 0, 1, 1, 0, 0],
    "n_labeled": [10, 50, 10, 50, 12, 50, 10, 50],
    "test_score": [0.5, 0.8, 0.6, 0.9, 0.8, 0.9, 0.3, 0.4],
}


@pytest.mark.parametrize("results", [RESULTS, pd.DataFrame(RESULTS)], ids=["dict", "frame"])
def test_means_over_splits_come_before_intervals_over_seeds(results):
    display = LabelEfficiencyDisplay.from_results(results, score_name="accuracy")
    np.testing.assert_allclose(display.scores["a"], [[0.5, 0.7], [0.8, 0.9]])
    np.testing.assert_allclose(display.scores["b"], [[0.3], [0.4]])
    np.testing.assert_allclose(display.n_labels["a"], [32 / 3, 50])
    line = display.lines_["a"].lines[0]
    np.testing.assert_allclose(line.get_ydata(), [0.6, 0.85])
    np.testing.assert_allclose(line.get_xdata(), [32 / 3, 50], rtol=0.01)
    (bars,) = display.lines_["a"].lines[2]
    half = mean_interval([0.8, 0.9])[1]
    np.testing.assert_allclose(bars.get_segments()[1][:, 1], [0.85 - half, 0.85 + half])
    assert display.ax_.get_ylabel() == "accuracy"
    assert [t.get_text() for t in display.ax_.get_legend().get_texts()] == ["a", "b"]


def test_a_score_that_is_missing_is_left_out():
    scores = [0.5, pd.NA, 0.6, 0.9, 0.8, 0.9, 0.3, 0.4]
    display = LabelEfficiencyDisplay.from_results(RESULTS | {"test_score": scores})
    np.testing.assert_allclose(display.scores["a"], [[0.5, 0.7], [np.nan, 0.9]])


def test_levels_come_in_order_of_their_labels():
    shuffled = {k: [v[i] for i in (1, 0, 3, 2, 5, 4, 7, 6)] for k, v in RESULTS.items()}
    display = LabelEfficiencyDisplay.from_results(shuffled)
    np.testing.assert_allclose(display.scores["a"], [[0.5, 0.7], [0.8, 0.9]])


def test_from_estimators_is_the_curve_drawn():
    X, y = load_iris(return_X_y=True)
    _, ax = plt.subplots()
    arguments = {"levels": [2, 10], "seeds": 2, "cv": 2}
    display = LabelEfficiencyDisplay.from_estimators({"s": LabelSpreading()}, X, y, ax=ax, **arguments)
    expected = label_efficiency_curve({"s": LabelSpreading()}, X, y, **arguments)
    assert display.ax_ is ax
    assert display.figure_ is ax.figure
    assert display.score_name == "accuracy"
    assert display.scores["s"].mean() == pytest.approx(expected["test_score"].mean())


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="no column 'test_recall'"):
        LabelEfficiencyDisplay.from_results(RESULTS, score="test_recall")


def test_one_label_a_class_and_all_labels_are_two_levels():
    X, y = load_iris(return_X_y=True)
    results = label_efficiency_curve(LabelSpreading(), X, y, levels=[1, 1.0], seeds=2, cv=3)
    display = LabelEfficiencyDisplay.from_results(results)
    assert display.n_labels["LabelSpreading"].tolist() == [3, 100]
