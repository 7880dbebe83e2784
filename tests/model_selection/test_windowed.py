"""WindowedClassifier, and the splits and scores of recordings with labels of time steps."""
# SPDX-License-Identifier: BSD-3-Clause

import pickle
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.metrics import log_loss
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    KFold,
    LeaveOneGroupOut,
    StratifiedKFold,
    cross_val_score,
    cross_validate,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sklearn_seqgan import CNNClassifier, SemiSupervisedRocketClassifier
from sklearn_seqgan.model_selection import (
    LabeledOnly,
    LabeledScorer,
    SemiSupervisedSplit,
    WindowedClassifier,
    cross_val_predict_labeled,
)
from sklearn_seqgan.model_selection._steps import ScoredSteps
from sklearn_seqgan.preprocessing import GapFiller, MissingJointMarker, SequenceScaler
from sklearn_seqgan.sequences import cut_windows, labels_from_intervals

NAN = np.nan


class Level(ClassifierMixin, BaseEstimator):
    """The share of class 1 is the mean of the window; remembers what it was fitted with."""

    def fit(self, X, y, groups=None, sample_weight=None):
        self.X_, self.y_, self.groups_, self.sample_weight_ = X, y, groups, sample_weight
        self.classes_ = np.unique(y[y != -1])
        return self

    def predict_proba(self, X):
        share = np.clip([x.mean() for x in X], 0, 1)
        return np.column_stack([1 - share, share])

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def speeds(X):
    return np.stack([np.abs(np.diff(x, axis=0)).mean(axis=0) for x in X])


def tables():
    return FunctionTransformer(speeds)


