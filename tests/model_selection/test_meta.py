"""LabelMasker and LabeledOnly: what fit sees, and that nothing else changes."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import sklearn
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_iris
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.semi_supervised import LabelSpreading, SelfTrainingClassifier

from sklearn_seqgan import CNNClassifier, SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.model_selection import ClassBalancedSelfTraining, LabeledOnly, LabelMasker, mask_labels

IRIS = load_iris(return_X_y=True)


class Recorder(ClassifierMixin, BaseEstimator):
    """Remembers what it was fitted with."""

    def fit(self, X, y, sample_weight=None):
        self.X_, self.y_, self.sample_weight_ = X, y, sample_weight
        self.classes_ = np.unique(y[y != -1])
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[0])


def test_fit_sees_masked_labels_and_score_the_true_ones():
    X, y = IRIS
    masker = LabelMasker(Recorder(), fraction=0.1, random_state=3).fit(X, y)
    np.testing.assert_array_equal(masker.estimator_.y_, mask_labels(y, fraction=0.1, random_state=3))
    assert masker.n_labels_ == 15
    assert masker.score(X, y) == pytest.approx(1 / 3)


def test_stock_tools_score_on_true_labels_of_whole_folds():
    X, y = IRIS
    masker = LabelMasker(LabelSpreading(), per_class=2, random_state=0)
    found = cross_validate(masker, X, y, cv=3, scoring=["accuracy", "roc_auc_ovr"], return_indices=True)
    assert sum(map(len, found["indices"]["test"])) == len(y)
    assert found["test_accuracy"].min() > 0.8
    assert (cross_val_predict(masker, X, y) == y).mean() > 0.8


def test_grid_over_the_fraction_inside_a_pipeline_of_sequences(one_block):
    X, y = make_rhythms(n_per_class=12, random_state=0)
    clf = SemiSupervisedInfoGANClassifier(reconstruction_steps=0, max_steps=3, random_state=0)
    search = GridSearchCV(LabelMasker(clf, random_state=0), {"fraction": [0.2, 1.0]}, cv=2)
    search.fit(X, y)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    assert search.best_estimator_.predict_proba(X).shape == (36, 3)
    assert search.best_estimator_.transform(X).shape == (36, 3)


@pytest.mark.parametrize(
    "estimator",
    [LogisticRegression(max_iter=1000), make_pipeline(StandardScaler(), LogisticRegression())],
    ids=["classifier", "pipeline"],
)
def test_a_classifier_that_takes_the_marker_for_a_class_is_refused(estimator):
    X, y = IRIS
    masker = LabelMasker(estimator, fraction=0.5)
    with pytest.raises(ValueError, match=r"took -1, the marker for rows without a label.*LabeledOnly"):
        masker.fit(X, y)
    with pytest.raises(NotFittedError):
        masker.predict(X)
    assert LabelMasker(LabeledOnly(estimator), fraction=0.5).fit(X, y).classes_.tolist() == [0, 1, 2]


def test_text_labels_with_a_marker_of_another_type():
    X, y = IRIS
    y = np.array(["setosa", "versicolor", "virginica"])[y]
    clf = SelfTrainingClassifier(LogisticRegression(max_iter=1000))
    masker = LabelMasker(clf, fraction=0.2, random_state=0).fit(X, y)
    assert masker.classes_.tolist() == ["setosa", "versicolor", "virginica"]
    assert masker.score(X, y) > 0.9


def test_labelled_only_is_a_fit_on_the_labelled_rows():
    X, y = IRIS
    few = mask_labels(y, fraction=0.3, random_state=0)
    ours = LabeledOnly(CalibratedClassifierCV(LogisticRegression(max_iter=1000), cv=3)).fit(X, few)
    stock = CalibratedClassifierCV(LogisticRegression(max_iter=1000), cv=3).fit(X[few != -1], y[few != -1])
    np.testing.assert_allclose(ours.predict_proba(X), stock.predict_proba(X))
    assert ours.n_features_in_ == 4


@pytest.mark.parametrize("marker", ["?", -1, None])
def test_labelled_only_with_text(marker):
    y = np.array(["a", "b", marker] * 5, dtype=object)
    clf = LabeledOnly(LogisticRegression(), unlabeled="?" if marker is None else marker)
    X = np.arange(15.0)[:, None] % 3
    assert clf.fit(X, y).predict([[0.0], [1.0]]).tolist() == ["a", "b"]


def test_labelled_only_without_a_label():
    with pytest.raises(ValueError, match="no label: every row"):
        LabeledOnly(LogisticRegression()).fit([[0.0]], [-1])


def test_methods_are_those_of_the_classifier_inside():
    masker = LabelMasker(SelfTrainingClassifier(LogisticRegression()), fraction=0.5)
    assert hasattr(masker, "predict_proba")
    assert not hasattr(masker, "transform")
    assert not hasattr(LabeledOnly(Recorder()), "predict_proba")
    with pytest.raises(NotFittedError):
        masker.predict_proba([[0.0]])


def test_clone_parameters_and_tags():
    masker = LabelMasker(LogisticRegression(C=3), per_class=2, unlabeled="?", random_state=1)
    again = clone(masker)
    assert (again.fraction, again.per_class, again.unlabeled, again.random_state) == (None, 2, "?", 1)
    assert again.estimator is not masker.estimator
    assert clone(masker).set_params(estimator__C=5).estimator.C == 5

    def taken(clf):
        return sklearn.utils.get_tags(clf).input_tags

    for_tables = HistGradientBoostingClassifier()  # takes NaN
    assert taken(LabelMasker(for_tables)) == taken(for_tables) != taken(CNNClassifier())
    assert taken(LabeledOnly(CNNClassifier())) == taken(CNNClassifier())
    assert sklearn.utils.get_tags(masker).estimator_type == "classifier"


@pytest.mark.parametrize("around", [LabeledOnly, LabelMasker, ClassBalancedSelfTraining])
def test_the_innermost_is_asked_for_its_tags_once(around):
    """Twice at each would be a million times through twenty."""

    class Asked(Recorder):
        times = 0

        def __sklearn_tags__(self):
            Asked.times += 1
            return super().__sklearn_tags__()

    clf = Asked()
    for _ in range(6):
        clf = around(clf)
    assert sklearn.utils.get_tags(clf).estimator_type == "classifier"
    assert Asked.times == 1


def test_fit_parameters_pass_through_and_by_routing_only_when_asked_for():
    X, y = IRIS
    weight = np.arange(150)
    masker = LabelMasker(Recorder(), fraction=0.5)
    assert masker.fit(X, y, sample_weight=weight).estimator_.sample_weight_ is weight
    with sklearn.config_context(enable_metadata_routing=True):
        asking = LabelMasker(Recorder().set_fit_request(sample_weight=True), fraction=0.5)
        found = cross_validate(asking, X, y, params={"sample_weight": weight}, return_estimator=True)
        assert len(found["estimator"][0].estimator_.sample_weight_) == 120
        with pytest.raises(sklearn.exceptions.UnsetMetadataPassedError):
            masker.fit(X, y, sample_weight=weight)


def test_parameters_with_an_entry_per_row_are_cut_with_the_rows():
    X, y = IRIS
    few = mask_labels(y, fraction=0.1, random_state=0)
    weight = np.arange(150.0)
    fitted = LabeledOnly(Recorder()).fit(X, few, sample_weight=weight).estimator_
    np.testing.assert_array_equal(fitted.sample_weight_, weight[few != -1])


def test_a_classifier_that_transforms_does_so_inside_as_well():
    X, y = IRIS
    inside = LinearDiscriminantAnalysis().set_output(transform="pandas")
    alone = clone(inside).fit_transform(X, y)
    for around in (LabeledOnly(inside), LabelMasker(inside, fraction=1.0)):
        assert sklearn.utils.get_tags(around).transformer_tags is not None
        found = around.fit_transform(X, y)
        np.testing.assert_array_equal(found, alone)
        assert around.get_feature_names_out().tolist() == list(found.columns)
    for without in (LabeledOnly(LogisticRegression()), LabelMasker(LogisticRegression())):
        assert sklearn.utils.get_tags(without).transformer_tags is None
        assert not hasattr(without, "fit_transform") and not hasattr(without, "get_feature_names_out")


def test_the_score_of_labelled_only_leaves_unlabelled_rows_out():
    X, y = IRIS
    few = mask_labels(y, fraction=0.2, random_state=0)
    clf = LabeledOnly(LogisticRegression(max_iter=1000)).fit(X, few)
    rows = few != -1
    assert clf.score(X, few) == clf.score(X[rows], y[rows]) > 0.8
    weight = np.where(y == 0, 1.0, 0.0)
    assert clf.score(X, few, sample_weight=weight) == 1.0
    with pytest.raises(ValueError, match="no label"):
        clf.score(X, np.full(150, -1))


NO_ROWS = {
    "None": None,
    "text": "walk",
    "a generator": (x for x in IRIS[0]),
    "a dictionary": {0: [1.0], 1: [2.0]},
    "a set": {1, 2},
    "no axis": np.array(3.0),
    "a class": np.ndarray,
}


@pytest.mark.parametrize("kind", NO_ROWS)
def test_x_of_which_no_rows_can_be_taken_is_named(kind):
    for around in (LabeledOnly, LabelMasker, ClassBalancedSelfTraining):
        with pytest.raises(TypeError, match=r"X is a .*, of which no rows can be taken"):
            around(LogisticRegression()).fit(NO_ROWS[kind], [0, 1])


def test_other_numbers_of_rows_and_labels_are_named():
    with pytest.raises(ValueError, match="X has 150 samples, but y has 3"):
        LabeledOnly(LogisticRegression()).fit(IRIS[0], [0, 1, 1])
