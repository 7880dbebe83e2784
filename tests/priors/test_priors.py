"""Priors against exact results."""
# SPDX-License-Identifier: BSD-3-Clause

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sklearn_seqgan.priors import (
    CODE_PRIORS,
    LENGTH_PRIORS,
    draw_category,
    draw_continuous_codes,
    draw_lengths,
    draw_uniform_noise,
    entropy,
)

LENGTHS = np.random.default_rng(0).integers(75, 201, 500)


def fit(name, lengths, targets=None, n_codes=3):
    targets = np.arange(len(lengths)) % 3 - 1 if targets is None else np.array(targets)
    return LENGTH_PRIORS[name](lengths, targets, n_codes)


@pytest.mark.parametrize("name", LENGTH_PRIORS)
@given(lengths=st.lists(st.integers(1, 30), min_size=1, max_size=20))
def test_a_length_prior_is_a_distribution_within_the_range_seen(name, lengths):
    lengths = np.array(lengths)
    table = fit(name, lengths)
    assert table.shape == ((3,) if name.endswith("by-class") else ()) + (lengths.max() + 1,)
    assert table.min() >= 0
    np.testing.assert_allclose(table.sum(-1), 1)
    assert not table[..., : lengths.min()].any()


@pytest.mark.parametrize("name", LENGTH_PRIORS)
def test_constant_lengths_stay_constant(name):
    for table in np.atleast_2d(fit(name, np.array([7, 7, 7]))):
        np.testing.assert_allclose(table, [0] * 7 + [1])


def test_two_extreme_lengths_do_not_break_the_moments():
    table = fit("beta", np.array([1, 1, 1, 50, 50]))
    assert np.isfinite(table).all() and table.sum() == pytest.approx(1)


def test_beta_lengths_recover_the_beta_they_were_drawn_from():
    """l = 20 + ⌊131 · Beta(12.5, 2.5)⌋, the shape the paper names, on a range of 20..150."""
    u = stats.beta(12.5, 2.5).rvs(200_000, random_state=0)
    lengths = np.append(20 + np.floor(131 * u).astype(int), [20, 150])
    table = fit("beta", lengths)
    assert np.abs(table - np.bincount(lengths, minlength=151) / len(lengths)).max() < 1e-3


def test_beta_lengths_keep_mean_and_deviation():
    table, support = fit("beta", LENGTHS), np.arange(LENGTHS.max() + 1)
    mean = table @ support
    assert mean == pytest.approx(LENGTHS.mean(), abs=0.5)
    assert math.sqrt(table @ (support - mean) ** 2) == pytest.approx(LENGTHS.std(), abs=0.5)


def test_empirical_lengths_are_the_shares():
    np.testing.assert_allclose(fit("empirical", np.array([2, 3, 3, 3])), [0, 0, 0.25, 0.75])


def test_lengths_of_a_class_are_its_own_and_one_draw_of_all():
    """Class 0 has 1 and 1, class 1 has 3; p(l) is 2/4, 1/4 and 1/4 on 1, 2 and 3; no row is of class 2."""
    table = fit("empirical-by-class", np.array([1, 1, 2, 3]), targets=[0, 0, -1, 1])
    overall = np.array([0, 0.5, 0.25, 0.25])
    np.testing.assert_allclose(table[0], (2 * np.array([0, 1, 0, 0]) + overall) / 3)
    np.testing.assert_allclose(table[1], (np.array([0, 0, 0, 1]) + overall) / 2)
    np.testing.assert_allclose(table[2], overall)


def test_lengths_are_drawn_from_the_row_of_the_code():
    table, codes = torch.eye(4)[[1, 3]], torch.tensor([0, 1, 1, 0, 1])
    rng = torch.Generator().manual_seed(0)
    assert draw_lengths(table, codes, rng).tolist() == [1, 3, 3, 1, 3]
    assert draw_lengths(table[1], codes, rng).tolist() == [3] * 5


def test_continuous_codes_fill_the_cube_around_zero():
    codes = draw_continuous_codes(10_000, 2, torch.Generator().manual_seed(0))
    assert codes.shape == (10_000, 2) and codes.min() >= -1 and codes.max() < 1
    np.testing.assert_allclose(codes.mean(0), 0, atol=0.02)
    np.testing.assert_allclose(codes.var(0), 1 / 3, atol=0.01)


def test_no_continuous_code_costs_no_draw():
    rng = torch.Generator().manual_seed(0)
    before = rng.get_state()
    assert draw_continuous_codes(5, 0, rng).shape == (5, 0)
    assert torch.equal(rng.get_state(), before)


def test_code_priors():
    targets = np.array([0, 0, 0, 2, -1, -1])
    np.testing.assert_allclose(CODE_PRIORS["uniform"](targets, 4), [0.25] * 4)
    np.testing.assert_allclose(CODE_PRIORS["empirical"](targets, 4), np.array([4, 1, 2, 1]) / 8)
    np.testing.assert_allclose(CODE_PRIORS["empirical"](np.array([-1]), 2), [0.5, 0.5])
    np.testing.assert_allclose(CODE_PRIORS["smoothed"](targets, 4), np.array([6, 3, 4, 3]) / 16)


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
