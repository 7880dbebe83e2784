"""Codes explained by labels: pairs, parts, and codes that no label explains."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from sklearn_seqgan.annotation import name_codes


def test_pairs_are_those_on_which_most_labels_agree():
    """Code 1 has two of "b"; by its own majority code 0 would be "b" as well, by three of five."""
    codes = np.array([0] * 6 + [1] * 3 + [4] * 2 + [7])
    y = np.array(["b", "b", "b", "a", "a", "?", "b", "b", "?", "?", "?", "?"])
    found = name_codes(codes, y, unlabeled="?")
    assert found.codes.tolist() == [0, 1, 4, 7]
    assert found.classes == ["a", "b", None, None]
    assert found.counts.tolist() == [[2, 3], [0, 2], [0, 0], [0, 0]]
    assert found.unexplained.tolist() == [4, 7]
    assert found.text.splitlines() == [
        "code 0: 6 sequences, 'a' by 2 of 5 labels.",
        "code 1: 3 sequences, 'b' by 2 of 2 labels.",
        "code 4: 2 sequences, not explained: none has a label.",
        "code 7: 1 sequence, not explained: none has a label.",
    ]


def test_a_code_too_many_is_another_part_and_a_class_too_many_is_missing():
    parts = name_codes([0, 0, 1], [3, 3, 3])
    assert parts.classes == [3, 3] and parts.text.endswith("another part of 3 by 1 of 1 label.")
    crowded = name_codes([0, 0, 0], [1, 1, 2])
    assert crowded.classes == [1] and crowded.missing == [2]


def test_without_a_label_nothing_is_explained():
    found = name_codes([0, 1, 1], [-1, -1, -1])
    assert found.classes == [None, None] and found.unexplained.tolist() == [1, 0]
    with pytest.raises(ValueError, match="codes are of type float64"):
        name_codes([0.5, 1.0], [0, 1])
