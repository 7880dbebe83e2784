"""Training that goes wrong says how, each time by a real fit."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from skorch.callbacks import LRScheduler
from torch.optim.lr_scheduler import LambdaLR

from sklearn_seqgan import (
    CNNClassifier,
    DivergenceError,
    GRUClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
)
from sklearn_seqgan.training import reconstruction

pytestmark = pytest.mark.usefixtures("one_block")


def conv(**parameters):
    return SemiSupervisedInfoGANClassifier(
        **{"trunk": "conv", "reconstruction_steps": 0, "random_state": 0} | parameters
    )


def test_a_huge_rate_is_an_error(rhythms):
    X, _, y = rhythms
    with pytest.raises(DivergenceError, match=r"(became|reached) .* between steps 0 and 10.*Lower learning"):
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


@pytest.mark.parametrize("clf", [conv(), SemiSupervisedInfoGANClassifier(reconstruction_steps=0)])
def test_a_network_that_has_not_learnt_anything_is_none_to_keep(clf, rhythms):
    X, _, y = rhythms
    clf = clone(clf).set_params(learning_rate=1e30, on_divergence="warn", loss="hinge", lipschitz="none")
    with pytest.raises(DivergenceError, match="between steps 0 and 10"):
        clf.fit(X, y)
    with pytest.raises(NotFittedError):
        clf.predict(X)


def test_an_encoder_that_learns_in_a_later_stage_has_not_learnt_in_the_first(rhythms):
    X, _, y = rhythms
    clf = conv(reconstruction_steps=20, learning_rate=1e30, on_divergence="warn", generator_units=8)
    with pytest.raises(DivergenceError):
        clf.fit(X, y)
    bigan = SemiSupervisedBiGANClassifier(
        reconstruction_steps=20, learning_rate=1e30, on_divergence="warn", generator_units=8, random_state=0
    )
    with pytest.warns(ConvergenceWarning, match="The weights of step 0, the last sound ones, are kept"):
        assert bigan.fit(X, y).n_steps_ == 0


def test_samples_that_are_far_too_wide_are_reported(rhythms):
    """At a rate of 100 the output layer grows, and every loss stays finite."""
    X, _, y = rhythms
    with pytest.warns(ConvergenceWarning, match=r"samples are far too wide: those of class \d deviate by \d"):
        conv(learning_rate=100.0, max_steps=20, generator_units=8).fit(X, y)


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
    with pytest.raises(DivergenceError, match=r"critic_gap reached .* beyond 10000.*another `lipschitz`"):
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


BASELINES = pytest.mark.parametrize("Baseline", [CNNClassifier, GRUClassifier, PartAwareLSTMClassifier])


@BASELINES
def test_a_baseline_whose_loss_is_finite_but_endless_is_an_error(Baseline, rhythms):
    """Each weight stays finite, and the fit of 40 steps would end at a loss of 1e30 or so."""
    X, _, y = rhythms
    clf = Baseline(lr=1e30, max_steps=40, random_state=0)
    with pytest.raises(DivergenceError, match=r"train_loss reached .*e\+\d+ between steps 0 and 10.*ower lr"):
        clf.fit(X, y)
    with pytest.raises(NotFittedError):
        clf.predict(X)


def test_a_baseline_that_diverges_late_says_when_and_keeps_its_history(rhythms):
    X, _, y = rhythms
    breaking = LRScheduler(LambdaLR, lr_lambda=lambda epoch: 1e30 if epoch >= 2 else 1)
    with pytest.raises(DivergenceError, match="between steps 20 and 30") as caught:
        CNNClassifier(max_steps=40, callbacks=[breaking], random_state=0).fit(X, y)
    assert [row["epoch"] for row in caught.value.history] == [1, 2]


@BASELINES
def test_a_baseline_that_learns_says_nothing(Baseline, rhythms):
    X, _, y = rhythms
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Baseline(lr=0.1, max_steps=40, random_state=0).fit(X, y)


@pytest.mark.parametrize("Kind", [SemiSupervisedInfoGANClassifier, SemiSupervisedBiGANClassifier])
def test_a_reconstruction_stage_that_diverges_says_so(Kind, rhythms, monkeypatch):
    """Its rate is no parameter, so neither is it the advice."""
    X, _, y = rhythms
    monkeypatch.setattr(reconstruction, "RATE", 1e12)
    with pytest.raises(
        DivergenceError,
        match=r"(reconstruction_loss|latent_divergence) .* between steps 0 and 10.*reconstruction_steps=0",
    ):
        Kind(reconstruction_steps=20, max_steps=0, generator_units=16, random_state=0).fit(X, y)
