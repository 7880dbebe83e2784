"""Strategies on points where the right choice is obvious."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.annotation import STRATEGIES


def unit(angles):
    radians = np.deg2rad(np.asarray(angles, dtype=float))
    return np.column_stack([np.cos(radians), np.sin(radians)])


THREE = unit([-2, 0, 2, 3, 88, 90, 91, 178, 180])
"""Four rows around 0°, three around 90°, two around 180°."""

NONE = np.empty(0, dtype=int)
CLUSTERS = "medoids", "k-medoids"


def choose(name, features, labeled, n, seed=0):
    if name == "k-medoids":
        pytest.importorskip("kmedoids")
    return STRATEGIES[name](features, np.asarray(labeled, dtype=int), n, seed)


@pytest.mark.parametrize("name", CLUSTERS)
def test_the_middle_of_each_cluster_the_largest_first(name):
    found = choose(name, THREE, NONE, 3)
    assert found.rows[0] in (1, 2) and found.rows[1] == 5 and found.rows[2] in (7, 8)
    assert found.reasons[0] == "the middle one of 4 alike recordings, none of which has a label"


@pytest.mark.parametrize("name", CLUSTERS)
def test_a_cluster_with_a_label_is_left_out(name):
    assert choose(name, THREE, [3], 2).rows[0] == 5
    assert choose(name, THREE, [3], 2).rows[1] in (7, 8)


@pytest.mark.parametrize("name", CLUSTERS)
def test_copies_are_suggested_once(name):
    features = unit([0] * 5 + [90] * 3)
    assert choose(name, features, NONE, 4).rows.tolist() == [0, 5]
    assert choose(name, features, [2], 4).rows.tolist() == [5]
    assert choose(name, unit([0, 90]), NONE, 2).reasons == ["unlike every other recording"] * 2


@given(data=st.data())
@pytest.mark.parametrize("name", STRATEGIES)
def test_rows_are_new_different_and_the_same_by_seed(name, data):
    n = data.draw(st.integers(1, 12))
    angles = data.draw(st.lists(st.integers(0, 359), min_size=n, max_size=n))
    labeled = sorted(data.draw(st.sets(st.integers(0, n - 1), max_size=n - 1)))
    wanted = data.draw(st.integers(1, 15))
    features = unit(angles)
    rows, reasons = choose(name, features, labeled, wanted)
    assert len(set(rows.tolist())) == len(rows) == len(reasons) <= min(wanted, n - len(labeled))
    assert not set(rows.tolist()) & set(labeled)
    np.testing.assert_array_equal(rows, choose(name, features, labeled, wanted).rows)
    new = {angles[i] for i in range(n)} - {angles[i] for i in labeled}
    if name != "random":
        assert len(rows) >= min(wanted, len(new))
