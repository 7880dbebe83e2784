"""label_efficiency_curve: which fits there are, with which labels, and what becomes of failures."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_iris
from sklearn.exceptions import FitFailedWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.semi_supervised import LabelSpreading

from sklearn_seqgan import CNNClassifier
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.model_selection import label_efficiency_curve, mask_labels

IRIS = load_iris(return_X_y=True)
SEEN = []


class Recorder(ClassifierMixin, BaseEstimator):
    """Writes down what it is fitted with; fails where it is told to."""

    def __init__(self, fails=False, random_state=None):
        self.fails = fails
        self.random_state = random_state

    def fit(self, X, y):
        if self.fails:
            raise RuntimeError("no luck today")
        SEEN.append((X, y, self.random_state))
        self.classes_ = np.unique(y[y != -1])
        return self

    def predict(self, X):
        return np.zeros(len(X), dtype=int)


@pytest.fixture(autouse=True)
def nothing_seen():
    SEEN.clear()


def test_one_row_per_split_seed_level_and_classifier():
    X, y = IRIS
    found = label_efficiency_curve(
        {"a": Recorder(), "b": Recorder()}, X, y, levels=[0.1, 5], seeds=[7, 9, 11], cv=2
    )
    table = pd.DataFrame(found)
    assert len(table) == 2 * 2 * 3 * 2
    assert not table.duplicated(["estimator", "level", "seed", "split"]).any()
    assert table["test_score"].eq(1 / 3).all()
    assert set(table["n_labeled"]) == {3 * 2, 3 * 5}  # round(2.5) is 2
    assert (table["n_labeled"] + table["n_unlabeled"] == 75).all()
    assert (table["fit_time"] >= 0).all()
    assert table["error"].eq("").all()


def test_all_classifiers_get_the_same_nested_labels_and_the_seed():
    X, y = IRIS
    train, test = next(StratifiedKFold(3).split(X, y))
    label_efficiency_curve(
        {"a": Recorder(), "b": Recorder(random_state=5)},
        X,
        y,
        levels=[0.2, 1.0],
        seeds=[3],
        cv=[(train, test)],
    )
    (X_a, few, state_a), (_, few_b, state_b), (_, full, _), _ = SEEN
    np.testing.assert_array_equal(X_a, X[train])
    np.testing.assert_array_equal(few, mask_labels(y[train], fraction=0.2, random_state=3))
    np.testing.assert_array_equal(few, few_b)
    np.testing.assert_array_equal(full, y[train])
    assert (state_a, state_b) == (3, 5)


def test_groups_are_not_on_both_sides_and_unlabelled_rows_only_in_training():
    X, y = np.arange(60.0)[:, None], np.tile([0, 1, -1], 20)
    groups = np.repeat(np.arange(6), 10)
    label_efficiency_curve(Recorder(), X, y, groups=groups, cv=GroupKFold(3), levels=[1.0], seeds=1)
    assert len(SEEN) == 3
    for X_train, y_train, _ in SEEN:
        persons = np.unique(X_train[:, 0] // 10)
        assert len(persons) == 4
        assert len(X_train) == 40
        assert (y_train == -1).sum() == np.isin(X_train[:, 0] % 3, 2).sum()


def test_shares_and_numbers_stay_apart():
    X, y = IRIS
    found = label_efficiency_curve(Recorder(), X, y, levels=[1, 1.0], seeds=1, cv=2)
    assert [type(level) for level in found["level"][:2]] == [int, float]
    assert found["n_labeled"].tolist() == [3, 75, 3, 75]


def test_a_failed_fit_is_a_row_with_its_error():
    X, y = IRIS
    with pytest.warns(FitFailedWarning, match="bad at level 0.5: RuntimeError: no luck today"):
        found = label_efficiency_curve(
            {"bad": Recorder(fails=True), "good": Recorder()}, X, y, levels=[0.5], seeds=1, cv=2
        )
    assert found["error"].tolist() == ["RuntimeError: no luck today", ""] * 2
    np.testing.assert_array_equal(np.isnan(found["test_score"]), [True, False, True, False])
    with pytest.raises(RuntimeError, match="no luck"):
        label_efficiency_curve(Recorder(fails=True), X, y, levels=[0.5], error_score="raise")


def test_several_scores_and_the_name_of_a_lone_classifier():
    X, y = IRIS
    found = label_efficiency_curve(
        LabelSpreading(), X, y, levels=[0.5], seeds=1, cv=2, scoring=["accuracy", "f1_macro"]
    )
    assert found["estimator"].tolist() == ["LabelSpreading"] * 2
    assert found["test_f1_macro"].min() > 0.8


@pytest.mark.slow
def test_sequences_in_parallel_as_one_after_the_other():
    X, y = make_rhythms(n_per_class=8, random_state=0)
    arguments = {"levels": [2], "seeds": 2, "cv": 2}
    clf = CNNClassifier(max_steps=5)
    one, two = (label_efficiency_curve(clf, X, y, n_jobs=n, **arguments) for n in (1, 2))
    np.testing.assert_array_equal(one["test_score"], two["test_score"])


@pytest.mark.parametrize("level", [0, 0.0, 1.5, -1, "all", True])
def test_levels_that_cannot_be_meant(level):
    with pytest.raises(ValueError, match="neither a share"):
        label_efficiency_curve(Recorder(), *IRIS, levels=[level])


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.parametrize(
    ("scoring", "names"),
    [("accuracy", ["test_score"]), (["accuracy", "f1_macro"], ["test_accuracy", "test_f1_macro"])],
)
def test_the_columns_are_there_when_every_fit_fails(scoring, names):
    found = label_efficiency_curve(Recorder(fails=True), *IRIS, levels=[0.5], seeds=1, scoring=scoring)
    for name in ("fit_time", "score_time", *names):
        assert np.isnan(found[name]).all()


def test_no_level():
    with pytest.raises(ValueError, match="must be a list of at least one share"):
        label_efficiency_curve(Recorder(), *IRIS, levels=[])


def test_a_classifier_that_takes_the_marker_for_a_class_has_a_row_with_the_error():
    with pytest.warns(FitFailedWarning, match="took -1, the marker"):
        found = label_efficiency_curve(LogisticRegression(max_iter=500), *IRIS, levels=[0.5], seeds=1, cv=2)
    assert np.isnan(found["test_score"]).all()


def test_classifiers_come_by_name():
    with pytest.raises(ValueError, match="estimators is a list; give a dictionary"):
        label_efficiency_curve([Recorder()], *IRIS)


class Constant(Recorder):
    """Predicts class 1, or 9, which is none."""

    def __init__(self, answer=1, fails=False, random_state=None):
        super().__init__(fails, random_state)
        self.answer = answer

    def predict(self, X):
        return np.full(len(X), self.answer)


def test_what_became_of_each_class():
    X, y = np.zeros((12, 1)), np.tile([0, 1, 2], 4)
    test = np.array([0, 1, 3, 4, 6])  # three of class 0, two of class 1, none of class 2
    split = [(np.setdiff1d(np.arange(12), test), test)]
    found = label_efficiency_curve(
        {"one": Constant(), "none": Constant(9)}, X, y, cv=split, levels=[1.0], seeds=1
    )
    assert found["balanced_accuracy"].tolist() == [0.5, 0]
    np.testing.assert_array_equal([found[f"recall_{k}"] for k in range(3)], [[0, 0], [1, 0], [np.nan] * 2])
    assert found["confusion"][0].tolist() == [[0, 3, 0], [0, 2, 0], [0, 0, 0]]
    assert not found["confusion"][1].any()
    assert len(pd.DataFrame(found)) == 2


@pytest.mark.parametrize("scoring", [None, "accuracy", ["accuracy", "f1_macro"], {"a": "accuracy"}])
def test_classes_are_reported_with_every_scoring_from_one_prediction(scoring):
    found = label_efficiency_curve(LabelSpreading(), *IRIS, levels=[0.5], seeds=2, cv=2, scoring=scoring)
    recall = np.array([found[f"recall_{k}"] for k in range(3)])
    np.testing.assert_allclose(found["balanced_accuracy"], recall.mean(axis=0))
    counts = np.stack(found["confusion"])
    np.testing.assert_allclose(recall.T, counts.diagonal(axis1=1, axis2=2) / counts.sum(axis=2))
    names = [name for name in found if name.startswith("test_")]
    np.testing.assert_allclose(found[names[0]], found["balanced_accuracy"])  # folds are balanced
    assert len(names) == (2 if isinstance(scoring, list) else 1)


def test_a_callable_that_gives_several_scores():
    def both(estimator, X, y):
        return {"a": 0.25, "b": 0.75}

    found = label_efficiency_curve(LabelSpreading(), *IRIS, levels=[0.5], seeds=1, cv=2, scoring=both)
    assert found["test_a"].tolist() == [0.25] * 2 and found["test_b"].tolist() == [0.75] * 2


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
def test_of_a_failed_fit_no_class_is_known():
    estimators = {"bad": Recorder(fails=True), "good": Recorder()}
    found = label_efficiency_curve(estimators, *IRIS, levels=[0.5], seeds=1, cv=[(range(50, 150), range(99))])
    assert found["confusion"][0] is None and found["confusion"][1].shape == (3, 3)
    np.testing.assert_array_equal(np.isnan(found["recall_1"]), [True, False])
