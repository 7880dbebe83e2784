"""The default judges: what they distinguish, and what they require."""
# SPDX-License-Identifier: BSD-3-Clause

import sys

import numpy as np
import pytest
import torch
from sklearn.dummy import DummyClassifier

from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.metrics import SEQUENCE_METRICS, judges

WITH_A_DEFAULT = [
    "recognized_share",
    "tstr_over_trtr",
    "discriminative_score",
    "rocket_discriminative_score",
    "frechet_distance",
]


def test_without_aeon_another_judge_is_asked_for(monkeypatch):
    monkeypatch.setitem(sys.modules, "aeon.transformations.collection.convolution_based", None)
    with pytest.raises(ImportError, match="needs aeon"):
        judges.minirocket_ridge()


@pytest.mark.slow
def test_default_judges_know_real_sequences_from_noise():
    pytest.importorskip("aeon")
    X, y = make_rhythms(n_per_class=30, random_state=0)
    X = [x[:20] for x in X]
    parts = X[:45], X[45:], y[:45], y[45:]
    noise = [np.random.default_rng(i).normal(scale=4, size=x.shape) for i, x in enumerate(X[45:])]
    found = {name: SEQUENCE_METRICS[name](*parts) for name in WITH_A_DEFAULT}
    values = {name: (metric(noise, y[45:]), metric.floor) for name, metric in found.items()}
    assert values["recognized_share"][0] < 0.6 < 0.9 < values["recognized_share"][1]
    assert values["tstr_over_trtr"][0] < 0.7 < values["tstr_over_trtr"][1] == 1
    for name in ("discriminative_score", "rocket_discriminative_score"):
        assert values[name][1] < 0.3 < 0.35 < values[name][0]
    assert values["frechet_distance"][0] > 2 * values["frechet_distance"][1]


class CountingThreads(DummyClassifier):
    """Answers with the number of threads that torch had in `fit` and has now."""

    def fit(self, X, y):
        self.in_fit_ = torch.get_num_threads()
        return super().fit(X, y)

    def predict(self, X):
        return self.in_fit_, torch.get_num_threads()


def test_a_gru_has_one_thread_whatever_minirocket_left_it():
    torch.set_num_threads(2)
    judge = judges.OneThread(CountingThreads()).fit([0, 1], [0, 1])
    assert judge.predict([0]) == (1, 1) and torch.get_num_threads() == 2
    assert isinstance(judges.gru(3), judges.OneThread) and judges.gru(3).classifier.random_state == 3


def test_the_seed_makes_a_default_judge(monkeypatch):
    pytest.importorskip("aeon")
    monkeypatch.setattr(judges, "N_KERNELS", 84)
    X, y = make_rhythms(n_per_class=10, noise=3.0, random_state=0)
    scores = [judges.minirocket_ridge(seed).fit(X, y).decision_function(X) for seed in (0, 0, 1)]
    np.testing.assert_array_equal(scores[0], scores[1])
    assert np.abs(scores[0] - scores[2]).max() > 1e-3
