"""Training that goes wrong says how, each time by a real fit."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning

from sklearn_seqgan import DivergenceError, SemiSupervisedInfoGANClassifier

pytestmark = pytest.mark.usefixtures("one_block")


def conv(**parameters):
    return SemiSupervisedInfoGANClassifier(
        **{"trunk": "conv", "reconstruction_steps": 0, "random_state": 0} | parameters
    )


def test_a_huge_rate_is_an_error(rhythms):
    X, _, y = rhythms
    with pytest.raises(DivergenceError, match=r"became (nan|-?inf) between steps 0 and 10.*Lower learning_r"):
        conv(learning_rate=1e30, max_steps=40).fit(X, y)


def test_on_request_it_is_a_warning_and_the_last_sound_weights_stay(rhythms):
    """20 sound steps, and on from there with a rate that breaks everything."""
    X, _, y = rhythms
    clf = conv(warm_start=True, on_divergence="warn", max_steps=20).fit(X, y)
    weights, n_rows = {k: w.copy() for k, w in clf.weights_.items()}, len(clf.history_)
    with pytest.warns(ConvergenceWarning, match=r"Training diverged.*The weights of step 20, the last"):
        clf.set_params(learning_rate=1e30).fit(X, y)
    assert clf.n_steps_ == 20 and len(clf.history_) == n_rows
    assert all(np.array_equal(w, weights[k]) for k, w in clf.weights_.items())
    assert np.isfinite(clf.predict_proba(X)).all() and clf.transduction_.shape == (len(X),)
    assert clf.set_params(learning_rate=1e-3).fit(X, y).n_steps_ == 40


def test_a_critic_without_bounds_is_stopped_by_its_gap(rhythms):
    X, _, y = rhythms
    parameters = {
        "loss": "jensen-shannon",
        "lipschitz": "none",
        "learning_rate": 1000.0,
        "max_steps": 40,
        "reconstruction_steps": 0,
        "device": "cpu",  # on another the gap may grow from finite to nan between two looks
    }
    unbound = SemiSupervisedInfoGANClassifier(**parameters, random_state=0)
    with pytest.raises(DivergenceError, match=r"the critic gap reached .* beyond 10000.*another `lipschitz`"):
        unbound.fit(X, y)


def test_codes_that_nothing_separates_are_reported(rhythms):
    """Without labels and with next to no weight on the codes, E says the same of every sequence."""
    X, _, _ = rhythms
    with pytest.warns(ConvergenceWarning, match=r"codes have collapsed.*real_information_weight"):
        SemiSupervisedInfoGANClassifier.paper(
            n_codes=4, real_information_weight=1e-9, learning_rate=1e-9, max_steps=3, random_state=0
        ).fit(X)


def test_samples_that_are_all_alike_are_reported(rhythms):
    """At a huge rate, and with nothing to learn but to please the critic, every gate is open or shut."""
    X, _, y = rhythms
    alike = conv(
        generator="recurrent",
        generator_units=64,
        noise_prior="uniform",
        critic="trunk",
        betas=(0.5, 0.9),
        information_weight=0.0,
        learning_rate=1.0,
        max_steps=60,
    )
    with pytest.warns(ConvergenceWarning, match=r"samples have collapsed: those of class \d deviate by"):
        alike.fit(X, y)


def test_a_fit_that_went_well_says_nothing(rhythms):
    X, _, y = rhythms
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        conv(max_steps=60).fit(X, y)
        SemiSupervisedInfoGANClassifier(reconstruction_steps=0, max_steps=5, random_state=0).fit(X, y)
