"""Two-sample distances that are known, and their order."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.metrics import TwoSampleDistance, squared_mmd
from sklearn_seqgan.preprocessing import SequenceResampler
from sklearn_seqgan.sequences import to_aeon


def test_mmd_of_two_points_each_is_the_formula():
    x, y = np.array([[0.0], [1.0]]), np.array([[0.0], [2.0]])
    k = lambda d: np.exp(-0.5 * d**2)  # noqa: E731
    expected = k(1) + k(2) - 2 * (k(0) + k(2) + k(1) + k(1)) / 4
    assert squared_mmd(x, y, gamma=0.5) == pytest.approx(expected)


def test_mmd_of_the_same_distribution_is_zero_on_average():
    rng = np.random.default_rng(0)
    values = [squared_mmd(rng.normal(size=(60, 3)), rng.normal(size=(50, 3)), 0.2) for _ in range(100)]
    assert abs(np.mean(values)) < 3 * np.std(values) / 10
    assert squared_mmd(rng.normal(size=(60, 3)), rng.normal(1, size=(50, 3)), 0.2) > 10 * np.std(values)


def test_sequences_of_another_shape_scale_or_length_are_further_away():
    X, _ = make_rhythms(n_per_class=60, random_state=0)
    distance = TwoSampleDistance(X[:90], X[90:])
    same = abs(distance.floor)
    rng = np.random.default_rng(0)
    assert same < 0.01
    assert distance([rng.normal(size=x.shape) for x in X[:90]]) > 2 * same
    assert distance([3 * x for x in X[:90]]) > 2 * same
    assert distance([x[:5] for x in X[:90]]) > 2 * same


def test_a_channel_that_is_constant_does_not_outweigh_all_others():
    X, _ = make_rhythms(n_per_class=60, random_state=0)
    centred = [np.column_stack([x, np.zeros(len(x))]) for x in X]
    distance = TwoSampleDistance(centred[:90], centred[90:])
    nearly = [np.column_stack([x, np.full(len(x), 1e-3)]) for x in X[:90]]
    assert distance(nearly) == pytest.approx(distance.floor, abs=1e-3)


def test_a_single_channel_may_have_two_dimensions():
    X = np.random.default_rng(0).normal(size=(12, 9))
    assert TwoSampleDistance(X[:6], X[6:]).floor == TwoSampleDistance(X[:6, :, None], X[6:, :, None]).floor


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_features_are_to_the_bit_those_of_aeons_axes(dtype):
    """As for committed rows: resampled, transposed to (n, F, 32), flattened, with the length appended."""
    X, _ = make_rhythms(n_per_class=10, n_channels=3, random_state=0)
    X = [x.astype(dtype) for x in X]
    resampled = to_aeon(np.stack(SequenceResampler(32).fit_transform(X[20:])))
    flat = np.hstack([resampled.reshape(len(resampled), -1), [[len(x)] for x in X[20:]]])
    distance = TwoSampleDistance(X[:20], X[20:])
    np.testing.assert_array_equal(distance.held_out, distance.scaler.transform(flat))
    assert isinstance(distance.scaler, StandardScaler)


def test_other_channels_and_single_sequences_are_refused():
    X, _ = make_rhythms(n_per_class=4, n_channels=2, random_state=0)
    distance = TwoSampleDistance(X[:6], X[6:])
    with pytest.raises(ValueError, match="have 1 channels, and the training sequences 2"):
        distance([x[:, :1] for x in X])
    for train, held_out in ((X[:1], X), (X, X[:1])):
        with pytest.raises(ValueError, match="needs two of each"):
            TwoSampleDistance(train, held_out)


def test_what_is_masked_is_no_feature():
    x = np.ma.masked_array([[0.0], [1.0], [2.0]], mask=[[False], [True], [False]])
    with pytest.raises(ValueError, match="NaN"):
        squared_mmd(x, np.array([[5.0], [6.0]]), gamma=1.0)
