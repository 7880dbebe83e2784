"""scikit-learn's own checks, on instances with few steps, and fewer where accuracy does not matter."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import parametrize_with_checks

from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
)
from sklearn_seqgan.model_selection import (
    ClassBalancedSelfTraining,
    LabeledOnly,
    LabelMasker,
    NoveltyThresholdClassifier,
    WindowedClassifier,
)

MARKER = {"check_classifiers_classes": "fits labels {-1, 1}; -1 is the documented marker for no label"}
SKORCH = {"check_no_attributes_set_in_init": "skorch's own __init__ sets history_ and others"}

REPETITION = "check_sample_weight_equivalence_on_dense_data"
DRAWN_BY_ROW = {REPETITION: "changed copies and batches are drawn by row; in the ridge the two are the same"}
MARKER |= DRAWN_BY_ROW
SKORCH |= DRAWN_BY_ROW

ACCURACY = {"check_classifiers_train", "check_class_weight_classifiers"}

SMALL = {
    "reconstruction_steps": 20,
    "max_steps": 50,
    "batch_size": 16,
    "filters": 16,
    "generator_units": 16,
    "learning_rate": 3e-3,
}

FAILURES = [
    (SemiSupervisedRocketClassifier(), MARKER),
    (SemiSupervisedRocketClassifier(unlabeled=None), DRAWN_BY_ROW),
    (
        SemiSupervisedInfoGANClassifier(
            reconstruction_steps=2, max_steps=2, batch_size=8, generator_units=16
        ),
        MARKER,
    ),
    (
        SemiSupervisedInfoGANClassifier(trunk="conv", reconstruction_steps=0, max_steps=60, batch_size=32),
        MARKER,
    ),
    (
        SemiSupervisedInfoGANClassifier(
            trunk="conv", reconstruction_steps=0, max_steps=60, batch_size=32, unlabeled=None
        ),
        DRAWN_BY_ROW,
    ),
    (SemiSupervisedBiGANClassifier(**SMALL), MARKER),
    (SemiSupervisedBiGANClassifier(**SMALL, lipschitz="spectral-norm", unlabeled=None), DRAWN_BY_ROW),
    (CNNClassifier(max_steps=60, batch_size=32), MARKER | SKORCH),
    (CNNClassifier(max_steps=60, batch_size=32, unlabeled=None), SKORCH),
    (GRUClassifier(max_steps=150, batch_size=32), MARKER | SKORCH),
    (GRUClassifier(max_steps=150, batch_size=32, unlabeled=None), SKORCH),
    (PartAwareLSTMClassifier(max_steps=150, batch_size=32), MARKER | SKORCH),
    (PartAwareLSTMClassifier(max_steps=150, batch_size=32, unlabeled=None), SKORCH),
]


def expected_failures(estimator):
    return next(failures for instance, failures in FAILURES if instance is estimator)


@pytest.mark.usefixtures("one_block")
@parametrize_with_checks([e for e, _ in FAILURES], expected_failed_checks=expected_failures)
def test_scikit_learn_checks(estimator, check):
    """With all steps where accuracy matters; no other check depends on their number."""
    if check.func.__name__ in ACCURACY and estimator.unlabeled is None:
        pytest.skip("the same fit as with a marker, since every label is known")
    if check.func.__name__ not in ACCURACY and hasattr(estimator, "max_steps"):
        few = {"max_steps": 2, "reconstruction_steps": 2}
        known = estimator.get_params()
        estimator = clone(estimator).set_params(**{k: v for k, v in few.items() if k in known})
    check(estimator)


class Known(LinearDiscriminantAnalysis):
    """A classifier that also transforms, and to which nothing is new."""

    def novelty_score(self, X):
        return np.zeros(len(self.predict(X)))


FITS = [
    "check_fit_score_takes_y",
    "check_estimators_overwrite_params",
    "check_dont_overwrite_parameters",
    "check_estimators_fit_returns_self",
    "check_readonly_memmap_input",
    "check_n_features_in_after_fitting",
    "check_positive_only_tag_during_fit",
    "check_estimators_dtypes",
    "check_dtype_object",
    "check_estimators_empty_data_messages",
    "check_pipeline_consistency",
    "check_estimators_nan_inf",
    "check_estimators_pickle",
    "check_f_contiguous_array_estimator",
    "check_classifier_data_not_an_array",
    "check_classifiers_one_label",
    "check_classifiers_one_label_sample_weights",
    "check_classifiers_classes",
    "check_classifiers_train",
    "check_classifiers_regression_target",
    "check_supervised_y_2d",
    "check_methods_sample_order_invariance",
    "check_methods_subset_invariance",
    "check_fit2d_1sample",
    "check_fit2d_1feature",
    "check_dict_unchanged",
    "check_fit_idempotent",
    "check_fit_check_is_fitted",
    "check_n_features_in",
    "check_fit2d_predict1d",
]
BY_STEP = dict.fromkeys(FITS, "it fits with one label a row; here y has one for each time step")
MARKED = {"check_classifiers_classes": MARKER["check_classifiers_classes"]}

AROUND = [
    (LabeledOnly(Known()), MARKED),
    (LabeledOnly(LogisticRegression()), MARKED),
    (LabeledOnly(LogisticRegression(), unlabeled=None), {}),
    (LabelMasker(LabeledOnly(Known()), fraction=1.0), MARKED),
    (LabelMasker(LabeledOnly(Known(), unlabeled=-99), fraction=1.0, unlabeled=-99), {}),
    (ClassBalancedSelfTraining(Known()), MARKED),
    (ClassBalancedSelfTraining(LogisticRegression(), unlabeled=None), {}),
    (NoveltyThresholdClassifier(Known(), rejected=-99), {}),
    (WindowedClassifier(LabeledOnly(Known()), length=3, stride=1), BY_STEP),
]


def failures_around(estimator):
    return next(failures for instance, failures in AROUND if instance is estimator)


@parametrize_with_checks([e for e, _ in AROUND], expected_failed_checks=failures_around)
def test_scikit_learn_checks_of_what_goes_around_a_classifier(estimator, check):
    check(estimator)
