"""Residuals as noise: whose they are, where they stand in time, and at which level."""
# SPDX-License-Identifier: BSD-3-Clause

from collections import Counter
from itertools import combinations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.priors import ResidualNoise, Residuals
from sklearn_seqgan.priors.residuals import find_level


def make_residuals(lengths, codes, n_channels=2):
    """Row j has latent (j, 0), and leaves j + 1, plus half the share of the way, in every channel."""
    lengths, rows = torch.tensor(lengths), torch.arange(float(len(lengths)))
    t = torch.arange(int(lengths.max()))
    mask = t < lengths[:, None]
    left = rows[:, None] + 1 + 0.5 * t / (lengths[:, None] - 1).clamp(min=1)
    left = (left * mask)[:, :, None].expand(-1, -1, n_channels)
    again = torch.ones_like(left) * mask[:, :, None]
    return Residuals(again + left, again, mask, torch.tensor(codes), latents_of(len(rows)))


def latents_of(n):
    return torch.stack([torch.arange(float(n)), torch.zeros(n)], dim=1)


def draw(noise, codes, lengths, near=None, n_time_steps=None):
    """Noise for latents near the given rows, by default the first."""
    near = torch.tensor(near or [0] * len(codes), dtype=torch.float32)
    z = torch.stack([near, torch.zeros_like(near)], dim=1)
    n_time_steps = n_time_steps or max(lengths)
    rng = torch.Generator().manual_seed(0)
    return noise.draw(torch.tensor(codes), z, torch.tensor(lengths), n_time_steps, rng)


def rows_of(drawn):
    """Sum of the numbers of both rows of each drawn sequence, from 1: its first value is that over √2."""
    return (drawn[:, 0, 0] * 2**0.5).round().long().tolist()


def sums(*rows):
    """What `rows_of` finds for pairs among some rows."""
    return {j + k + 2 for j, k in combinations(rows, 2)}


def test_a_row_alone_gives_its_residuals_as_they_are_where_lengths_are_the_same():
    r = make_residuals([4, 6, 5], [1, 0, 2])
    left = r.real - r.again
    drawn = draw(ResidualNoise.fit(r, 3), [2, 0, 1], [5, 6, 4])
    for got, row, n in zip(drawn, (2, 1, 0), (5, 6, 4), strict=True):
        assert torch.equal(got[:n], left[row, :n]) and not got[n:].any()


def test_two_rows_give_their_sum_at_the_size_of_one():
    r = make_residuals([5, 3], [0, 0])
    left = r.real - r.again
    drawn = draw(ResidualNoise.fit(r, 1), [0], [5])[0]
    torch.testing.assert_close(drawn, (left[0] + left[1, [0, 0, 1, 2, 2]]) / 2**0.5)


@pytest.mark.parametrize(
    ("length", "expected"), [(9, [0, 0, 1, 2, 2, 2, 3, 4, 4]), (3, [0, 2, 4]), (2, [0, 4]), (1, [0])]
)
def test_another_length_takes_the_time_step_at_the_same_share_of_the_way(length, expected):
    """τ_t = t (5 − 1) / (l − 1), rounded; halves to the even one."""
    noise = ResidualNoise.fit(make_residuals([5], [0]), 1)
    drawn = draw(noise, [0], [length], n_time_steps=9)[0, :, 0]
    torch.testing.assert_close(drawn[:length], 1 + 0.125 * torch.tensor(expected))
    assert not drawn[length:].any()


