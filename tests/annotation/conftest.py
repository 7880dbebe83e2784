"""Sequences of which some are much alike, looked at once."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.annotation import LabelRounds
from sklearn_seqgan.datasets import make_rhythms


@pytest.fixture
def classifier():
    return SemiSupervisedRocketClassifier(random_state=0)


@pytest.fixture
def rhythms():
    """X as a list, all labels, and labels of which one in five is kept."""
    X, y = make_rhythms(n_per_class=15, shortest=14, longest=20, noise=0.3, random_state=0)
    return X, y, np.where(np.arange(len(y)) % 5 == 0, y, -1)


@pytest.fixture
def rounds(few_kernels, rhythms, classifier):
    return LabelRounds(rhythms[0], estimator=classifier)
