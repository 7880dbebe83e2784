"""Scaling looks at valid steps only and can be undone."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.sequences import Sequences, from_ragged
from sklearn_seqgan.sequences.scaling import ChannelScale


def draw(seed, n=300):
    rng = np.random.default_rng(seed)
    return [rng.normal(5, [1, 100], (rng.integers(1, 9), 2)) for _ in range(n)]


def test_mean_and_deviation_are_those_of_all_valid_steps():
    X = draw(0)  # more sequences than one chunk
    mean, scale = ChannelScale.fit(from_ragged(X))
    steps = np.concatenate(X).astype(np.float32).astype(np.float64)
    np.testing.assert_allclose(mean, steps.mean(0), rtol=1e-6)
    np.testing.assert_allclose(scale, steps.std(0), rtol=1e-6)


@given(st.integers(0, 100))
def test_inverse_restores_the_values_and_leaves_padding_zero(seed):
    sequences = from_ragged(draw(seed, n=5))
    fitted = ChannelScale.fit(sequences)
    back = fitted.invert(fitted.apply(sequences))
    np.testing.assert_allclose(back.values, sequences.values, rtol=1e-5, atol=1e-4)
    assert not fitted.apply(sequences).values[~sequences.mask].any()


def test_a_constant_channel_is_centred_and_not_blown_up():
    X = [np.column_stack([np.full(4, 0.1), np.zeros(4), np.arange(4.0)])] * 3
    fitted = ChannelScale.fit(from_ragged(X))
    assert fitted.scale[1] == 1
    assert np.abs(fitted.apply(from_ragged(X)).values[:, :, :2]).max() < 1e-6


@pytest.mark.parametrize("constant", [0.1, 52.3, -1e-7, 1.7e9])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_zero_in_a_constant_channel_comes_back_to_the_bit(constant, dtype):
    rng = np.random.default_rng(0)
    X = [np.column_stack([np.full(n, constant), rng.normal(size=n)]) for n in rng.integers(1, 90, 333)]
    sequences = from_ragged(X, dtype)
    fitted = ChannelScale.fit(sequences)
    zero = Sequences(np.zeros(sequences.shape, dtype), sequences.lengths)
    back = fitted.invert(zero, dtype).values[:, :, 0]
    assert (back[sequences.mask] == dtype(constant)).all()


def test_a_large_offset_is_taken_off_before_what_it_leaves_is_scaled():
    rng = np.random.default_rng(0)
    X = [1.7e9 + rng.normal(scale=s, size=(50, 1)) for s in (500, 600)]
    scaled = ChannelScale.fit(from_ragged(X)).apply(from_ragged(X)).values
    assert 2 < np.abs(scaled).max() < 5
    hardly = [1.7e9 + rng.normal(scale=10, size=(50, 1)) for _ in range(3)]
    assert np.abs(ChannelScale.fit(from_ragged(hardly)).apply(from_ragged(hardly)).values).max() < 2


def test_what_is_too_far_from_the_training_sequences_is_named():
    """1e38 is 1e43 deviations of 1e-5 away, which float32 does not hold."""
    scale = ChannelScale(np.zeros(2), np.array([1.0, 1e-5]))
    with pytest.raises(ValueError, match=r"X holds 1e\+38 in channel 1, so many deviations away .* float32"):
        scale.apply(from_ragged([np.array([[1.0, 1e38]])]))
    near = scale.apply(from_ragged([np.array([[1e38, 1e-5]])])).values
    np.testing.assert_allclose(near, [[[1e38, 1.0]]], rtol=1e-6)
