"""Distances of lengths, by hand."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from sklearn_seqgan.metrics import LengthDistance


def lasting(*lengths):
    return [np.zeros((n, 2)) for n in lengths]


def test_lengths_are_moved_the_shortest_way():
    """4, 6, 8 onto 5, 5, 8: one step each of two, a third of them; mean length 6."""
    metric = LengthDistance(lasting(5, 5, 8), lasting(4, 6, 8))
    assert metric(lasting(8, 5, 5)) == metric.floor == pytest.approx(2 / 3 / 6)
    assert metric(lasting(8, 8, 6, 6, 4, 4)) == pytest.approx(0, abs=1e-12)
    assert metric(lasting(12, 12)) == pytest.approx(1)


def test_within_classes_each_is_compared_with_its_own():
    metric = LengthDistance(lasting(4, 8), lasting(4, 8), [0, 1], [0, 1])
    assert metric.by_class(lasting(8, 4), [0, 1]) == {0: 1.0, 1: 0.5}
    found = metric.by_class(lasting(8, 4, 4), [0, 2, -1])
    assert found[0] == 1 and np.isnan(found[2]) and len(found) == 2
