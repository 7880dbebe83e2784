"""Priors against what is known of them exactly."""
# SPDX-License-Identifier: BSD-3-Clause

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sklearn_seqgan.priors import CODE_PRIORS, LENGTH_PRIORS, draw_category, draw_uniform_noise, entropy

LENGTHS = np.random.default_rng(0).integers(75, 201, 500)


@pytest.mark.parametrize("name", LENGTH_PRIORS)
@given(lengths=st.lists(st.integers(1, 30), min_size=1, max_size=20))
def test_a_length_prior_is_a_distribution_within_the_range_seen(name, lengths):
    lengths = np.array(lengths)
    table = LENGTH_PRIORS[name](lengths)
    assert table.shape == (lengths.max() + 1,)
    assert table.min() >= 0 and table.sum() == pytest.approx(1)
    assert not table[: lengths.min()].any()


@pytest.mark.parametrize("name", LENGTH_PRIORS)
def test_constant_lengths_stay_constant(name):
    table = LENGTH_PRIORS[name](np.array([7, 7, 7]))
    np.testing.assert_array_equal(table, [0] * 7 + [1])


def test_two_extreme_lengths_do_not_break_the_moments():
    table = LENGTH_PRIORS["beta"](np.array([1, 1, 1, 50, 50]))
    assert np.isfinite(table).all() and table.sum() == pytest.approx(1)


def test_beta_lengths_recover_the_beta_they_were_drawn_from():
    """l = 20 + ⌊131 · Beta(12.5, 2.5)⌋, the shape the paper names, on a range of 20..150."""
    u = stats.beta(12.5, 2.5).rvs(200_000, random_state=0)
    lengths = np.append(20 + np.floor(131 * u).astype(int), [20, 150])
    table = LENGTH_PRIORS["beta"](lengths)
    assert np.abs(table - np.bincount(lengths, minlength=151) / len(lengths)).max() < 1e-3


def test_beta_lengths_keep_mean_and_deviation():
    table, support = LENGTH_PRIORS["beta"](LENGTHS), np.arange(LENGTHS.max() + 1)
    mean = table @ support
    assert mean == pytest.approx(LENGTHS.mean(), abs=0.5)
    assert math.sqrt(table @ (support - mean) ** 2) == pytest.approx(LENGTHS.std(), abs=0.5)


def test_empirical_lengths_are_the_shares():
    np.testing.assert_allclose(LENGTH_PRIORS["empirical"](np.array([2, 3, 3, 3])), [0, 0, 0.25, 0.75])


def test_code_priors():
    targets = np.array([0, 0, 0, 2, -1, -1])
    np.testing.assert_allclose(CODE_PRIORS["uniform"](targets, 4), [0.25] * 4)
    np.testing.assert_allclose(CODE_PRIORS["empirical"](targets, 4), np.array([4, 1, 2, 1]) / 8)
    np.testing.assert_allclose(CODE_PRIORS["empirical"](np.array([-1]), 2), [0.5, 0.5])


def test_draws_follow_the_table_and_the_generator():
    table = torch.tensor([0.0, 0.25, 0.75])
    draws = draw_category(table, 20_000, torch.Generator().manual_seed(0))
    assert torch.bincount(draws, minlength=3) / 20_000 == pytest.approx(table.numpy(), abs=0.02)
    again = draw_category(table, 20_000, torch.Generator().manual_seed(0))
    assert torch.equal(draws, again)


def test_noise_fills_the_unit_cube():
    noise = draw_uniform_noise(10_000, 3, torch.Generator().manual_seed(0))
    assert noise.shape == (10_000, 3) and noise.min() >= 0 and noise.max() < 1
    np.testing.assert_allclose(noise.mean(0), 0.5, atol=0.02)


def test_entropy_of_equally_likely_and_of_certain_codes():
    assert entropy(torch.full((8,), 1 / 8)).item() == pytest.approx(math.log(8))
    assert entropy(torch.tensor([0.0, 1.0])).item() == 0