def recordings(n=6, length=120, seed=0):
    """Slow and fast swings in turn; the first half of every second recording is annotated."""
    rng = np.random.default_rng(seed)
    X, truth, y = [], [], []
    for i in range(n):
        codes = (np.arange(length) // 30 + i) % 2
        X.append(np.sin(np.cumsum(np.where(codes, 0.9, 0.3)))[:, None] + 0.1 * rng.normal(size=(length, 2)))
        truth.append(np.array(["slow", "fast"], dtype=object)[codes])
        y.append(truth[-1].copy())
        y[-1][(length // 2 if i % 2 == 0 else 0) :] = -1
    return X, truth, y


def test_fit_sees_the_windows_and_what_is_per_recording_repeated():
    X, y = [np.arange(9.0), np.arange(5.0)], [[0, 0, 0, 1, 1, 1, -1, -1, -1], [1] * 5]
    clf = WindowedClassifier(Level(), 3, 2).fit(X, y, groups=["ann", "bob"], sample_weight=[1.0, 2.0])
    windows = cut_windows(X, 3, 2, labels=y, groups=["ann", "bob"])
    np.testing.assert_array_equal(clf.estimator_.X_, windows.X)
    assert clf.estimator_.y_.tolist() == windows.y.tolist() == [0, 1, 1, -1, 1, 1]
    assert list(clf.estimator_.groups_) == ["ann"] * 4 + ["bob"] * 2
    assert list(clf.estimator_.sample_weight_) == [1.0] * 4 + [2.0] * 2
    assert (clf.n_windows_, clf.n_labeled_windows_, clf.n_features_in_) == (6, 5, 1)


def test_a_step_gets_the_mean_of_its_windows_and_the_end_one_of_its_own():
    X = [np.array([0.0, 0.0, 1.0, 1.0, 1.0, 0.0])]
    clf = WindowedClassifier(Level(), 3, 2).fit(X, [[0, 0, 1, 1, 1, 0]])
    first, second, third = 1 / 3, 1.0, 2 / 3  # windows from 0, 2 and, to the end, 3
    expected = [first, first, (first + second) / 2, (second + third) / 2, (second + third) / 2, third]
    np.testing.assert_allclose(clf.predict_proba(X)[0][:, 1], expected)
    assert clf.predict(X)[0].tolist() == [0, 0, 1, 1, 1, 1]
    table = clf.predict_intervals(X, ids=["a"])
    assert {k: v.tolist() for k, v in table.items() if k != "probability"} == {
        "recording": ["a", "a"],
        "start": [0, 2],
        "stop": [2, 6],
        "label": [0, 1],
    }
    np.testing.assert_allclose(table["probability"], [1 - first, np.mean(expected[2:])])


@given(seed=st.integers(0, 10**4), shortest=st.sampled_from([None, 1, 2, 4]))
def test_intervals_there_and_back_are_the_predictions(seed, shortest):
    rng = np.random.default_rng(seed)
    X = [rng.integers(0, 2, n).astype(float) for n in (17, 5)]
    X[0][rng.integers(0, 17, 2)] = NAN
    clf = WindowedClassifier(Level(), 2, 1, rate_hz=None).fit([np.arange(4.0)], [["b", "b", "a", "a"]])
    table = clf.predict_intervals(X, ids=["x", "y"], min_duration=shortest)
    again = labels_from_intervals(table, X, ids=["x", "y"])
    if shortest in (None, 1):
        for found, expected in zip(again, clf.predict(X), strict=True):
            np.testing.assert_array_equal(found, expected)
    assert (table["stop"] - table["start"]).min(initial=9) >= (shortest or 1)


def test_holes_are_predicted_by_nobody():
    x = np.array([0.0, 0, 0, NAN, 1, NAN, 1, 1, 1])
    clf = WindowedClassifier(Level(), 3, 1).fit([np.arange(6.0)], [["b"] * 3 + ["a"] * 3])
    assert clf.predict([x])[0].tolist() == ["a"] * 3 + [-1] * 3 + ["b"] * 3
    assert np.isnan(clf.predict_proba([x])[0][3:6]).all()
    assert clf.predict_intervals([x])["stop"].tolist() == [3, 9]
    y = [["a", "a", "a", "b", "b", "b", "b", "a", -1]]
    with pytest.warns(UserWarning, match="3 of 8 labelled steps are in no window"):
        assert clf.score([x], y) == 4 / 5
    with pytest.warns(UserWarning, match="3 of 8 labelled steps"):
        assert LabeledScorer("accuracy")(clf, [x], y) == 4 / 5
    with pytest.raises(ValueError, match="No step that has a label is in a window"):
        clf.score([x], [[-1] * 4 + ["a"] + [-1] * 4])


def test_what_a_tracker_lost_is_marked_filled_or_left_and_steps_keep_their_labels():
    """A joint for some steps, and the whole body from step 100 on."""
    X, truth, _ = recordings(2)
    for x in X:
        x += 5
    X[0][10:13], X[0][100:] = 0, 0
    y = [labels.copy() for labels in truth]
    left = GapFiller(long_gaps="leave")
    clf = WindowedClassifier(make_pipeline(tables(), LabeledOnly(LogisticRegression())), 10, 5)
    flow = make_pipeline(MissingJointMarker(2), left, clf).fit(X, y)
    predicted = flow.predict(X)
    assert [len(p) for p in predicted] == [120, 120] and set(predicted[0][100:]) == {-1}
    with pytest.warns(UserWarning, match="20 of 240 labelled steps are in no window"):
        assert LabeledScorer("accuracy")(flow, X, y) > 0.7
    short = make_pipeline(MissingJointMarker(2), GapFiller(), clf)
    with pytest.raises(ValueError, match="Recording 0 has 100 time steps, but 120 labels"):
        short.fit(X, y)
    short = make_pipeline(MissingJointMarker(2), GapFiller(), flow[-1]).fit([X[1]], [y[1]])
    with pytest.raises(ValueError, match=r"Recording 0 has 120 labels of time steps, but 100 are predicted"):
        LabeledScorer("accuracy")(short, X, y)


def test_seconds():
    X, truth, _ = recordings(1)
    steps = WindowedClassifier(Level(), 20, 5).fit(X, truth)
    seconds = WindowedClassifier(Level(), 2.0, 0.5, rate_hz=10).fit(X, truth)
    np.testing.assert_array_equal(steps.predict_proba(X)[0], seconds.predict_proba(X)[0])
    a, b = steps.predict_intervals(X, min_duration=10), seconds.predict_intervals(X, min_duration=1.0)
    np.testing.assert_allclose(a["start"] / 10, b["start"])
    assert a["start"].dtype.kind == "i" and b["start"].dtype.kind == "f"


@pytest.mark.usefixtures("one_block")
@pytest.mark.parametrize(
    "inside",
    [
        SemiSupervisedRocketClassifier(random_state=0),
        CNNClassifier(max_steps=60, random_state=0),
        make_pipeline(SequenceScaler(), tables(), LabeledOnly(RandomForestClassifier(20, random_state=0))),
        make_pipeline(tables(), LabeledOnly(RidgeClassifier())),
    ],
    ids=["Rocket", "CNN", "forest", "ridge, which votes"],
)
def test_any_classifier_inside(inside):
    X, truth, y = recordings()
    clf = WindowedClassifier(inside, 16, 4).fit(X, y)
    assert clf.classes_.tolist() == ["fast", "slow"]
    assert clf.score(X, truth) > 0.75
    for p in clf.predict_proba(X):
        np.testing.assert_allclose(p.sum(axis=1), 1)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(clf)).predict(X), clf.predict(X))


def test_forms_of_recordings_and_of_labels_agree():
    X, _, y = recordings(3)
    X[1], y[1] = X[1][:90], y[1][:90]
    padded, labels = np.full((3, 120, 2), NAN), np.full((3, 120), -1, dtype=object)
    for i, (x, own) in enumerate(zip(X, y)):
        padded[i, : len(x)], labels[i, : len(x)] = x, own
    frames = [pd.DataFrame(x, columns=["x", "y"]) for x in X]
    clf = WindowedClassifier(make_pipeline(tables(), LabeledOnly(LogisticRegression())), 10, 5)
    expected = clone(clf).fit(X, y).predict_proba(X)
    for form, own in (
        (padded, labels),
        (frames, [pd.Series(v) for v in y]),
        (tuple(X), [v.tolist() for v in y]),
    ):
        found = clone(clf).fit(form, own).predict_proba(form)
        for p, e in zip(found, expected, strict=True):
            np.testing.assert_allclose(p[: len(e)], e, rtol=1e-10)
    assert np.isnan(clone(clf).fit(padded, labels).predict_proba(padded)[1][90:]).all()


def test_channels_are_known_by_their_names():
    X, _, y = recordings(2)
    frames = [pd.DataFrame(x, columns=["x", "y"]) for x in X]
    clf = WindowedClassifier(Level(), 10, 5).fit(frames, y)
    assert clf.feature_names_in_.tolist() == ["x", "y"]
    with pytest.raises(ValueError, match="feature names should match"):
        clf.predict([f[["y", "x"]] for f in frames])
    with pytest.raises(ValueError, match="has 3 channels, but WindowedClassifier was fitted with 2"):
        clf.predict([np.zeros((20, 3))])


def test_what_cannot_be_fitted_is_named_by_recording():
    X, _, y = recordings(2)
    clf = WindowedClassifier(Level(), 10, 5)
    with pytest.raises(NotFittedError):
        clf.predict(X)
    with pytest.raises(ValueError, match="y holds no label that covers min_share of a window"):
        clf.fit(X, [[-1] * 120] * 2)
    with pytest.raises(ValueError, match="WindowedClassifier requires y"):
        clf.fit(X, None)
    with pytest.raises(ValueError, match="Recording 1 has 120 time steps, but 119 labels"):
        clf.fit(X, [y[0], y[1][:-1]])
    with pytest.raises(ValueError, match="took -1, the marker"):
        WindowedClassifier(make_pipeline(tables(), LogisticRegression()), 10, 5).fit(
            X, [[0] * 60 + [-1] * 60] * 2
        )
    X[1][7, 1] = NAN
    with pytest.raises(ValueError, match=r"Recording 1 has NaN at step 7, channel 1\. Fill gaps before"):
        clf.fit(X, y)
    filled = make_pipeline(GapFiller(), clf).fit(X, y)
    with pytest.raises(ValueError, match="Recording 1 has NaN at step 7"):
        filled[-1].predict(X)
    assert len(filled.predict(X)) == 2
    WindowedClassifier(make_pipeline(GapFiller(), Level()), 10, 5).fit(X, y).predict(X)
    X[1][7, 1] = np.inf
    with pytest.raises(ValueError, match=r"Recording 1 has infinity \(inf\) at step 7, channel 1"):
        WindowedClassifier(make_pipeline(GapFiller(), Level()), 10, 5).fit(X, y)


def test_a_recording_counts_as_labelled_if_one_step_is():
    y = [[-1, -1], [-1, "a"], ["b", "b"], [-1, -1], ["a", "b"]]
    person = ["ann", "ann", "bob", "bob", "cyd"]
    found = list(SemiSupervisedSplit(LeaveOneGroupOut()).split(y, y, person))
    assert [(a.tolist(), b.tolist()) for a, b in found] == [
        ([2, 3, 4], [1]),
        ([0, 1, 4], [2]),
        ([0, 1, 2, 3], [4]),
    ]
    assert [t.tolist() for _, t in SemiSupervisedSplit(3).split(y, y)] == [[1], [2], [4]]  # no strata
    assert SemiSupervisedSplit(GroupKFold(2)).get_n_splits(y, y, person) == 2
    with pytest.raises(ValueError, match="no label to split"):
        next(SemiSupervisedSplit(2).split(y, [[-1, -1], [-1, -1]]))


def test_a_stratified_splitter_goes_by_what_most_steps_have():
    y = [["a", "a", "b"], ["a", -1], ["b", "b", "b"], [-1, "b"]]
    for train, test in SemiSupervisedSplit(StratifiedKFold(2)).split(y, y):
        assert sorted(t // 2 for t in test) == [0, 1] and len(train) == 2


def test_scores_are_over_labelled_steps_of_all_recordings():
    X, _, y = recordings()
    few = [labels.copy() for labels in y]
    few[1][:], few[0][7:] = -1, -1
    clf = WindowedClassifier(make_pipeline(tables(), LabeledOnly(LogisticRegression())), 10, 5).fit(X, y)
    flat, p = np.concatenate(few), np.concatenate(clf.predict_proba(X))
    known = flat != -1
    predicted = np.concatenate(clf.predict(X))[known]
    expected = np.mean(predicted == flat[known])
    assert (
        clf.score(X, few)
        == LabeledScorer()(clf, X, few)
        == LabeledScorer("accuracy")(clf, X, few)
        == expected
    )
    loss = log_loss(flat[known].astype(str), p[known], labels=["fast", "slow"])
    assert LabeledScorer("neg_log_loss")(clf, X, few) == pytest.approx(-loss)
    both = LabeledScorer(["accuracy", "roc_auc"])(clf, X, few)
    assert both["accuracy"] == expected and 0.5 < both["roc_auc"] <= 1
    weights = [np.full(len(labels), 1.0 + i) for i, labels in enumerate(few)]
    each = np.concatenate(weights)[known]
    weighted = np.average(predicted == flat[known], weights=each)
    for given_weights in (weights, [1.0 + i for i in range(len(X))]):
        assert LabeledScorer("accuracy")(clf, X, few, sample_weight=given_weights) == pytest.approx(weighted)
    with pytest.warns(UserWarning, match="No row has a label"):
        assert np.isnan(LabeledScorer("accuracy")(clf, X, [[-1] * 120] * 6))
    with pytest.raises(ValueError, match="no label to score against"):
        clf.score(X, [[-1] * 120] * 6)


def test_a_scorer_of_probabilities_needs_a_classifier_that_has_them():
    X, _, y = recordings()
    inside = LabeledOnly(LogisticRegression())
    clf = WindowedClassifier(make_pipeline(tables(), inside), 10, 5).fit(X, y)
    assert hasattr(ScoredSteps(clf, X, y, unlabeled=-1), "predict_proba")
    predicts = SimpleNamespace(predict=clf.predict)
    assert not hasattr(ScoredSteps(predicts, X, y, unlabeled=-1), "predict_proba")


def test_an_example_has_two_windows_or_as_much_as_is_tried():
    X, _, y = recordings()
    inside = LabeledOnly(LogisticRegression())
    clf = WindowedClassifier(make_pipeline(tables(), inside), 10, 5).fit(X, y)
    assert [x.shape for x in clf._example()] == [(20, X[0].shape[1])]
    assert len(clf.set_params(length=600)._example()[0]) == 1000


def test_cross_validation_by_recording_and_by_person():
    X, _, y = recordings(8)
    person = ["ann", "ann", "bob", "bob"] * 2
    clf = WindowedClassifier(make_pipeline(tables(), LabeledOnly(LogisticRegression())), 10, 5)
    split, scorer = SemiSupervisedSplit(GroupKFold(2)), LabeledScorer("accuracy")
    found = cross_validate(clf, X, y, groups=person, cv=split, scoring=scorer, return_indices=True)
    for train, test, score in zip(*found["indices"].values(), found["test_score"], strict=True):
        fitted = clone(clf).fit([X[i] for i in train], [y[i] for i in train])
        assert score == fitted.score([X[i] for i in test], [y[i] for i in test]) > 0.5
    search = GridSearchCV(clf, {"length": [6, 10]}, cv=SemiSupervisedSplit(KFold(2)), scoring=scorer).fit(
        X, y
    )
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    assert len(search.predict(X)) == 8
    assert cross_val_score(clf, X, y, cv=SemiSupervisedSplit(2)).shape == (2,)  # the estimator's own score


def test_every_labelled_recording_is_predicted_by_a_model_without_it():
    X, _, y = recordings(5)
    clf = WindowedClassifier(make_pipeline(tables(), LabeledOnly(LogisticRegression())), 10, 5)
    cv = KFold(3, shuffle=True, random_state=0)
    found = cross_val_predict_labeled(clf, X, y, cv=cv)
    p = cross_val_predict_labeled(clf, X, y, cv=cv, method="predict_proba")
    for i, labels, shares in zip([0, 2, 4], found, p, strict=True):
        others = [k for k in range(5) if k != i]
        fitted = clone(clf).fit([X[k] for k in others], [y[k] for k in others])
        np.testing.assert_array_equal(labels, fitted.predict([X[i]])[0])
        np.testing.assert_allclose(shares, fitted.predict_proba([X[i]])[0], atol=1e-9)


def test_where_no_step_is_predicted_there_are_no_intervals():
    clf = WindowedClassifier(Level(), 3, 1).fit([np.arange(6.0)], [["b"] * 3 + ["a"] * 3])
    table = clf.predict_intervals([np.full(5, NAN)])
    assert {name: len(column) for name, column in table.items()} == dict.fromkeys(table, 0)
    assert [*table] == ["recording", "start", "stop", "label", "probability"]


@pytest.mark.parametrize("share", [0, 1.1])
def test_a_share_of_a_window_is_at_most_the_whole(share):
    with pytest.raises(ValueError, match="The 'min_share' parameter of WindowedClassifier must be"):
        WindowedClassifier(Level(), 3, 1, min_share=share).fit([np.arange(6.0)], [["b"] * 3 + ["a"] * 3])


def test_groups_are_given_by_name():
    with pytest.raises(TypeError, match="takes 3 positional arguments but 4"):
        cross_val_predict_labeled(Level(), [[0.0]], [0], ["ann"])
