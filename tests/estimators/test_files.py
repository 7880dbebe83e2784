"""Models as files: the same predictions, nothing run, damaged or made-up ones refused."""
# SPDX-License-Identifier: BSD-3-Clause

import json
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
    load,
    model_file,
)
from sklearn_seqgan.datasets import make_skeleton_actions
from sklearn_seqgan.files import KNOWN
from sklearn_seqgan.networks.trunks import random_convolution
from sklearn_seqgan.networks.trunks.design import Block
from tests.estimators.make_kept import found_by, sequences
from tests.hostile_files import N_FILES, try_damaged, try_made_up

pytestmark = pytest.mark.usefixtures("few_kernels")

KEPT = Path(__file__).parent / "kept"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.safetensors"


@pytest.fixture
def small(rhythms, path):
    """The file of a small classifier, and its predictions."""
    X, _, y = rhythms
    clf = CNNClassifier(max_steps=2, module__filters=4, module__hidden_units=4, random_state=0).fit(X, y)
    clf.save(path)
    return path, clf.predict_proba(X)


def test_a_classifier_comes_back_as_it_was(quick, rhythms, path):
    X, _, y = rhythms
    clf = quick().fit(X, y)
    clf.save(path)
    for again in (load(path), type(clf).load(path)):
        assert type(again) is type(clf) and repr(again) == repr(clf)
        np.testing.assert_array_equal(again.predict_proba(X), clf.predict_proba(X))
        np.testing.assert_array_equal(again.classes_, clf.classes_)
        assert again.n_features_in_ == clf.n_features_in_
    if hasattr(clf, "sample"):
        for a, b in zip(clf.sample(4)[0], load(path).sample(4)[0], strict=True):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("names", [["walk", "run", "sit"], [2.5, 7.0, 9.5]])
@pytest.mark.parametrize("kind", [CNNClassifier, SemiSupervisedBiGANClassifier])
def test_any_classes_come_back(rhythms, path, kind, names):
    X, _, y = rhythms
    few = {} if kind is CNNClassifier else {"reconstruction_steps": 2, "generator_units": 16}
    labels = np.array([names[k] if k >= 0 else None for k in y], dtype=object)
    if isinstance(names[0], float):
        labels = np.where(y >= 0, np.array(names)[y] * 2, np.nan)
    marker = "?" if isinstance(names[0], str) else -1
    clf = kind(max_steps=2, unlabeled=marker, **few).fit(X, labels)
    clf.save(path)
    again = load(path)
    np.testing.assert_array_equal(again.predict(X), clf.predict(X))
    assert again.classes_.dtype == clf.classes_.dtype


def test_a_further_fit_goes_on_where_the_state_of_training_is_in_the_file(rhythms, path, quick_infogan):
    X, _, y = rhythms
    clf = quick_infogan(trunk="conv", warm_start=True).fit(X, y)
    clf.save(path, training_state=False)
    without = path.stat().st_size
    with pytest.raises(ValueError, match=r"holds no state of training\. Save it with training_state=True"):
        load(path).fit(X, y)
    clf.save(path)
    assert path.stat().st_size > 1.8 * without
    again = load(path).fit(X, y)
    clf.fit(X, y)
    np.testing.assert_array_equal(again.predict_proba(X), clf.predict_proba(X))


@pytest.mark.parametrize("kind", [CNNClassifier, GRUClassifier])
def test_a_net_goes_on_to_the_bit(rhythms, path, kind):
    """A CNN's dropout has a random stream of its own."""
    X, _, y = rhythms
    clf = kind(max_steps=3, batch_size=4, random_state=0).fit(X, y)
    clf.save(path, training_state=True)
    again = load(path).partial_fit(X, y)
    np.testing.assert_array_equal(again.predict_proba(X), clf.partial_fit(X, y).predict_proba(X))
    assert len(again.history) == len(clf.history)


def test_what_cannot_be_written_is_named(rhythms, path, quick_infogan):
    X, _, y = rhythms
    with pytest.raises(NotFittedError):
        quick_infogan().save(path)
    clf = quick_infogan(callbacks=[lambda state: None]).fit(X, y)
    with pytest.raises(TypeError, match=r"\['callbacks'\]\[0\] is of type function, which a file"):
        clf.save(path)
    assert not path.exists()


def test_a_file_of_another_class_is_refused(small):
    path, _ = small
    with pytest.raises(ValueError, match="holds a CNNClassifier, not a GRUClassifier"):
        GRUClassifier.load(path)


OTHER_KERNELS = {
    "BLOCKS": (Block("velocity", n_biases=8, n_segments=2, weight=2.0),),
    "POINT_BLOCKS": (),
    "LENGTH": 32,
    "DILATIONS": {1: 16, 9: 16},
    "SMOOTH_DILATIONS": (9,),
    "SMOOTH_BIASES": 1,
    "LEVEL_WEIGHT": 7.0,
    "N_PAIRS": 5,
    "N_ANGLES": 5,
}


