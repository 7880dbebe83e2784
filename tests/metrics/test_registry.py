"""What every metric of predictions promises, and every metric of sequences."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
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
from tests.metrics.quick_judges import quick

every_prediction_metric = pytest.mark.parametrize(
    "metric", PREDICTION_METRICS.values(), ids=PREDICTION_METRICS
)
every_sequence_metric = pytest.mark.parametrize(
    "factory", [quick(factory) for factory in SEQUENCE_METRICS.values()], ids=SEQUENCE_METRICS
)
LEARN_FROM_TRAIN = {"recognized_share", "copies"}

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


def real_and_generated():
    """Three sets of sequences with labels: a hundred rows in six channels; generated ones are poor."""
    X, y = make_rhythms(n_per_class=34, n_channels=6, random_state=0)
    generated = [1.5 * x[:-2] + 1 for x in X[60:]]
    return (X[:30], y[:30]), (X[30:60], y[30:60]), (generated, np.roll(y[60:], 1))


@every_sequence_metric
def test_every_form_of_sequences_has_the_same_value(factory):
    (train, y_train), (held_out, y_held_out), (generated, y) = real_and_generated()
    metric = factory(train, held_out, y_train, y_held_out)
    assert metric(generated, y) != metric.floor
    from_arrays = factory(padded(train), padded(held_out), list(y_train), list(y_held_out))
    assert from_arrays.floor == pytest.approx(metric.floor, rel=1e-9, abs=1e-12)
    assert from_arrays(padded(generated), list(y)) == pytest.approx(metric(generated, y), rel=1e-9)
    behind = np.full((2, 6), np.nan, dtype=train[0].dtype)
    assert metric([np.vstack([x, behind]) for x in generated], y) == metric(generated, y)


@every_sequence_metric
def test_the_floor_is_the_value_of_real_sequences_that_are_new_to_it(factory):
    train, held_out, _ = real_and_generated()
    metric = factory(train[0], held_out[0], train[1], held_out[1])
    learns = factory.func in [SEQUENCE_METRICS[name] for name in LEARN_FROM_TRAIN]
    assert metric.floor == pytest.approx(metric(*(held_out if learns else train)), abs=1e-12)


@pytest.mark.parametrize(
    "name", sorted(SEQUENCE_METRICS.keys() - {"discriminative_score", "rocket_discriminative_score"})
)
@given(seed=st.integers(0, 2**16))
def test_the_order_of_sequences_does_not_count(name, seed):
    """Except for discriminative scores, which draw the rows that a judge sees."""
    train, held_out, generated = real_and_generated()
    rng = np.random.default_rng(seed)
    mixed = []
    for X, y in (train, held_out, generated):
        order = rng.permutation(len(y))
        mixed.append(([X[i] for i in order], y[order]))
    factory = quick(SEQUENCE_METRICS[name])
    expected = factory(train[0], held_out[0], train[1], held_out[1])(*generated)
    found = factory(mixed[0][0], mixed[1][0], mixed[0][1], mixed[1][1])(*mixed[2])
    assert found == pytest.approx(expected, rel=1e-7, abs=1e-9)


@every_sequence_metric
def test_what_needs_labels_says_so(factory):
    train, held_out, generated = real_and_generated()
    if "labels" in factory.func.needs:
        with pytest.raises(ValueError, match="requires y to be passed"):
            factory(train[0], held_out[0])(generated[0])
        for unlabeled in ([-1] * 30, np.full(30, np.nan)):
            with pytest.raises(ValueError, match="y holds no label to measure by"):
                factory(train[0], held_out[0], unlabeled, unlabeled)(generated[0], generated[1])
    else:
        assert np.isfinite(factory(train[0], held_out[0])(generated[0]))


@pytest.mark.parametrize("name", [n for n, factory in SEQUENCE_METRICS.items() if "labels" in factory.needs])
@pytest.mark.parametrize("marker", [-1, "?", np.nan])
def test_sequences_without_a_label_never_count_in_what_needs_labels(name, marker):
    train, held_out, generated = real_and_generated()
    kind = object if marker == "?" else type(marker)
    noise = [np.random.default_rng(0).normal(size=(9, 6)) for _ in range(7)]
    with_noise = [
        (X + noise, np.append(y.astype(kind), [marker] * 7)) for X, y in (train, held_out, generated)
    ]
    factory = quick(SEQUENCE_METRICS[name])
    expected = factory(train[0], held_out[0], train[1], held_out[1])
    (X, y), (X_held_out, y_held_out), more = with_noise
    metric = factory(X, X_held_out, y, y_held_out, unlabeled=marker)
    assert metric.floor == expected.floor and metric(*more) == expected(*generated)


@every_sequence_metric
def test_other_channels_are_refused(factory):
    train, held_out, (X, y) = real_and_generated()
    metric = factory(train[0], held_out[0], train[1], held_out[1])
    with pytest.raises(ValueError, match="have 3 channels, and the training sequences 6"):
        metric([x[:, :3] for x in X], y)
    with pytest.raises(ValueError, match="have 3 channels, and the training sequences 6"):
        factory(train[0], [x[:, :3] for x in held_out[0]], train[1], held_out[1])


@every_sequence_metric
def test_sequences_of_one_step_and_classes_of_one_sequence(factory):
    """Two classes of a sequence each, all of one step."""
    rng = np.random.default_rng(0)
    parts = [[rng.normal(size=(1, 6)) for _ in range(2)] for _ in range(3)]
    value = factory(parts[0], parts[1], ["a", "b"], ["a", "b"])(parts[2], ["a", "b"])
    undefined = "ratio" in factory.func.__name__.lower() or factory.func is SEQUENCE_METRICS["diversity"]
    assert np.isnan(value) if undefined else np.isfinite(value)


def as_masked(y, known):
    return np.ma.masked_array(np.where(known, y, 7), ~known)


def as_nullable(y, known):
    return pd.Series(y, dtype="Int64").mask(~known)


def as_nullable_text(y, known):
    return pd.Series(np.array(["run", "sit", "walk"])[y], dtype="string").mask(~known)


@every_prediction_metric
@pytest.mark.parametrize("hide", [as_masked, as_nullable, as_nullable_text])
def test_labels_that_are_missing_never_count(metric, hide):
    known = np.arange(len(Y)) != 3
    true, predicted = hide(Y, known), hide(PREDICTED, np.full(len(Y), True))
    expected = metric(Y[known], PREDICTED[known], PROBABILITIES[known], [0, 1, 2])
    assert metric(true, predicted, PROBABILITIES, [0, 1, 2]) == pytest.approx(expected)
    with pytest.warns(UserWarning, match="y holds '-1', which counts as a class"):
        accuracy(np.array(["a", "b", "-1"]), np.array(["a", "b", "a"]), unlabeled="?")


@every_sequence_metric
@pytest.mark.parametrize("hide", [as_masked, as_nullable, as_nullable_text])
def test_labels_of_sequences_may_be_missing(factory, hide):
    (train, y_train), (held_out, y_held_out), (generated, y) = real_and_generated()
    known = np.arange(30) % 5 > 0
    hidden = factory(train, held_out, hide(y_train, known), hide(y_held_out, known))
    plain = factory(train, held_out, *(np.where(known, k, -1) for k in (y_train, y_held_out)))
    all_known = np.full(len(y), True)
    assert hidden(generated, hide(y, all_known)) == pytest.approx(plain(generated, y))


@every_sequence_metric
def test_what_is_masked_is_no_value(factory):
    (train, y_train), (held_out, y_held_out), (generated, y) = real_and_generated()
    metric = factory(train, held_out, y_train, y_held_out)
    longer = np.ma.masked_array(np.vstack([generated[0], np.full((1, 6), -9999.0)]), mask=False)
    longer[-1] = np.ma.masked
    expected = metric(generated, y)
    assert metric([longer, *generated[1:]], y) == pytest.approx(expected)
    longer[1, 2] = np.ma.masked
    with pytest.raises(ValueError, match="NaN inside sample 0, at step 1, channel 2"):
        metric([longer, *generated[1:]], y)


@every_sequence_metric
def test_channels_are_compared_by_their_names(factory):
    (train, y_train), (held_out, y_held_out), (generated, y) = real_and_generated()

    def frames(X, names="abcdef"):
        return [pd.DataFrame(x, columns=list("abcdef"))[list(names)] for x in X]

    metric = factory(frames(train), frames(held_out), y_train, y_held_out)
    expected = factory(train, held_out, y_train, y_held_out)(generated, y)
    assert metric(frames(generated), y) == pytest.approx(expected)
    assert metric(generated, y) == pytest.approx(expected)
    with pytest.raises(ValueError, match="feature names should match those of the training sequences"):
        metric(frames(generated, "fedcba"), y)
    with pytest.raises(ValueError, match="feature names should match those of the training sequences"):
        factory(frames(train), frames(held_out, "fedcba"), y_train, y_held_out)
