"""One person, one vote."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from benchmarks.supervision.by_subject import confusion_of_subjects, of_subjects

Y = np.array([0, 0, 0, 1, 1, 1, 1, 1])
PERSON = np.array(["a", "a", "a", "b", "b", "c", "c", "c"])


def test_most_windows_decide_and_of_equals_the_smallest_class():
    predicted = np.array([0, 1, 0, 1, 0, 1, 1, 0])
    assert confusion_of_subjects(Y, predicted, PERSON, 2) == [[1, 0], [1, 1]]
    row = {"subjects": {"a": [2, 3], "b": [1, 2], "c": [2, 3]}, "subject_confusion": [[1, 0], [1, 1]]}
    found = of_subjects(row)
    assert found["balanced_by_subject"] == 0.75 and found["worst_subject"] == 0.5
    np.testing.assert_allclose(found["mean_subject"], (2 / 3 + 1 / 2 + 2 / 3) / 3)


def test_persons_of_several_classes_have_none():
    assert confusion_of_subjects(Y, Y, np.zeros(8), 2) is None
    for missing in ({}, {"subject_confusion": None}):
        assert "balanced_by_subject" not in of_subjects({"subjects": {"a": [2, 3]}} | missing)
    assert of_subjects({"subjects": None}) == {}


def test_a_class_without_persons_does_not_count():
    row = {"subjects": {"a": [1, 2]}, "subject_confusion": [[1, 1, 0], [0, 0, 0], [0, 0, 2]]}
    assert of_subjects(row)["balanced_by_subject"] == 0.75
