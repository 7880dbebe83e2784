"""The closed form by itself, and inside the InfoGAN that has it as its encoder."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from sklearn_seqgan import SemiSupervisedInfoGANClassifier, SemiSupervisedRocketClassifier
from sklearn_seqgan.datasets import make_rhythms

pytestmark = pytest.mark.usefixtures("few_kernels")

SETTINGS = {"code_prior": "uniform", "nuisance_weight": 50.0, "n_rounds": 3, "real_information_weight": 0.7}


@pytest.fixture
def rocket():
    def make(**parameters):
        return SemiSupervisedRocketClassifier(**{"random_state": 0} | parameters)

    return make


@pytest.mark.parametrize("settings", [{}, SETTINGS, {"n_codes": 5}, {"supervised_weight": 0.0}])
def test_it_is_the_encoder_of_the_default_infogan(rocket, rhythms, settings):
    X, _, y = rhythms
    infogan = SemiSupervisedInfoGANClassifier(
        reconstruction_steps=0, max_steps=2, random_state=3, **settings
    ).fit(X, y)
    alone = rocket(random_state=3, **settings).fit(X, y)
    np.testing.assert_array_equal(alone.predict_proba(X), infogan.predict_proba(X))
    np.testing.assert_array_equal(alone.transform(X), infogan.transform(X))
    np.testing.assert_array_equal(alone.transduction_, infogan.transduction_)
    for estimator in (alone, infogan):
        estimator.set_params(representation="features")
    np.testing.assert_array_equal(alone.transform(X), infogan.transform(X))


@pytest.mark.slow
def test_unlabelled_sequences_help(rocket):
    X, y = make_rhythms(n_per_class=60, noise=1.0, random_state=0)
    few = np.where(np.arange(len(y)) < 3, y, -1)
    alone = rocket(real_information_weight=0.0).fit(X, few).score(X, y)
    assert rocket().fit(X, few).score(X, y) > alone


def test_without_labels_it_finds_clusters(rocket):
    X, y = make_rhythms(n_per_class=20, noise=0.1, random_state=0)
    for fitted in (rocket(n_codes=3).fit(X), rocket(n_codes=3).fit(X, np.full(len(X), -1))):
        codes = fitted.predict(X)
        assert adjusted_rand_score(y, codes) > 0.3 and set(codes) == {0, 1, 2}
    with pytest.raises(ValueError, match=r"requires y to be passed.*set n_codes"):
        rocket().fit(X)
    with pytest.raises(ValueError, match=r"every row is marked as unlabelled\. To fit without, set n_codes"):
        rocket().fit(X, np.full(len(X), -1))


def test_it_draws_nothing_after_its_kernels_and_leaves_no_generator_behind(rocket, rhythms):
    X, _, y = rhythms
    fitted = rocket().fit(X, y)
    assert not any("generator" in name or "critic" in name for name in fitted.weights_)
    assert not hasattr(fitted, "sample") and not hasattr(fitted, "history_")


def test_representations_have_their_widths_and_names(rocket, rhythms):
    X, _, y = rhythms
    fitted = rocket(n_components=5, n_codes=4).fit(X, y)
    assert fitted.transform(X).shape == (len(X), 4) and len(fitted.get_feature_names_out()) == 4
    fitted.set_params(representation="features")
    features = fitted.transform(X)
    assert features.shape == (len(X), 5) and len(fitted.get_feature_names_out()) == 5
    assert (np.diff(features.var(0)) < 1e-6).all()  # principal ones first


def test_an_encoder_without_a_loss_is_refused(rocket, rhythms):
    X, _, y = rhythms
    with pytest.raises(ValueError, match=r"no loss to learn from.*set real_information_weight above 0"):
        rocket(supervised_weight=0.0, real_information_weight=0.0).fit(X, y)
