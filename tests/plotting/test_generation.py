"""GenerationDisplay draws what a report holds."""
# SPDX-License-Identifier: BSD-3-Clause

import matplotlib.pyplot as plt
import numpy as np
import pytest

from sklearn_seqgan.metrics import GenerationReport
from sklearn_seqgan.plotting import GenerationDisplay


def row(metric, value, floor, std=0.1, floor_std=0.2):
    return {"metric": metric, "value": value, "std": std, "floor": floor, "floor_std": floor_std}


ROWS = [row("speed_ratio", 0.4, 1.0), row("copies", 0.8, 1.1, np.nan, np.nan), row("diversity", np.nan, 1.2)]


def points(ax):
    return [container.lines[0].get_xdata().tolist() for container in ax.containers]


def test_a_picture_for_each_metric_with_both_values_and_their_deviations():
    display = GenerationDisplay.from_reports(GenerationReport(ROWS, 3), n_columns=2)
    assert display.axes_.shape == (2, 2)
    first, second, third, unused = display.axes_.flat
    assert points(first) == [[0.4], [1.0]] and points(second) == [[0.8], [1.1]]
    bars = [c.lines[2][0].get_segments()[0][:, 0] for c in first.containers]
    np.testing.assert_allclose(bars, [[0.3, 0.5], [0.8, 1.2]])
    assert [t.get_text() for t in first.get_yticklabels()] == ["generated", "real"]
    assert [ax.get_title() for ax in (first, second, third)] == ["speed ratio", "copies", "diversity"]
    assert not unused.axison and first.axison
    display.figure_.canvas.draw()


def test_generators_side_by_side_and_a_metric_that_one_of_them_lacks():
    reports = {"old": GenerationReport(ROWS[:2], 3), "new": [row("speed_ratio", 0.9, 5.0)]}
    display = GenerationDisplay.from_reports(reports)
    assert display.metrics == ["speed_ratio", "copies"]
    np.testing.assert_array_equal(display.values["new"], [0.9, np.nan])
    np.testing.assert_array_equal(display.values["real"], [1.0, 1.1])
    assert list(display.values) == ["old", "new", "real"]


def test_axes_of_the_user_are_taken_and_counted():
    figure, axes = plt.subplots(3)
    display = GenerationDisplay.from_reports(ROWS, axes=axes)
    assert display.figure_ is figure and points(axes[0]) == [[0.4], [1.0]]
    with pytest.raises(ValueError, match="axes holds 3"):
        GenerationDisplay.from_reports(ROWS[:2], axes=axes)
