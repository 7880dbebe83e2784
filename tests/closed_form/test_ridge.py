"""The closed form against a solver, and its leave-one-out scores against refits."""
# SPDX-License-Identifier: BSD-3-Clause

from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.closed_form import ridge as module
from sklearn_seqgan.closed_form.ridge import STRENGTHS, codes_to_targets, fit_ridge

SIZES = {"dual": (12, 30), "square": (12, 12), "primal": (30, 7)}
both_sizes = pytest.mark.parametrize("size", SIZES)
with_and_without_weights = pytest.mark.parametrize("weighted", [False, True])


def problem(n, width, n_codes=3, seed=0):
    rng = torch.Generator().manual_seed(seed)
    codes = torch.arange(n) % n_codes
    centres = torch.randn(n_codes, width, generator=rng, dtype=torch.float64)
    x = centres[codes] + 2 * torch.randn(n, width, generator=rng, dtype=torch.float64)
    w = 0.2 + 3 * torch.rand(n, generator=rng, dtype=torch.float64)
    return x, codes_to_targets(codes, n_codes), w


@pytest.fixture
def at_strength(monkeypatch):
    """fit_ridge at one strength, in units of the mean squared length of a row."""

    def fit(strength, x, y, w=None):
        monkeypatch.setattr(module, "STRENGTHS", torch.tensor([strength], dtype=torch.float64))
        return fit_ridge(x, y, w)

    return fit


def unit(x, w):
    return (w * x.square().sum(1)).sum() / len(x)


def solved(x, y, w, alpha, bias):
    """Coefficients by a solver, around a given bias."""
    x, y, w = x.numpy(), y.numpy(), w.numpy()
    left = x.T @ (w[:, None] * x) + float(alpha) * np.eye(x.shape[1])
    return torch.tensor(np.linalg.solve(left, x.T @ (w[:, None] * (y - bias.numpy()))))


def weighted_mean(y, w):
    return (w[:, None] * y).sum(0) / w.sum()


def test_targets():
    targets = codes_to_targets(torch.tensor([2, 0]), 3)
    assert targets.tolist() == [[-1, -1, 1], [1, -1, -1]] and targets.dtype == torch.float64


@pytest.fixture(params=product(SIZES, [False, True], [1e-4, 0.1, 10.0]), ids=str)
def fitted(request, at_strength):
    """A problem, its weights (all 1 if it has none), the strength α, and its fit."""
    size, weighted, strength = request.param
    x, y, w = problem(*SIZES[size])
    ridge = at_strength(strength, x, y, w if weighted else None)
    w = w if weighted else torch.ones_like(w)
    return x, y, w, strength * unit(x, w), ridge


def test_coefficients_solve_the_normal_equations(fitted):
    x, y, w, alpha, ridge = fitted
    torch.testing.assert_close(ridge.bias, weighted_mean(y, w))
    expected = solved(x, y, w, alpha, ridge.bias)
    torch.testing.assert_close(ridge.weight, expected, rtol=1e-8, atol=1e-10)
    torch.testing.assert_close(ridge(x), x @ expected + ridge.bias)
    assert torch.equal(ridge.targets, y)


def test_left_out_scores_are_those_of_refits_around_the_same_bias(fitted):
    x, y, w, alpha, ridge = fitted
    for i in range(len(x)):
        kept = torch.arange(len(x)) != i
        weight = solved(x[kept], y[kept], w[kept], alpha, ridge.bias)
        torch.testing.assert_close(ridge.left_out[i], x[i] @ weight + ridge.bias, rtol=1e-7, atol=1e-8)


@with_and_without_weights
@pytest.mark.parametrize("size", [(12, 30), (30, 7), (60, 20)])
@pytest.mark.parametrize("seed", range(3))
def test_the_strength_is_the_one_of_least_leave_one_out_error(size, weighted, seed, at_strength, monkeypatch):
    x, y, w = problem(*size, seed=seed)
    w[::2] /= 1000
    y[::2] *= -1
    w = w if weighted else None
    errors, fits = [], [at_strength(float(s), x, y, w) for s in STRENGTHS]
    for fit in fits:
        squares = (y - fit.left_out).square().sum(1)
        errors.append(float(squares.sum() if w is None else (w * squares).sum()))
    monkeypatch.undo()
    best = fits[int(np.argmin(errors))]
    chosen = fit_ridge(x, y, w)
    torch.testing.assert_close(chosen.weight, best.weight, rtol=1e-12, atol=1e-14)
    torch.testing.assert_close(chosen.left_out, best.left_out, rtol=1e-12, atol=1e-14)


@with_and_without_weights
def test_primal_and_dual_agree(weighted):
    x, y, w = problem(30, 7)
    w = w if weighted else None
    primal = fit_ridge(x, y, w)
    dual = fit_ridge(torch.nn.functional.pad(x, (0, 40)), y, w)
    torch.testing.assert_close(primal.weight, dual.weight[:7], rtol=1e-8, atol=1e-10)
    torch.testing.assert_close(primal.left_out, dual.left_out)
    assert not dual.weight[7:].any()


