"""The marker's rules, for every kind of label."""
# SPDX-License-Identifier: BSD-3-Clause

import re
import warnings

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.sparse import csr_matrix
from sklearn.exceptions import DataConversionWarning

from sklearn_seqgan.labels import (
    as_labels,
    encode_labels,
    find_classes,
    is_by_step,
    is_labeled,
    labeled_rows,
    labels_of,
    n_labels,
    sorted_classes,
)
from sklearn_seqgan.model_selection import mask_labels

NAN = np.nan
CASES = {
    "integers": (np.array([3, -1, 5]), -1, [3, 5]),
    "marker 0": (np.array([3, 0, 5]), 0, [3, 5]),
    "floats with NaN": (np.array([3.0, NAN, 5.0]), -1, [3.0, 5.0]),
    "strings": (np.array(["run", "?", "walk"]), "?", ["run", "walk"]),
    "object, number as marker": (np.array(["run", -1, "walk"], dtype=object), -1, ["run", "walk"]),
    "object, None": (np.array(["run", None, "walk"], dtype=object), -1, ["run", "walk"]),
    "object, NaN": (np.array(["run", NAN, "walk"], dtype=object), "?", ["run", "walk"]),
    "object, pandas.NA": (np.array(["run", pd.NA, "walk"], dtype=object), -1, ["run", "walk"]),
    "numbers in an object array": (np.array([3, None, 5], dtype=object), -1, [3, 5]),
    "booleans": (np.array([True, -1, False], dtype=object), -1, [False, True]),
    "strings that look like numbers": (np.array(["1", "", "2"]), "", ["1", "2"]),
}


@pytest.mark.parametrize(("y", "unlabeled", "classes"), CASES.values(), ids=CASES)
def test_second_row_has_no_label(y, unlabeled, classes):
    np.testing.assert_array_equal(is_labeled(y, unlabeled), [True, False, True])
    found = find_classes(y, unlabeled)
    assert list(found) == classes
    assert found.dtype != object or isinstance(classes[0], str)
    indices = encode_labels(y, found, unlabeled)
    np.testing.assert_array_equal(indices, [classes.index(y[0]), -1, classes.index(y[2])])


@pytest.mark.parametrize(
    "y", [[["a", "b"], ["a"]], [np.array([0, 1]), np.array([0, 1])], [pd.Series([0, 1])] * 2]
)
def test_labels_of_time_steps_are_refused_with_the_tool_for_them(y):
    with pytest.raises(ValueError, match="array of labels for each recording, where Rocket takes one"):
        as_labels(y, "Rocket")


def test_without_marker_every_entry_is_a_class():
    y = np.array([-1, 1, -1])
    np.testing.assert_array_equal(is_labeled(y, None), [True, True, True])
    np.testing.assert_array_equal(encode_labels(y, find_classes(y, None), None), [0, 1, 0])


def test_large_labels_among_objects_are_numbers_to_the_last_digit():
    classes = find_classes(np.array([-1, 1, 2**64 - 1, 2**64 - 2], dtype=object))
    assert classes.dtype == np.uint64
    assert classes.tolist() == [1, 2**64 - 2, 2**64 - 1]


def test_large_labels_of_some_rows_are_numbers_to_the_last_digit():
    y = np.array([-1, 2**64 - 1, 2**64 - 2], dtype=object)
    assert labels_of(y, [1, 2]).tolist() == [2**64 - 1, 2**64 - 2]
    assert labels_of(y, [0, 1]).tolist() == [-1, 2**64 - 1]  # of objects: no dtype holds both
    assert labels_of(np.array([1, 2.5, np.nan], dtype=object), [0, 1, 2]).dtype == np.float64


def test_no_label_at_all_gives_no_class():
    assert len(find_classes(np.array([-1, -1]))) == 0


