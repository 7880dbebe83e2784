"""Recordings as the player wants them."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from sklearn_seqgan.annotation.page.pictures import MOST_CURVES, MOST_STEPS, Pictures


@pytest.mark.parametrize("dims", [2, 3])
def test_a_skeleton_keeps_its_shape(dims):
    x = np.arange(4 * 3 * dims, dtype=float).reshape(4, -1)
    sent = Pictures([x], [""] * 3 * dims, np.array([[0, 1], [1, 2]]), 50.0).of(0)
    np.testing.assert_allclose(np.array(sent["frames"]) * x.max(), x, atol=1e-3 * x.max())
    assert (sent["dims"], sent["bones"], sent["rate"]) == (dims, [[0, 1], [1, 2]], 50.0)


def test_curves_are_of_the_channels_that_vary_most():
    x = np.random.default_rng(0).normal(size=(30, 20)) * np.r_[np.ones(10), np.full(10, 0.1)]
    sent = Pictures([x], [f"c{i}" for i in range(20)]).of(0)
    assert sent["bones"] is None and len(sent["names"]) == MOST_CURVES == len(sent["frames"][0])
    assert sent["names"][:10] == [f"c{i}" for i in range(10)]
    still = Pictures([np.zeros((1, 2))], ["a", "b"]).of(0)
    assert still["frames"] == [[0.0, 0.0]]


def test_a_long_recording_is_thinned_to_the_same_seconds():
    x = np.linspace(0, 1, 5 * MOST_STEPS)[:, None]
    sent = Pictures([x], ["a"], None, 100.0).of(0)
    assert len(sent["frames"]) == MOST_STEPS
    assert len(sent["frames"]) / sent["rate"] == pytest.approx(len(x) / 100)
    assert (sent["frames"][0], sent["frames"][-1]) == ([0.0], [1.0])
