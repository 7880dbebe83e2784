"""The code of each page runs and prints what it says, and each row of the table on few labels holds."""
# SPDX-License-Identifier: BSD-3-Clause

import doctest
import re
from pathlib import Path

import numpy as np
import pytest
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import BaggingClassifier, StackingClassifier, VotingClassifier
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import (
    GridSearchCV,
    StratifiedKFold,
    StratifiedShuffleSplit,
    cross_val_predict,
    cross_val_score,
    cross_validate,
    learning_curve,
    train_test_split,
)
from sklearn.multiclass import OneVsRestClassifier
from sklearn.semi_supervised import LabelSpreading, SelfTrainingClassifier

from sklearn_seqgan import CNNClassifier
from sklearn_seqgan.datasets import make_postures
from sklearn_seqgan.model_selection import (
    LabeledOnly,
    LabeledScorer,
    SemiSupervisedSplit,
    cross_val_predict_labeled,
    label_efficiency_curve,
    mask_labels,
)

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "few_labels.md"
FLOAT = re.compile(r"-?\d+\.\d*")


class AboutEqual(doctest.OutputChecker):
    """Floats may be off by one test row of a fold, on another machine."""

    def check_output(self, want, got, optionflags):
        distances = [abs(float(a) - float(b)) for a, b in zip(FLOAT.findall(want), FLOAT.findall(got))]
        as_floats = FLOAT.sub("#", want) == FLOAT.sub("#", got) and max(distances, default=0) <= 0.025
        return as_floats or super().check_output(want, got, optionflags)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "no_labels.md",
        "few_labels.md",
        "recordings.md",
        "timelines.md",
        "generation.md",
        "inspection.md",
        "clinical.md",
        "saving.md",
        "trust.md",
        "install.md",
        "serving.md",
        "scaling.md",
    ],
)
def test_code_of_a_page_prints_what_it_says(name, one_block, tmp_path, monkeypatch):
    pytest.importorskip("matplotlib").use("Agg")
    if name == "serving.md":
        pytest.importorskip("onnx")
        pytest.importorskip("onnxruntime")
    if name == "scaling.md":
        pytest.importorskip("distributed")
    if name == "clinical.md" and sklearn.__version__ < "1.7":
        pytest.skip("GroupKFold puts groups of equal size into other folds before 1.7")
    page = DOCS / name
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(.*)\n(.*)", text, re.M)[::2]
    assert blocks and all(language == "python" and first.startswith(">>> ") for language, first in blocks)
    without_fences = re.sub(r"^```.*$", "", text, flags=re.M)  # a blank line ends what is printed
    examples = doctest.DocTestParser().get_doctest(without_fences, {}, page.name, str(page), 0)
    runner = doctest.DocTestRunner(AboutEqual(), optionflags=doctest.FAIL_FAST)
    report = []
    monkeypatch.chdir(tmp_path)  # pictures are written beside the page's reader
    with sklearn.config_context():
        runner.run(examples, out=report.append)
    assert runner.failures == 0, "".join(report)


SEQUENCES, TRUTH = make_postures(n_per_class=40, n_channels=6, random_state=0)
X = np.array([x.mean(axis=0) for x in SEQUENCES])
Y = mask_labels(TRUTH, fraction=0.2, random_state=0)
FEW = mask_labels(TRUTH, per_class=2, random_state=0)
SPREADING = LabelSpreading(gamma=0.5)
TRAINING = SelfTrainingClassifier(LogisticRegression())

KNOWN = Y != -1
TEXT = np.where(KNOWN, np.array(["lift", "sit", "walk"])[TRUTH], "?")
CLAIMS = {}


def row(tool):
    """Make a function the test of the row of the table that begins like this."""
    return lambda function: CLAIMS.setdefault(tool, function)


def assert_marker_wins(meta, around):
    """It is a class of the members too, and predicted for most rows; not so within LabeledOnly."""
    fitted = meta.fit(X, Y)
    assert fitted.classes_.tolist() == [-1, 0, 1, 2]
    assert len(around(fitted).classes_) == 4
    assert np.mean(fitted.predict(X) == -1) > 0.8
    assert_right_within_labeled_only(meta)


def assert_right_within_labeled_only(clf):
    fitted = LabeledOnly(clf).fit(X, Y)
    assert fitted.classes_.tolist() == [0, 1, 2]
    assert fitted.score(X, TRUTH) > 0.9


