"""Parts change places, and nothing else does."""
# SPDX-License-Identifier: BSD-3-Clause

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.inspection.exchange import exchange, partners, stretched, within


@given(st.lists(st.integers(0, 3), min_size=1, max_size=20), st.integers(0, 99))
def test_partners_are_others_of_the_group_each_of_them_once(groups, seed):
    groups = np.array(groups)
    other = partners(groups, np.random.RandomState(seed))
    assert sorted(other) == list(range(len(groups)))
    assert (groups[other] == groups).all()
    alone = np.bincount(groups)[groups] == 1
    np.testing.assert_array_equal(other == np.arange(len(groups)), alone)


@given(st.integers(1, 30), st.integers(1, 12))
def test_parts_of_the_time_have_every_step_once(length, n_parts):
    edges = np.linspace(0, 1, n_parts + 1)
    counts = sum(within(length, a, b).astype(int) for a, b in pairwise(edges))
    assert (counts == 1).all()


def test_a_line_stays_a_line_and_ends_stay():
    line = np.linspace(2, 5, 4)[:, None] * [1, -1]
    np.testing.assert_allclose(stretched(line, 7), np.linspace(2, 5, 7)[:, None] * [1, -1])
    assert stretched(line, 4) is line
    np.testing.assert_array_equal(stretched(np.full((5, 1), 0.1), 9), 0.1)
    np.testing.assert_array_equal(stretched(line[:1], 3), line[[0, 0, 0]])
    assert stretched(line.astype(np.float32), 9).dtype == np.float32


def test_only_the_part_is_of_the_other():
    x, other = np.zeros((4, 3)), np.arange(12.0).reshape(4, 3) + 1
    changed = exchange(x, other, [0, 2], 0.5, 1)
    np.testing.assert_array_equal(changed, [[0, 0, 0], [0, 0, 0], [7, 0, 9], [10, 0, 12]])
    assert not x.any()


def test_a_gap_of_one_of_the_same_length_stays_where_it_was():
    other = np.array([[1.0], [np.nan], [3.0]])
    np.testing.assert_array_equal(exchange(np.zeros((3, 1)), other, [0], 0, 1), other)


@pytest.mark.parametrize("length", [1, 2, 5])
def test_the_whole_of_all_channels_is_the_other(length):
    other = np.random.default_rng(0).normal(size=(length, 2))
    np.testing.assert_array_equal(exchange(np.zeros((length, 2)), other, [0, 1], 0, 1), other)
