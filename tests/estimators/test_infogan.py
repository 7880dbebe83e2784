"""The main estimator: codes, sampling, warm starts, history, the paper's configuration."""
# SPDX-License-Identifier: BSD-3-Clause

import json
import pickle
import traceback
import warnings
from pathlib import Path

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score
from sklearn.model_selection import cross_validate
from sklearn.pipeline import make_pipeline

from sklearn_seqgan import DivergenceError, SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.sequences import from_ragged, to_form
from sklearn_seqgan.systems import INFOGANS

pytestmark = pytest.mark.usefixtures("one_block")

TABLE_1 = {
    "generator_units": 64,
    "noise_dim": 64,
    "filters": 64,
    "kernel_size": 5,
    "n_conv_layers": 2,
    "hidden_units": 64,
    "share_trunk": True,
    "code_prior": "uniform",
    "length_prior": "beta",
    "learning_rate": 1e-4,
    "real_information_weight": 0.0,
}


def test_paper_builds_table_1_and_takes_overrides():
    parameters = SemiSupervisedInfoGANClassifier.paper().get_params()
    assert {name: parameters[name] for name in TABLE_1} == TABLE_1
    paper = SemiSupervisedInfoGANClassifier.paper(learning_rate=1e-3, random_state=3)
    assert paper.learning_rate == 1e-3 and paper.random_state == 3 and paper.filters == 64


def test_paper_has_the_weights_of_table_1(rhythms):
    X, _, y = rhythms
    fitted = SemiSupervisedInfoGANClassifier.paper(max_steps=1, random_state=0).fit(X, y)
    shapes = {name: w.shape for name, w in fitted.weights_.items() if w.ndim > 1}
    assert shapes == {
        "generator.fed_back.weight": (192, 3),
        "generator.latent.weight": (192, 64 + 3),
        "generator.recurrent.weight": (192, 64),
        "generator.readout.weight": (3, 64),
        "trunk.layers.0.weight": (64, 3, 5),
        "trunk.layers.1.weight": (64, 64, 5),
        "critic.hidden.weight": (64, 64),
        "critic.output.weight": (1, 64),
        "encoder.hidden.weight": (64, 64),
        "encoder.output.weight": (3, 64),
    }
    for name in ("trunk.layers.0", "trunk.layers.1", "critic.hidden", "critic.output"):
        weight = fitted.weights_[f"{name}.weight"]
        assert np.linalg.norm(weight.reshape(len(weight), -1), 2) == pytest.approx(1, abs=0.1)
    assert np.linalg.norm(fitted.weights_["encoder.hidden.weight"], 2) > 1.05
    assert all(isinstance(w, np.ndarray) for w in fitted.weights_.values())


def test_the_encoder_has_its_own_trunk_or_shares_the_critics(quick_infogan, rhythms):
    X, _, y = rhythms
    on_trunk = {"trunk": "conv", "critic": "trunk"}
    own, shared = (quick_infogan(**on_trunk, share_trunk=share).fit(X, y) for share in (False, True))
    assert own.weights_["own_trunk.layers.0.weight"].shape == (64, 3, 5)
    assert "own_trunk.layers.0.weight" not in shared.weights_
    for fitted in (own, shared):
        before = fitted.score_samples(X), fitted.predict_proba(X)
        fitted.weights_["trunk.layers.0.weight"] *= 2
        assert not np.allclose(fitted.score_samples(X), before[0])
        assert np.allclose(fitted.predict_proba(X), before[1]) == (fitted is own)


def test_posterior_and_representations(quick_infogan, rhythms):
    X, _, y = rhythms
    fitted = quick_infogan(n_codes=5).fit(X, y)
    code, probability = fitted.transform(X), fitted.predict_proba(X)
    assert code.shape == (len(X), 5) and fitted.n_codes_ == 5
    np.testing.assert_allclose(code.sum(1), 1, rtol=1e-6)
    np.testing.assert_allclose(code[:, :3] / code[:, :3].sum(1, keepdims=True), probability, rtol=1e-5)
    features = quick_infogan(n_codes=5, representation="features").fit(X, y).transform(X)
    assert features.shape == (len(X), 64) and (np.diff(features.var(0)) < 1e-6).all()  # principal ones first
    features = quick_infogan(trunk="conv", representation="features").fit(X, y).transform(X)
    assert features.shape == (len(X), 64) and np.abs(features).max() <= 1
    assert fitted.score_samples(X).shape == (len(X),)


