"""Changes keep what they promise to keep, and whitening is its formula."""
# SPDX-License-Identifier: BSD-3-Clause

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.closed_form.nuisance import (
    CHANGES,
    crop,
    drift,
    gain,
    mix,
    moment_of_changes,
    resize,
    warp,
    whitening,
)

L = 64
every_change = pytest.mark.parametrize("change", CHANGES)
in_time = pytest.mark.parametrize("change", [warp, crop])


def rows(n=30, n_channels=3, seed=0, dtype=torch.float64):
    return torch.randn(n, n_channels, L, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def clock(n):
    """Sequences whose value is the time, 0 to 1."""
    return torch.linspace(0, 1, L, dtype=torch.float64).expand(n, 1, L)


@every_change
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("n, n_channels", [(1, 1), (30, 3)])
def test_a_change_keeps_shape_and_type_and_is_finite(change, dtype, n, n_channels):
    x = rows(n, n_channels, dtype=dtype)
    changed = change(x, generator())
    assert changed.shape == x.shape and changed.dtype == dtype
    assert torch.isfinite(changed).all() and not torch.equal(changed, x)


@every_change
def test_a_change_leaves_its_input_alone(change):
    x = rows()
    before = x.clone()
    change(x, generator())
    assert torch.equal(x, before)


@every_change
def test_the_generator_alone_decides_the_change(change):
    x, state = rows(), torch.get_rng_state()
    first, again, other = (change(x, generator(seed)) for seed in (0, 0, 1))
    assert torch.equal(first, again) and not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), state)


@every_change
def test_each_row_is_changed_in_its_own_way(change):
    x = rows(1).expand(5, -1, -1)
    changed = change(x, generator())
    assert all(not torch.equal(changed[0], changed[i]) for i in range(1, 5))


@in_time
@given(seed=st.integers(0, 999), n_channels=st.integers(1, 4))
def test_changes_of_time_stay_between_the_least_and_largest_value(change, seed, n_channels):
    x = rows(10, n_channels, seed=seed)
    changed = change(x, generator(seed))
    assert (changed <= x.amax(2, keepdim=True) + 1e-5).all()
    assert (changed >= x.amin(2, keepdim=True) - 1e-5).all()


@in_time
def test_time_never_runs_backwards_and_is_the_same_in_all_channels(change):
    changed = change(clock(500).expand(500, 2, L), generator())
    assert torch.equal(changed[:, 0], changed[:, 1])
    assert (changed.diff(dim=2) >= -1e-6).all() and changed.min() >= 0 and changed.max() <= 1 + 1e-6


def test_warp_moves_the_middle_and_not_the_ends():
    times = warp(clock(2000), generator())[:, 0]
    torch.testing.assert_close(times[:, [0, -1]], clock(2000)[:, 0, [0, -1]], rtol=0, atol=1e-6)
    k = torch.randn(2000, 3, generator=generator()).double()
    t = torch.linspace(0, 1, L, dtype=torch.float64)
    moved = sum(0.2 * k[:, j - 1, None] * torch.sin(j * math.pi * t) / (1.5 * j * math.pi) for j in (1, 2, 3))
    forward = ((t + moved).diff(dim=1) > 0).all(1) & (t + moved >= 0).all(1) & (t + moved <= 1).all(1)
    assert forward.double().mean() > 0.99
    torch.testing.assert_close(times[forward], (t + moved)[forward], rtol=0, atol=1e-5)


def test_a_wild_warp_stands_still_where_time_would_run_backwards_or_past_an_end(monkeypatch):
    randn = torch.randn
    monkeypatch.setattr(torch, "randn", lambda *size, **options: 10 * randn(*size, **options))
    times = warp(clock(200), generator())[:, 0]
    assert times.min() >= 0 and times.max() <= 1 + 1e-6 and (times.diff(dim=1) >= -1e-6).all()