@row("supervised classifiers")
def _():
    clf = LogisticRegression()
    assert clf.fit(X, Y).classes_.tolist() == [-1, 0, 1, 2]
    assert np.mean(clf.predict(X) == -1) > 0.8 and clf.score(X, TRUTH) < 0.2
    assert cross_val_score(clf, X, Y).mean() > 0.7
    assert_right_within_labeled_only(clf)
    assert CNNClassifier(max_steps=1).fit(SEQUENCES, Y).classes_.tolist() == [0, 1, 2]


@row("`CalibratedClassifierCV`")
def _():
    for clf in (LogisticRegression(), TRAINING, SPREADING):
        assert CalibratedClassifierCV(clf).fit(X, Y).classes_.tolist() == [-1, 0, 1, 2]
    # what one of the three calibrators makes of the surest prediction, before they are normalised
    surest = [
        [
            c.predict([1.0]).item()
            for c in CalibratedClassifierCV(clf).fit(x, y).calibrated_classifiers_[0].calibrators
        ]
        for clf, x, y in ((SPREADING, X, Y), (SPREADING, X[KNOWN], Y[KNOWN]))
    ]
    assert max(surest[0]) < 0.5 < min(surest[1])
    assert_right_within_labeled_only(CalibratedClassifierCV(TRAINING))


@row("`VotingClassifier`")
def _():
    assert_marker_wins(VotingClassifier([("a", TRAINING)]), around=lambda meta: meta.estimators_[0])


@row("`StackingClassifier`")
def _():
    assert_marker_wins(StackingClassifier([("a", TRAINING)]), around=lambda meta: meta.estimators_[0])


@row("`BaggingClassifier`")
def _():
    bagging = BaggingClassifier(TRAINING, random_state=0)
    assert_marker_wins(bagging, around=lambda meta: meta.estimators_[0])
    with pytest.raises(ValueError, match="inhomogeneous"):
        LabeledOnly(BaggingClassifier(CNNClassifier())).fit(SEQUENCES, Y)


@row("`OneVsRestClassifier`")
def _():
    assert_marker_wins(OneVsRestClassifier(TRAINING), around=lambda meta: meta)
    assert len(OneVsRestClassifier(TRAINING).fit(X, Y).estimators_) == 4


@row("`cross_validate`, `GridSearchCV`")
def _():
    grid = {"gamma": [0.1, 0.5]}
    assert cross_validate(SPREADING, X, Y)["test_score"].mean() < 0.25
    assert GridSearchCV(SPREADING, grid).fit(X, Y).best_score_ < 0.25
    split = SemiSupervisedSplit()
    assert cross_validate(SPREADING, X, Y, cv=split)["test_score"].mean() > 0.8
    assert GridSearchCV(SPREADING, grid, cv=split).fit(X, Y).best_score_ > 0.8
    for scoring in ("roc_auc_ovr", "neg_log_loss"):
        with pytest.warns(UserWarning, match="Scoring failed"):
            assert np.isnan(cross_val_score(SPREADING, X, Y, scoring=scoring)).all()
        assert np.isfinite(cross_val_score(SPREADING, X, Y, scoring=scoring, cv=split)).all()


@row("`return_train_score=True`")
def _():
    options = {"cv": SemiSupervisedSplit(), "return_train_score": True}
    assert cross_validate(SPREADING, X, Y, **options)["train_score"].max() < 0.25
    assert cross_validate(SPREADING, X, Y, scoring=LabeledScorer(), **options)["train_score"].min() > 0.9


@row("`cross_val_predict`")
def _():
    assert len(cross_val_predict(SPREADING, X, Y)) == len(Y)
    with pytest.raises(ValueError, match="only works for partitions"):
        cross_val_predict(SPREADING, X, Y, cv=SemiSupervisedSplit())
    assert len(cross_val_predict_labeled(SPREADING, X, Y)) == KNOWN.sum()


@row("`StratifiedKFold`")
def _():
    with pytest.warns(UserWarning, match="less than n_splits"):
        folds = [test for _, test in StratifiedKFold(5).split(X, FEW)]
    assert all(np.mean(FEW[test] == -1) > 0.8 for test in folds)
    assert any(not np.isin([0, 1, 2], FEW[test]).all() for test in folds)
    with pytest.raises(ValueError, match="n_splits=5 cannot be greater"):
        next(SemiSupervisedSplit(5).split(X, FEW))


@row("`train_test_split(stratify=y)`")
def _():
    parts = train_test_split(Y, stratify=Y, random_state=0)
    assert all(np.mean(part == -1) == pytest.approx(0.8, abs=0.02) for part in parts)
    train, test = next(SemiSupervisedSplit(StratifiedShuffleSplit(1, random_state=0)).split(X, Y))
    assert (Y[test] != -1).all() and (Y[train] == -1).sum() == (~KNOWN).sum()


