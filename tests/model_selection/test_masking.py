"""mask_labels: how many labels stay, which, and in which dtype."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.model_selection import mask_labels

labels = st.lists(st.integers(0, 3), min_size=1, max_size=60).map(np.array)
seeds = st.integers(0, 2**16)


@given(labels, st.floats(0.01, 1.0), seeds)
def test_each_class_keeps_the_rounded_share_and_at_least_one(y, fraction, seed):
    masked = mask_labels(y, fraction=fraction, random_state=seed)
    for k in np.unique(y):
        assert (masked == k).sum() == max(1, round(fraction * (y == k).sum()))
    assert (masked[masked != -1] == y[masked != -1]).all()


@given(labels, seeds, st.lists(st.floats(0.01, 1.0), min_size=2, max_size=2).map(sorted))
def test_the_smaller_share_is_part_of_the_larger(y, seed, fractions):
    few, many = (mask_labels(y, fraction=f, random_state=seed) != -1 for f in fractions)
    assert (many | ~few).all()


@given(labels, seeds, st.integers(1, 9), st.integers(0, 9))
def test_per_class_is_nested_too_and_in_the_shares(y, seed, per_class, more):
    few = mask_labels(y, per_class=per_class, random_state=seed)
    many = mask_labels(y, per_class=per_class + more, random_state=seed)
    assert ((many != -1) | (few == -1)).all()
    for k in np.unique(y):
        assert (few == k).sum() == min(per_class, (y == k).sum())


def test_share_and_number_take_the_same_rows():
    y = np.repeat([0, 1], 20)
    share = mask_labels(y, fraction=0.25, random_state=3)
    np.testing.assert_array_equal(share, mask_labels(y, per_class=5, random_state=3))


def test_another_seed_keeps_other_rows_and_each_row_is_as_likely():
    y = np.zeros(10, dtype=int)
    kept = np.mean([mask_labels(y, per_class=3, random_state=s) == 0 for s in range(2000)], axis=0)
    assert np.abs(kept - 0.3).max() < 0.04  # four standard deviations


def test_rows_without_a_label_stay_without_and_do_not_count():
    y = np.array([0, 0, 0, 0, -1, -1, -1, -1])
    masked = mask_labels(y, fraction=0.5, random_state=0)
    assert (masked == 0).sum() == 2
    assert (masked[4:] == -1).all()


@pytest.mark.parametrize(
    ("y", "unlabeled", "dtype"),
    [
        (["a", "bb"], "unknown", "<U7"),
        (["a", "bb"], -1, "O"),
        (np.array(["a", None], dtype=object), "?", "O"),
        ([0, 1], "?", "O"),
        (np.array([0, 1], dtype=np.uint8), -1, "int16"),
        ([True, False], -1, "int8"),
        ([0, 1], np.nan, "float64"),
        ([0, 1], 99, "int64"),
    ],
)
def test_the_dtype_holds_the_marker_as_it_is(y, unlabeled, dtype):
    y = np.concatenate([y, y])
    masked = mask_labels(y, per_class=1, unlabeled=unlabeled, random_state=0)
    assert masked.dtype == np.dtype(dtype)
    hidden = [v for v, of in zip(masked.tolist(), y.tolist()) if v != of]
    assert hidden
    assert all(v == unlabeled or (v != v and unlabeled != unlabeled) for v in hidden)


def test_y_is_left_alone():
    y = np.array([0, 0, 1, 1])
    mask_labels(y, per_class=1, random_state=0)
    np.testing.assert_array_equal(y, [0, 0, 1, 1])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "exactly one of fraction"),
        ({"fraction": 0.5, "per_class": 1}, "exactly one of fraction"),
        ({"fraction": 0.0}, "fraction=0.0 must be"),
        ({"fraction": 1.5}, "fraction=1.5 must be"),
        ({"per_class": 0}, "per_class=0 must be"),
        ({"fraction": True}, "fraction=True must be"),
        ({"per_class": True}, "per_class=True must be"),
        ({"per_class": 0.5}, "per_class=0.5 must be"),
        ({"fraction": 0.5, "unlabeled": None}, "unlabeled=None names no marker"),
    ],
)
def test_arguments_that_cannot_be_meant(arguments, message):
    with pytest.raises(ValueError, match=message):
        mask_labels([0, 0, 1, 1], **arguments)


def test_bytes_are_refused():
    with pytest.raises(ValueError, match="y holds bytes; decode them"):
        mask_labels(np.array([b"a", b"b"]), per_class=1)


def test_large_labels_keep_all_their_digits_beside_a_negative_marker():
    """No type of numpy holds both; as floats, 2^63 and 2^63 + 1 would be one class."""
    y = np.array([2**63, 2**63 + 1] * 3, dtype=np.uint64)
    masked = mask_labels(y, per_class=1, random_state=0)
    assert {*masked.tolist()} == {-1, 2**63, 2**63 + 1}