def test_transform_keeps_the_dtype_and_names_its_columns(quick_infogan, rhythms):
    X, _, y = rhythms
    fitted = quick_infogan().fit(X, y)
    assert fitted.transform(X).dtype == np.float32
    assert fitted.transform([x.astype(float) for x in X]).dtype == np.float64
    names = ["semisupervisedinfoganclassifier" + str(i) for i in range(3)]
    assert fitted.get_feature_names_out().tolist() == names
    frame = fitted.set_output(transform="pandas").transform(X)
    assert frame.columns.tolist() == names and len(frame) == len(X)


def test_fit_transform_and_as_a_step_before_a_classifier(quick_infogan, rhythms):
    X, y, partial = rhythms
    np.testing.assert_array_equal(
        quick_infogan().fit_transform(X, partial), quick_infogan().fit(X, partial).transform(X)
    )
    pipeline = make_pipeline(quick_infogan(representation="features"), LogisticRegression())
    assert pipeline.fit(X, y).predict(X).shape == (len(X),)


def test_transduction_keeps_what_was_given_and_predicts_the_rest(quick_infogan, rhythms):
    X, _, y = rhythms
    fitted = quick_infogan(supervised_weight=0.0).fit(X, y)  # so that it does not learn the labels
    expected = np.where(y >= 0, y, fitted.predict(X))
    assert not np.array_equal(expected, fitted.predict(X))
    np.testing.assert_array_equal(fitted.transduction_, expected)


def input_forms(X):
    padded = to_form(from_ragged(X), "3d")
    objects = np.empty(len(X), dtype=object)
    objects[:] = X
    flat = np.full((len(X), 25), np.nan)
    flat[:, : padded.shape[1]] = padded[:, :, 0]
    return {"list": X, "object": objects, "3d": padded, "2d": flat}


@pytest.mark.parametrize("form", ["list", "object", "3d", "2d"])
def test_samples_have_the_form_of_the_training_data_and_can_be_predicted(form, quick_infogan, rhythms):
    X, _, y = rhythms
    data = input_forms(X)[form]
    fitted = quick_infogan().fit(data, y)
    generated, labels = fitted.sample(7)
    assert type(generated) is type(data) and len(generated) == len(labels) == 7
    if form in ("2d", "3d"):
        assert generated.shape[1:] == data.shape[1:]
    else:
        lengths = [len(x) for x in generated]
        assert min(lengths) >= 12 and max(lengths) <= 20 and generated[0].shape[1] == 3
    assert fitted.predict(generated).shape == (7,)


def test_samples_are_in_the_units_of_the_data(rhythms):
    X, _, y = rhythms
    far = [1e4 + 100 * x for x in X]
    fitted = SemiSupervisedInfoGANClassifier(reconstruction_steps=0, max_steps=60, random_state=0).fit(far, y)
    steps = np.concatenate(fitted.sample(50)[0])
    assert abs(steps.mean() - 1e4) < 100 and 5 < steps.std() < 300


def test_sample_of_classes(quick_infogan, rhythms):
    X, _, y = rhythms
    names = np.array(["?", "still", "walk", "run"])
    fitted = quick_infogan(unlabeled="?", n_codes=6).fit(X, names[y + 1])
    assert fitted.sample(4, y="walk")[1].tolist() == ["walk"] * 4
    assert fitted.sample(2, y=["run", "still"])[1].tolist() == ["run", "still"]
    assert set(fitted.sample(50)[1]) == {"still", "walk", "run"}
    first, again = fitted.sample(3, y="run")[0], fitted.sample(3, y="run")[0]
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))


def test_without_labels_the_codes_are_the_classes(quick_infogan, rhythms):
    X, _, _ = rhythms
    for fitted in (quick_infogan(n_codes=4).fit(X), quick_infogan(n_codes=4).fit(X, np.full(len(X), -1))):
        assert fitted.classes_.tolist() == [0, 1, 2, 3]
        assert fitted.predict_proba(X).shape == (len(X), 4) and fitted.sample(2, y=3)[1].tolist() == [3, 3]


def test_warm_start_goes_on_exactly(quick_infogan, rhythms):
    X, _, y = rhythms
    whole = quick_infogan(max_steps=9).fit(X, y)
    parts = quick_infogan(max_steps=5, warm_start=True).fit(X, y)
    parts = pickle.loads(pickle.dumps(parts)).set_params(max_steps=4).fit(X, y)
    assert parts.n_steps_ == 9 and [row["step"] for row in parts.history_] == [5, 9]
    np.testing.assert_array_equal(parts.predict_proba(X), whole.predict_proba(X))
    for name, weight in whole.weights_.items():
        np.testing.assert_array_equal(parts.weights_[name], weight)


