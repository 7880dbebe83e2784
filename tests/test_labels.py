"""The marker's rules, for every kind of label."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest

from sklearn_seqgan.labels import encode_labels, find_classes, is_labeled

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


def test_without_marker_every_entry_is_a_class():
    y = np.array([-1, 1, -1])
    np.testing.assert_array_equal(is_labeled(y, None), [True, True, True])
    np.testing.assert_array_equal(encode_labels(y, find_classes(y, None), None), [0, 1, 0])


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