@pytest.mark.parametrize(
    ("y", "unlabeled", "message"),
    [
        (np.array([-1, 1, 1]), -1, "1 class .*pass unlabeled=None"),
        (np.array([1, 1]), -1, "1 class"),
        (np.array(["a", 1], dtype=object), -1, "mixes int and str"),
        (np.array([0.5, 0.7]), -1, "Unknown label type: continuous"),
        (np.array([1.0, NAN]), None, "row 1.*unlabeled=None"),
        (np.array(["a", None], dtype=object), None, "row 1.*unlabeled=None"),
        (np.array(["walk", "nan"]), "?", r"holds 'nan'.*Pass unlabeled='nan'"),
        (np.array(["walk", "-1"]), -1, r"holds '-1'.*Pass unlabeled='-1'"),
    ],
)
def test_bad_labels_are_refused_with_advice(y, unlabeled, message):
    with pytest.raises(ValueError, match=message):
        find_classes(y, unlabeled)


def test_a_label_that_is_no_class_is_named():
    with pytest.raises(ValueError, match="label 7, which is not among"):
        encode_labels(np.array([1, 7, -1]), np.array([1, 2]))


UNKNOWN = {
    "masked numbers": np.ma.masked_array([3, 9, 5], [False, True, False]),
    "masked text": np.ma.masked_array(["run", "oops", "walk"], [False, True, False]),
    "masked column": np.ma.masked_array([[3], [9], [5]], [[False], [True], [False]]),
    "masked among objects": np.array([3, np.ma.masked, 5], dtype=object),
    "masked in a list": [3, np.ma.masked, 5],
    "NA in a list": ["run", pd.NA, "walk"],
    "NA in a series of text": pd.Series(["run", pd.NA, "walk"], dtype="string"),
    "NA in a series of numbers": pd.Series([3, pd.NA, 5], dtype="Int64"),
    "NA in a series of truth values": pd.Series([True, pd.NA, False], dtype="boolean"),
    "NaN in categories": pd.Series(["run", None, "walk"], dtype="category"),
    "NaT among objects": np.array(["run", pd.NaT, "walk"], dtype=object),
    "NaT of numpy": np.array(["run", np.datetime64("NaT"), "walk"], dtype=object),
}


