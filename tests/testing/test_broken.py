"""What breaks one promise fails the check of that promise, and no other."""
# SPDX-License-Identifier: BSD-3-Clause

import os
import re

import pytest
import torch

from sklearn_seqgan.testing import check_sequence_classifier, check_sequence_transformer
from sklearn_seqgan.testing._classifier_checks import CLASSIFIER_CHECKS
from sklearn_seqgan.testing._transformer_checks import TRANSFORMER_CHECKS
from tests.testing import sound_and_broken as broken

ARRAYS = {"ragged": False}

CLASSIFIERS = {
    "ReturnsNothing": "check_fit_returns_itself: fit returns NoneType, not the estimator itself",
    "ReplacesAParameter": r"check_parameters_stay: fit replaces the parameters \['random_state'\]",
    "ChangesX": "check_input_stays: fit, given a list, changes X",
    "ChangesXInPrediction": "check_input_stays: predict, given a list, changes X",
    "ChangesY": "check_input_stays: fit, given a list, changes y",
    "DrawsGlobally": "check_process_stays: fit changes numpy's global generator",
    "DrawsGloballyInPrediction": "check_process_stays: .* changes Python's global generator",
    "SetsTheEnvironment": "check_process_stays: fit changes os.environ",
    "TurnsGradientsOff": "check_process_stays: fit changes torch's grad mode",
    "Prints": "check_prints_nothing: it prints 'step 1",
    "PredictsUnfitted": "check_not_fitted: predict of a new one does not say that it is not fitted",
    "FailsUnfitted": "check_not_fitted: predict of a new one ends in KeyError",
    "TakesNoTuples": "check_forms_that_are_asked: predict_proba, given a tuple, ends in AttributeError",
    "FitsNoObjectArrays": "check_forms_that_are_fitted: fit, given an object array, ends in AttributeError",
    "FitsTuplesOtherwise": "check_forms_that_are_fitted: .* row 0, given a fit to a tuple in place of a list",
    "MeansOverPadding": "check_padding: predict_proba gives another result .*, given 7 more steps",
    "FailsOnLongerOnes": "check_longer_than_in_fit: .*, given sequences longer than those in fit, ends in",
    "RefusesIntegers": "check_dtypes: predict_proba, given X of int64, ends in RuntimeError",
    "RoundsFloat64": "check_dtypes: .* given X of float64 in place of float32: it differs by up to",
    "ReadsMemoryAsItLies": "check_memory_layouts: .* given X in Fortran's order",
    "WritesAndWritesBack": "check_memory_layouts: fit, given a read-only array, ends in ValueError",
    "LooksAtCompany": "check_one_row_in_company: .* row 0, given one sequence alone",
    "LooksAtItsPlace": "check_order_of_rows: .* given X in reverse order",
    "IgnoresItsSeed": "check_same_seed: .* given a second fit with the same random_state",
    "GoesOnFromTheLastFit": "check_refit: .* given a fit after a fit to other data",
    "DoesNotPickle": "check_pickle: pickle of what is fitted, ends in",
    "ForgetsInAPickle": "check_pickle: .* given X after pickling",
    "TakesInfinity": "check_refuses_infinity: fit, given infinity, is not refused",
    "TakesGaps": "check_refuses_a_gap: fit, given NaN inside a sequence, is not refused",
    "FailsByAnIndex": "check_refuses_no_sequence: fit, given X without .*, ends in IndexError, not in",
    "TakesEmptySequences": "check_refuses_an_empty_sequence: fit, given a sequence without a step, is not",
    "IgnoresNewChannels": "check_refuses_other_channels: predict, given a channel more than in fit, is not",
    "FillsUpChannels": "check_refuses_uneven_channels: fit, given a sequence with fewer channels than others",
    "FlattensMoreDimensions": "check_refuses_four_dimensions: fit, given an array of four dimensions, is not",
    "ReadsTextAsZero": "check_refuses_text: fit, given text in the place of numbers, is not refused",
    "SortsClassesBackwards": r"check_classes: classes_ is \[2, 1, 0\] for labels \[0, 1, 2\]",
    "CutsText": "check_classes: predict gives .*, none of the classes",
    "HasScoresForProbabilities": "check_probabilities: probabilities do not add up to 1",
    "PredictsAnother": "check_probabilities: predict gives another class than the likeliest",
    "ReadsTextLessWell": "check_text_labels: .* given a fit to text in place of integers",
    "RefusesLists": "check_text_labels: fit, given a list of integers, ends in AttributeError",
    "TakesTheMarkerForAClass": (
        "check_marker_is_no_class: classes_ holds the marker -1",
        r"check_other_markers: .* another shape of row 0, \(3,\) for \(4,\), given a fit to integers and -99",
    ),
    "PredictsTheMarker": "check_marker_is_no_class: predict gives the marker -1",
    "KnowsOneMarker": "check_other_markers: .* given a fit to integers and -99 in place of integers and -1",
    "HasAMarkerAlways": r"check_no_marker: classes_ is \[0, 1\] for \[-1, 0, 1\]",
    "ScoresAllRows": "check_score_of_partial_labels: score is .* where 1.000 of the labels are right",
    "FitsWithoutLabels": "check_refuses_no_label: fit, given y without a label, is not refused",
    "CutsToTheShorter": "check_refuses_y_of_another_length: fit, given fewer labels than sequences, is not",
    "NeedsManyRows": "check_cross_validation: cross_val_predict, ends in ValueError: too few",
}
TRANSFORMERS = {
    "GivesNaN": "check_one_out_for_each_in: what comes out for row 0 is not finite",
    "GivesLists": "check_form_comes_back: list comes out for an object array",
    "FitsTwice": "check_fit_transform: .* given fit and transform at once: it differs by up to",
    "GivesFloat64": "check_float_dtypes: float64 comes out for float32",
}


@pytest.fixture(autouse=True)
def process():
    yield
    torch.set_grad_enabled(True)
    os.environ.pop("LEVELS", None)


def failures(check, name, **contract):
    results = check(getattr(broken, name)(), on_fail=None, on_skip=None, **contract)
    return [f"{r['check_name']}: {r['exception']}" for r in results if r["status"] == "failed"]


def test_what_is_sound_passes():
    assert failures(check_sequence_classifier, "Levels") == []
    assert failures(check_sequence_classifier, "Levels", **ARRAYS) == []
    assert failures(check_sequence_classifier, "Levels", ragged=False, padded=False, n_channels=3) == []
    for name in ("Scaler", "Averages"):
        assert failures(check_sequence_transformer, name) == []


def compare(found, expected):
    """Failures, each with the pattern that is expected at its place."""
    patterns = [expected] if isinstance(expected, str) else expected
    for failure, pattern in zip(found, patterns, strict=True):
        assert re.match(pattern, failure, re.DOTALL), failure


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_broken_classifier(name):
    of_arrays = ARRAYS if name in broken.OF_ARRAYS else {}
    compare(failures(check_sequence_classifier, name, **of_arrays), CLASSIFIERS[name])


@pytest.mark.parametrize("name", TRANSFORMERS)
def test_a_broken_transformer(name):
    compare(failures(check_sequence_transformer, name), TRANSFORMERS[name])


def test_every_check_is_seen_to_fail():
    expected = [*CLASSIFIERS.values(), *TRANSFORMERS.values()]
    named = {text.split(":")[0] for text in expected if isinstance(text, str)}
    assert named == {check.__name__ for check in [*CLASSIFIER_CHECKS, *TRANSFORMER_CHECKS]}
