"""Pickle, joblib, copies and skops: the same predictions, few types to trust, warnings of other versions."""
# SPDX-License-Identifier: BSD-3-Clause

import copy
import pickle
import warnings
import zipfile
from io import BytesIO

import joblib
import numpy as np
import pytest
import skops.io
import torch
from sklearn.base import clone
from sklearn.exceptions import InconsistentVersionWarning
from sklearn.pipeline import make_pipeline

from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
    _pickles,
    load,
    preprocessing,
)
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.model_selection import (
    ClassBalancedSelfTraining,
    LabeledOnly,
    LabelMasker,
    NoveltyThresholdClassifier,
    WindowedClassifier,
)

FEW = {"max_steps": 2, "random_state": 0}
STEPS = {**FEW, "reconstruction_steps": 2, "generator_units": 8}
ROCKET = SemiSupervisedRocketClassifier(random_state=0)
CLASSIFIERS = {
    "CNN": CNNClassifier(**FEW),
    "GRU": GRUClassifier(**FEW),
    "part-aware LSTM": PartAwareLSTMClassifier([[0, 1], [2]], **FEW),
    "Rocket": ROCKET,
    "InfoGAN": SemiSupervisedInfoGANClassifier(**STEPS),
    "the paper's InfoGAN": SemiSupervisedInfoGANClassifier.paper(**FEW),
    "BiGAN": SemiSupervisedBiGANClassifier(**STEPS),
    "LabeledOnly": LabeledOnly(CNNClassifier(**FEW)),
    "LabelMasker": LabelMasker(CNNClassifier(**FEW), per_class=3, random_state=0),
    "ClassBalancedSelfTraining": ClassBalancedSelfTraining(CNNClassifier(**FEW), n_rounds=1),
    "NoveltyThresholdClassifier": NoveltyThresholdClassifier(ROCKET),
    "WindowedClassifier": WindowedClassifier(CNNClassifier(**FEW), length=6, stride=3),
    "Pipeline": make_pipeline(preprocessing.SequenceScaler(), CNNClassifier(**FEW)),
}
TRANSFORMERS = {
    name: getattr(preprocessing, name)
    for name in preprocessing.__all__
    if isinstance(getattr(preprocessing, name), type)
}
SETTINGS = {
    "BoneNormalizer": {"bones": [(0, 1)]},
    "FrameSubsampler": {"step": 2},
    "SequenceResampler": {"length": 8},
    "SequenceTruncator": {"max_length": 10},
    "SkeletonRotator": {"left": 0, "right": 1},
    "VelocityAppender": {"rate_hz": 30},
}


@pytest.fixture(scope="module")
def rhythms():
    X, y = make_rhythms(n_per_class=6, n_channels=9, shortest=12, longest=20, random_state=0)
    return X, y


@pytest.fixture(scope="module")
def fitted(rhythms):
    """Of each classifier, one that is fitted, and what it predicts."""
    made = {}

    def get(name):
        if name not in made:
            X, y = rhythms
            clf = clone(CLASSIFIERS[name])
            if isinstance(clf, WindowedClassifier):
                y = [np.full(len(x), label) for x, label in zip(X, y, strict=True)]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                clf.fit(X, y)
            made[name] = clf, clf.predict_proba(X)
        return made[name]

    return get


def through_joblib(fitted, path, **how):
    joblib.dump(fitted, path)
    return joblib.load(path, **how)


def through_skops(fitted):
    content = skops.io.dumps(fitted)
    return skops.io.loads(content, trusted=skops.io.get_untrusted_types(data=content))


WAYS = {
    "pickle": lambda fitted, path: pickle.loads(pickle.dumps(fitted)),
    "joblib": through_joblib,
    "joblib, mapped": lambda fitted, path: through_joblib(fitted, path, mmap_mode="r"),
    "deepcopy": lambda fitted, path: copy.deepcopy(fitted),
    "skops": lambda fitted, path: through_skops(fitted),
}


