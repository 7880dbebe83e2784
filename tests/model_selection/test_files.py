"""Classifiers around a classifier, as files: both come back as they were, or the file is refused."""
# SPDX-License-Identifier: BSD-3-Clause

import copy

import numpy as np
import pytest
import sklearn
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from sklearn_seqgan import CNNClassifier, SemiSupervisedRocketClassifier, load, model_file
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.model_selection import (
    ClassBalancedSelfTraining,
    LabeledOnly,
    LabelMasker,
    NoveltyThresholdClassifier,
    WindowedClassifier,
)
from sklearn_seqgan.preprocessing import SequenceScaler
from tests.hostile_files import N_FILES, try_damaged, try_made_up

pytestmark = pytest.mark.usefixtures("few_kernels", "one_block")

CNN = CNNClassifier(max_steps=2, module__filters=4, module__hidden_units=4, random_state=0)
ROCKET = SemiSupervisedRocketClassifier(random_state=0)
AROUND = {
    "labelled only": LabeledOnly(CNN),
    "masked": LabelMasker(CNN, per_class=3, random_state=0),
    "self-training": ClassBalancedSelfTraining(CNN, n_rounds=2),
    "novelty": NoveltyThresholdClassifier(ROCKET, threshold=0.9, rejected=-7),
    "windows": WindowedClassifier(CNN, length=6, stride=3),
    "windows, seconds": WindowedClassifier(LabeledOnly(CNN), length=0.5, stride=0.2, rate_hz=12.5),
    "around another": LabeledOnly(ClassBalancedSelfTraining(CNN, n_rounds=1)),
}


@pytest.fixture(scope="module")
def rhythms():
    X, y = make_rhythms(n_per_class=6, shortest=12, longest=20, random_state=0)
    return X, np.where(np.arange(len(y)) % 6 < 4, y, -1)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.safetensors"


def fitted(clf, X, y):
    if isinstance(clf, WindowedClassifier):
        y = [np.full(len(x), label) for x, label in zip(X, y, strict=True)]
    elif isinstance(clf, LabelMasker):
        X, y = [x for x, k in zip(X, y, strict=True) if k >= 0], y[y >= 0]
    return sklearn.clone(clf).fit(X, y)


@pytest.mark.parametrize("name", AROUND)
def test_it_comes_back_as_it_was(name, rhythms, path):
    clf = fitted(AROUND[name], *rhythms)
    clf.save(path)
    for again in (load(path), type(clf).load(path)):
        assert type(again) is type(clf) and repr(again) == repr(clf)
        learnt = vars(clf).keys() - {"estimator", "estimator_"}
        for attribute in learnt:
            np.testing.assert_array_equal(getattr(again, attribute), getattr(clf, attribute))
        for method in ("predict", "predict_proba"):
            for a, b in zip(*(getattr(c, method)(rhythms[0]) for c in (again, clf)), strict=True):
                np.testing.assert_array_equal(a, b)


def test_of_channels_with_names_and_a_text_marker(rhythms, path):
    pd = pytest.importorskip("pandas")
    X = [pd.DataFrame(x, columns=["a", "b", "c"]) for x in rhythms[0]]
    y = np.array(["sit", "walk", "run", "?"])[rhythms[1]]
    clf = WindowedClassifier(CNNClassifier(max_steps=2, unlabeled="?"), 6, 3, unlabeled="?")
    clf = fitted(clf, X, y)
    clf.save(path)
    again = load(path)
    assert again.feature_names_in_.tolist() == ["a", "b", "c"]
    for a, b in zip(again.predict(X), clf.predict(X), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    "inside", [LogisticRegression(), make_pipeline(SequenceScaler(), CNN)], ids=["sklearn", "pipeline"]
)
def test_a_classifier_of_another_package_is_named_with_what_to_do(inside, rhythms, path):
    X, y = rhythms
    if isinstance(inside, LogisticRegression):
        X = np.array([x.mean(axis=0) for x in X])
    clf = LabeledOnly(inside).fit(X, y)
    kind = type(inside).__name__
    with pytest.raises(
        TypeError, match=rf"LabeledOnly\.estimator is a {kind}.*joblib\.dump.*skops\.io\.dump"
    ):
        clf.save(path)
    assert not path.exists()


def test_one_that_is_not_fitted_has_no_file(path):
    with pytest.raises(NotFittedError):
        LabeledOnly(CNN).save(path)


