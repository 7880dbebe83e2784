"""Self-training around a classifier: what each round is fitted with."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_iris, make_blobs
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sklearn_seqgan import CNNClassifier, SemiSupervisedRocketClassifier
from sklearn_seqgan.closed_form import self_training as closed_form
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.model_selection import ClassBalancedSelfTraining, SemiSupervisedSplit
from sklearn_seqgan.model_selection.self_training import choose


class Recorder(ClassifierMixin, BaseEstimator):
    """Scores one feature; `calls` has what every fit was given."""

    calls: list = []

    def fit(self, X, y, groups=None):
        self.classes_ = np.unique(y)
        self.calls.append((np.ravel(X).tolist(), y.tolist(), groups))
        return self

    def decision_function(self, X):
        return np.ravel(X)

    def predict(self, X):
        return self.classes_[(np.ravel(X) > 0).astype(int)]


@pytest.fixture
def calls(monkeypatch):
    monkeypatch.setattr(Recorder, "calls", [])
    return Recorder.calls


X = np.array([[5.0], [-5.0], [1.0], [2.0], [-3.0], [-1.0]])
Y = np.array(["walk", "run", "?", "?", "?", "?"])


def test_each_round_has_more_rows_the_surest_first(calls):
    clf = ClassBalancedSelfTraining(Recorder(), n_rounds=2, largest_share=1.0, unlabeled="?").fit(X, Y)
    assert calls[0][:2] == ([5.0, -5.0], ["walk", "run"])
    assert calls[1][:2] == ([5.0, -5.0, -3.0, 2.0], ["walk", "run", "run", "walk"])
    assert calls[2][:2] == ([5.0, -5.0, -3.0, -1.0, 2.0, 1.0], ["walk", "run", "run", "run", "walk", "walk"])
    assert clf.transduction_.tolist() == ["walk", "run", "walk", "walk", "run", "run"]
    assert clf.classes_.tolist() == ["run", "walk"]


def test_a_prior_says_how_many_of_each_class(calls):
    ClassBalancedSelfTraining(
        Recorder(), n_rounds=1, largest_share=1.0, class_prior=[0.25, 0.75], unlabeled="?"
    ).fit(X, Y)
    assert calls[1][0] == [
        5.0,
        -5.0,
        -3.0,
        2.0,
        1.0,
    ]  # one of four who run; three who walk, but there are two


def test_what_has_an_entry_a_row_is_cut(calls):
    clf = ClassBalancedSelfTraining(Recorder(), n_rounds=1, largest_share=0.5, unlabeled="?")
    clf.fit(X, Y, groups=np.arange(6))
    assert [call[2].tolist() for call in calls] == [[0, 1], [0, 1, 4, 3]]
    with config_context(enable_metadata_routing=True):
        asking = ClassBalancedSelfTraining(
            Recorder().set_fit_request(groups=True), n_rounds=1, largest_share=0.5, unlabeled="?"
        )
        asking.fit(X, Y, groups=np.arange(6))
    assert [call[2].tolist() for call in calls[2:]] == [[0, 1], [0, 1, 4, 3]]


def test_without_unlabelled_rows_it_is_the_classifier(calls):
    ClassBalancedSelfTraining(Recorder()).fit(X, np.arange(6) % 2)
    assert len(calls) == 1


@settings(deadline=None)
@given(n=st.integers(1, 40), n_classes=st.integers(2, 5), seed=st.integers(0, 99), share=st.floats(0.05, 1))
def test_rows_are_chosen_as_in_the_closed_form(n, n_classes, seed, share):
    rng = np.random.default_rng(seed)
    scores, quota = rng.normal(size=(n, n_classes)), share * n * rng.dirichlet(np.ones(n_classes))
    want = closed_form.choose(torch.tensor(scores), torch.tensor(quota))
    for ours, theirs in zip(choose(scores, quota), want, strict=True):
        assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize(
    "inside", [RidgeClassifier(), LogisticRegression(), SVC(decision_function_shape="ovr")]
)
def test_rows_without_a_label_teach(inside):
    alone, taught = [], []
    for seed in range(5):
        points, y = make_blobs(300, n_features=10, centers=4, cluster_std=5, random_state=seed)
        few = np.where(np.isin(np.arange(300), [np.flatnonzero(y == k)[0] for k in range(4)]), y, -1)
        alone.append(inside.fit(points[few >= 0], y[few >= 0]).score(points, y))
        taught.append(ClassBalancedSelfTraining(inside).fit(points, few).score(points, y))
    assert np.mean(taught) > np.mean(alone) + 0.1


def test_sequences_of_any_length_and_their_classifiers(few_kernels):
    sequences, y = make_rhythms(n_per_class=12, shortest=12, longest=20, random_state=0)
    few = np.where(np.arange(len(y)) < 6, y, -1)
    cnn = CNNClassifier(max_steps=20, random_state=0)
    for inside in (cnn, SemiSupervisedRocketClassifier(random_state=0)):
        clf = ClassBalancedSelfTraining(inside, n_rounds=2).fit(sequences, few)
        assert clf.predict_proba(sequences).shape == (36, 3)
        assert (clf.transduction_[:6] == y[:6]).all()


def test_inside_a_pipeline_and_a_search():
    points, y = load_iris(return_X_y=True)
    few = np.where(np.arange(150) % 10 == 0, y, -1)
    clf = make_pipeline(StandardScaler(), ClassBalancedSelfTraining(RidgeClassifier()))
    grid = {
        "classbalancedselftraining__n_rounds": [1, 4],
        "classbalancedselftraining__estimator__alpha": [0.1, 1.0],
    }
    search = GridSearchCV(clf, grid, cv=SemiSupervisedSplit(3)).fit(points, few)
    assert search.best_score_ > 0.6


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n_rounds": 0}, "n_rounds"),
        ({"largest_share": 0.0}, "largest_share"),
        ({"class_prior": "flat"}, "class_prior"),
        ({"class_prior": [0.5, 0.2, 0.3]}, "each of the 2 classes"),
        ({"class_prior": [0.5, 0.6]}, "add up to 1"),
    ],
)
def test_bad_parameters_are_named(parameters, message):
    with pytest.raises(ValueError, match=message):
        ClassBalancedSelfTraining(Recorder(), unlabeled="?", **parameters).fit(X, Y)


def test_without_a_label_there_is_nothing_to_start_from():
    with pytest.raises(ValueError, match="every row is marked as unlabelled"):
        ClassBalancedSelfTraining(Recorder()).fit(X, np.full(6, -1))


def test_parameters_of_the_classifier_inside_are_checked():
    clf = ClassBalancedSelfTraining(RidgeClassifier(alpha=-1))
    with pytest.raises(ValueError, match="The 'alpha' parameter of RidgeClassifier"):
        clf.fit([[0.0], [1.0], [2.0]], [0, 1, -1])


@pytest.mark.parametrize(("name", "expected"), [("empirical", [0.75, 0.25]), ("uniform", [0.5, 0.5])])
def test_a_prior_by_name(name, expected):
    clf = ClassBalancedSelfTraining(Recorder(), class_prior=name)
    assert clf._prior(np.array([0, 0, 0, 1]), 2).tolist() == expected
