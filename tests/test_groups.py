"""Groups as numbers, for every kind of name."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sklearn_seqgan.groups import NO_GROUP, encode_groups

CASES = {
    "numbers": [7, 3, 7],
    "numbers in an array": np.array([7, 3, 7]),
    "negative numbers": [-1, -2, -1],
    "text": ["ann", "bob", "ann"],
    "text in an array": np.array(["ann", "bob", "ann"]),
    "text and numbers": ["1", 1, "1"],
    "pairs": [(1, 2), (1, 3), (1, 2)],
    "a series": pd.Series(["ann", "bob", "ann"], index=[5, 4, 3]),
    "categories": pd.Categorical(["ann", "bob", "ann"]),
    "truth values": [True, False, True],
}
MISSING = {
    "None": ["ann", None, "bob"],
    "NaN": [1.0, np.nan, 2.0],
    "NaN in an array": np.array([1.0, np.nan, 2.0]),
    "NaN among objects": np.array(["ann", np.nan, "bob"], dtype=object),
    "NA": pd.array(["ann", pd.NA, "bob"]),
    "NA among numbers": pd.array([1, pd.NA, 2]),
    "NaT": np.array(["2020", "NaT", "2021"], dtype="M8[Y]"),
    "masked numbers": np.ma.masked_array([1, 7, 2], [False, True, False]),
    "masked text": np.ma.masked_array(["ann", "oops", "bob"], [False, True, False]),
    "masked in a list": ["ann", np.ma.masked, "bob"],
}


@pytest.mark.parametrize("groups", CASES.values(), ids=CASES)
def test_groups_are_numbered_in_order(groups):
    found = encode_groups(groups, 3)
    assert found.tolist() == [0, 1, 0] and found.dtype == np.int64


@pytest.mark.parametrize("groups", MISSING.values(), ids=MISSING)
def test_what_is_missing_is_no_group(groups):
    assert encode_groups(groups, 3).tolist() == [0, NO_GROUP, 1]


@settings(deadline=None)
@given(st.lists(st.one_of(st.integers(0, 3), st.text(max_size=2), st.none())))
def test_rows_are_of_one_group_where_their_entries_are_equal(groups):
    found = encode_groups(groups, len(groups))
    for a, i in zip(groups, found, strict=True):
        assert (i == NO_GROUP) == (a is None)
        assert all((i == j) == (a == b) for b, j in zip(groups, found, strict=True))


@pytest.mark.parametrize(
    ("groups", "error", "message"),
    [
        ([1, 2], ValueError, "X has 3 samples, but groups has 2"),
        ([[1, 2], [1, 2], [1, 2]], TypeError, r"groups\[0\] is \[1, 2\], which cannot be grouped"),
        (np.ones((3, 2)), ValueError, "groups must have one entry per row"),
    ],
)
def test_what_cannot_be_groups(groups, error, message):
    with pytest.raises(error, match=message):
        encode_groups(groups, 3)
