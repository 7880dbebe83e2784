"""Whatever X and y a user hands over: a valid finite result, or an error that names its cause.

`SKLEARN_SEQGAN_EXAMPLES` is the number of examples for all classifiers together, for all that goes around
one, for all transformers and for all functions; each gets an equal share.
"""
# SPDX-License-Identifier: BSD-3-Clause

import os
import time
from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from sklearn.base import clone
from sklearn.utils import get_tags

from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
)
from sklearn_seqgan.labels import as_labels, encode_labels, find_classes
from sklearn_seqgan.model_selection import (
    ClassBalancedSelfTraining,
    LabeledOnly,
    LabelMasker,
    NoveltyThresholdClassifier,
    SemiSupervisedSplit,
    WindowedClassifier,
    mask_labels,
)
from sklearn_seqgan.networks.trunks import random_convolution
from sklearn_seqgan.preprocessing import usable_rows
from sklearn_seqgan.sequences import (
    cut_windows,
    from_aeon,
    from_dataframe,
    from_tslearn,
    resample_recordings,
    store,
    to_aeon,
    to_tslearn,
)
from tests.fuzz.oracle import Refusal, Tally, call
from tests.fuzz.strategies import (
    any_labels,
    any_recordings,
    any_sequences,
    any_step_labels,
    any_tables,
    drawn,
)
from tests.preprocessing.test_contract import ALL as TRANSFORMERS

N_EXAMPLES = int(os.environ.get("SKLEARN_SEQGAN_EXAMPLES", 100))

FEW = {"max_steps": 1, "reconstruction_steps": 1, "generator_units": 4, "random_state": 0}
CNN = CNNClassifier(max_steps=1, random_state=0)
ROCKET = SemiSupervisedRocketClassifier(n_rounds=1, random_state=0)

CLASSIFIERS = {
    "InfoGAN": SemiSupervisedInfoGANClassifier(**FEW),
    'InfoGAN, trunk="conv"': SemiSupervisedInfoGANClassifier(**FEW, trunk="conv"),
    "BiGAN": SemiSupervisedBiGANClassifier(**FEW),
    "Rocket": ROCKET,
    "CNN": CNN,
    "GRU": GRUClassifier(max_steps=1, random_state=0),
    "PA-LSTM": PartAwareLSTMClassifier(max_steps=1, random_state=0),
}
AROUND = {
    "LabeledOnly": LabeledOnly(CNN),
    "LabelMasker": LabelMasker(CNN, fraction=0.7, random_state=0),
    "ClassBalancedSelfTraining": ClassBalancedSelfTraining(CNN, n_rounds=1),
    "NoveltyThresholdClassifier": NoveltyThresholdClassifier(ROCKET, rejected=-7),
    "WindowedClassifier": WindowedClassifier(LabeledOnly(CNN), length=3, stride=2),
}


def as_stored(X):
    return store(X).load()


def of_a_table(table):
    return from_dataframe(table, id="who")


def resampled(X):
    lengths = [len(x) if hasattr(x, "__len__") and getattr(x, "shape", 1) else 1 for x in as_list(X)]
    return resample_recordings(X, [np.arange(n) / 30 for n in lengths], rate_hz=20)


def as_list(X):
    return X if isinstance(X, (list, tuple, np.ndarray)) and getattr(X, "shape", 1) != () else []


def split(X, y):
    return list(SemiSupervisedSplit(2).split(X, y))


def codes(X, y):
    y = as_labels(y)
    return encode_labels(y, find_classes(y))


OF_ROWS = any_sequences, any_labels, any_sequences
OF_STEPS = any_recordings, any_step_labels, any_recordings

FUNCTIONS = {
    "from_aeon": from_aeon,
    "to_aeon": to_aeon,
    "from_tslearn": from_tslearn,
    "to_tslearn": to_tslearn,
    "store": as_stored,
    "from_dataframe": of_a_table,
    "usable_rows": usable_rows,
    "cut_windows": partial(cut_windows, length=3, stride=2),
    "resample_recordings": resampled,
    "mask_labels": lambda X, y: mask_labels(y, fraction=0.5, random_state=0),
    "SemiSupervisedSplit": split,
    "labels": codes,
}
OF_LABELS = {"mask_labels", "SemiSupervisedSplit", "labels"}


