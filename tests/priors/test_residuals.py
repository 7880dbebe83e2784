"""The noise that a generator lacks: each part is found again where it was put in."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import torch

from sklearn_seqgan.priors import ResidualNoise, Residuals
from sklearn_seqgan.priors.residuals import channel_factor, fit_autoregressions, fit_log_deviation, scales

F, UNITS, K = 2, 3, 2


def draw_autoregression(coefficients, n, n_time_steps, seed=0):
    """Sequences (n, T, 1) of variance 1, after 200 time steps that are forgotten."""
    rng = np.random.default_rng(seed)
    a = np.zeros((n, 200 + n_time_steps))
    for t in range(len(coefficients), a.shape[1]):
        past = sum(c * a[:, t - 1 - k] for k, c in enumerate(coefficients))
        a[:, t] = past + rng.normal(size=n)
    a = a[:, 200:]
    return torch.tensor(a / a.std(), dtype=torch.float32)[:, :, None]


def make_residuals(n=400, n_time_steps=50, deviation=0.3):
    """A movement that a generator makes without its last channel's noise, in rows of two codes."""
    rng = torch.Generator().manual_seed(0)
    codes = torch.arange(n) % K
    mask = torch.arange(n_time_steps) < torch.randint(20, n_time_steps + 1, (n, 1), generator=rng)
    waves = torch.linspace(0, 9, n_time_steps).sin()[None, :, None].expand(n, -1, F)
    noise = torch.randn(n, n_time_steps, generator=rng) * deviation * (1 + codes[:, None])
    real = torch.stack([waves[:, :, 0], waves[:, :, 1] + noise], dim=2)
    states = torch.randn(n, n_time_steps, UNITS, generator=rng).tanh()
    return Residuals(*(x * mask[:, :, None] for x in (real, waves, states)), mask, codes)


def fit(residuals):
    return ResidualNoise.fit(residuals, K, torch.Generator().manual_seed(1))


def test_the_log_deviation_is_found_from_gaussian_residuals():
    rng = torch.Generator().manual_seed(0)
    weight, bias = torch.tensor([[0.5, -1.0, 0.0], [0.0, 0.3, 0.8]]), torch.tensor([-1.0, -3.0])
    states = torch.randn(40_000, UNITS, generator=rng).tanh()
    residuals = (states @ weight.T + bias).exp() * torch.randn(40_000, F, generator=rng)
    found, at_zero = fit_log_deviation(states, residuals)
    torch.testing.assert_close(found, weight, rtol=0, atol=0.04)  # 8 deviations of the estimate
    torch.testing.assert_close(at_zero, bias, rtol=0, atol=0.02)


@pytest.mark.parametrize("coefficients", [[0.8], [1.2, -0.5], [0.0], [-0.6, 0.2, 0.1]], ids=str)
def test_an_autoregression_is_found(coefficients):
    unit = draw_autoregression(coefficients, 600, 100)
    found, innovation = fit_autoregressions(unit, torch.zeros(600, dtype=torch.long), 1)
    expected = torch.tensor(coefficients + [0.0] * (8 - len(coefficients)))
    torch.testing.assert_close(found[0, 0], expected, rtol=0, atol=0.08)  # taper and 1 / √60,000
    whitened = unit[:, 8:] - sum(c * unit[:, 7 - k : len(unit[0]) - 1 - k] for k, c in enumerate(found[0, 0]))
    assert innovation.item() == pytest.approx(whitened.std().item(), rel=0.05)


def test_a_code_with_few_rows_moves_as_all_do():
    many, other = draw_autoregression([0.9], 300, 60), draw_autoregression([-0.9], 300, 60, seed=1)
    for n_of_other, expected in ((300, -0.9), (1, 0.55)):
        codes = torch.cat([torch.zeros(300), torch.ones(n_of_other)]).long()
        found, _ = fit_autoregressions(torch.cat([many, other[:n_of_other]]), codes, 3)
        assert found[0, 0, 0].item() == pytest.approx(0.9, abs=0.08)
        lag = found[1, 0, 0].item()
        assert abs(lag - expected) < (0.1 if n_of_other > 1 else 0.4)
        assert torch.isfinite(found[2]).all()  # a code without rows has that of all