def test_a_class_of_ones_own_is_none_of_the_package(rhythms, path):
    class GRUClassifier(CNNClassifier):
        """By a name that the package has."""

    clf = LabeledOnly(GRUClassifier(max_steps=1)).fit(*rhythms)
    with pytest.raises(TypeError, match="A file holds classifiers of this package alone"):
        clf.save(path)


def test_the_state_of_training_of_the_one_inside(rhythms, path):
    clf = LabeledOnly(sklearn.clone(CNN).set_params(warm_start=True)).fit(*rhythms)
    clf.save(path)
    whole = path.stat().st_size
    clf.save(path, training_state=False)
    without = path.stat().st_size
    expected = clf.predict_proba(rhythms[0])
    assert clf.drop_training_state() is clf
    clf.save(path)
    assert without < path.stat().st_size < whole  # streams of dropout are kept
    np.testing.assert_array_equal(load(path).predict_proba(rhythms[0]), expected)


def test_what_scikit_learn_was_told_comes_back(rhythms, path):
    with sklearn.config_context(enable_metadata_routing=True):
        rocket = sklearn.clone(ROCKET).set_fit_request(groups="person").set_output(transform="pandas")
        clf = LabeledOnly(rocket).fit(*rhythms)
        clf.save(path)
        again = load(path)
        assert again.estimator.get_metadata_routing().fit.requests["groups"] == "person"
        assert type(again.estimator_.transform(rhythms[0])).__name__ == "DataFrame"
        assert again.get_metadata_routing().consumes("fit", ["person"]) == {"person"}


@pytest.fixture
def small(rhythms, path):
    clf = fitted(AROUND["windows, seconds"], *rhythms)
    clf.save(path)
    return path, clf.predict_proba(rhythms[0])


def test_a_damaged_file_is_refused_or_is_the_same_model(small, rhythms):
    path, expected = small

    def check(clf):
        for a, b in zip(clf.predict_proba(rhythms[0]), expected, strict=True):
            np.testing.assert_array_equal(a, b)

    assert try_damaged(path, check) > 0.9 * N_FILES


def test_a_made_up_file_is_refused_or_predicts(small, rhythms):
    def check(clf):
        try:
            found = clf.predict_proba(rhythms[0])
        except ValueError:  # other windows than these recordings have
            return
        for p in found:
            assert (np.isfinite(p) | np.isnan(p)).all()

    try_made_up(small[0], check)


def nested(inner, depth):
    for _ in range(depth):
        content = {"dict": [["parameters", {"dict": [["estimator", inner]]}], ["configured", {"dict": []}]]}
        inner = {"kind": "Inner", "fields": {"name": "LabeledOnly", "content": content}}
    return inner


def test_a_file_of_far_too_many_estimators_within_each_other_is_refused(small):
    path, _ = small
    about, arrays = model_file.read(path)
    for depth in (1, 3, 30, 100):
        tree = copy.deepcopy(about)
        parameters = dict(tree["tree"]["dict"])["parameters"]["dict"]
        next(pair for pair in parameters if pair[0] == "estimator")[1] = nested("none", depth)
        model_file.write(path, tree, arrays)
        assert_opens_or_refused(path)


def assert_opens_or_refused(path):
    try:
        load(path)
    except ValueError:
        return


@pytest.mark.parametrize("name", ["LogisticRegression", "FileMixin", "eval", 7])
def test_a_file_of_an_unknown_class_inside_is_refused(small, name):
    path, _ = small
    about, arrays = model_file.read(path)
    parameters = dict(about["tree"]["dict"])["parameters"]["dict"]
    next(pair for pair in parameters if pair[0] == "estimator")[1]["fields"]["name"] = name
    model_file.write(path, about, arrays)
    with pytest.raises(ValueError, match="which is no class of this package"):
        load(path)


def test_what_is_not_learnt_is_not_taken(small):
    path, _ = small
    about, arrays = model_file.read(path)
    for name in ("predict", "classes_", "_routed", "fit", "__class__"):
        tree = copy.deepcopy(about)
        dict(tree["tree"]["dict"])["learnt"]["dict"].append([name, 1])
        model_file.write(path, tree, arrays)
        with pytest.raises(ValueError, match="is nothing that a fit has learnt"):
            load(path)
