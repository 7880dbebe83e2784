"""On a device that is not the CPU: the same numbers, and weights that the CPU can open."""
# SPDX-License-Identifier: BSD-3-Clause

import pickle
import warnings

import numpy as np
import pytest

from sklearn_seqgan import SemiSupervisedBiGANClassifier, SemiSupervisedInfoGANClassifier
from sklearn_seqgan.closed_form import self_training
from sklearn_seqgan.systems import bigan
from sklearn_seqgan.training import encoded
from tests.pretend_device import DEVICE, PretendDevice

METHODS = "predict_proba", "transform", "score_samples"

VARIANTS = {
    "paper": SemiSupervisedInfoGANClassifier.paper,
    "penalty, lengths by class": lambda **p: SemiSupervisedInfoGANClassifier.paper(
        **p, lipschitz="gradient-penalty", length_prior="empirical-by-class", n_critic=2
    ),
    "clusters": lambda **p: SemiSupervisedInfoGANClassifier(
        **p,
        reconstruction_steps=0,
        information_weight=1.0,
        n_codes=5,
        n_continuous_codes=2,
        encoder_information_weight=0.5,
        code_prior="empirical",
    ),
    "recurrent, two layers": lambda **p: SemiSupervisedInfoGANClassifier.paper(
        **p, generator="recurrent", generator_layers=2
    ),
    "time and first state": lambda **p: SemiSupervisedInfoGANClassifier.paper(
        **p, time_input=True, initial_state=True
    ),
    "two stages": lambda **p: SemiSupervisedInfoGANClassifier(**p, reconstruction_steps=3),
    "pairs": lambda **p: SemiSupervisedBiGANClassifier(**p, reconstruction_steps=0),
    "pairs, stochastic": lambda **p: SemiSupervisedBiGANClassifier(
        **p, encoder="stochastic", reconstruction_steps=3
    ),
}


def found_on(device, make, rhythms):
    """What a fit and a second one, warm, find, samples, and what a model from there finds on the CPU."""
    X, y_partial = rhythms[0][::2], rhythms[2][::2]
    clf, found = make(device=device), []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # four steps make poor generators
        for _ in range(2):
            clf.fit(X, y_partial)
            found += [getattr(clf, name)(X) for name in METHODS if hasattr(clf, name)]
            if hasattr(clf, "warm_start"):
                clf.set_params(warm_start=True)
    if hasattr(clf, "sample"):
        found += clf.sample(3)[0]
        opened = pickle.loads(pickle.dumps(clf)).set_params(device="cpu")
        found.append(opened.predict_proba(X))
    return found


def check(make, rhythms):
    """Batches stay as long on the CPU as there: cut to their longest they would round otherwise."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (encoded, bigan):
            patched.setattr(module, "shortened", lambda x: x)
        want = found_on("cpu", make, rhythms)
        with PretendDevice():
            got = found_on(DEVICE.type, make, rhythms)
    for a, b in zip(want, got, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


@pytest.mark.slow
def test_every_estimator_works_there(quick, rhythms, one_block):
    check(quick, rhythms)


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_variants_work_there(name, rhythms, one_block, monkeypatch):
    monkeypatch.setattr(self_training, "N_STARTS", 2)
    monkeypatch.setattr(self_training, "N_CLUSTER_ROUNDS", 2)
    check(lambda **p: VARIANTS[name](max_steps=4, random_state=0, **p), rhythms)