def test_what_is_drawn_has_the_size_the_spectrum_and_the_correlation_of_the_residuals():
    r = make_residuals()
    noise = fit(r)
    states = torch.zeros(4000, 40, UNITS)
    drawn = noise.draw(states, torch.ones(4000, dtype=torch.long), torch.Generator().manual_seed(2))
    left = (r.real - r.again)[r.codes == 1][r.mask[r.codes == 1]]
    assert drawn[:, :, 1].std().item() == pytest.approx(left[:, 1].std().item(), rel=0.05)
    assert not drawn[:, :, 0].any()  # nothing is left of this channel
    lag = (drawn[:, 1:, 1] * drawn[:, :-1, 1]).mean() / drawn[:, :, 1].var()
    assert abs(lag) < 0.03
    across = drawn[:, :, 1].std(0)
    assert across.max() < 1.15 * across.min()  # as large at the ends as between


def test_channels_that_move_together_are_drawn_together():
    shared = torch.randn(5000, 1, generator=torch.Generator().manual_seed(0))
    unit = torch.cat([shared, -2 * shared, torch.randn(5000, 1)], dim=1)
    correlation = channel_factor(unit) @ channel_factor(unit).T
    assert correlation[0, 1].item() == pytest.approx(-0.97, abs=0.01)
    assert abs(correlation[0, 2].item()) < 0.1
    torch.testing.assert_close(correlation.diag(), torch.ones(3))


def test_a_scale_is_the_deviation_of_a_codes_rows():
    r = make_residuals()
    found = scales((r.real - r.again), r.mask, r.codes, 3)[:, 1]
    torch.testing.assert_close(found[:2], torch.tensor([0.3, 0.6]), rtol=0.06, atol=0)
    assert found[0] < found[2] < found[1]  # no row: that of all


@pytest.mark.parametrize(("made", "low", "high"), [(1.6, 0.0, 0.0), (0.85, 0.3, 0.8), (0.0, 0.85, 1.0)])
def test_the_level_is_where_noise_moves_as_much_as_is_missing(made, low, high):
    """The generator makes part of the noise itself, in rows of another order."""
    r = make_residuals()
    real = r.real - r.again
    own = made * torch.cat([real[2:], real[:2]]) * r.mask[:, :, None]
    found = fit(r._replace(again=r.again + own)).level.item()
    assert low <= found <= high


def test_few_and_short_rows_are_no_obstacle():
    r = make_residuals(n=2)
    one_step = Residuals(*(x[:, :1] for x in r[:4]), r.codes)
    for few in (r, one_step):
        drawn = fit(few).draw(few.states, few.codes, torch.Generator().manual_seed(0))
        assert torch.isfinite(drawn).all() and drawn.shape == few.real.shape


def test_what_is_drawn_is_the_autoregression_that_it_was_given():
    """a_t = 0.9 a_{t−1} + v ε_t with v² = 1 − 0.9² has variance 1, and 0.9 and 0.81 at lags 1 and 2."""
    noise = ResidualNoise(
        weight=torch.zeros(1, UNITS),
        bias=torch.zeros(1),
        scale=torch.ones(1, 1),
        coefficients=torch.tensor([[[0.9] + [0.0] * 7]]),
        innovation=torch.full((1, 1), (1 - 0.81) ** 0.5),
        factor=torch.ones(1, 1),
        level=torch.tensor(1.0),
    )
    states = torch.zeros(4000, 40, UNITS)
    drawn = noise.draw(states, torch.zeros(4000, dtype=torch.long), torch.Generator().manual_seed(0))
    products = [(drawn[:, k:] * drawn[:, : 40 - k]).mean().item() for k in range(3)]
    assert products == pytest.approx([1.0, 0.9, 0.81], abs=0.03)


def test_a_scale_is_shrunk_as_if_three_rows_more_were_those_of_all():
    """A row of one step of code 0, and two of two steps of code 1: mean sizes 2 and 1, of all 6 / 5."""
    unit = torch.tensor([[[2.0], [0.0]], [[1.0], [-1.0]], [[-1.0], [1.0]]])
    mask = torch.tensor([[True, False], [True, True], [True, True]])
    of_all = 6 / 5
    expected = [(1 * 2 + 3 * of_all) / 4, (2 * 1 + 3 * of_all) / 5, of_all]
    found = scales(unit, mask, torch.tensor([0, 1, 1]), 3)[:, 0] / (np.pi / 2) ** 0.5
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_code_that_stands_still_has_no_autoregression():
    moving = draw_autoregression([0.9], 300, 60)
    codes = torch.cat([torch.zeros(300), torch.ones(300)]).long()
    found, innovation = fit_autoregressions(torch.cat([moving, torch.zeros(300, 60, 1)]), codes, 2)
    assert found[1].abs().max() < 0.05 and innovation[1].item() == pytest.approx(1, abs=0.01)
