"""SemiSupervisedSplit and cross_val_predict_labeled: who is in training, who is tested, who leaks."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings

import numpy as np
import pandas as pd
import pytest
import sklearn
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    KFold,
    LeaveOneGroupOut,
    PredefinedSplit,
    RepeatedStratifiedKFold,
    ShuffleSplit,
    StratifiedGroupKFold,
    StratifiedKFold,
    cross_val_predict,
    cross_val_score,
    cross_validate,
    learning_curve,
    permutation_test_score,
)
from sklearn.neighbors import KNeighborsClassifier
from sklearn.semi_supervised import SelfTrainingClassifier

from sklearn_seqgan import CNNClassifier
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.model_selection import (
    LabeledOnly,
    LabeledScorer,
    SemiSupervisedSplit,
    cross_val_predict_labeled,
    label_efficiency_curve,
    mask_labels,
)

SPLITTERS = [2, KFold(3), StratifiedKFold(2, shuffle=True, random_state=0), ShuffleSplit(3, random_state=0)]
GROUP_SPLITTERS = [GroupKFold(3), StratifiedGroupKFold(3), LeaveOneGroupOut()]


@st.composite
def partly_labeled(draw):
    """y of two classes with some rows masked, and groups."""
    n = draw(st.integers(24, 60))
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    y = mask_labels(rng.permutation(np.arange(n) % 2), fraction=0.6, random_state=0)
    return y, rng.permutation(np.arange(n) % 6)


@pytest.mark.parametrize("cv", SPLITTERS, ids=str)
@given(data=partly_labeled())
def test_tests_labelled_rows_and_trains_on_all_others_without_a_label(cv, data):
    y, _ = data
    unknown = np.flatnonzero(y == -1)
    for train, test in SemiSupervisedSplit(cv).split(y, y):
        assert (y[test] != -1).all()
        assert np.isin(unknown, train).all()
        assert len(np.intersect1d(train, test)) == 0
        assert (np.diff(train) > 0).all()


@pytest.mark.parametrize("cv", GROUP_SPLITTERS, ids=str)
@given(data=partly_labeled())
def test_a_held_out_group_is_out_of_training_with_all_its_rows(cv, data):
    y, groups = data
    for train, test in SemiSupervisedSplit(cv).split(y, y, groups):
        assert len(np.intersect1d(groups[train], groups[test])) == 0
        others = ~np.isin(groups, groups[test])
        np.testing.assert_array_equal(train, np.flatnonzero(others))


@pytest.mark.parametrize("cv", GROUP_SPLITTERS, ids=str)
@given(data=partly_labeled())
def test_transductive_lets_their_unlabelled_rows_in(cv, data):
    y, groups = data
    for train, test in SemiSupervisedSplit(cv, transductive=True).split(y, y, groups):
        assert np.isin(np.flatnonzero(y == -1), train).all()
        labeled = train[y[train] != -1]
        assert len(np.intersect1d(groups[labeled], groups[test])) == 0


def test_groups_that_nobody_holds_out_lose_nothing():
    """A splitter that mixes groups holds none out; its unlabelled rows stay."""
    y, groups = np.array([0, 0, 1, 1, -1, -1] * 4), np.zeros(24, dtype=int)
    for train, _ in SemiSupervisedSplit(2).split(y, y, groups):
        assert np.isin(np.flatnonzero(y == -1), train).all()


def test_all_labelled_is_the_splitter_itself():
    y = np.arange(30) % 3
    for cv in SPLITTERS[1:]:
        for ours, stock in zip(SemiSupervisedSplit(cv).split(y, y), cv.split(y, y), strict=True):
            np.testing.assert_array_equal(ours[0], np.sort(stock[0]))
            np.testing.assert_array_equal(ours[1], stock[1])


def test_text_and_mixed_labels():
    for y in (np.array(["a", "b", "?"] * 8), np.array(["a", "b", -1] * 8, dtype=object)):
        marker = y[2]
        for train, test in SemiSupervisedSplit(2, unlabeled=marker).split(y, y):
            assert sorted(set(y[test])) == ["a", "b"]
            assert len(train) == 8 + 8


@pytest.mark.parametrize(
    ("cv", "n"), [(None, 5), (3, 3), (RepeatedStratifiedKFold(n_splits=2, n_repeats=4), 8)], ids=str
)
def test_number_of_splits(cv, n):
    y = np.array([0, 1, -1] * 10)
    splitter = SemiSupervisedSplit(cv)
    assert splitter.get_n_splits() == splitter.get_n_splits(y, y) == n == len(list(splitter.split(y, y)))


def test_number_of_splits_by_group_counts_those_with_a_label():
    y, groups = np.array([0, 1, 0, 1, -1, -1]), np.array([1, 1, 2, 2, 3, 3])
    assert SemiSupervisedSplit(LeaveOneGroupOut()).get_n_splits(y, y, groups) == 2


@pytest.mark.parametrize("y", [np.empty(0), np.empty((0, 5))], ids=["of rows", "of steps"])
def test_no_row_at_all_has_no_label(y):
    with pytest.raises(ValueError, match="no label to split"):
        next(SemiSupervisedSplit(2).split(y, y))


def test_nothing_to_split():
    with pytest.raises(ValueError, match="no label to split"):
        next(SemiSupervisedSplit(2).split([0, 0], [-1, -1]))


def test_clone_and_repr():
    splitter = SemiSupervisedSplit(GroupKFold(3), unlabeled="?", transductive=True)
    again = clone(splitter, safe=False)
    assert (again.unlabeled, again.transductive, again.cv.n_splits) == ("?", True, 3)
    assert "GroupKFold" in repr(splitter)


@pytest.fixture
def persons():
    """Every person has their own place and a random class: nothing carries over to others."""
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(40), 10)
    y = rng.permutation(np.arange(40) % 2)[groups]
    X = rng.normal(scale=10, size=(40, 5))[groups] + 0.1 * rng.normal(size=(400, 5))
    return X, mask_labels(y, fraction=0.3, random_state=0), groups


def test_group_leak(persons):
    """On new persons the truth is 0.5; folds of rows say 1, whatever is left out of them."""
    X, y, groups = persons
    clf, scorer = SelfTrainingClassifier(KNeighborsClassifier(1)), LabeledScorer("accuracy")
    by_row = SemiSupervisedSplit(StratifiedKFold(5, shuffle=True, random_state=0))
    leaking = cross_val_score(clf, X, y, cv=by_row, scoring=scorer)
    honest = cross_val_score(clf, X, y, groups=groups, cv=SemiSupervisedSplit(GroupKFold(10)), scoring=scorer)
    assert leaking.mean() > 0.95
    assert abs(honest.mean() - 0.5) < 0.2  # 40 coin tosses


def test_metadata_routing_brings_the_groups(persons):
    X, y, groups = persons
    clf, cv = SelfTrainingClassifier(LogisticRegression()), SemiSupervisedSplit(GroupKFold(4))
    expected = cross_validate(clf, X, y, groups=groups, cv=cv, return_indices=True)
    with sklearn.config_context(enable_metadata_routing=True):
        found = cross_validate(clf, X, y, params={"groups": groups}, cv=cv, return_indices=True)
        search = GridSearchCV(clf, {"threshold": [0.7, 0.9]}, cv=cv, scoring=LabeledScorer("accuracy"))
        search.fit(X, y, groups=groups)
    for part in ("train", "test"):
        for ours, theirs in zip(found["indices"][part], expected["indices"][part], strict=True):
            np.testing.assert_array_equal(ours, theirs)
    assert search.n_splits_ == 4


def test_other_tools_of_scikit_learn_take_the_splitter(persons):
    X, y, groups = persons
    clf, cv = SelfTrainingClassifier(LogisticRegression()), SemiSupervisedSplit(GroupKFold(3))
    scorer = LabeledScorer("accuracy")
    assert learning_curve(clf, X, y, groups=groups, cv=cv, scoring=scorer)[2].shape == (5, 3)
    score, _, _ = permutation_test_score(clf, X, y, groups=groups, cv=cv, scoring=scorer, n_permutations=3)
    assert np.isfinite(score)


def test_predictions_are_those_of_scikit_learn_where_all_rows_have_a_label():
    rng = np.random.default_rng(0)
    y = rng.permutation(np.arange(60) % 3)
    X = rng.normal(size=(60, 2)) + y[:, None]
    cv = StratifiedKFold(3, shuffle=True, random_state=0)
    for method in ("predict", "predict_proba"):
        ours = cross_val_predict_labeled(LogisticRegression(), X, y, cv=cv, method=method)
        np.testing.assert_allclose(ours, cross_val_predict(LogisticRegression(), X, y, cv=cv, method=method))


def test_predictions_of_sequences_in_the_order_of_the_labelled_rows():
    X, y = make_rhythms(n_per_class=10, random_state=0)
    y = mask_labels(y, fraction=0.5, random_state=0)
    clf = CNNClassifier(max_steps=30, random_state=0)
    cv = KFold(3, shuffle=True, random_state=1)
    predicted = cross_val_predict_labeled(clf, X, y, cv=cv, n_jobs=2)
    assert predicted.shape == ((y != -1).sum(),)
    rows = np.flatnonzero(y != -1)
    train, test = next(SemiSupervisedSplit(cv).split(X, y))
    fold = clone(clf).fit([X[i] for i in train], y[train]).predict([X[i] for i in test])
    np.testing.assert_array_equal(predicted[np.searchsorted(rows, test)], fold)


def test_a_class_that_a_fold_did_not_train_on_has_probability_zero():
    X, y = np.arange(6.0)[:, None], np.array(["a", "a", "b", "b", "c", "?"])
    found = cross_val_predict_labeled(Dropping("?"), X, y, cv=KFold(5), unlabeled="?", method="predict_proba")
    assert found.shape == (5, 3)
    assert found[4, 2] == 0
    np.testing.assert_allclose(found.sum(axis=1), 1)


class Dropping(LogisticRegression):
    """Leaves rows with a marker out."""

    def __init__(self, marker):
        super().__init__(max_iter=500)
        self.marker = marker

    def fit(self, X, y):
        return super().fit(X[y != self.marker], y[y != self.marker])


@pytest.mark.parametrize("cv", [ShuffleSplit(3, random_state=0), ShuffleSplit(1, random_state=0)])
def test_predictions_want_every_row_tested_once(cv):
    with pytest.raises(ValueError, match="one test fold, and into one only"):
        cross_val_predict_labeled(LogisticRegression(), np.zeros((20, 1)), np.arange(20) % 2, cv=cv)


def test_predictions_by_an_unknown_method():
    with pytest.raises(ValueError, match="'transform' must be"):
        cross_val_predict_labeled(LogisticRegression(), [[0], [1]], [0, 1], cv=2, method="transform")


@pytest.mark.parametrize("as_type", [np.array, pd.Series])
def test_a_text_that_looks_like_a_marker_is_warned_of(as_type):
    y = as_type(["a", "b", "?"] * 4)
    with pytest.warns(UserWarning, match="y holds '\\?', which counts as a class here"):
        list(SemiSupervisedSplit(2).split(y, y))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        list(SemiSupervisedSplit(2, unlabeled="?").split(y, y))
        list(SemiSupervisedSplit(2, unlabeled=None).split(y, y))


def test_one_inside_another_is_refused_and_one_given_to_a_tool_is_kept(persons):
    X, y, groups = persons
    cv = SemiSupervisedSplit(GroupKFold(3), transductive=True)
    with pytest.raises(ValueError, match="already"):
        next(SemiSupervisedSplit(cv).split(X, y, groups))
    clf = SelfTrainingClassifier(LogisticRegression())
    found = label_efficiency_curve(clf, X, y, groups=groups, cv=cv, levels=[1.0], seeds=1)
    assert (found["n_unlabeled"] == (y == -1).sum()).all()
    zero = np.where(y == -1, 0, y + 1)
    cv = SemiSupervisedSplit(KFold(3, shuffle=True, random_state=0), unlabeled=0)
    predicted = cross_val_predict_labeled(Dropping(0), X, zero, cv=cv, unlabeled=0)
    assert len(predicted) == (zero != 0).sum()
    with pytest.raises(ValueError, match="cv has the marker 0, but unlabeled=-1"):
        cross_val_predict_labeled(clf, X, y, cv=cv)


def test_predefined_folds_are_those_of_all_rows():
    y, fold = np.array([0, 1, -1] * 4), np.arange(12) % 4
    for k, (train, test) in enumerate(SemiSupervisedSplit(PredefinedSplit(fold)).split(y, y)):
        assert test.tolist() == [i for i in range(12) if fold[i] == k and y[i] != -1]
        assert train.tolist() == [i for i in range(12) if i not in test]


def test_an_iterable_of_splits_is_refused():
    with pytest.raises(ValueError, match="iterable of splits, whose row numbers are those of all rows"):
        next(SemiSupervisedSplit([([0, 1], [2, 3])]).split([0] * 4, [0, 1, 0, 1]))


def test_a_classifier_that_takes_the_marker_for_a_class_is_refused(persons):
    X, y, _ = persons
    for method in ("predict", "predict_proba"):
        with pytest.raises(ValueError, match="LogisticRegression took -1, the marker"):
            cross_val_predict_labeled(LogisticRegression(max_iter=500), X, y, cv=3, method=method)


def test_fit_parameters_are_cut_to_the_training_rows():
    X, y = np.zeros((12, 1)), np.array([0, 1, -1] * 4)
    clf = LabeledOnly(LogisticRegression())
    weight = np.where(np.arange(12) % 3 == 0, 1e-9, 1.0)  # only class 1 counts
    predicted = cross_val_predict_labeled(clf, X, y, cv=2, params={"sample_weight": weight})
    assert (predicted == 1).all()


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_row_of_nobody_may_be_of_the_person_that_is_held_out(missing):
    y = np.array([0, 1, -1, -1, 0, 1, -1, -1])
    person = np.array([1, 1, 1, missing, 2, 2, 2, missing], dtype=object)
    folds = list(SemiSupervisedSplit(GroupKFold(2)).split(y, y, person))
    assert [train.tolist() for train, _ in folds] in ([[0, 1, 2], [4, 5, 6]], [[4, 5, 6], [0, 1, 2]])
    for train, _ in SemiSupervisedSplit(GroupKFold(2), transductive=True).split(y, y, person):
        assert {2, 3, 6, 7} <= set(train.tolist())
    one = np.array([1, 1, 1, 1, missing], dtype=object)  # where nobody is held out, all are welcome
    for train, _ in SemiSupervisedSplit(2).split(y, np.array([0, 1, 0, 1, -1]), one):
        assert 4 in train
    person[4] = missing
    with pytest.raises(ValueError, match="None or NaN at row 4, which has a label"):
        next(SemiSupervisedSplit(GroupKFold(2)).split(y, y, person))
