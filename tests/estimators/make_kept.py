"""Make the files in ``kept``, which later versions open: python -m tests.estimators.make_kept VERSION.

Each is below 110 kB: few units, few kernels of a design of their own, made sequences of one channel.
"""
# SPDX-License-Identifier: BSD-3-Clause

import sys
from pathlib import Path

import numpy as np
from sklearn.base import clone

from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
)
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.model_selection import (
    ClassBalancedSelfTraining,
    LabeledOnly,
    LabelMasker,
    NoveltyThresholdClassifier,
    WindowedClassifier,
)
from sklearn_seqgan.networks.trunks import random_convolution
from sklearn_seqgan.networks.trunks.design import Block

FOLDER = Path(__file__).parent / "kept"
DESIGN = {
    "BLOCKS": (Block("itself", 2, 1, 1.0), Block("velocity", 2, 2, 0.5)),
    "POINT_BLOCKS": (),
    "LENGTH": 48,
    "DILATIONS": {1: 16, 3: 16},
    "SMOOTH_DILATIONS": (3,),
    "SMOOTH_BIASES": 1,
}
"""None that the code takes by default: what a file says is what counts."""

FEW = {"max_steps": 2, "random_state": 0}
ADVERSARIAL = {**FEW, "reconstruction_steps": 2, "generator_units": 4, "noise_dim": 2, "hidden_units": 2}
CNN = CNNClassifier(**FEW, module__filters=4, module__hidden_units=4)
ROCKET = SemiSupervisedRocketClassifier(n_components=2, random_state=0)
SMALL = {
    "cnn": CNN,
    "gru": GRUClassifier(**FEW, module__units=8),
    "part-aware-lstm": PartAwareLSTMClassifier(**FEW, module__units=4),
    "bigan": SemiSupervisedBiGANClassifier(**ADVERSARIAL, filters=4),
    "infogan": SemiSupervisedInfoGANClassifier(**ADVERSARIAL, critic="trunk"),
    "infogan-conv": SemiSupervisedInfoGANClassifier.paper(
        **FEW, filters=4, hidden_units=4, generator_units=8, noise_dim=2
    ),
    "rocket": ROCKET,
    "labeled-only": LabeledOnly(CNN),
    "masker": LabelMasker(CNN, per_class=3, random_state=0),
    "self-training": ClassBalancedSelfTraining(CNN, n_rounds=2),
    "novelty-threshold": NoveltyThresholdClassifier(ROCKET),
    "windowed": WindowedClassifier(CNN, length=6, stride=3),
}
METHODS = "predict_proba", "transform", "novelty_score", "score_samples", "reconstruct"


def sequences():
    """Few, of one channel."""
    return make_rhythms(n_per_class=4, longest=14, shortest=10, n_channels=1, random_state=0)


def found_by(clf, X):
    """What each method gives, end to end; the largest file holds a hundred or so numbers."""
    given = {name: getattr(clf, name)(X) for name in METHODS if is_there(clf, name, X)}
    return {name: np.concatenate([np.ravel(x) for x in values]) for name, values in given.items()}


def is_there(clf, name, X):
    try:
        return callable(getattr(clf, name)) and getattr(clf, name)(X) is not None
    except (AttributeError, ValueError):
        return False


def labels_for(clf, X, y):
    return [np.full(len(x), k) for x, k in zip(X, y)] if isinstance(clf, WindowedClassifier) else y


if __name__ == "__main__":
    X, y = sequences()
    for name, value in DESIGN.items():
        setattr(random_convolution, name, value)
    for name, clf in SMALL.items():
        path = FOLDER / f"{name}-{sys.argv[1]}.safetensors"
        clf = clone(clf).fit(X, labels_for(clf, X, y))
        clf.save(path)
        np.savez_compressed(path.with_suffix(".npz"), **found_by(clf, X))