@pytest.mark.parametrize("kind", [SemiSupervisedInfoGANClassifier, SemiSupervisedRocketClassifier])
def test_a_model_of_other_kernels_is_as_it_was(rhythms, path, monkeypatch, kind):
    """The code draws others by now: the model keeps its own, and goes on with them."""
    X, _, y = rhythms
    few = {"max_steps": 1, "reconstruction_steps": 1, "generator_units": 8, "warm_start": True}
    clf = kind(random_state=0, **few if kind is SemiSupervisedInfoGANClassifier else {}).fit(X, y)
    clf.save(path)
    expected, pickled = clf.predict_proba(X), pickle.dumps(clf)
    warm = clf.fit(X, y).predict_proba(X)
    for name, value in OTHER_KERNELS.items():
        monkeypatch.setattr(random_convolution, name, value)
    for again in (load(path), pickle.loads(pickled)):
        np.testing.assert_array_equal(again.predict_proba(X), expected)
        if hasattr(again, "warm_start"):
            np.testing.assert_array_equal(again.fit(X, y).predict_proba(X), warm)
    assert (
        kind(random_state=0, **{} if kind is SemiSupervisedRocketClassifier else few)
        .fit(X, y)
        ._architecture.design.length
        == 32
    )


def test_points_too_keep_their_kernels(path, monkeypatch):
    data = make_skeleton_actions(4, 2, actions=["wave", "sit down"], longest=24, random_state=0)
    X, y = data.X, data.y
    clf = SemiSupervisedRocketClassifier(random_state=0).fit(X, y)
    assert len(clf.points_) > 5
    clf.save(path)
    for name, value in OTHER_KERNELS.items():
        monkeypatch.setattr(random_convolution, name, value)
    np.testing.assert_array_equal(load(path).predict_proba(X), clf.predict_proba(X))


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.safetensors")), ids=lambda path: path.stem)
def test_files_that_were_kept_open_as_they_did(path):
    """By every method, kernels of another design among it; another processor rounds otherwise."""
    found = found_by(load(path), sequences()[0])
    with np.load(path.with_suffix(".npz")) as expected:
        assert found.keys() == set(expected)
        for name, values in found.items():
            np.testing.assert_allclose(values, expected[name], rtol=1e-5, atol=1e-5)
    assert path.stat().st_size < 110_000


def test_every_class_has_a_kept_file():
    assert {model_file.read(path)[0]["class"] for path in KEPT.glob("*.safetensors")} == set(KNOWN)


def test_a_damaged_file_is_refused_or_is_the_same_model(small, rhythms):
    path, expected = small

    def check(clf):
        np.testing.assert_array_equal(clf.predict_proba(rhythms[0]), expected)

    assert try_damaged(path, check) > 0.9 * N_FILES


def test_a_made_up_file_is_refused_or_predicts(small, rhythms):
    def check(clf):
        assert np.isfinite(clf.predict_proba(rhythms[0])).all()

    try_made_up(small[0], check)


@pytest.mark.parametrize("name", ["rocket", "infogan", "bigan"])
def test_a_made_up_file_is_refused_or_does_all_it_can(name, path):
    """Kernels of any design, priors, the rows that novelty is measured by."""
    X = sequences()[0]
    path.write_bytes((KEPT / f"{name}-0.1.0.safetensors").read_bytes())

    def check(clf):
        assert np.isfinite(clf.predict_proba(X)).all() and np.isfinite(clf.transform(X)).all()
        if hasattr(clf, "novelty_score") and clf._novelty is not None:
            assert ((clf.novelty_score(X) >= 0) & (clf.novelty_score(X) <= 1)).all()
        if hasattr(clf, "sample"):
            assert len(clf.sample(2)[0]) == 2

    try_made_up(path, check)


@pytest.mark.parametrize("name", ["cnn", "rocket"])
@pytest.mark.parametrize("of", ["classes", "mean", "batches_stream_"])
def test_an_array_of_another_shape_is_refused(name, of, path):
    about, arrays = model_file.read(KEPT / f"{name}-0.1.0.safetensors")
    text = json.dumps(about["tree"])
    if of not in text:
        pytest.skip("Rocket draws no batches")
    found = re.search(rf'{of}[^{{]*{{"array": "(a\d+)"', text)[1]
    arrays[found] = arrays[found][..., None]
    model_file.write(path, about, arrays)
    with pytest.raises(ValueError, match="that can be used"):
        load(path)


def test_moments_of_other_shapes_are_refused(rhythms, path):
    CNNClassifier(max_steps=2, random_state=0).fit(rhythms[0], rhythms[2]).save(path, training_state=True)
    about, arrays = model_file.read(path)
    found = re.search(r'exp_avg[^{]*{"array": "(a\d+)"', json.dumps(about["tree"]))[1]
    arrays[found] = arrays[found][..., None]
    model_file.write(path, about, arrays)
    with pytest.raises(ValueError, match="moments"):
        load(path)


@pytest.mark.slow
def test_a_file_opens_in_a_new_process_without_what_it_was_made_with(small):
    path, _ = small
    code = f"from sklearn_seqgan import load; print(load({str(path)!r}).n_channels_)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "3"


IN_A_NEW_PROCESS = """
from sklearn_seqgan import CNNClassifier
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.model_selection import LabeledOnly
X, y = make_rhythms(n_per_class=4, random_state=0)
LabeledOnly(CNNClassifier(max_steps=2)).fit(X, y).save(PATH)
"""
OPENED = "from sklearn_seqgan.model_selection import LabeledOnly; print(LabeledOnly.load(PATH).estimator_)"


@pytest.mark.slow
def test_files_are_written_and_opened_by_processes_that_have_imported_one_class_only(path):
    for code in (IN_A_NEW_PROCESS, OPENED):
        code = code.replace("PATH", repr(str(path)))
        found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert found.returncode == 0, found.stderr
    assert "CNNClassifier" in found.stdout
