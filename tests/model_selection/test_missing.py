"""Labels and groups that are masked or NA are unknown to every tool; a variant of the marker is told of."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.semi_supervised import SelfTrainingClassifier

from sklearn_seqgan.labels import as_labels, labeled_rows, labels_of
from sklearn_seqgan.model_selection import (
    ClassBalancedSelfTraining,
    LabeledOnly,
    LabeledScorer,
    LabelMasker,
    SemiSupervisedSplit,
    cross_val_predict_labeled,
    label_efficiency_curve,
    mask_labels,
)

X = np.random.default_rng(0).normal(size=(36, 2)) + np.arange(36)[:, None] % 2 * 3
Y = np.arange(36) % 2
KNOWN = np.arange(36) % 3 > 0
INSIDE = LogisticRegression()


def split(y):
    return [np.concatenate(parts).tolist() for parts in SemiSupervisedSplit(3).split(X, y)]


def score(y):
    known = labels_of(as_labels(y), np.flatnonzero(KNOWN))
    return LabeledScorer("accuracy")(LogisticRegression().fit(X[KNOWN], known), X, y)


def predict(y):
    return cross_val_predict_labeled(LabeledOnly(INSIDE), X, y, cv=3).tolist()


def kept(y):
    return labeled_rows(mask_labels(y, per_class=2, random_state=0)).tolist()


def masker(y):
    return LabelMasker(LabeledOnly(INSIDE), per_class=3, random_state=0).fit(X, y).predict(X).tolist()


def curve(y):
    inside = LabeledOnly(INSIDE)
    found = label_efficiency_curve(inside, X, y, levels=[1.0, 2], seeds=1, cv=3, error_score="raise")
    return found["test_score"].tolist(), found["n_labeled"].tolist()


TOOLS = {
    "SemiSupervisedSplit": split,
    "LabeledScorer": score,
    "cross_val_predict_labeled": predict,
    "mask_labels": kept,
    "LabelMasker": masker,
    "LabeledOnly": lambda y: LabeledOnly(INSIDE).fit(X, y).score(X, y),
    "ClassBalancedSelfTraining": lambda y: ClassBalancedSelfTraining(INSIDE).fit(X, y).transduction_.tolist(),
    "label_efficiency_curve": curve,
}
HIDDEN = {
    "masked": np.ma.masked_array(np.where(KNOWN, Y, 7), ~KNOWN),
    "masked column": np.ma.masked_array(np.where(KNOWN, Y, 7), ~KNOWN)[:, None],
    "nullable": pd.Series(Y, dtype="Int64").mask(~KNOWN),
    "a list with NA": [int(v) if known else pd.NA for v, known in zip(Y, KNOWN)],
}
each_tool = pytest.mark.parametrize("run", TOOLS.values(), ids=TOOLS)


@each_tool
@pytest.mark.filterwarnings("ignore:A column-vector y")
@pytest.mark.parametrize("y", HIDDEN.values(), ids=HIDDEN)
def test_what_is_missing_is_what_has_the_marker(run, y):
    assert run(y) == run(np.where(KNOWN, Y, -1))


@each_tool
def test_a_class_that_may_be_the_marker_is_warned_of(run):
    with pytest.warns(UserWarning, match="y holds ' ', which counts as a class here") as told:
        run(np.where(KNOWN, np.array(["a", "b"])[Y], " "))
    assert any(w.filename == __file__ for w in told)


def test_the_number_beside_a_marker_of_text():
    for wrapped in (SelfTrainingClassifier(INSIDE), LabeledOnly(INSIDE, unlabeled="-1")):
        with pytest.warns(UserWarning, match="y holds -1, which counts as a class here"):
            label_efficiency_curve(wrapped, X, np.where(KNOWN, Y, -1), levels=[2], seeds=1, unlabeled="-1")


@pytest.mark.parametrize("missing", [np.nan, None, np.ma.masked, pd.NaT, pd.NA])
def test_a_row_whose_group_is_missing_is_of_nobody(missing):
    groups = (np.arange(36) % 4).tolist()
    groups[0] = missing
    held = np.ma.masked_array(np.arange(36) % 4, np.arange(36) == 0) if missing is np.ma.masked else groups
    y = np.where(KNOWN, Y, -1)
    for train, test in SemiSupervisedSplit(GroupKFold(4)).split(X, y, held):
        assert 0 not in train and 0 not in test
    with pytest.raises(ValueError, match="groups holds None or NaN at row 0, which has a label"):
        next(SemiSupervisedSplit(GroupKFold(4)).split(X, Y, held))