def test_rows_are_two_of_the_four_of_the_code_whose_latents_are_nearest():
    codes = [0, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    noise = ResidualNoise.fit(make_residuals([4] * 10, codes), 2)
    pairs = Counter(rows_of(draw(noise, [0] * 3000, [4] * 3000, [8.5] * 3000)))
    assert pairs.keys() == sums(5, 6, 8, 9)
    assert pairs[5 + 6 + 2] == pytest.approx(500, abs=102)  # a sixth; five deviations
    assert set(rows_of(draw(noise, [1] * 100, [4] * 100, [9.0] * 100))) == sums(1, 4, 7)  # it has three


def test_distances_are_in_units_of_the_deviation_of_each_dimension():
    r = make_residuals([4] * 6, [0] * 6)
    other = torch.tensor([300.0, 200, 100, 0, -100, -200])  # large, and so no more important
    r = r._replace(latents=torch.stack([r.latents[:, 0], other], dim=1))
    z = torch.tensor([[0.0, 40.0]]).repeat(100, 1)
    lengths, codes = torch.full((100,), 4), torch.zeros(100, dtype=torch.long)
    drawn = ResidualNoise.fit(r, 1).draw(codes, z, lengths, 4, torch.Generator().manual_seed(0))
    away = r.latents - z[0]
    scaled = (away / r.latents.std(0, correction=0)).square().sum(1).argsort()[:4].tolist()
    unscaled = away.square().sum(1).argsort()[:4].tolist()
    assert set(rows_of(drawn)) == sums(*scaled) != sums(*unscaled)


def test_a_code_without_rows_uses_those_of_all():
    noise = ResidualNoise.fit(make_residuals([4, 4, 4], [0, 2, 2]), 4)
    for code in (1, 3):
        assert set(rows_of(draw(noise, [code] * 100, [4] * 100))) == sums(0, 1, 2)


def test_a_channel_that_is_reproduced_gets_no_noise():
    r = make_residuals([5, 5], [0, 0])
    real = r.real.clone()
    real[:, :, 0] = r.again[:, :, 0] + 1e-7  # rounding
    drawn = draw(ResidualNoise.fit(r._replace(real=real), 1), [0], [5])
    assert not drawn[:, :, 0].any() and drawn[:, :, 1].all()


@given(
    lengths=st.lists(st.integers(1, 7), min_size=1, max_size=5),
    asked=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9)), min_size=1, max_size=5),
    data=st.data(),
)
def test_whatever_the_lengths_noise_is_of_a_row_of_the_code(lengths, asked, data):
    codes = data.draw(st.lists(st.integers(0, 2), min_size=len(lengths), max_size=len(lengths)))
    noise = ResidualNoise.fit(make_residuals(lengths, codes), 3)
    for (code, n), drawn in zip(asked, draw(noise, *zip(*asked), n_time_steps=9), strict=True):
        own = [j for j, c in enumerate(codes) if c == code or code not in codes]
        pairs = {(j + k + 2) / 2**0.5 for j, k in combinations(own, 2)} if len(own) > 1 else {own[0] + 1}
        assert min(abs(drawn[0, 0].item() - pair) for pair in pairs) < 1e-5
        assert (drawn[:n, 0].diff() >= 0).all() and not drawn[n:].any()


def of_one_code(real, again):
    mask, codes = torch.ones(real.shape[:2], dtype=torch.bool), torch.zeros(len(real), dtype=torch.long)
    return Residuals(real, again.expand_as(real), mask, codes, latents_of(len(real)))


def moving(seed, n=200, n_time_steps=60):
    return torch.randn(n, n_time_steps, 2, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(
    ("made", "expected"), [(0.0, 1.0), (0.6, (0.64 / 1.36) ** 0.5), (1.0, 0.0), (2.0, 0.0)]
)
def test_the_level_adds_the_movement_that_the_generator_lacks(made, expected):
    """Of a noise of unit size G makes a part itself, but not when the recording does."""
    wave = torch.linspace(0, 9, 60).sin()[None, :, None]
    real, again = wave + moving(0), wave + made * moving(1)
    found = find_level(of_one_code(real, again))
    assert found.item() == pytest.approx(expected, abs=0.02 if 0 < made < 1 else 0.15)  # 1 / √24,000


def test_with_noise_of_other_rows_at_the_level_sequences_move_as_much_as_real_ones():
    real, again = moving(0), 0.5 * moving(1)
    noise = ResidualNoise.fit(of_one_code(real, again), 1)
    others = [(i + 100) % 200 for i in range(200)]
    fake = again + noise.level * draw(noise, [0] * 200, [60] * 200, others)
    energy = [x.diff(dim=1).square().mean().item() for x in (fake, real)]
    assert energy[0] == pytest.approx(energy[1], rel=0.05)


def test_padding_is_no_movement():
    r = make_residuals([3, 5], [0, 1])
    padded = Residuals(
        *(torch.nn.functional.pad(x, (0, 0, 0, 2)) for x in r[:2]),
        torch.nn.functional.pad(r.mask, (0, 2)),
        *r[3:],
    )
    assert find_level(r) == find_level(padded)


def test_sequences_of_one_time_step_get_the_whole_residual():
    noise = ResidualNoise.fit(make_residuals([1, 1], [0, 1]), 2)
    assert noise.level == 1
    assert draw(noise, [1, 0], [1, 1], n_time_steps=3)[:, :, 0].tolist() == [[2, 0, 0], [1, 0, 0]]