@pytest.mark.filterwarnings("ignore:A column-vector y")
@pytest.mark.parametrize("given", UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_masked_or_missing_has_no_label(given):
    y = as_labels(given)
    assert y.shape == (3,)
    np.testing.assert_array_equal(is_labeled(y), [True, False, True])
    classes = find_classes(y)
    assert sorted(classes.tolist()) == sorted([y[0], y[2]])
    assert encode_labels(y, classes).tolist() == [np.argmax(classes == y[0]), -1, np.argmax(classes == y[2])]
    with pytest.raises(ValueError, match="row 1, but unlabeled=None"):
        is_labeled(y, None)


def test_labels_of_a_tensor():
    y = torch.tensor([3.0, NAN, 5.0], requires_grad=True)
    np.testing.assert_array_equal(as_labels(y), [3, NAN, 5])


def test_labels_under_no_mask_keep_their_dtype_and_the_mask_stays():
    y = np.ma.masked_array([3, 9, 5], mask=False)
    assert as_labels(y).dtype == y.dtype and type(as_labels(y)) is np.ndarray
    y[1] = np.ma.masked
    as_labels(y)
    assert y.data.tolist() == [3, 9, 5] and y.mask.tolist() == [False, True, False]


VARIANTS = {
    "number beside text": ([0, 1, -1, 0], "-1", "-1"),
    "float beside text": ([0.0, 1.0, -1.0, 0.0], "-1", "-1.0"),
    "number among objects": (np.array(["a", "b", -1, "a"], dtype=object), "-1", None),
    "text beside a number": (np.array(["a", "b", "-1", "a"], dtype=object), -1, "'-1'"),
    "float spelled out": (["a", "b", "-1.0", "a"], "?", "'-1.0'"),
    "a sign of typography": (["a", "b", "\N{MINUS SIGN}1", "a"], "?", "'\N{MINUS SIGN}1'"),
    "empty": (["a", "b", "", "a"], -1, "''"),
    "a space": (["a", "b", " ", "a"], -1, "' '"),
    "a space after": (["a", "b", "? ", "a"], "?", "'? '"),
    "capitals": (["a", "b", "Unknown", "a"], "unknown", "'Unknown'"),
    "another one": (["a", "b", "NaN", "a"], "?", "'NaN'"),
    "pandas' in text": (["a", "b", "<NA>", "a"], "?", "'<NA>'"),
    "zero": ([0, 1, 2, 1], "0", "0"),
}


@pytest.mark.parametrize(("given", "unlabeled", "named"), VARIANTS.values(), ids=VARIANTS)
def test_a_class_that_may_be_the_marker_is_warned_of_by_name(given, unlabeled, named):
    y = as_labels(given)
    message = (
        f"y holds {named or -1}, which counts as a class here, because the marker is {unlabeled!r}.*pass"
    )
    with pytest.warns(UserWarning, match=re.escape(message).replace(r"\.\*", ".*")) as told:
        assert is_labeled(y, unlabeled).all()
    assert len(told) == 1 and told[0].filename == __file__


@pytest.mark.parametrize(
    ("given", "unlabeled"),
    [
        ([-1, 1, -1, 1], 0),
        ([-1, 0, 1, 1], "?"),
        ([-1, 1, 0, 1], None),
        (["", "a", "b"], ""),
        (["", "a", "b"], None),
        ([0.0, 1.0, NAN, -1.0], -1),
        (["a", None, "b", "none of these"], "?"),
        (np.array([True, False, -1], dtype=object), -1),
        (np.array(["a", "nan"]), "nan"),
        (np.array([3, float("inf"), -1], dtype=object), -1),
    ],
)
def test_other_classes_are_not(given, unlabeled):
    y = as_labels(given)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        is_labeled(y, unlabeled)


NO_LABELS = {
    "text alone": ("walk", TypeError, "y is 'walk', where This tool takes a list or an array"),
    "a number": (3, TypeError, "y is 3, where"),
    "a generator": ((v for v in [0, 1]), TypeError, "y is a generator, where"),
    "a dictionary": ({0: 1}, TypeError, "y is a dict, where"),
    "a function": (len, TypeError, "y is a builtin_function_or_method, where"),
    "no axis": (np.array(3), TypeError, "y is a ndarray, where"),
    "sparse": (csr_matrix(np.eye(3)), TypeError, "y is a sparse csr_matrix. Sparse data is not supported"),
    "complex": (np.array([1j, 2]), ValueError, "Complex data not supported: y holds complex numbers"),
    "records": (
        np.zeros(3, dtype="i4,f8"),
        ValueError,
        "Unknown label type: y holds records of several fields",
    ),
}


@pytest.mark.parametrize(("y", "kind", "message"), NO_LABELS.values(), ids=NO_LABELS)
def test_what_are_no_labels_is_named(y, kind, message):
    with pytest.raises(kind, match=re.escape(message)):
        as_labels(y)


WITHOUT_ORDER = {
    "sets": [{0}, {1}, {0}],  # of which numpy takes the subset for the smaller one
    "frozen sets": [frozenset({0}), frozenset({1}), frozenset({0})],
    "dictionaries": [{"a": 0}, {"a": 1}, {"a": 0}],
    "types": [int, str, int],
    "text and numbers": ["walk", 1, "walk"],
}


@pytest.mark.parametrize("kind", WITHOUT_ORDER)
def test_labels_without_an_order_are_refused(kind):
    y = np.empty(3, dtype=object)
    y[:] = WITHOUT_ORDER[kind]
    for tool in (find_classes, sorted_classes, lambda y: mask_labels(y, fraction=0.5)):
        with pytest.raises(ValueError, match=r"Unknown label type: y (holds a|mixes) .*cannot be sorted"):
            tool(y)


def test_the_warning_of_a_column_is_of_the_users_line():
    with pytest.warns(DataConversionWarning, match="A column-vector y was passed") as told:
        assert as_labels(np.array([[0], [1]])).tolist() == [0, 1]
    assert told[0].filename == __file__


def test_an_entry_of_y_has_as_many_labels_as_rows():
    assert n_labels(np.zeros((2, 3))) == 2 and n_labels([0, 1, 2]) == 3
    assert n_labels("walk") is None and n_labels(np.int64(3)) is None


def test_three_axes_are_no_labels_of_time_steps():
    assert is_by_step(np.zeros((2, 3))) and not is_by_step(np.zeros((2, 3, 4)))


def test_minus_one_is_the_marker_where_none_is_named():
    assert labeled_rows(np.array([0, -1, 2])).tolist() == [0, 2]
