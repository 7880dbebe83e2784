"""Losses, Lipschitz methods, generators, length priors and continuous codes, by their parameters."""
# SPDX-License-Identifier: BSD-3-Clause

import json
import pickle

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.model_selection import GridSearchCV

from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.networks.generator import GENERATORS
from sklearn_seqgan.objectives.adversarial import LOSSES
from sklearn_seqgan.objectives.lipschitz import LIPSCHITZ
from sklearn_seqgan.priors import LENGTH_PRIORS
from sklearn_seqgan.sequences import from_ragged
from sklearn_seqgan.systems import INFOGANS

pytestmark = pytest.mark.usefixtures("one_block")

PAIRS = [(a, b) for a in LOSSES for b in LIPSCHITZ if LOSSES[a].bounded or LIPSCHITZ[b].limits]


@pytest.fixture
def small():
    """A classifier on convolutions with small networks."""

    def make(**parameters):
        sizes = {"trunk": "conv", "hidden_units": 8, "generator_units": 8, "noise_dim": 4}
        if parameters.get("trunk", "conv") == "conv":
            sizes["filters"] = 8
        few = {"reconstruction_steps": 0, "max_steps": 4, "information_weight": 1.0, "random_state": 0}
        return SemiSupervisedInfoGANClassifier(**sizes | few | parameters)

    return make


@pytest.mark.parametrize(
    ("trunk", "loss", "lipschitz"),
    [("conv", *pair) for pair in PAIRS]
    + [("random-convolution", *pair) for pair in PAIRS if pair[0] == "hinge"],
)
def test_losses_train_with_every_method_that_can_hold_them(small, rhythms, trunk, loss, lipschitz):
    X, _, y = rhythms
    clf = small(trunk=trunk, loss=loss, lipschitz=lipschitz, n_critic=2).fit(X, y)
    [row] = clf.history_
    assert row.pop("stage") == "adversarial"
    assert np.isfinite(list(row.values())).all() and ("penalty" in row) == (lipschitz == "gradient-penalty")
    assert len(clf.sample(3)[0]) == 3 and np.isfinite(clf.score_samples(X)).all()
    again = pickle.loads(pickle.dumps(clf))
    np.testing.assert_array_equal(again.predict_proba(X), clf.predict_proba(X))


def test_a_loss_without_a_bound_needs_a_critic_with_one(small, rhythms):
    X, _, y = rhythms
    with pytest.raises(ValueError, match=r"loss='wasserstein' has no lower bound.*lipschitz='none'"):
        small(lipschitz="none").fit(X, y)


@pytest.mark.parametrize("share_trunk", [False, True])
def test_clipped_weights_stay_within_the_bound(small, rhythms, share_trunk):
    X, _, y = rhythms
    parameters = {"lipschitz": "weight-clipping", "clip_bound": 0.02, "learning_rate": 0.1}
    clf = small(critic="trunk", share_trunk=share_trunk, **parameters).fit(X, y)
    largest = {k: abs(w).max() for k, w in clf.weights_.items() if k.startswith(("trunk", "critic"))}
    assert len(largest) == 8 and max(largest.values()) <= np.float32(0.02)
    assert abs(clf.weights_["generator.latent.weight"]).max() > 0.02


@pytest.mark.parametrize(
    "change", [{"lipschitz": "gradient-penalty"}, {"noise_prior": "uniform"}, {"critic": "trunk"}], ids=str
)
def test_what_the_weights_stand_on_cannot_change_under_a_warm_start(small, rhythms, change):
    X, _, y = rhythms
    clf = small(warm_start=True).fit(X, y)
    with pytest.raises(ValueError, match=f"{next(iter(change))} cannot change"):
        clf.set_params(**change).fit(X, y)


def test_samples_come_from_the_noise_of_the_fit(small, rhythms):
    X, _, y = rhythms
    clf = small().fit(X, y)
    before, _ = clf.sample(2)
    after, _ = clf.set_params(noise_prior="uniform").sample(2)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_a_penalty_without_weight_is_none(small, rhythms):
    X, _, y = rhythms
    with pytest.raises(ValueError, match="penalty_weight"):
        small(lipschitz="gradient-penalty", penalty_weight=0.0).fit(X, y)


