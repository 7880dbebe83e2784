"""Persons' means: their moment is its formula, and taking them away is linear."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.closed_form.groups import BETWEEN, ROWS_OF_DOUBT, center, has_two, moment_between


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def some(seed, n=20, width=4):
    rng = generator(seed)
    return torch.randn(n, width, generator=rng, dtype=torch.float64), torch.randint(
        -1, 4, (n,), generator=rng
    )


def test_the_moment_between_groups_is_that_of_their_means():
    features = torch.tensor([[1.0, 0], [3, 0], [7, 0], [9, 0], [100, 100], [50, 1]], dtype=torch.float64)
    groups = torch.tensor([0, 0, 4, 4, -1, 7])  # the fifth is of nobody known, the last is alone
    found = moment_between(features, groups)  # means 2 and 8, around 5
    torch.testing.assert_close(found, torch.tensor([[BETWEEN * 9, 0], [0, 0]], dtype=torch.float64))


def test_the_mean_of_all_is_that_of_the_rows():
    features = torch.tensor([[0.0], [0], [0], [0], [6], [6]], dtype=torch.float64)
    found = moment_between(features, torch.tensor([0, 0, 0, 0, 1, 1]))  # around 2
    assert found.item() == pytest.approx(BETWEEN * (4 + 16) / 2)


@pytest.mark.parametrize("groups", [[-1] * 6, [3] * 6, [0, 1, 2, 3, 4, 5], [0, 0, 1, -1, -1, 2]])
def test_without_two_groups_there_is_no_moment_between_them(groups):
    features = torch.randn(6, 3, generator=generator(), dtype=torch.float64)
    assert torch.equal(moment_between(features, torch.tensor(groups)), torch.zeros(3, 3, dtype=torch.float64))


@given(seed=st.integers(0, 99))
def test_what_groups_are_called_does_not_matter(seed):
    features, groups = some(seed)
    renamed = torch.where(groups >= 0, 9 - 2 * groups, -5)
    torch.testing.assert_close(moment_between(features, groups), moment_between(features, renamed))
    middle = features.mean(0)
    torch.testing.assert_close(center(features, groups, middle), center(features, renamed, middle))


@pytest.mark.parametrize(
    ("groups", "two"),
    [([0, 0, 1, 1], True), ([0, 0, 1, -1], False), ([2, 2, 2, 2], False), ([-1, -1, 0, 0], False)],
)
def test_two_groups_are_two_of_more_than_one_row(groups, two):
    assert has_two(torch.tensor(groups)) is two


def test_a_group_is_moved_towards_the_middle_by_its_rows():
    rows = torch.tensor([[4.0], [8.0], [1.0], [30.0], [7.0]], dtype=torch.float64)
    groups = torch.tensor([5, 5, 2, -1, -1])  # one alone, and two of nobody known
    found = center(rows, groups, torch.tensor([1.0], dtype=torch.float64))
    moved = 2 / (2 + ROWS_OF_DOUBT) * (6 - 1)
    torch.testing.assert_close(found[:2], rows[:2] - moved)
    assert torch.equal(found[2:], rows[2:])


def test_a_large_group_comes_to_the_middle():
    rows = torch.randn(10_000, 3, generator=generator(), dtype=torch.float64) + 5
    found = center(rows, torch.zeros(10_000, dtype=torch.int64), torch.ones(3, dtype=torch.float64))
    torch.testing.assert_close(found.mean(0), torch.ones(3).double(), rtol=0, atol=0.01)


@given(seed=st.integers(0, 99))
def test_centring_before_a_linear_map_or_after_it_is_the_same(seed):
    features, groups = some(seed)
    weight, bias = some(seed + 1, 5)[0][:4].T[:4], torch.arange(4, dtype=torch.float64)
    middle = features.mean(0) + 1
    before = center(features, groups, middle) @ weight + bias
    after = center(features @ weight + bias, groups, middle @ weight + bias)
    torch.testing.assert_close(before, after)