def test_crop_cuts_at_most_15_percent_at_either_end_and_keeps_the_pace():
    times = crop(clock(2000), generator())[:, 0]
    start, cut = times[:, 0], 1 - times[:, -1]
    for part in (start, cut):
        assert -1e-6 <= part.min() < 0.001 and 0.149 < part.max() <= 0.15 + 1e-6
        assert part.mean().item() == pytest.approx(0.075, abs=0.003)
    assert abs(torch.corrcoef(torch.stack([start, cut]))[0, 1]) < 0.1
    pace = times.diff(dim=1)
    torch.testing.assert_close(pace, pace[:, :1].expand_as(pace), rtol=0, atol=1e-6)


@pytest.mark.parametrize("change, deviation", [(resize, 0.3), (gain, 0.2)])
def test_size_is_multiplied_by_a_lognormal_factor(change, deviation):
    x = rows(2000)
    factor = change(x, generator()) / x
    torch.testing.assert_close(factor, factor[:, :, :1].expand_as(factor))
    logs = factor[:, :, 0].log()
    assert logs.mean().item() == pytest.approx(0, abs=0.03)
    assert logs.std().item() == pytest.approx(deviation, abs=0.01)
    of_channels = logs.std(1)
    assert (of_channels.max() < 1e-9) if change is resize else (of_channels.min() > 1e-4)


@pytest.mark.parametrize("n_channels", [1, 4])
def test_mix_leaks_a_fifth_of_the_deviation(n_channels):
    x = rows(2000, n_channels)
    leaked = mix(x, generator()) - x
    assert leaked.square().mean().sqrt().item() == pytest.approx(0.2, abs=0.01)
    one = torch.zeros(2000, 4, L, dtype=torch.float64)
    one[:, 2] = 1
    amounts = mix(one, generator())[:, :, 0]
    np.testing.assert_allclose(amounts.mean(0), [0, 0, 1, 0], atol=0.01)
    np.testing.assert_allclose(amounts.std(0), 0.1, atol=0.01)


def test_drift_is_two_cosines_a_channel():
    x = rows(500)
    added = (drift(x, generator()) - x).flatten(0, 1)
    t = torch.linspace(0, math.pi, L, dtype=torch.float64)
    waves = torch.stack([t.cos(), (2 * t).cos()], 1)
    amounts = torch.linalg.lstsq(waves, added.T).solution
    torch.testing.assert_close((waves @ amounts).T, added, rtol=0, atol=1e-5)
    np.testing.assert_allclose(amounts.std(1), 0.3, atol=0.02)
    assert abs(torch.corrcoef(amounts)[0, 1]) < 0.1


def inverse_root(matrix):
    """The symmetric inverse square root, by Newton's iteration (Denman & Beavers 1976)."""
    root, inverse = matrix, np.eye(len(matrix))
    for _ in range(30):
        root, inverse = (root + np.linalg.inv(inverse)) / 2, (inverse + np.linalg.inv(root)) / 2
    return inverse


@pytest.mark.parametrize("weight", [0.0, 0.5, 50.0])
@pytest.mark.parametrize("m", [3, 40])
def test_whitening_is_the_inverse_root(weight, m):
    d = torch.randn(m, 6, generator=generator(), dtype=torch.float64) * torch.arange(1, 7)
    white = whitening(moment_of_changes(d), weight)
    expected = inverse_root(np.eye(6) + weight * d.numpy().T @ d.numpy() / m)
    np.testing.assert_allclose(white, expected, rtol=1e-9, atol=1e-11)


def test_whitening_shrinks_what_changes_move_and_keeps_the_rest():
    d = torch.tensor([[10.0, 0.0, 0.0], [-10.0, 0.0, 0.0]], dtype=torch.float64)
    white = whitening(moment_of_changes(d), 1.0)
    torch.testing.assert_close(white, torch.diag(torch.tensor([101.0**-0.5, 1, 1], dtype=torch.float64)))