def test_priors_of_a_warm_start_without_labels(small, rhythms):
    """What labels gave stays; what is asked for anew is done."""
    X, truth, _ = rhythms
    y = np.where(np.arange(len(X)) % 4 == 0, truth, np.where(truth == 0, 0, -1))
    clf = small(length_prior="empirical-by-class", warm_start=True).fit(X, y)
    code_prior, length_prior = clf.code_prior_, clf.length_prior_
    clf.fit(X, np.full(len(X), -1))
    np.testing.assert_array_equal(clf.code_prior_, code_prior)
    np.testing.assert_array_equal(clf.length_prior_, length_prior)
    np.testing.assert_allclose(
        clf.set_params(code_prior="uniform").fit(X, np.full(len(X), -1)).code_prior_, 1 / 3
    )


@pytest.mark.parametrize("without", [[0, 1, 2], [2]])
def test_a_warm_start_without_some_labels_keeps_what_was_learnt(without):
    X, y = make_rhythms(n_per_class=30, random_state=0)
    y_partial = np.where(np.arange(90) < 15, y, -1)
    parameters = {
        "code_prior": "uniform",
        "reconstruction_steps": 0,
        "max_steps": 0,
        "warm_start": True,
        "random_state": 0,
    }
    clf = SemiSupervisedInfoGANClassifier(**parameters).fit(X, y_partial)
    before = clf.score(X, y)
    clf.fit(X, np.where(np.isin(y_partial, without), -1, y_partial))
    assert clf.score(X, y) > before - 0.1 > 0.6


def test_a_search_reaches_the_variants(small, rhythms):
    X, truth, _ = rhythms
    grid = {"loss": ["wasserstein", "hinge"], "generator": list(GENERATORS)}
    search = GridSearchCV(small(max_steps=2), grid, cv=2, error_score="raise").fit(X, truth)
    assert search.best_params_.keys() == grid.keys()


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("generator", GENERATORS)
def test_every_generator_is_trained_and_sampled(small, rhythms, generator, layers):
    X, _, y = rhythms
    clf = small(generator=generator, generator_layers=layers, warm_start=True)
    first = [w.copy() for w in _generator(clf.fit(X, y))]
    assert all(not np.array_equal(a, b) for a, b in zip(first, _generator(clf.fit(X, y)), strict=True))
    X_new, y_new = clf.sample(5, y=1)
    assert all(len(x) in range(12, 21) for x in X_new) and set(y_new) == {1}
    assert len(first) == {"autoregressive": 10 + 4 * (layers - 1), "recurrent": 2 + 4 * layers}[generator]


def _generator(clf):
    constants = ("generator.longest", "generator.varying")
    return [w for k, w in clf.weights_.items() if k.startswith("generator") and k not in constants]


@pytest.mark.parametrize("name", LENGTH_PRIORS)
def test_samples_have_the_lengths_of_the_prior(small, name):
    """Class 0 is always 8 long, class 1 always 20, and half of the rows have a label."""
    rng = np.random.default_rng(0)
    y = np.arange(80) % 2
    X = [rng.normal(size=(20 if k else 8, 2)) for k in y]
    clf = small(length_prior=name, max_steps=1).fit(X, np.where(np.arange(80) % 4 < 2, y, -1))
    lengths = [np.mean([len(x) == n for x in clf.sample(200, y=k)[0]]) for k, n in ((0, 8), (1, 20))]
    if name.endswith("by-class"):
        assert min(lengths) > 0.93  # one draw in 21 is from all lengths
    else:
        assert max(lengths) < 0.75


def test_continuous_codes_are_appended_and_named(small, rhythms):
    X, _, y = rhythms
    for trunk in INFOGANS:
        clf = small(trunk=trunk, n_continuous_codes=2).fit(X, y)
        codes = clf.transform(X)
        assert codes.shape == (len(X), 5) == (len(X), len(clf.get_feature_names_out()))
        np.testing.assert_allclose(codes[:, :3].sum(1), 1)
        np.testing.assert_allclose(codes[:, :3], clf.predict_proba(X))
        assert json.loads(json.dumps(clf.history_))[0]["continuous_information"] < 2 * np.log(2)
        assert clf.set_params(representation="features").transform(X).shape == (len(X), 8)


