"""What judges of classes make of sequences whose share or ratio is known."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.metrics import RecognizedShare, TrainOnGenerated
from tests.metrics.quick_judges import ridge, vectors

LEVELS = {"low": -1.0, "high": 1.0}


def flat(*labels):
    """Sequences that rest at the level of their class, with these labels."""
    return [np.full((3 + i, 1), LEVELS[label]) for i, label in enumerate(labels)], np.array(labels)


def test_the_share_is_counted_by_class():
    X, y = flat("low", "high", "low", "high")
    metric = RecognizedShare(X, X, y, y, judge=ridge())
    said = ["low", "low", "high", "low"]
    assert metric(X, said) == 0.25
    assert metric.by_class(X, said) == {"high": 0, "low": pytest.approx(1 / 3)}
    assert metric.by_class(X, y) == {"high": 1, "low": 1}


def test_the_share_of_real_sequences_is_the_accuracy_of_the_judge():
    X, y = make_rhythms(n_per_class=40, noise=2.0, random_state=0)
    metric = RecognizedShare(X[:60], X[60:], y[:60], y[60:], judge=ridge())
    accuracy = ridge().fit(X[:60], y[:60]).score(X[60:], y[60:])
    assert metric.floor == metric(X[60:], y[60:]) == accuracy < 1


def test_a_class_that_the_judge_never_saw_is_not_recognized():
    X, y = flat("low", "high")
    metric = RecognizedShare(X, X, y, y, judge=ridge())
    assert metric.by_class([*X, X[0]], [*y, "new"]) == {"high": 1, "low": 1, "new": 0}


def test_what_is_learnt_from_generated_sequences_is_asked_of_real_ones():
    """Two of five held-out labels are wrong, so TRTR is .6; a judge of swapped classes has .4."""
    X, y = flat("low", "high", "low", "high", "low")
    told = np.array(["low", "high", "low", "low", "high"])
    metric = TrainOnGenerated(X, X, y, told, judge=ridge())
    swapped = np.where(y == "low", "high", "low")
    assert metric.reference == 0.6
    assert metric(X, swapped) == pytest.approx(0.4 / 0.6)
    assert metric(X, y) == metric.floor == 1


def test_a_generator_of_one_class_teaches_that_class_even_a_judge_that_wants_two():
    X, y = flat("low", "high", "low", "high", "low")
    metric = TrainOnGenerated(X, X, y, y, judge=make_pipeline(vectors(), LogisticRegression()))
    assert metric(X[:2], ["low", "low"]) == 0.6


def test_where_the_judge_learns_nothing_from_real_sequences_there_is_no_ratio():
    X, y = flat("low", "low", "high")
    metric = TrainOnGenerated(X, X[2:], y, y[2:], judge=DummyClassifier())
    assert metric.reference == 0 and np.isnan(metric(X, y))


def test_the_judge_that_is_given_is_not_fitted():
    X, y = flat("low", "high")
    judge = DummyClassifier()
    for factory in (RecognizedShare, TrainOnGenerated):
        factory(X, X, y, y, judge=judge)(X, y)
    assert not hasattr(judge, "classes_")