@pytest.mark.parametrize("rank", [0, 3])
def test_primal_and_dual_agree_on_features_that_depend_on_each_other(rank):
    x, y, _ = problem(30, 7)
    x = torch.cat([x[:, :rank], x[:, :rank] @ torch.ones(rank, 7 - rank).double()], 1)
    primal = fit_ridge(x, y)
    dual = fit_ridge(torch.nn.functional.pad(x, (0, 40)), y)
    torch.testing.assert_close(primal.weight, dual.weight[:7], rtol=1e-8, atol=1e-10)
    torch.testing.assert_close(primal.left_out, dual.left_out)


@both_sizes
def test_a_whole_weight_is_a_repeated_row(size, at_strength):
    x, y, _ = problem(*SIZES[size])
    w = torch.arange(len(x)) % 3 + 1
    repeated = at_strength(0.1, x.repeat_interleave(w, 0), y.repeat_interleave(w, 0))
    ridge = at_strength(0.1 * len(x) / float(w.sum()), x, y, w.double())
    torch.testing.assert_close(ridge.weight, repeated.weight, rtol=1e-8, atol=1e-10)
    torch.testing.assert_close(ridge.bias, repeated.bias)


@given(power=st.integers(-20, 20), seed=st.integers(0, 99), primal=st.booleans())
def test_the_units_of_features_and_weights_do_not_matter(power, seed, primal):
    x, y, w = problem(*SIZES["primal" if primal else "dual"], seed=seed)
    ridge, larger = fit_ridge(x, y, w), fit_ridge(2.0**power * x, y, 3 * w)
    torch.testing.assert_close(larger(2.0**power * x), ridge(x), rtol=1e-7, atol=1e-7)
    torch.testing.assert_close(larger.left_out, ridge.left_out, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("n", [1, 5])
def test_rows_of_zeros_or_of_one_code_score_the_mean_target(n):
    zeros, y = torch.zeros(n, 3, dtype=torch.float64), codes_to_targets(torch.arange(n) % 2, 2)
    torch.testing.assert_close(fit_ridge(zeros, y)(zeros), y.mean(0).expand(n, 2))
    x, _, _ = problem(n, 3)
    one_code = codes_to_targets(torch.ones(n, dtype=torch.int64), 2)
    ridge = fit_ridge(x, one_code)
    torch.testing.assert_close(ridge(x), one_code)
    torch.testing.assert_close(ridge.left_out, one_code)


@pytest.mark.parametrize("n", [60, 400])
def test_many_targets_choose_the_strength_by_few_sums(monkeypatch, n):
    rng = torch.Generator().manual_seed(0)
    features = torch.randn(n, 80, generator=rng, dtype=torch.float64)
    codes = torch.arange(n) % 200
    targets = codes_to_targets(codes, 200) + features @ torch.randn(80, 200, generator=rng).double()
    few = fit_ridge(features, targets)
    monkeypatch.setattr(module, "MOST_TARGETS", 200)
    all_of_them = fit_ridge(features, targets)
    torch.testing.assert_close(few.weight, all_of_them.weight)
    torch.testing.assert_close(few.left_out, all_of_them.left_out)


@given(
    st.sampled_from(list(SIZES)),
    st.lists(st.integers(1, 4), min_size=30, max_size=30),
    st.booleans(),
    st.integers(0, 99),
)
def test_counts_are_copies(size, counts, weighted, seed):
    """The same map, strength and left-out scores as if each row were there so many times."""
    x, y, w = problem(*SIZES[size], seed=seed)
    counts = torch.tensor(counts[: len(x)])
    copies = torch.repeat_interleave(torch.arange(len(x)), counts)
    w = w if weighted else None
    counted = fit_ridge(x, y, w, counts.double())
    copied = fit_ridge(x[copies], y[copies], None if w is None else w[copies])
    torch.testing.assert_close(counted.weight, copied.weight, rtol=1e-8, atol=1e-10)
    torch.testing.assert_close(counted.bias, copied.bias)
    torch.testing.assert_close(counted.left_out[copies], copied.left_out, rtol=1e-6, atol=1e-8)


@both_sizes
def test_counts_of_one_change_nothing(size):
    x, y, w = problem(*SIZES[size])
    for one, none in zip(fit_ridge(x, y, w, torch.ones(len(x)).double()), fit_ridge(x, y, w)):
        torch.testing.assert_close(one, none)


def test_of_less_than_one_copy_the_whole_is_left_out():
    x, y, _ = problem(20, 5)
    counts = torch.full((20,), 0.25, dtype=torch.float64)
    found = fit_ridge(x, y, counts=counts)
    assert torch.isfinite(found.left_out).all()
    assert (found.left_out - y).square().mean() < 4 * (y - y.mean(0)).square().mean()