def few(n, *others):
    """Settings of a test of one of so many, n examples in all."""
    return settings(
        max_examples=max(1, round(n / len(others[0]))),
        derandomize=N_EXAMPLES <= 100,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def one_block_for_all():
    with pytest.MonkeyPatch.context() as patch:
        block = random_convolution.BLOCKS[0]
        patch.setattr(random_convolution, "BLOCKS", (block._replace(n_biases=min(block.n_biases, 32)),))
        yield


@pytest.fixture
def tally(request, capsys):
    """Counts of one test, printed on request."""
    tally, start = Tally(), time.perf_counter()
    yield tally
    if N_EXAMPLES > 100:
        with capsys.disabled():
            print(
                "\n" + tally.line(request.node.callspec.params["name"], time.perf_counter() - start),
                flush=True,
            )


def try_classifier(tally, estimator, X, y, other):
    """Fit, then ask of X and of another X."""
    tally["examples"] += 1
    estimator = clone(estimator)
    try:
        fitted = call(estimator.fit, X.build, y)
    except Refusal:
        tally["refused"] += 1
        return
    assert fitted is estimator
    tally["fitted"] += 1
    for asked in (X, other):
        try:
            call(partial(answers, estimator), asked.build)
        except Refusal:
            labeled_rows_alone = isinstance(estimator, (LabeledOnly, ClassBalancedSelfTraining, LabelMasker))
            assert asked is other or labeled_rows_alone, "what was fitted is refused in prediction"
        else:
            tally["answered"] += asked is other
    try:
        assert 0 <= call(estimator.score, X.build, y) <= 1
    except Refusal as refusal:
        assert "no label" in str(refusal), refusal


def answers(fitted, X):
    """All that a fitted classifier says of X, held to be valid."""
    classes, p = fitted.classes_.tolist(), fitted.predict_proba(X)
    predicted = fitted.predict(X)
    if isinstance(fitted, WindowedClassifier):
        covered = [~np.isnan(x).any(axis=1) for x in p]
        p = np.concatenate([x[rows] for x, rows in zip(p, covered)])
        predicted = np.concatenate([labels[rows] for labels, rows in zip(predicted, covered)])
    assert np.isfinite(p).all() and np.allclose(p.sum(axis=1), 1), (
        "predict_proba gives what is no probability"
    )
    rejected = [fitted.rejected] if hasattr(fitted, "rejected") else []
    assert len(predicted) == len(p) and set(predicted.tolist()) <= {*classes, *rejected}
    if hasattr(fitted, "transform"):
        assert np.isfinite(fitted.transform(X)).all(), "transform gives what is not finite"
    return p


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_classifier(name, tally, one_block_for_all):
    @few(N_EXAMPLES, CLASSIFIERS)
    @given(drawn(*OF_ROWS))
    def run(example):
        X, y, other = example
        try_classifier(tally, CLASSIFIERS[name], X, lambda: y.build(len(X)), other)

    run()


@pytest.mark.parametrize("name", AROUND)
def test_what_goes_around_a_classifier(name, tally, one_block_for_all):
    by_step = name == "WindowedClassifier"

    @few(N_EXAMPLES, AROUND)
    @given(drawn(*(OF_STEPS if by_step else OF_ROWS)))
    def run(example):
        X, y, other = example
        try_classifier(tally, AROUND[name], X, lambda: y.build(X.lengths if by_step else len(X)), other)

    run()


def check_transformed(estimator, X, found):
    rows = found.to_numpy() if hasattr(found, "to_numpy") else found
    assert len(rows) == len(X)
    may_have_gaps = get_tags(estimator).input_tags.allow_nan
    for x in rows:
        x = np.asarray(x, dtype=float)
        assert not np.isinf(x).any(), "what comes out is infinite"
        if may_have_gaps:
            continue
        there = ~np.isnan(x).reshape(len(x), -1).all(axis=1)
        assert np.isfinite(x[: there.sum()]).all(), "what comes out is not finite, or has gaps"


NAMED_TRANSFORMERS = {" ".join(repr(t).split()): t for t in TRANSFORMERS}


@pytest.mark.parametrize("name", NAMED_TRANSFORMERS)
def test_a_transformer(name, tally):
    @few(N_EXAMPLES, NAMED_TRANSFORMERS)
    @given(drawn(any_sequences, any_sequences))
    def run(example):
        X, other = example
        tally["examples"] += 1
        estimator = clone(NAMED_TRANSFORMERS[name])
        try:
            check_transformed(estimator, X.build(), call(estimator.fit_transform, X.build))
        except Refusal:
            tally["refused"] += 1
            return
        tally["fitted"] += 1
        try:
            check_transformed(estimator, other.build(), call(estimator.transform, other.build))
        except Refusal:
            return
        tally["answered"] += 1

    run()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function(name, tally):
    of_table = name == "from_dataframe"

    @few(N_EXAMPLES, FUNCTIONS)
    @given(drawn(any_tables if of_table else any_sequences, any_labels))
    def run(example):
        X, y = example
        tally["examples"] += 1
        given = [X.build, lambda: y.build(len(X))] if name in OF_LABELS else [X.build]
        try:
            call(FUNCTIONS[name], *given)
        except Refusal:
            tally["refused"] += 1
        else:
            tally["fitted"] += 1

    run()
