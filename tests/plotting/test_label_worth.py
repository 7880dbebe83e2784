"""LabelWorthDisplay draws the curve that its report tells."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.utils import Bunch

from sklearn_seqgan.plotting import LabelWorthDisplay

WORTH = Bunch(
    accuracy=0.75,
    interval=(0.6, 0.85),
    n_labels=np.array([10.0, 14.0, 20.0]),
    accuracies=np.array([0.5, 0.65, 0.75]),
    n_more=20,
    exponent=1.0,
    gain=0.125,
    gain_interval=(0.05, 0.15),
)


def test_the_error_goes_on_by_its_power():
    """From .25 at 20 labels by b = 1: .125 at 40, by hand."""
    display = LabelWorthDisplay.from_worth(WORTH)
    x, y = display.line_.get_data()
    np.testing.assert_allclose([x[0], y[0], x[-1], y[-1]], [20, 0.75, 40, 0.875])
    np.testing.assert_allclose(display.ax_.lines[0].get_ydata(), WORTH.accuracies)
    assert display.ax_.get_xlabel() == "labelled sequences"


def test_it_draws_into_given_axes():
    first = LabelWorthDisplay.from_worth(WORTH)
    assert LabelWorthDisplay(WORTH).plot(first.ax_).ax_ is first.ax_
