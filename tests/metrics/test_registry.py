"""What every metric of predictions promises, and every metric of sequences."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, f1_score

from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.metrics import (
    PREDICTION_METRICS,
    SEQUENCE_METRICS,
    accuracy,
    balanced_accuracy,
    evaluate_predictions,
    macro_f1,
)

every_prediction_metric = pytest.mark.parametrize(
    "metric", PREDICTION_METRICS.values(), ids=PREDICTION_METRICS
)
every_sequence_metric = pytest.mark.parametrize("factory", SEQUENCE_METRICS.values(), ids=SEQUENCE_METRICS)

Y = np.array([0, 0, 0, 0, 1, 1, 2])
PREDICTED = np.array([0, 0, 0, 2, 1, 0, 2])
PROBABILITIES = np.random.default_rng(0).dirichlet(np.ones(3), size=7)


def test_scores_are_those_counted_by_hand():
    """Right are 3 of 4, 1 of 2 and 1 of 1; classes 0 and 2 are predicted once too often."""
    assert accuracy(Y, PREDICTED) == pytest.approx(5 / 7)
    assert balanced_accuracy(Y, PREDICTED) == pytest.approx((3 / 4 + 1 / 2 + 1) / 3)
    assert macro_f1(Y, PREDICTED) == pytest.approx((6 / 8 + 2 / 3 + 2 / 3) / 3)


@every_prediction_metric
@pytest.mark.parametrize("marker", [-1, "?", np.nan])
def test_rows_without_a_label_never_count(metric, marker):
    labels = Y.astype(object) if marker == "?" else Y.astype(type(marker))
    hidden = np.full(5, marker, dtype=labels.dtype)
    rng = np.random.default_rng(1)
    more = rng.permutation(12)
    y = np.concatenate([labels, hidden])[more]
    predicted = np.concatenate([PREDICTED, rng.integers(0, 3, 5)])[more]
    probabilities = np.concatenate([PROBABILITIES, rng.dirichlet(np.ones(3), size=5)])[more]
    expected = metric(Y, PREDICTED, PROBABILITIES, [0, 1, 2])
    assert metric(y, predicted, probabilities, [0, 1, 2], unlabeled=marker) == pytest.approx(expected)
    assert isinstance(expected, float) and 0 < expected < 1


@every_prediction_metric
def test_without_any_label_there_is_nothing_to_score(metric):
    with pytest.raises(ValueError, match="y holds no label to score against"):
        metric([-1, -1], [0, 1], PROBABILITIES[:2])
    with pytest.raises(ValueError, match="inconsistent numbers"):
        metric([0, 1], [0], PROBABILITIES[:2])


def test_all_at_once_are_those_that_are_defined():
    found = evaluate_predictions(Y, PREDICTED, PROBABILITIES)
    assert found == {name: metric(Y, PREDICTED, PROBABILITIES) for name, metric in PREDICTION_METRICS.items()}
    without = evaluate_predictions(Y, PREDICTED)
    assert without.keys() == found.keys() - {"calibration_error"}
    assert without["macro_f1"] == f1_score(Y, PREDICTED, average="macro")
    assert without["balanced_accuracy"] == balanced_accuracy_score(Y, PREDICTED)


def test_text_beside_a_marker_of_another_kind():
    y = np.array(["sit", -1, "walk"], dtype=object)
    assert evaluate_predictions(y, ["sit", "sit", "sit"])["accuracy"] == 0.5
    assert evaluate_predictions(["sit", "-1"], ["sit", "sit"], unlabeled=None)["accuracy"] == 0.5


def padded(X):
    array = np.full((len(X), max(map(len, X)) + 3, X[0].shape[1]), np.nan, dtype=X[0].dtype)
    for row, x in zip(array, X):
        row[: len(x)] = x
    return array


@every_sequence_metric
def test_every_form_of_sequences_has_the_same_value(factory):
    X, _ = make_rhythms(n_per_class=20, n_channels=2, random_state=0)
    generated = [1.5 * x for x in X[30:]]
    metric = factory(X[:30], X[30:])
    assert metric(generated) != metric.floor
    from_arrays = factory(padded(X[:30]), padded(X[30:]))
    assert from_arrays.floor == pytest.approx(metric.floor, rel=1e-9, abs=1e-12)
    assert from_arrays(padded(generated)) == pytest.approx(metric(generated), rel=1e-9)
    behind = np.full((2, 2), np.nan, dtype=X[0].dtype)
    assert metric([np.vstack([x, behind]) for x in generated]) == metric(generated)


@every_sequence_metric
def test_the_floor_is_the_value_of_the_training_sequences(factory):
    X, _ = make_rhythms(n_per_class=20, random_state=0)
    metric = factory(X[:30], X[30:])
    assert metric.floor == pytest.approx(metric(X[:30]), abs=1e-12)