def test_warm_start_takes_fewer_classes_but_no_new_ones_and_no_other_shape(quick_infogan, rhythms):
    X, _, y = rhythms
    fitted = quick_infogan(warm_start=True).fit(X, y)
    assert fitted.fit(X, np.where(y == 2, -1, y)).classes_.tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="label 9, which is not among"):
        fitted.fit(X, np.where(y == 2, 9, y))
    with pytest.raises(ValueError, match="hidden_units cannot change"):
        fitted.set_params(hidden_units=8).fit(X, y)
    with pytest.raises(ValueError, match="goes on with 3 codes; n_codes cannot change"):
        fitted.set_params(hidden_units=64, n_codes=5).fit(X, y)
    with pytest.raises(ValueError, match="trunk cannot change"):
        fitted.set_params(n_codes=None, trunk="conv").fit(X, y)
    prior, table = fitted.code_prior_, fitted.length_prior_
    fitted.set_params(trunk="random-convolution")
    with pytest.raises(ValueError, match="hidden_units cannot change"):
        fitted.set_params(hidden_units=8, n_codes=3).fit([x[:9] for x in X], y)
    assert fitted.length_prior_ is table and len(fitted.set_params(noise_dim=3).sample(2)[0]) == 2
    fitted.set_params(hidden_units=64, noise_dim=32).fit(X, np.full(len(X), -1))
    np.testing.assert_array_equal(fitted.code_prior_, prior)
    with pytest.raises(ValueError, match="X has 1 channels"):
        fitted.fit([x[:, :1] for x in X], y)


@pytest.mark.parametrize(
    ("trunk", "unread", "read"),
    [
        ("random-convolution", {"filters": 8, "kernel_size": 9}, {"n_rounds": 2}),
        ("conv", {"nuisance_weight": 0.0, "n_rounds": 2}, {"filters": 8}),
    ],
)
def test_a_parameter_that_the_trunk_does_not_read_is_told_and_blocks_nothing(
    trunk, unread, read, quick_infogan, rhythms
):
    X, _, y = rhythms
    message = f"trunk='{trunk}' does not read {', '.join(sorted(unread))}: what is set there has no effect"
    plain = quick_infogan(trunk=trunk).fit(X, y)
    with pytest.warns(UserWarning, match=message) as caught:
        warned = quick_infogan(trunk=trunk, warm_start=True, **unread).fit(X, y)
    assert [w.filename for w in caught if message in str(w.message)] == [__file__]
    np.testing.assert_array_equal(warned.predict_proba(X), plain.predict_proba(X))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warned.set_params(**dict.fromkeys(unread, 3)).fit(X, y)  # and it goes on
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*does not read.*")
        quick_infogan(trunk=trunk, **read).fit(X, y)


@pytest.mark.parametrize("trunk", INFOGANS)
def test_networks_are_built_once_in_a_fit_and_once_for_a_look(trunk, quick_infogan, rhythms, monkeypatch):
    X, _, y = rhythms
    built, init = [], INFOGANS[trunk].__init__

    def counted(self, a):
        built.append(a)
        init(self, a)

    monkeypatch.setattr(INFOGANS[trunk], "__init__", counted)
    fitted = quick_infogan(trunk=trunk).fit(X, y)
    assert len(built) == 1
    fitted.predict_proba(X)
    assert len(built) == 2


def test_two_frames_stand_between_a_prediction_and_the_network(quick_infogan, rhythms, monkeypatch):
    X, _, y = rhythms
    fitted, stacks = quick_infogan(trunk="conv").fit(X, y), []

    def code_logits(self, x):
        frames = traceback.extract_stack()
        stacks.append([frame.name for frame in frames if Path(frame.filename).parent.name == "estimators"])
        return self.posterior(x).logits

    monkeypatch.setattr(INFOGANS["conv"], "code_logits", code_logits)
    fitted.predict_proba(X)
    assert stacks[0][-4:] == ["predict_proba", "_infer", "apply_in_chunks", "code_logits"]


def test_a_fit_without_warm_start_forgets(quick_infogan, rhythms):
    X, _, y = rhythms
    fitted = quick_infogan().fit(X, y)
    expected = fitted.predict_proba(X)
    np.testing.assert_array_equal(fitted.fit(X, y).predict_proba(X), expected)
    assert fitted.n_steps_ == 4 and len(fitted.history_) == 1


