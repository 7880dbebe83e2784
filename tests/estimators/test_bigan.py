"""BiGAN and ALI: the whole latent, reconstruction, and the contract that it shares with InfoGAN."""
# SPDX-License-Identifier: BSD-3-Clause

import json
import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from sklearn_seqgan import DivergenceError, SemiSupervisedBiGANClassifier
from sklearn_seqgan.datasets import make_postures
from sklearn_seqgan.objectives.adversarial import LOSSES
from sklearn_seqgan.objectives.lipschitz import LIPSCHITZ
from sklearn_seqgan.priors import NOISE_PRIORS
from sklearn_seqgan.sequences import from_ragged, to_form
from sklearn_seqgan.systems.bigan import ENCODERS

PAIRS = [(a, b) for a in LOSSES for b in LIPSCHITZ if LOSSES[a].bounded or LIPSCHITZ[b].limits]


@pytest.fixture
def small():
    def make(**parameters):
        sizes = {"filters": 8, "hidden_units": 8, "generator_units": 8, "noise_dim": 3}
        few = {"reconstruction_steps": 0, "max_steps": 4, "batch_size": 64}
        return SemiSupervisedBiGANClassifier(**sizes | few | {"random_state": 0} | parameters)

    return make


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize(("loss", "lipschitz"), PAIRS)
def test_every_loss_trains_with_every_method_that_can_hold_it(small, rhythms, encoder, loss, lipschitz):
    X, _, y = rhythms
    clf = small(encoder=encoder, loss=loss, lipschitz=lipschitz).fit(X, y)
    [row] = json.loads(json.dumps(clf.history_))
    assert row.pop("stage") == "adversarial"
    assert np.isfinite(list(row.values())).all() and ("penalty" in row) == (lipschitz == "gradient-penalty")
    assert np.isfinite(clf.score_samples(X)).all() and len(clf.sample(3)[0]) == 3


def test_the_latent_is_code_and_noise(small, rhythms):
    X, _, y = rhythms
    clf = small(representation="latent").fit(X, y)
    latent = clf.transform(X)
    assert latent.shape == (len(X), 3 + 3) == (len(X), len(clf.get_feature_names_out()))
    np.testing.assert_allclose(latent[:, :3], clf.predict_proba(X))
    np.testing.assert_array_equal(clf.set_params(representation="code").transform(X), latent[:, :3])
    assert clf.set_params(representation="features").transform(X).shape == (len(X), 8)


@pytest.mark.parametrize("prior", NOISE_PRIORS)
def test_the_encoders_noise_lives_where_the_prior_does(small, rhythms, prior):
    X, _, y = rhythms
    clf = small(noise_prior=prior, representation="latent", max_steps=30).fit(X, y)
    noise = clf.transform(X)[:, 3:]
    inside = (noise > 0).all() and (noise < 1).all()
    assert inside == (prior == "uniform")


def test_a_reconstruction_has_the_form_and_lengths_of_its_sequence(small, rhythms):
    X, _, y = rhythms
    clf = small().fit(X, y)
    again = clf.reconstruct(X)
    assert [x.shape for x in again] == [x.shape for x in X]
    padded = to_form(from_ragged(X), "3d")
    np.testing.assert_array_equal(np.isnan(clf.reconstruct(padded)), np.isnan(padded))
    # Alone it is a smaller product, of another rounding in float64, and seldom in the float32 it ends as.
    np.testing.assert_allclose(clf.reconstruct(X[3:4])[0], again[3], rtol=1e-6, atol=1e-6)
    columns = np.where(np.arange(20) < np.array([[12], [20], [15]]), 1.0, np.nan)
    flat = small(n_codes=2).fit(columns)
    np.testing.assert_array_equal(np.isnan(flat.reconstruct(columns)), np.isnan(columns))
    with pytest.raises(NotFittedError):
        small().reconstruct(X)


@pytest.mark.slow
def test_it_reconstructs_what_it_has_not_seen():
    """Held-out postures, against reconstructions of others of the same class."""
    X, y = make_postures(n_per_class=150, n_channels=6, random_state=0)
    y_partial = np.where(np.arange(300) < 90, y[:300], -1)
    clf = SemiSupervisedBiGANClassifier(reconstruction_steps=400, max_steps=10, random_state=0)
    clf.fit(X[:300], y_partial)
    held_out, classes = X[300:], y[300:]
    again = clf.reconstruct(held_out)
    rng = np.random.default_rng(0)
    others = [again[rng.choice(np.flatnonzero(classes == k))] for k in classes]
    own, within_class = (np.mean([error(a, b) for a, b in zip(held_out, r)]) for r in (again, others))
    assert own < 0.12 * within_class
    assert clf.score(held_out, classes) > 0.8


def error(a, b):
    n = min(len(a), len(b))
    return np.mean((a[:n] - b[:n]) ** 2)


def test_a_reconstruction_does_not_depend_on_the_company(small):
    """More sequences than are in a network at one time, the long ones last."""
    rng = np.random.default_rng(0)
    X = [rng.normal(size=(n, 2)) for n in [5] * 256 + [9] * 4]
    clf = small(max_steps=1).fit(X, np.arange(260) % 2)
    again = clf.reconstruct(X)
    assert [len(x) for x in again] == [len(x) for x in X]
    np.testing.assert_allclose(again[0], clf.reconstruct(X[:1])[0], rtol=1e-5)
    with pytest.raises(ValueError, match="fitted without continuous codes"):
        clf.sample(2, codes=[0.0])


@pytest.mark.slow
def test_labels_reach_the_codes(small, rhythms):
    X, _, y = rhythms
    clf = small(max_steps=150, filters=32, learning_rate=3e-3).fit(X, y)
    assert clf.score(X, y) > 0.9 and clf.history_[-1]["supervised_loss"] < 0.3
    assert set(clf.transduction_) == {0, 1, 2}


def test_warm_starts_go_on_to_the_bit(small, rhythms):
    X, _, y = rhythms
    whole = small(max_steps=9).fit(X, y)
    parts = small(max_steps=5, warm_start=True).fit(X, y).set_params(max_steps=4).fit(X, y)
    assert parts.n_steps_ == 9
    assert all(np.array_equal(w, parts.weights_[k]) for k, w in whole.weights_.items())
    with pytest.raises(ValueError, match="encoder cannot change"):
        parts.set_params(encoder="stochastic").fit(X, y)


def test_it_is_pickled_and_cloned(small, rhythms):
    X, _, y = rhythms
    clf = small(encoder="stochastic").fit(X, y)
    again = pickle.loads(pickle.dumps(clf))
    for a, b in zip(again.reconstruct(X), clf.reconstruct(X), strict=True):
        np.testing.assert_array_equal(a, b)
    assert clone(clf).get_params() == clf.get_params()


def test_it_has_no_steps_that_train_nothing_and_says_when_it_diverges(small, rhythms):
    X, _, y = rhythms
    with pytest.raises(ValueError, match="max_steps"):
        small(max_steps=0).fit(X, y)
    with pytest.raises(DivergenceError, match="Lower learning_rate"):
        small(learning_rate=1e30, max_steps=30).fit(X, y)
