"""Copies are found by their values and lengths."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.sequences import from_ragged
from sklearn_seqgan.sequences.copies import first_of_copies


def test_the_first_of_equal_sequences():
    a, b = np.array([[0.0], [1.0]]), np.array([[1.0], [0.0]])
    X = [a, b, a.copy(), np.zeros((1, 1)), np.zeros((2, 1)), b, a]
    assert first_of_copies(from_ragged(X)).tolist() == [0, 1, 0, 3, 4, 1, 0]


def test_those_that_are_read_apart_are_compared_too():
    X = [np.array([[float(i % 300)]]) for i in range(700)]
    np.testing.assert_array_equal(first_of_copies(from_ragged(X)), np.arange(700) % 300)
