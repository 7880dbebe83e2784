"""Residuals as noise: whose they are, where they stand in time, and at which level."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.priors import ResidualNoise, Residuals
from sklearn_seqgan.priors.residuals import find_level


def make_residuals(lengths, codes, n_channels=2, longest=None):
    """Row j leaves j + 1, plus the share of the way as a decimal, in every channel; G makes ones."""
    lengths = torch.tensor(lengths)
    t = torch.arange(longest or int(lengths.max()))
    mask = t < lengths[:, None]
    share = t / (lengths[:, None] - 1).clamp(min=1)
    left = torch.arange(1.0, len(lengths) + 1)[:, None] + 0.5 * share
    left = (left * mask)[:, :, None].expand(-1, -1, n_channels)
    again = torch.ones_like(left) * mask[:, :, None]
    return Residuals(again + left, again, mask, torch.tensor(codes))


def draw(noise, codes, lengths, n_time_steps=None, seed=0):
    codes, lengths = torch.tensor(codes), torch.tensor(lengths)
    n_time_steps = n_time_steps or int(lengths.max())
    return noise.draw(codes, lengths, n_time_steps, torch.Generator().manual_seed(seed))


def rows_of(drawn):
    """Which row each drawn sequence is of, by its first value."""
    return (drawn[:, 0, 0].round() - 1).long()


def test_a_row_of_the_same_length_gives_its_residuals_as_they_are():
    r = make_residuals([4, 6, 5], [1, 0, 1])
    left = r.real - r.again
    drawn = draw(ResidualNoise.fit(r, 2), [1, 0, 1], [5, 6, 4])
    for got, row, n in zip(drawn, (2, 1, 0), (5, 6, 4)):
        assert torch.equal(got[:n], left[row, :n]) and not got[n:].any()


@pytest.mark.parametrize(
    ("length", "expected"), [(9, [0, 0, 1, 2, 2, 2, 3, 4, 4]), (3, [0, 2, 4]), (2, [0, 4]), (1, [0])]
)
def test_another_length_takes_the_time_step_at_the_same_share_of_the_way(length, expected):
    """τ_t = t (5 − 1) / (l − 1), rounded; halves to the even one."""
    noise = ResidualNoise.fit(make_residuals([5], [0]), 1)
    drawn = draw(noise, [0], [length], n_time_steps=9)[0, :, 0]
    torch.testing.assert_close(drawn[:length], 1 + 0.125 * torch.tensor(expected))
    assert not drawn[length:].any()


def test_the_row_is_a_random_one_of_the_code_among_those_of_the_closest_length():
    lengths, codes = [4, 9, 4, 6, 4], [0, 0, 0, 1, 1]
    noise = ResidualNoise.fit(make_residuals(lengths, codes), 2)
    counts = torch.bincount(rows_of(draw(noise, [0] * 2000, [5] * 2000)), minlength=5)
    assert counts[[1, 3, 4]].sum() == 0
    assert counts[[0, 2]].tolist() == pytest.approx([1000, 1000], abs=112)  # five deviations
    assert rows_of(draw(noise, [0, 1, 1], [8, 9, 3])).tolist() == [1, 3, 4]


def test_a_code_without_rows_uses_those_of_all():
    noise = ResidualNoise.fit(make_residuals([4, 4, 4], [0, 2, 2]), 4)
    for code in (1, 3):
        assert set(rows_of(draw(noise, [code] * 100, [4] * 100)).tolist()) == {0, 1, 2}


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
        row = int(rows_of(drawn[None]))
        assert codes[row] == code or code not in codes
        others = [abs(m - n) for m, c in zip(lengths, codes, strict=True) if c == codes[row] == code]
        assert abs(lengths[row] - n) == min(others, default=abs(lengths[row] - n))
        assert (drawn[:n, 0].diff() >= 0).all() and not drawn[n:].any()


def moving(seed, n=200, n_time_steps=60):
    return torch.randn(n, n_time_steps, 2, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(
    ("made", "expected"), [(0.0, 1.0), (0.6, (0.64 / 1.36) ** 0.5), (1.0, 0.0), (2.0, 0.0)]
)
def test_the_level_adds_the_movement_that_the_generator_lacks(made, expected):
    """Of a noise of unit size G makes a part itself, but not when the recording does."""
    wave = torch.linspace(0, 9, 60).sin()[None, :, None]
    real, again = wave + moving(0), wave + made * moving(1)
    mask = torch.ones(200, 60, dtype=torch.bool)
    found = find_level(Residuals(real, again, mask, torch.zeros(200, dtype=torch.long)))
    assert found.item() == pytest.approx(expected, abs=0.02 if 0 < made < 1 else 0.15)  # 1 / √24,000


def test_with_noise_at_the_level_sequences_move_as_much_as_real_ones():
    real, again = moving(0), 0.5 * moving(1)
    r = Residuals(real, again, torch.ones(200, 60, dtype=torch.bool), torch.zeros(200, dtype=torch.long))
    noise = ResidualNoise.fit(r, 1)
    fake = again + noise.level * draw(noise, [0] * 200, [60] * 200)
    energy = [x.diff(dim=1).square().mean().item() for x in (fake, real)]
    assert energy[0] == pytest.approx(energy[1], rel=0.05)


def test_padding_is_no_movement():
    r = make_residuals([3, 5], [0, 1])
    padded = Residuals(
        *(torch.nn.functional.pad(x, (0, 0, 0, 2)) for x in r[:2]),
        torch.nn.functional.pad(r.mask, (0, 2)),
        r.codes,
    )
    assert find_level(r) == find_level(padded)


def test_sequences_of_one_time_step_get_the_whole_residual():
    noise = ResidualNoise.fit(make_residuals([1, 1], [0, 1]), 2)
    assert noise.level == 1
    assert draw(noise, [1, 0], [1, 1], n_time_steps=3)[:, :, 0].tolist() == [[2, 0, 0], [1, 0, 0]]
