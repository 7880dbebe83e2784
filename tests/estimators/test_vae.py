"""The reconstruction stage through the estimator: a variational autoencoder, alone or before the GAN."""
# SPDX-License-Identifier: BSD-3-Clause

import pickle
import warnings

import numpy as np
import pytest
from sklearn.base import clone

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


STAGES = ("reconstruction", "adversarial")


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
    near, far = (np.stack([*clf.sample(200, y=1, spread=s, noise=0)[0]])[:, :10] for s in (0.0, 1.0))
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
    with pytest.raises(ValueError, match="noise is for a generator after a reconstruction stage"):
        quick_infogan().fit(X, y).sample(2, noise=0.5)


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


def test_reconstructions_keep_form_and_lengths_and_come_near(vae):
    clf, X, _ = vae
    again = clf.reconstruct(X)
    assert [x.shape for x in again] == [x.shape for x in X]
    error, shuffled = (
        np.mean([np.square(a - b).mean() for a, b in zip(X, other)]) for other in (again, again[::-1])
    )
    assert error < 0.5 * shuffled


def test_a_latent_leads_back_to_its_reconstruction_and_between_two_lies_another(vae):
    clf, X, _ = vae
    latent = clone(clf).set_params(representation="latent", reconstruction_steps=30).fit(X, np.arange(60) % 3)
    Z = latent.transform(X)
    assert Z.shape == (60, 3 + 8) == (60, len(latent.get_feature_names_out()))
    hard = np.hstack([np.eye(3)[Z[:, :3].argmax(1)], Z[:, 3:]])
    back = latent.inverse_transform(hard, lengths=24)
    for a, b in zip(back, latent.reconstruct(X), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-4)  # float32 against float64 over 24 time steps
    middle = latent.inverse_transform(hard[:2].mean(0, keepdims=True), lengths=[10])
    assert middle[0].shape == (10, 3) and len(latent.inverse_transform(Z)[0]) == 24


def test_latents_of_another_shape_are_refused(vae):
    clf, _, _ = vae
    with pytest.raises(ValueError, match="X has 4 columns; expected the 3 codes and 8 dimensions"):
        clf.inverse_transform(np.zeros((1, 4)))
    with pytest.raises(ValueError, match="X contains NaN"):
        clf.inverse_transform(np.ma.masked_equal(np.arange(11.0)[None], 5))
    for lengths in (0, [3, 4], 2.5):
        with pytest.raises(ValueError, match=r"lengths|broadcast"):
            clf.inverse_transform(np.zeros((1, 11)), lengths=lengths)


def test_latents_are_refused_where_there_is_no_encoder_of_them(quick_infogan, rhythms, one_block):
    without = quick_infogan().fit(rhythms[0], rhythms[2])
    for method, argument in (
        (without.reconstruct, rhythms[0]),
        (without.inverse_transform, np.zeros((1, 11))),
    ):
        with pytest.raises(ValueError, match="fitted without a reconstruction stage"):
            method(argument)
    with pytest.raises(ValueError, match="representation='latent' needs a reconstruction stage"):
        quick_infogan(representation="latent").fit(rhythms[0], rhythms[2])


def test_continuous_codes_are_the_axes_of_the_latents(vae):
    """A code that is set is read again from the sequence, and others stay as they are."""
    _, X, y = vae
    clf = SemiSupervisedInfoGANClassifier(
        reconstruction_steps=250, n_continuous_codes=2, random_state=0, **VAE
    ).fit(X, y)
    assert clf.transform(X).shape == (60, 5) == (60, len(clf.get_feature_names_out()))
    variances = clf.transform(X)[:, 3:].var(0)
    np.testing.assert_allclose(variances, 1 / 3, rtol=0.35)  # as of a uniform one in [−1, 1]
    low, high = (clf.sample(40, y=1, codes=[c, 0.0], noise=0)[0] for c in (-1.0, 1.0))
    read = [clf.transform(samples)[:, 3].mean() for samples in (low, high)]
    assert read[1] - read[0] > 1.0
    with pytest.raises(ValueError, match="n_continuous_codes=9 is more than noise_dim=8"):
        clone(clf).set_params(n_continuous_codes=9).fit(X, y)


def test_noise_is_added_at_the_level_asked_for(vae):
    clf, X, y = vae
    samples = {level: np.stack(clf.sample(60, y=y, noise=level)[0]) for level in (0, 0.5, 1, None)}
    moves = {level: np.abs(np.diff(x, axis=1)).mean() for level, x in samples.items()}
    assert moves[0] < moves[0.5] < moves[1]
    half = (samples[0] + samples[1]) / 2
    np.testing.assert_allclose(samples[0.5], half, atol=1e-5)
    real = np.abs(np.diff(np.stack(X), axis=1)).mean()
    assert 0.8 * real < moves[None] < 1.25 * real
    for wrong in (-1, "x", np.inf):
        with pytest.raises(ValueError, match=r"noise=.* must be a number of at least 0"):
            clf.sample(2, noise=wrong)


def test_a_constant_channel_is_generated_to_the_bit(quick_infogan, rhythms, one_block):
    X, _, y = rhythms
    with_constant = [np.column_stack([x, np.full(len(x), 0.3)]) for x in X]
    clf = quick_infogan(reconstruction_steps=4, max_steps=2, trunk="random-convolution").fit(with_constant, y)
    for made in (clf.sample(5)[0], clf.reconstruct(with_constant[:5])):
        assert all((x[:, 3] == x.dtype.type(0.3)).all() for x in made)


def test_the_adversarial_stage_goes_on_to_reconstruct(quick_infogan, rhythms, one_block):
    X, _, y = rhythms
    clf = quick_infogan(reconstruction_steps=60, max_steps=20).fit(X, y)
    losses = {
        stage: [r["reconstruction_loss"] for r in clf.history_ if r["stage"] == stage] for stage in STAGES
    }
    assert len(losses["adversarial"]) == 2
    assert losses["adversarial"][-1] < 1.2 * losses["reconstruction"][-1]


@pytest.mark.parametrize("trunk", ["conv", "random-convolution"])
def test_five_thousand_time_steps(trunk, quick_infogan, one_block):
    rng = np.random.default_rng(0)
    X = [np.cumsum(rng.normal(size=(n, 1)), axis=0) for n in (5000, 40, 60, 50)]
    small = {"generator_units": 8, "noise_dim": 4, "batch_size": 4}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        clf = quick_infogan(trunk=trunk, reconstruction_steps=2, max_steps=1, **small).fit(X, [0, 0, 1, 1])
    assert all(np.isfinite(x).all() for x in clf.sample(4)[0])
