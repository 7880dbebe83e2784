"""The reconstruction stage through the estimator: a variational autoencoder, alone or before the GAN."""
# SPDX-License-Identifier: BSD-3-Clause

import pickle
import warnings

import numpy as np
import pytest

from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_rhythms

VAE = {
    "generator_units": 64,
    "noise_dim": 8,
    "noise_prior": "normal",
    "time_input": True,
    "initial_state": True,
    "length_prior": "empirical-by-class",
    "max_steps": 0,
}


@pytest.fixture(scope="module")
def vae():
    """Fitted to easy rhythms of one length, without an adversarial stage, and those rhythms."""
    X, y = make_rhythms(n_per_class=20, shortest=24, longest=24, noise=0.1, random_state=0)
    y_partial = np.where(np.arange(len(y)) % 2, y, -1)
    clf = SemiSupervisedInfoGANClassifier(reconstruction_steps=250, random_state=0, **VAE)
    return clf.fit(X, y_partial), X, y


def test_a_vae_makes_sequences_of_the_class_asked_for(vae):
    clf, _, _ = vae
    asked = np.repeat([0, 1, 2], 20)
    samples, _ = clf.sample(60, y=asked)
    assert (clf.predict(samples) == asked).mean() > 0.8
    losses = [row["reconstruction_loss"] for row in clf.history_]
    assert losses[-1] < 0.5 * losses[0] and clf.n_steps_ == 0


def test_the_spread_is_how_far_samples_are_from_reconstructions(vae):
    clf, _, _ = vae
    near, far = (np.stack([x[:10] for x in clf.sample(200, y=1, spread=s)[0]]) for s in (0.0, 1.0))
    assert len(np.unique(near.round(3), axis=0)) <= 20 < len(np.unique(far.round(3), axis=0))
    assert all(map(np.array_equal, clf.sample(3, y=1)[0], clf.sample(3, y=1, spread=0.2)[0]))
    for wrong in (-0.1, 1.1, "x"):
        with pytest.raises(ValueError, match=r"spread=.* must be a number between 0 and 1"):
            clf.sample(2, spread=wrong)


def test_a_vae_opens_from_a_pickle_and_goes_on_without_its_stage(vae):
    clf, X, y = vae
    opened = pickle.loads(pickle.dumps(clf))
    assert all(map(np.array_equal, opened.sample(4)[0], clf.sample(4)[0]))
    opened.set_params(warm_start=True, max_steps=2).fit(X, y)
    assert [row["stage"] for row in opened.history_[len(clf.history_) :]] == ["adversarial"]
    assert opened.sample(4, spread=0.0)[0][0].shape[1] == X[0].shape[1]


def test_spread_and_stage_are_refused_where_they_mean_nothing(quick_infogan, rhythms, one_block):
    X, _, y = rhythms
    with pytest.raises(ValueError, match="spread is for a generator after a reconstruction stage"):
        quick_infogan().fit(X, y).sample(2, spread=0.5)
    with pytest.raises(ValueError, match="cannot be used together"):
        quick_infogan(reconstruction_steps=5, n_continuous_codes=1).fit(X, y)


@pytest.mark.parametrize(
    ("X", "y"),
    [
        ([np.full((1, 2), i, dtype=float) for i in range(8)], [0, 1] * 4),
        ([np.random.default_rng(i).normal(size=(9, 2)) for i in range(3)], [0, 1, -1]),
    ],
    ids=["one step", "one row a class"],
)
def test_few_and_short_sequences_do_not_break_the_stage(X, y, quick_infogan, one_block):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        clf = quick_infogan(reconstruction_steps=12, **VAE).fit(X, y)
    assert all(np.isfinite(x).all() for x in clf.sample(5)[0])


def test_more_codes_than_classes_and_no_label_at_all(quick_infogan, rhythms, one_block):
    X, _, y = rhythms
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for labels in (y, None):
            clf = quick_infogan(n_codes=5, reconstruction_steps=12, **VAE).fit(X, labels)
            assert len(clf.sample(6)[0]) == 6


def test_trained_convolutions_have_no_code_without_a_label(quick_infogan, rhythms):
    with pytest.raises(ValueError, match="reconstruction_steps needs sequences with a code"):
        quick_infogan(trunk="conv", n_codes=3, reconstruction_steps=3).fit(rhythms[0])