def test_history_is_json_and_a_callback_stops(quick_infogan, rhythms):
    X, _, y = rhythms
    rows = []
    stop_at_twenty = quick_infogan(max_steps=50, callbacks=[rows.append, lambda row: row["step"] >= 20])
    fitted = stop_at_twenty.fit(X, y)
    assert fitted.n_steps_ == 20 and rows == fitted.history_ == json.loads(json.dumps(rows))
    always = {"stage", "step", "seconds", "critic_gap", "generator_loss", "code_information"}
    assert set(rows[0]) == always
    by_gradient = quick_infogan(trunk="conv").fit(X, y)
    assert set(by_gradient.history_[0]) == always | {"real_information", "supervised_loss"}


def test_priors_are_fitted(quick_infogan, rhythms):
    X, _, y = rhythms
    skewed = np.where((y == 2) & (np.arange(len(y)) > 5), -1, y)
    counts = np.bincount(skewed[skewed >= 0]) + 1
    fitted = quick_infogan(code_prior="empirical", length_prior="empirical").fit(X, skewed)
    np.testing.assert_allclose(fitted.code_prior_, counts / counts.sum())
    lengths = np.array([len(x) for x in X])
    np.testing.assert_allclose(fitted.length_prior_, np.bincount(lengths) / len(X))
    uniform = quick_infogan(code_prior="uniform").fit(X, skewed)
    np.testing.assert_allclose(uniform.code_prior_, [1 / 3] * 3)


def test_a_prior_can_be_given(quick_infogan, rhythms):
    X, _, y = rhythms
    given = [0.5, 0.3, 0.2]
    np.testing.assert_array_equal(quick_infogan(code_prior=given).fit(X, y).code_prior_, given)
    for wrong in ([0.5, 0.5], [0.5, 0.5, 0.5], [1.0, 0.5, -0.5]):
        with pytest.raises(ValueError, match="for each of the 3 codes"):
            quick_infogan(code_prior=wrong).fit(X, y)


def test_the_adversarial_part_does_not_change_the_default_prediction(quick_infogan, rhythms):
    X, _, y = rhythms
    with_it, without = quick_infogan(max_steps=6).fit(X, y), quick_infogan(max_steps=0).fit(X, y)
    np.testing.assert_array_equal(with_it.predict_proba(X), without.predict_proba(X))
    assert without.history_ == [] and without.n_steps_ == 0 and len(without.sample(3)[0]) == 3
    assert not np.array_equal(with_it.score_samples(X), without.score_samples(X))
    heeding = quick_infogan(max_steps=6, encoder_information_weight=0.5).fit(X, y)
    assert not np.array_equal(heeding.predict_proba(X), without.predict_proba(X))
    with pytest.raises(ValueError, match="max_steps=0 trains nothing with trunk='conv'"):
        quick_infogan(trunk="conv", max_steps=0).fit(X, y)


def test_codes_without_labels_are_clusters(quick_infogan):
    X, y = make_rhythms(n_per_class=20, noise=0.1, random_state=0)
    codes = quick_infogan(n_codes=3, max_steps=0).fit(X).predict(X)
    assert adjusted_rand_score(y, codes) > 0.3 and set(codes) == {0, 1, 2}


def test_a_run_that_diverges_says_so(rhythms):
    X, _, y = rhythms
    diverging = SemiSupervisedInfoGANClassifier(
        learning_rate=1e30, reconstruction_steps=0, max_steps=40, random_state=0
    )
    with pytest.raises(DivergenceError, match="Lower learning_rate"):
        diverging.fit(X, y)
    refitted = SemiSupervisedInfoGANClassifier(reconstruction_steps=0, max_steps=4, random_state=0).fit(X, y)
    with pytest.raises(DivergenceError):
        refitted.set_params(learning_rate=1e30, max_steps=40).fit(X, y)
    with pytest.raises(NotFittedError):  # neither the old model nor half of the new one
        refitted.predict(X)
    with pytest.raises(ValueError, match="All the 2 fits failed"):  # and no NaN passes for a score
        cross_validate(diverging, X, np.arange(len(X)) % 3, cv=2)


def test_tags():
    assert SemiSupervisedInfoGANClassifier().__sklearn_tags__().target_tags.required
    assert not SemiSupervisedInfoGANClassifier(n_codes=3).__sklearn_tags__().target_tags.required
