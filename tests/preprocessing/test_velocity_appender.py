"""Velocity as numpy's gradient, within each sequence."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest

from sklearn_seqgan.preprocessing import VelocityAppender


def test_it_is_the_gradient_of_each_sequence():
    rng = np.random.default_rng(0)
    X = [rng.normal(size=(n, 3)) for n in (2, 5, 9)]
    for x, found in zip(X, VelocityAppender(rate_hz=30).fit_transform(X), strict=True):
        np.testing.assert_allclose(found, np.hstack([x, 30 * np.gradient(x, axis=0)]))


def test_a_single_step_stands_still():
    assert VelocityAppender().fit_transform([np.array([[2.0]])])[0].tolist() == [[2, 0]]


def test_new_channels_have_names():
    names = VelocityAppender().fit(np.ones((2, 3, 2))).get_feature_names_out(["x", "y"])
    assert names.tolist() == ["x", "y", "x_velocity", "y_velocity"]


@pytest.mark.parametrize("X", [np.ones((2, 3)), pd.DataFrame(np.ones((2, 3)))], ids=["array", "frame"])
def test_two_dimensions_hold_one_channel_only(X):
    with pytest.raises(ValueError, match="one channel per sequence, and VelocityAppender needs more"):
        VelocityAppender().fit(X)


def test_two_dimensions_are_refused_after_a_fit_of_three_as_well():
    fitted = VelocityAppender().fit(np.ones((2, 3, 1)))
    with pytest.raises(ValueError, match="one channel per sequence, and VelocityAppender needs more"):
        fitted.transform(np.ones((2, 3)))