@row("`confusion_matrix`, `accuracy_score`")
def _():
    predicted = SPREADING.fit(X, Y).predict(X)
    table = confusion_matrix(Y, predicted)
    assert table.shape == (4, 4) and table[0].sum() == (~KNOWN).sum() and not table[:, 0].any()
    assert accuracy_score(Y, predicted) < 0.25 and accuracy_score(Y[KNOWN], predicted[KNOWN]) > 0.9


@row("`permutation_importance`")
def _():
    def importances(scoring):
        return permutation_importance(clf, X, Y, scoring=scoring, random_state=0).importances_mean

    clf = SelfTrainingClassifier(LogisticRegression()).fit(X, Y)
    labeled = importances(LabeledScorer("accuracy"))
    assert labeled.max() > 0.1
    np.testing.assert_allclose(importances("accuracy"), 0.2 * labeled)
    with pytest.raises(ValueError, match="inhomogeneous"):
        permutation_importance(CNNClassifier(max_steps=1).fit(SEQUENCES, Y), SEQUENCES, Y)


@row("`learning_curve`")
def _():
    sizes, _, scores = learning_curve(SPREADING, X, Y, shuffle=True, random_state=0)
    assert sizes[-1] == 0.8 * len(Y) > KNOWN.sum() and scores[-1].mean() < 0.25
    results = label_efficiency_curve(SPREADING, X, Y, levels=[1.0], seeds=1)
    assert max(results["n_labeled"]) <= KNOWN.sum() and results["test_score"].mean() > 0.8


@row("`score` of `SelfTrainingClassifier`, `LabelSpreading`")
def _():
    for clf in (TRAINING, SPREADING):
        assert clf.fit(X, Y).score(X, Y) < 0.25
        assert LabeledScorer()(clf, X, Y) > 0.9


@row('a text marker, `"?"`')
def _():
    assert "?" in SPREADING.fit(X, TEXT).classes_
    with pytest.warns(UserWarning, match="no unlabeled samples"):
        assert "?" in TRAINING.fit(X, TEXT.astype(object)).classes_
    assert "?" in LogisticRegression().fit(X, TEXT).classes_
    clf = CNNClassifier(unlabeled="?", max_steps=60, random_state=0)
    split, scorer = SemiSupervisedSplit(2, unlabeled="?"), LabeledScorer("accuracy", unlabeled="?")
    assert cross_val_score(clf, SEQUENCES, TEXT, cv=split, scoring=scorer).mean() > 0.8
    assert clf.fit(SEQUENCES, TEXT).classes_.tolist() == ["lift", "sit", "walk"]


@row("`-1` beside text, `dtype=object`")
def _():
    mixed = TEXT.astype(object)
    mixed[~KNOWN] = -1
    assert TRAINING.fit(X, mixed).classes_.tolist() == ["lift", "sit", "walk"]
    for refused in (
        lambda: SPREADING.fit(X, mixed),
        lambda: next(StratifiedKFold().split(X, mixed)),
        lambda: accuracy_score(mixed, mixed),
    ):
        with pytest.raises((TypeError, ValueError)):
            refused()
    assert cross_val_score(TRAINING, X, mixed, cv=SemiSupervisedSplit(), scoring=LabeledScorer()).mean() > 0.8
    assert len(CNNClassifier(max_steps=1).fit(SEQUENCES, mixed).classes_) == 3
    spelled = np.array(mixed.tolist())
    assert "-1" in SPREADING.fit(X, spelled).classes_
    for clf in (CNNClassifier(max_steps=1), LabeledOnly(LogisticRegression())):
        with pytest.raises(ValueError, match="unlabeled='-1'"):
            clf.fit(X, spelled)
    assert len(CNNClassifier(max_steps=1, unlabeled="-1").fit(SEQUENCES, spelled).classes_) == 3


def test_every_row_of_the_table_is_tested():
    rows = re.findall(r"^\| (.+?) \| .+ \| .+ \|$", PAGE.read_text(encoding="utf-8"), re.M)
    assert rows == ["tool", *CLAIMS]


@pytest.mark.filterwarnings("ignore:y contains no unlabeled samples")
@pytest.mark.parametrize("tool", list(CLAIMS))
def test_row_of_the_table(tool):
    CLAIMS[tool]()


def test_labeled_only_inside_is_too_late():
    vote = VotingClassifier([("a", LabeledOnly(LogisticRegression()))]).fit(X, Y)
    assert vote.classes_.tolist() == [-1, 0, 1, 2] and np.mean(vote.predict(X) == -1) > 0.8
