"""When a score has stopped growing."""
# SPDX-License-Identifier: BSD-3-Clause

from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.objectives.early_stopping import TOLERANCE, scores_since_the_best


def test_a_score_must_be_larger_by_the_tolerance():
    assert scores_since_the_best([0.5]) == 0
    assert scores_since_the_best([0.5, 0.5]) == 1
    assert scores_since_the_best([0.5, 0.5 + TOLERANCE / 2]) == 1
    assert scores_since_the_best([0.5, 0.4, 0.6]) == 0
    assert scores_since_the_best([-3.0, -2.0, -4.0]) == 1


@given(st.lists(st.integers(0, 5), min_size=1))
def test_of_scores_far_apart_it_counts_those_after_the_first_maximum(scores):
    assert scores_since_the_best(scores) == len(scores) - 1 - scores.index(max(scores))
