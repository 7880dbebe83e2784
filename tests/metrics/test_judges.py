"""The default judges: what they tell apart, and what they ask for."""
# SPDX-License-Identifier: BSD-3-Clause

import sys

import numpy as np
import pytest

from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.metrics import SEQUENCE_METRICS, RecognizedShare, TrainOnGenerated
from sklearn_seqgan.metrics.judges import minirocket_ridge

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
        minirocket_ridge()


@pytest.mark.slow
def test_default_judges_know_real_sequences_from_noise():
    pytest.importorskip("aeon")
    X, y = make_rhythms(n_per_class=60, random_state=0)
    parts = X[:90], X[90:], y[:90], y[90:]
    noise = [np.random.default_rng(i).normal(size=x.shape) for i, x in enumerate(X[90:])]
    found = {name: SEQUENCE_METRICS[name](*parts) for name in WITH_A_DEFAULT}
    values = {name: (metric(noise, y[90:]), metric.floor) for name, metric in found.items()}
    assert values["recognized_share"][0] < 0.6 < 0.95 < values["recognized_share"][1]
    assert values["tstr_over_trtr"][0] < 0.7 < values["tstr_over_trtr"][1] == 1
    for name in ("discriminative_score", "rocket_discriminative_score"):
        assert values[name][1] < 0.25 < 0.45 < values[name][0]
    assert values["frechet_distance"][0] > 10 * values["frechet_distance"][1]


@pytest.mark.slow
def test_the_seed_makes_a_default_judge():
    pytest.importorskip("aeon")
    X, y = make_rhythms(n_per_class=10, noise=3.0, random_state=0)
    for factory in (RecognizedShare, TrainOnGenerated):
        one, again = (factory(X[:15], X[15:], y[:15], y[15:], random_state=4) for _ in range(2))
        assert one.floor == again.floor
