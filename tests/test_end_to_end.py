"""The reason for the package: unlabelled sequences make the classifier better."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from scipy import stats

from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_postures

SEEDS = range(4)
CLEAR = 0.2
"""Above what unlabelled rows are worth without the term: they still make a better scale."""


def gain_of_unlabeled_rows(seed, **parameters):
    """Test accuracy of one fit with 297 unlabelled rows, minus that of the same fit without them."""
    X, y = make_postures(n_per_class=200, random_state=seed)
    X_train, X_test, y_test = X[:300], X[300:], y[300:]
    few = np.where(np.arange(300) < 3, y[:300], -1)  # one label a class
    clf = SemiSupervisedInfoGANClassifier(max_steps=0, random_state=seed, **parameters)
    accuracy = clf.fit(X_train, few).score(X_test, y_test)
    return accuracy - clf.fit(X_train[:3], few[:3]).score(X_test, y_test)


def lower_end(gains):
    """Of the paired 95 % interval of the mean."""
    return stats.t.interval(0.95, len(gains) - 1, np.mean(gains), stats.sem(gains))[0]


@pytest.mark.slow
def test_unlabelled_rows_help():
    gains = [gain_of_unlabeled_rows(seed) for seed in SEEDS]
    assert lower_end(gains) > CLEAR, gains


@pytest.mark.slow
def test_it_is_the_information_term_on_real_sequences_that_uses_them():
    gains = [gain_of_unlabeled_rows(seed, real_information_weight=0.0) for seed in SEEDS]
    assert lower_end(gains) < CLEAR, gains
