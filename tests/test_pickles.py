"""Pickle, joblib, copies and skops: the same predictions, few types to trust, and a warning by another version."""
# SPDX-License-Identifier: BSD-3-Clause

import copy
import io
import pickle
import pickletools
import warnings

import joblib
import numpy as np
import pytest
import skops.io
import torch
from sklearn.base import clone
from sklearn.exceptions import InconsistentVersionWarning
from sklearn.pipeline import make_pipeline

from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
    _pickles,
    preprocessing,
)
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.model_selection import (
    ClassBalancedSelfTraining,
    LabeledOnly,
    LabelMasker,
    NoveltyThresholdClassifier,
    WindowedClassifier,
)

FEW = {"max_steps": 2, "random_state": 0}
STEPS = {**FEW, "reconstruction_steps": 2, "generator_units": 8}
ROCKET = SemiSupervisedRocketClassifier(random_state=0)
CLASSIFIERS = {
    "CNN": CNNClassifier(**FEW),
    "GRU": GRUClassifier(**FEW),
    "part-aware LSTM": PartAwareLSTMClassifier([[0, 1], [2]], **FEW),
    "Rocket": ROCKET,
    "InfoGAN": SemiSupervisedInfoGANClassifier(**STEPS),
    "the paper's InfoGAN": SemiSupervisedInfoGANClassifier.paper(**FEW),
    "BiGAN": SemiSupervisedBiGANClassifier(**STEPS),
    "LabeledOnly": LabeledOnly(CNNClassifier(**FEW)),
    "LabelMasker": LabelMasker(CNNClassifier(**FEW), per_class=3, random_state=0),
    "ClassBalancedSelfTraining": ClassBalancedSelfTraining(CNNClassifier(**FEW), n_rounds=1),
    "NoveltyThresholdClassifier": NoveltyThresholdClassifier(ROCKET),
    "WindowedClassifier": WindowedClassifier(CNNClassifier(**FEW), length=6, stride=3),
    "Pipeline": make_pipeline(preprocessing.SequenceScaler(), CNNClassifier(**FEW)),
}
TRANSFORMERS = {
    name: getattr(preprocessing, name)
    for name in preprocessing.__all__
    if isinstance(getattr(preprocessing, name), type)
}
SETTINGS = {
    "AngleUnwrapper": {"channels": [0]},
    "BoneNormalizer": {"bones": [(0, 1)]},
    "JointCenterer": {"joint": 0},
    "SkeletonRotator": {"across": (0, 1), "up": (0, 2)},
}
OWN_TYPES = ("sklearn_seqgan.",)


@pytest.fixture(scope="module")
def rhythms():
    X, y = make_rhythms(n_per_class=6, n_channels=9, shortest=12, longest=20, random_state=0)
    return X, y


@pytest.fixture(scope="module")
def fitted(rhythms):
    """Of each classifier, one that is fitted, and what it predicts."""
    made = {}

    def get(name):
        if name not in made:
            X, y = rhythms
            clf = clone(CLASSIFIERS[name])
            if isinstance(clf, WindowedClassifier):
                y = [np.full(len(x), label) for x, label in zip(X, y, strict=True)]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                clf.fit(X, y)
            made[name] = clf, clf.predict_proba(X)
        return made[name]

    return get


def through_joblib(fitted, path, **how):
    joblib.dump(fitted, path)
    return joblib.load(path, **how)


def through_skops(fitted):
    content = skops.io.dumps(fitted)
    return skops.io.loads(content, trusted=skops.io.get_untrusted_types(data=content))


WAYS = {
    "pickle": lambda fitted, path: pickle.loads(pickle.dumps(fitted)),
    "joblib": through_joblib,
    "joblib, mapped": lambda fitted, path: through_joblib(fitted, path, mmap_mode="r"),
    "deepcopy": lambda fitted, path: copy.deepcopy(fitted),
    "skops": lambda fitted, path: through_skops(fitted),
}


def assert_same(got, want):
    assert len(got) == len(want)
    for a, b in zip(got, want, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_predictions_are_the_same(name, way, fitted, rhythms, one_block, tmp_path):
    clf, expected = fitted(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = WAYS[way](clf, tmp_path / "model")
        assert_same(again.predict_proba(rhythms[0]), expected)
        assert_same(again.predict_proba(rhythms[0]), expected)
    assert repr(again) == repr(clf)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", TRANSFORMERS)
def test_what_a_transformer_gives_is_the_same(name, way, rhythms, tmp_path):
    transformer = TRANSFORMERS[name](**SETTINGS.get(name, {})).fit(rhythms[0])
    again = WAYS[way](transformer, tmp_path / "model")
    assert_same(again.transform(rhythms[0]), transformer.transform(rhythms[0]))
