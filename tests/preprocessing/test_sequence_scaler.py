"""Channels are scaled by all their steps, and come back."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.preprocessing import StandardScaler

from sklearn_seqgan.preprocessing import SequenceScaler


def sequences():
    rng = np.random.default_rng(0)
    return [rng.normal([5, -3], [2, 0.1], size=(n, 2)) for n in (4, 9, 1)]


@pytest.mark.parametrize("with_mean", [True, False])
@pytest.mark.parametrize("with_std", [True, False])
def test_it_is_the_standard_scaler_on_all_steps(with_mean, with_std):
    X = sequences()
    steps = np.concatenate(X)
    reference = StandardScaler(with_mean=with_mean, with_std=with_std).fit(steps)
    scaler = SequenceScaler(with_mean, with_std).fit(X)
    np.testing.assert_allclose(np.concatenate(scaler.transform(X)), reference.transform(steps))
    for x, back in zip(X, scaler.inverse_transform(scaler.transform(X)), strict=True):
        np.testing.assert_allclose(back, x)


def test_one_channel_has_one_mean_whatever_its_columns():
    X = pd.DataFrame([[1.0, 2.0, 3.0], [6.0, np.nan, np.nan]], columns=list("abc"))
    scaler = SequenceScaler().set_output(transform="pandas").fit(X)
    assert scaler.mean_.tolist() == [3] and scaler.n_features_in_ == 3
    np.testing.assert_allclose(scaler.inverse_transform(scaler.transform(X)), X)


def test_what_comes_back_has_the_form_that_went_in():
    X = sequences()
    scaler = SequenceScaler().fit(X)
    found = scaler.inverse_transform(X[0].astype(np.float32)[None])
    assert found.shape == (1, 4, 2) and found.dtype == np.float32
    with pytest.raises(ValueError, match="3 channels, but SequenceScaler was fitted with 2"):
        scaler.inverse_transform(np.ones((1, 4, 3)))
    with pytest.raises(NotFittedError):
        SequenceScaler().inverse_transform(X)


def test_far_from_zero_and_constant_as_the_standard_scaler():
    rng = np.random.default_rng(0)
    x = np.column_stack([5.4e6 + rng.normal(0, 0.1, 50), np.full(50, 5.0)])
    scaler = SequenceScaler().fit([x])
    np.testing.assert_allclose(scaler.transform([x])[0][:, 0].std(), 1, atol=1e-6)
    np.testing.assert_allclose(scaler.transform([x + 0.1])[0][:, 1], 0.1)


def test_values_without_a_deviation_are_refused_by_their_channel():
    with pytest.raises(ValueError, match="Channel 1 of X has values too large"):
        SequenceScaler().fit([np.array([[1.0, 1e300], [2.0, -1e300]])])
