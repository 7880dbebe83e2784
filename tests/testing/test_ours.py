"""All classifiers and transformers here, the tools that go around classifiers too, under the public suite."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
)
from sklearn_seqgan.model_selection import (
    ClassBalancedSelfTraining,
    LabeledOnly,
    LabelMasker,
    NoveltyThresholdClassifier,
)
from sklearn_seqgan.preprocessing import SequenceResampler, SequenceScaler
from sklearn_seqgan.testing import parametrize_with_sequence_checks
from tests.preprocessing.test_contract import ALL as TRANSFORMERS

FEW = {"max_steps": 2, "reconstruction_steps": 2, "generator_units": 8}
CNN, ROCKET = CNNClassifier(max_steps=2), SemiSupervisedRocketClassifier(n_rounds=1)

CLASSIFIERS = [
    SemiSupervisedInfoGANClassifier(**FEW),
    ROCKET,
    SemiSupervisedBiGANClassifier(**FEW),
    CNN,
    GRUClassifier(max_steps=2),
    PartAwareLSTMClassifier(max_steps=2),
]


pytestmark = pytest.mark.slow  # not each, but all of them together


def rows(X):
    return [x.ravel() for x in X]


AROUND = [
    LabeledOnly(CNN),
    LabelMasker(CNN, fraction=1.0),
    ClassBalancedSelfTraining(CNN, n_rounds=2),
    NoveltyThresholdClassifier(ROCKET, threshold=1.0),
    LabeledOnly(make_pipeline(SequenceResampler(8), FunctionTransformer(rows), LogisticRegression(C=0.1))),
    make_pipeline(SequenceScaler(), CNN),
]
FAILURES = {
    LabelMasker: {"check_no_marker": "hiding labels needs a marker; a ValueError says so"},
}


def expected_failures(estimator):
    return FAILURES.get(type(estimator), {})


@pytest.mark.usefixtures("one_block")
@parametrize_with_sequence_checks(
    CLASSIFIERS + AROUND, expected_failed_checks=expected_failures, xfail_strict=True, rtol=1e-9
)
def test_a_classifier(estimator, check):
    check(estimator)


@parametrize_with_sequence_checks(TRANSFORMERS, rtol=0)
def test_a_transformer(estimator, check):
    check(estimator)