def assert_same(got, want):
    assert len(got) == len(want)
    for a, b in zip(got, want, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_predictions_are_the_same(name, way, fitted, rhythms, one_block, tmp_path):
    clf, expected = fitted(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = WAYS[way](clf, tmp_path / "model")
        assert_same(again.predict_proba(rhythms[0]), expected)
        assert_same(again.predict_proba(rhythms[0]), expected)
    assert repr(again) == repr(clf)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", TRANSFORMERS)
def test_what_a_transformer_gives_is_the_same(name, way, rhythms, tmp_path):
    transformer = TRANSFORMERS[name](**SETTINGS.get(name, {})).fit(rhythms[0])
    again = WAYS[way](transformer, tmp_path / "model")
    assert_same(again.transform(rhythms[0]), transformer.transform(rhythms[0]))


SHARED = {"sklearn_seqgan.sequences.scaling.ChannelScale"}
KERNELS = {"sklearn_seqgan.networks.trunks.design." + name for name in ("Block", "Design")}
TYPES = {
    "CNN": {"sklearn_seqgan.estimators.baselines.CNNClassifier"},
    "GRU": {"sklearn_seqgan.estimators.baselines.GRUClassifier"},
    "part-aware LSTM": {"sklearn_seqgan.estimators.baselines.PartAwareLSTMClassifier"},
    "Rocket": {
        "sklearn_seqgan.estimators.rocket.SemiSupervisedRocketClassifier",
        "sklearn_seqgan.systems.rocket.RocketArchitecture",
        *KERNELS,
    },
    "InfoGAN": {
        "sklearn_seqgan.estimators.infogan.SemiSupervisedInfoGANClassifier",
        "sklearn_seqgan.systems.random_infogan.RandomConvInfoGANArchitecture",
        *KERNELS,
    },
    "the paper's InfoGAN": {
        "sklearn_seqgan.estimators.infogan.SemiSupervisedInfoGANClassifier",
        "sklearn_seqgan.systems.conv_infogan.ConvInfoGANArchitecture",
    },
    "BiGAN": {
        "sklearn_seqgan.estimators.bigan.SemiSupervisedBiGANClassifier",
        "sklearn_seqgan.systems.bigan.BiGANArchitecture",
    },
}


@pytest.mark.parametrize("name", TYPES)
def test_types_to_trust_are_few_and_ours(name, fitted, one_block):
    content = skops.io.dumps(fitted(name)[0])
    assert set(skops.io.get_untrusted_types(data=content)) == TYPES[name] | SHARED
    with pytest.raises(TypeError, match="Untrusted types found"):
        skops.io.loads(content)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_what_skops_writes_holds_no_pickle(name, fitted, one_block):
    """skorch pickles its tensors into bytes, which whoever opens the file would run."""
    with zipfile.ZipFile(BytesIO(skops.io.dumps(fitted(name)[0]))) as archive:
        assert all(part.endswith((".npy", "schema.json")) for part in archive.namelist())


def test_a_state_of_skorch_is_refused_and_not_unpickled():
    state = CNNClassifier().__getstate__() | {"__cuda_dependent_attributes__": b"cos\nabort\n."}
    with pytest.raises(ValueError, match=r"before 0\.1\.0"):
        CNNClassifier.__new__(CNNClassifier).__setstate__(state)


@pytest.mark.parametrize("name", ["InfoGAN", "CNN"])
def test_a_further_fit_leaves_a_mapped_file_as_it_is(name, fitted, rhythms, one_block, tmp_path):
    path = tmp_path / "model"
    clf = fitted(name)[0]
    joblib.dump(clf, path)
    before = path.read_bytes()
    mapped = joblib.load(path, mmap_mode="r").set_params(warm_start=True).fit(*rhythms)
    pickled = pickle.loads(pickle.dumps(clf)).set_params(warm_start=True).fit(*rhythms)
    np.testing.assert_array_equal(mapped.predict_proba(rhythms[0]), pickled.predict_proba(rhythms[0]))
    assert path.read_bytes() == before


def test_arrays_are_mapped_and_cannot_be_written(fitted, one_block, tmp_path):
    again = through_joblib(fitted("Rocket")[0], tmp_path / "model", mmap_mode="r")
    largest = max(again.weights_.values(), key=lambda array: array.nbytes)
    assert isinstance(largest, np.memmap) and not largest.flags.writeable


EVERY = {**CLASSIFIERS, "SequenceScaler": preprocessing.SequenceScaler()}


@pytest.mark.parametrize("name", [name for name in EVERY if name != "Pipeline"])
def test_a_pickle_of_another_version_warns_by_its_name(name, monkeypatch):
    estimator = clone(EVERY[name])
    monkeypatch.setattr(_pickles, "__version__", "0.0.7")
    pickled = pickle.dumps(estimator)
    monkeypatch.undo()
    kind = type(estimator).__name__
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        again = pickle.loads(pickled)
    assert all(warning.category.__base__ is InconsistentVersionWarning for warning in found)
    assert all(warning.filename == __file__ for warning in found)
    assert any(f"{kind} was written by version 0.0.7" in str(warning.message) for warning in found)
    assert again.get_params().keys() == estimator.get_params().keys()
    assert not any("version" in key for key in vars(again))


def test_a_pickle_without_a_version_is_older_than_all(monkeypatch):
    scaler = preprocessing.SequenceScaler()
    state = {k: v for k, v in scaler.__getstate__().items() if k != _pickles.KEY}
    with pytest.warns(InconsistentVersionWarning, match=r"version pre-0\.1\.0"):
        preprocessing.SequenceScaler.__new__(preprocessing.SequenceScaler).__setstate__(state)


@pytest.mark.parametrize("name", EVERY)
def test_copies_do_not_warn(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        copy.deepcopy(EVERY[name])
        copy.copy(EVERY[name])
        clone(EVERY[name])
        pickle.loads(pickle.dumps(EVERY[name]))


def test_half_of_a_model_is_not_stored_twice(fitted, one_block):
    clf = fitted("InfoGAN")[0]
    saved, weights = clf._saved["weights"], clf.weights_
    same = [n for n in weights if n in saved and np.array_equal(saved[n], weights[n])]
    assert len(same) > 20 and all(any(saved[n] is w for w in weights.values()) for n in same)
    whole = len(pickle.dumps(clf))
    again = pickle.loads(pickle.dumps(clf))
    assert any(again._saved["weights"][same[0]] is w for w in again.weights_.values())
    dropped = len(pickle.dumps(again.drop_training_state()))
    in_effect = sum(array.nbytes for array in weights.values())
    assert dropped < in_effect + 2e5 and whole < dropped + 1e6


def test_a_model_without_its_state_of_training_predicts_the_same_and_does_not_go_on(rhythms, one_block):
    X, y = rhythms
    clf = SemiSupervisedBiGANClassifier(**STEPS, warm_start=True).fit(X, y)
    expected = clf.predict_proba(X)
    np.testing.assert_array_equal(clf.drop_training_state().predict_proba(X), expected)
    with pytest.raises(ValueError, match=r"warm_start cannot go on.*training_state"):
        clf.fit(X, y)
    net = CNNClassifier(**FEW).fit(X, y)
    size = len(pickle.dumps(net))
    expected = net.predict_proba(X)
    np.testing.assert_array_equal(net.drop_training_state().predict_proba(X), expected)
    assert len(pickle.dumps(net)) < 0.5 * size
    assert net.partial_fit(X, y).n_steps_ == 4


@pytest.mark.parametrize("name", [n for n in CLASSIFIERS if n not in ("Pipeline", "LabelMasker")])
def test_a_state_that_says_cuda_opens_on_a_machine_without(name, fitted, rhythms, one_block, tmp_path):
    """Of one fitted there: its parameter, and what its state of training says."""
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    clf, expected = copy.deepcopy(fitted(name)[0]), fitted(name)[1]
    for model in (clf, getattr(clf, "estimator", clf), getattr(clf, "estimator_", clf)):
        if "device" in vars(model):
            model.device = "cuda:1"
        if "_saved" in vars(model):
            model._saved["device"] = "cuda"
    clf.save(tmp_path / "model", training_state=True)
    with pytest.warns(UserWarning, match=r"device='cuda:1', and torch finds no CUDA device"):
        opened = load(tmp_path / "model")
    assert_same(opened.predict_proba(rhythms[0]), expected)
    pickled = pickle.loads(pickle.dumps(clf))
    inside = getattr(pickled, "estimator_", pickled)
    assert inside.device == "cuda:1"
    inside.set_params(device="cpu")
    assert_same(pickled.predict_proba(rhythms[0]), expected)
