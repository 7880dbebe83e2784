"""Labels of time steps are told from labels of sequences, and keep their kinds."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
import torch

from sklearn_seqgan.labels import is_by_step
from sklearn_seqgan.step_labels import as_step_labels, classes_of, flatten, room_for, row_targets

STEPS = {
    "lists": [["a", "b"], ["a"]],
    "arrays": [np.array([0, 1]), np.array([0, 1, -1])],
    "series": [pd.Series(["a", None]), pd.Series(["b"])],
    "tensors": [torch.tensor([0, 1]), torch.tensor([-1])],
    "an array": np.zeros((2, 3)),
    "objects": np.array([["a", "b"], ["a"]], dtype=object),
}
ROWS = {
    "list": ["a", "b"],
    "array": np.array([0, 1, -1]),
    "column": np.zeros((3, 1)),
    "column of lists": [[0], [1]],
    "objects": np.array(["a", None], dtype=object),
    "series": pd.Series(["a", "b"]),
    "tensor": torch.tensor([0, 1]),
    "empty": [],
    "none": None,
}


@pytest.mark.parametrize("y", STEPS.values(), ids=STEPS)
def test_labels_of_steps(y):
    assert is_by_step(y)
    assert [len(labels) for labels in as_step_labels(y)] == [len(labels) for labels in y]


@pytest.mark.parametrize("y", ROWS.values(), ids=ROWS)
def test_labels_of_rows(y):
    assert not is_by_step(y)


def test_a_text_is_no_list_of_labels():
    with pytest.raises(ValueError, match="Labels of recording 0 are 'walk', where an array"):
        as_step_labels(["walk", "run"])
    with pytest.raises(ValueError, match="Labels of recording 1: y holds bytes"):
        as_step_labels([["a", "b"], [b"a"]])


def test_classes_and_what_most_steps_have():
    y = as_step_labels([["b", "b", "a"], ["?", "?"], ["a", "?"]])
    assert classes_of(y, "?").tolist() == ["a", "b"]
    assert [v.tolist() for v in row_targets(y, "?")] == [[0, 2], [1, 0]]
    assert flatten([np.zeros(0), np.array(["a"])]).tolist() == ["a"]


def test_large_classes_of_steps_keep_all_their_digits():
    large = [1, 2**64 - 2, 2**64 - 1]
    classes = classes_of([np.array(large[:2], dtype=np.uint64), np.array([-1, large[2]], dtype=object)])
    assert classes.dtype == np.uint64 and classes.tolist() == large
    assert classes_of([np.array([-5, large[2]], dtype=object)]).tolist() == [-5, large[2]]


def test_room_for_the_marker():
    assert room_for(-1, np.array([0, 5], dtype=np.uint8)).kind == "i"
    assert room_for(-1, np.array(["a"])).kind == "O"
    assert room_for("unknown", np.array(["a"])) == np.dtype("<U7")
