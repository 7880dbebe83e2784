"""Sequences, partial labels, and estimators with few steps."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
)
from sklearn_seqgan.datasets import make_rhythms

ESTIMATORS = {
    "infogan": SemiSupervisedInfoGANClassifier,
    "rocket": SemiSupervisedRocketClassifier,
    "bigan": SemiSupervisedBiGANClassifier,
    "cnn": CNNClassifier,
    "gru": GRUClassifier,
    "pa-lstm": PartAwareLSTMClassifier,
}


@pytest.fixture(scope="session")
def rhythms():
    """X as a list, y true, y with two labels in three replaced by -1."""
    X, y = make_rhythms(n_per_class=12, shortest=12, longest=20, random_state=0)
    return X, y, np.where(np.arange(len(y)) % 9 < 3, y, -1)


@pytest.fixture
def estimators():
    return ESTIMATORS


@pytest.fixture(params=ESTIMATORS)
def quick(request):
    """Make an estimator of one kind that fits in a moment."""
    kind = ESTIMATORS[request.param]
    few = {} if kind is SemiSupervisedRocketClassifier else {"max_steps": 4}
    if hasattr(kind(), "reconstruction_steps"):
        few |= {"reconstruction_steps": 4, "generator_units": 16}

    def make(**parameters):
        return kind(**few | {"random_state": 0} | parameters)

    return make


@pytest.fixture
def grids(quick):
    """Two parameters of the estimator that `quick` makes, with two values each."""
    if isinstance(quick(), SemiSupervisedRocketClassifier):
        return {"n_rounds": [1, 2]}, {"nuisance_weight": [0.0, 10.0]}
    return {"batch_size": [8, 16]}, {"max_steps": [2, 3]}


@pytest.fixture
def quick_infogan():
    def make(**parameters):
        few = {"reconstruction_steps": 0, "max_steps": 4, "information_weight": 1.0, "generator_units": 16}
        return SemiSupervisedInfoGANClassifier(**few | {"random_state": 0} | parameters)

    return make