def test_continuous_codes_without_weight_are_refused(small, rhythms):
    with pytest.raises(ValueError, match="learnt by information_weight alone"):
        small(n_continuous_codes=1, information_weight=0.0).fit(rhythms[0], rhythms[2])


def test_continuous_codes_change_nothing_that_is_solved_for(small, rhythms):
    X, _, y = rhythms
    with_them, without = (small(trunk="random-convolution", n_continuous_codes=n).fit(X, y) for n in (2, 0))
    np.testing.assert_array_equal(with_them.predict_proba(X), without.predict_proba(X))


def test_a_sweep_changes_the_sequence_and_nothing_else(small, rhythms):
    X, _, y = rhythms
    clf = small(n_continuous_codes=2, max_steps=30).fit(X, y)
    low, high, low_again = (clf.sample(3, y=1, codes=[v, 0.0])[0] for v in (-1, 1, -1))
    assert [len(x) for x in low] == [len(x) for x in high]
    assert all(np.array_equal(a, b) for a, b in zip(low, low_again, strict=True))
    assert all(not np.allclose(a, b) for a, b in zip(low, high, strict=True))
    each, _ = clf.sample(3, y=1, codes=[[-1, 0.0], [1, 0.0], [0.5, 0.5]])
    assert np.array_equal(each[0], low[0]) and np.array_equal(each[1], high[1])


@pytest.mark.parametrize("codes", [[0.1], [[0.1, 0.2]] * 2, [np.nan, 0.0], 0.3])
def test_codes_of_another_shape_are_refused(small, rhythms, codes):
    X, _, y = rhythms
    clf = small(n_continuous_codes=2, max_steps=1).fit(X, y)
    with pytest.raises(ValueError, match="must hold 2 finite numbers"):
        clf.sample(3, codes=codes)


@pytest.mark.slow
def test_the_encoder_reads_the_continuous_code_back(small, rhythms):
    """`transform` of samples follows the code that they were made with."""
    X, _, y = rhythms
    clf = small(n_continuous_codes=1, max_steps=300, learning_rate=5e-3).fit(X, y)
    assert clf.history_[-1]["continuous_information"] > clf.history_[0]["continuous_information"] + 0.2
    given = np.linspace(-1, 1, 41)
    samples, _ = clf.sample(41, y=1, codes=given[:, None])
    assert np.corrcoef(given, clf.transform(samples)[:, -1])[0, 1] > 0.7


def test_codes_without_a_label_are_clusters_that_k_means_does_not_find():
    X, y = make_rhythms(n_per_class=60, random_state=0)
    flat = from_ragged(X).values.reshape(len(X), -1)
    assert adjusted_rand_score(y, KMeans(3, n_init=10, random_state=0).fit_predict(flat)) < 0.3
    codes = (
        SemiSupervisedInfoGANClassifier(n_codes=3, reconstruction_steps=0, max_steps=0, random_state=0)
        .fit(X)
        .predict(X)
    )
    assert adjusted_rand_score(y, codes) > 0.6


@pytest.mark.parametrize("beyond", [{"time_input": True}, {"initial_state": True}])
def test_the_generator_may_know_the_time_and_start_from_the_code(beyond, small, rhythms):
    X, _, y = rhythms
    neither = {"time_input": False, "initial_state": False}
    fitted, plain = small(**neither | beyond).fit(X, y), small(**neither).fit(X, y)
    assert set(fitted.weights_) > set(plain.weights_)
    if "time_input" in beyond:
        assert fitted.weights_["generator.longest"] == max(map(len, X))
    first, again = (fitted.sample(5, y=1)[0] for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    fitted.set_params(warm_start=True).fit([x[:13] for x in X], y)  # the unit of the length stays
    assert "time_input" not in beyond or fitted.weights_["generator.longest"] == max(map(len, X))
    with pytest.raises(ValueError, match=f"{next(iter(beyond))} cannot change"):
        fitted.set_params(**dict.fromkeys(beyond, False)).fit(X, y)
