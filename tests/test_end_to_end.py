"""The reason for the package: unlabelled sequences make the classifier better."""
# SPDX-License-Identifier: BSD-3-Clause

from functools import cache

import numpy as np
import pytest
from scipy import stats

from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_postures

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_block")]

SEEDS = range(4)
CLEAR = 0.2
"""More than unlabelled rows are worth without the term, where they make a better scale alone."""


@cache
def accuracies(n_rows=300, **parameters):
    """Test accuracy for each seed, after a fit on the first rows, of which three have a label."""
    return np.array([accuracy(seed, n_rows, **parameters) for seed in SEEDS])


def accuracy(seed, n_rows, **parameters):
    X, y = make_postures(n_per_class=200, random_state=seed)
    few = np.where(np.arange(n_rows) < 3, y[:n_rows], -1)  # one label for each class
    clf = SemiSupervisedInfoGANClassifier(
        reconstruction_steps=0, max_steps=0, random_state=seed, **parameters
    )
    return clf.fit(X[:n_rows], few).score(X[300:], y[300:])


def lower_end(gains):
    """Of the paired 95 % interval of the mean."""
    return stats.t.interval(0.95, len(gains) - 1, np.mean(gains), stats.sem(gains))[0]


def test_unlabelled_rows_help():
    gains = accuracies() - accuracies(n_rows=3)
    assert lower_end(gains) > CLEAR, gains


def test_it_is_the_information_term_on_real_sequences_that_uses_them():
    gains = accuracies() - accuracies(real_information_weight=0.0)
    assert lower_end(gains) > 0, gains
