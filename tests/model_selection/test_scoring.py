"""LabeledScorer, and how far the stock scores are from the truth."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings

import numpy as np
import pytest
import sklearn
from sklearn.datasets import make_blobs
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import get_scorer, make_scorer, recall_score
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score, cross_validate
from sklearn.semi_supervised import SelfTrainingClassifier

from sklearn_seqgan import CNNClassifier
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.model_selection import LabeledScorer, SemiSupervisedSplit, mask_labels


@pytest.fixture
def blobs():
    X, y = make_blobs(6000, centers=[[0, 0], [3, 0], [0, 3]], random_state=4)
    return X[:2000], y[:2000], X[2000:], y[2000:]


def self_training():
    return SelfTrainingClassifier(LogisticRegression())


def test_plain_scores_are_far_from_the_truth_and_ours_are_near(blobs):
    X, y, X_new, y_new = blobs
    ours, plain, truth = [], [], []
    for seed in range(10):
        few = mask_labels(y, fraction=0.2, random_state=seed)
        truth.append(self_training().fit(X, few).score(X_new, y_new))
        plain.append(cross_val_score(self_training(), X, few).mean())
        split, scorer = SemiSupervisedSplit(5), LabeledScorer("accuracy")
        ours.append(cross_val_score(self_training(), X, few, cv=split, scoring=scorer).mean())
    assert np.abs(np.subtract(ours, truth)).max() < 0.05
    assert np.subtract(truth, plain).min() > 0.5


def test_scores_on_labelled_rows_only(blobs):
    X, y, _, _ = blobs
    few = mask_labels(y, fraction=0.1, random_state=0)
    clf = self_training().fit(X, few)
    rows = few != -1
    for name in ("accuracy", "neg_log_loss", "roc_auc_ovr", "f1_macro"):
        expected = get_scorer(name)(clf, X[rows], y[rows])
        assert LabeledScorer(name)(clf, X, few) == pytest.approx(expected, abs=1e-12)


def test_several_scorers_and_train_scores(blobs):
    X, y, _, _ = blobs
    few = mask_labels(y[:300], fraction=0.2, random_state=0)
    found = cross_validate(
        self_training(),
        X[:300],
        few,
        cv=SemiSupervisedSplit(3),
        scoring=LabeledScorer(["accuracy", "balanced_accuracy"]),
        return_train_score=True,
    )
    assert found["train_accuracy"].min() > 0.6  # 0.16 with a stock scorer
    assert found["test_balanced_accuracy"].shape == (3,)


def test_grid_search_over_sequences_with_another_marker():
    X, y = make_rhythms(n_per_class=12, random_state=0)
    y = mask_labels(np.array(["slow", "middle", "fast"])[y], fraction=0.5, unlabeled="?", random_state=0)
    search = GridSearchCV(
        CNNClassifier(unlabeled="?", max_steps=5, random_state=0),
        {"lr": [1e-3, 1e-2]},
        cv=SemiSupervisedSplit(2, unlabeled="?"),
        scoring=LabeledScorer("accuracy", unlabeled="?"),
        n_jobs=2,
    ).fit(X, y)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    assert "?" not in search.predict(X)


def test_none_is_the_estimators_own_score(blobs):
    X, y, _, _ = blobs
    clf = LogisticRegression().fit(X, y)
    assert LabeledScorer()(clf, X, y) == clf.score(X, y)


def test_sample_weights_are_cut_to_the_labelled_rows(blobs):
    X, y, _, _ = blobs
    few = mask_labels(y, fraction=0.1, random_state=0)
    clf, weight, rows = LogisticRegression().fit(X, y), np.arange(len(y)), few != -1
    found = LabeledScorer("accuracy")(clf, X, few, sample_weight=weight)
    assert found == clf.score(X[rows], y[rows], sample_weight=weight[rows])


def test_no_labelled_row_is_nan_with_a_warning():
    clf = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    with pytest.warns(sklearn.exceptions.UndefinedMetricWarning, match="No row has a label"):
        assert np.isnan(LabeledScorer("accuracy")(clf, [[0.0]], [-1]))


def test_metadata_routing_reaches_the_scorer_inside(blobs):
    X, y, _, _ = blobs
    few = mask_labels(y[:200], fraction=0.5, random_state=0)
    weight = np.where(y[:200] == 0, 1.0, 0.0)  # so accuracy is the recall of class 0
    with sklearn.config_context(enable_metadata_routing=True):
        weighted = get_scorer("accuracy").set_score_request(sample_weight=True)
        clf = LogisticRegression().set_fit_request(sample_weight=False)
        found = cross_val_score(
            clf, X[:200], few, cv=2, scoring=LabeledScorer(weighted), params={"sample_weight": weight}
        )
        recall = make_scorer(recall_score, labels=[0], average=None)
        expected = cross_val_score(clf, X[:200], few, cv=2, scoring=LabeledScorer(_first(recall)), params={})
    np.testing.assert_allclose(found, expected)


def _first(scorer):
    return lambda estimator, X, y: scorer(estimator, X, y)[0]


def test_repr_names_what_it_wraps():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert repr(LabeledScorer("accuracy", unlabeled="?")) == "LabeledScorer('accuracy', unlabeled='?')"


def test_a_fold_without_labels_is_nan_for_each_of_several_scorers(blobs):
    X, y, _, _ = blobs
    groups = np.arange(120) % 3
    few = np.where(groups == 2, -1, y[:120])
    with pytest.warns(sklearn.exceptions.UndefinedMetricWarning):
        found = cross_validate(
            self_training(),
            X[:120],
            few,
            groups=groups,
            cv=GroupKFold(3),
            scoring=LabeledScorer(["accuracy", "f1_macro"]),
        )
    assert np.isnan(found["test_accuracy"]).sum() == np.isnan(found["test_f1_macro"]).sum() == 1


@pytest.mark.parametrize("marker", [None, -1, "?"])
def test_numbers_that_share_an_object_array_with_the_marker(marker):
    y = np.array([0, 1, marker] * 4, dtype=object)
    X = np.arange(12.0)[:, None] % 3
    clf = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    assert LabeledScorer("accuracy", unlabeled="?" if marker is None else marker)(clf, X, y) == 1.0


def test_y_in_a_column():
    clf = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    with pytest.warns(sklearn.exceptions.DataConversionWarning):
        assert LabeledScorer("accuracy")(clf, [[0.0], [1.0]], np.array([[0], [-1]])) == 1.0
