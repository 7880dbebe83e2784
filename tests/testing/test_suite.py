"""How the suite runs, and what it tells: results as scikit-learn's `check_estimator` gives them."""
# SPDX-License-Identifier: BSD-3-Clause

import subprocess
import sys

import pytest
from sklearn.base import ClassifierMixin
from sklearn.exceptions import EstimatorCheckFailedWarning, SkipTestWarning
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import check_estimator

from sklearn_seqgan.preprocessing import SequenceScaler
from sklearn_seqgan.testing import (
    check_sequence_classifier,
    check_sequence_transformer,
    parametrize_with_sequence_checks,
    sequence_classifier_checks,
    sequence_transformer_checks,
)
from tests.testing.sound_and_broken import IgnoresItsSeed, Levels, Prints, ScoresAllRows

BROKEN = ScoresAllRows()
NAME = "check_score_of_partial_labels"


def statuses(results):
    return {r["check_name"]: r["status"] for r in results if r["status"] != "passed"}


def test_the_first_failure_is_raised():
    with pytest.raises(AssertionError, match=r"score is .* where 1.000 of the labels are right"):
        check_sequence_classifier(BROKEN)


def test_an_expected_failure_is_not():
    expected = {NAME: "all rows count here"}
    results = check_sequence_classifier(BROKEN, expected_failed_checks=expected)
    assert statuses(results) == {NAME: "xfail"}
    (failed,) = (r for r in results if r["status"] == "xfail")
    assert failed["expected_to_fail"] and failed["expected_to_fail_reason"] == "all rows count here"
    assert isinstance(failed["exception"], AssertionError) and failed["estimator"] is BROKEN


def test_results_have_the_entries_of_scikit_learns():
    theirs = check_estimator(LogisticRegression(), on_fail=None, on_skip=None)[0]
    assert check_sequence_classifier(Levels())[0].keys() == theirs.keys()


def test_failures_warn_and_are_told():
    told = []
    with pytest.warns(EstimatorCheckFailedWarning, match=f"Test {NAME} failed"):
        results = check_sequence_classifier(BROKEN, on_fail="warn", callback=lambda **r: told.append(r))
    assert told == results and statuses(results) == {NAME: "failed"}


def test_what_can_tell_nothing_is_skipped_and_says_so():
    """Fits that differ anyway cannot be compared."""
    with pytest.warns(SkipTestWarning) as told:
        results = check_sequence_classifier(IgnoresItsSeed(), on_fail=None)
    assert any("check_padding of IgnoresItsSeed is skipped: two fits" in str(w.message) for w in told)
    found = statuses(results)
    assert found.pop("check_same_seed") == "failed"
    assert set(found.values()) == {"skipped"}


def names(estimator, checks=sequence_classifier_checks, **contract):
    return {check.func.__name__ for _, check in checks(estimator, **contract)}


def test_checks_are_left_out_where_an_estimator_promises_less():
    everything = names(Levels())
    without = everything - names(Levels(), ragged=False)
    assert without == {
        "check_forms_that_are_asked",
        "check_forms_that_are_fitted",
        "check_refuses_uneven_channels",
    }
    assert everything - names(Levels(), padded=False) == {"check_padding"}
    for_tables = LogisticRegression()  # has no parameter `unlabeled`
    without = everything - names(for_tables)
    assert without == {
        "check_marker_is_no_class",
        "check_other_markers",
        "check_no_marker",
        "check_score_of_partial_labels",
        "check_refuses_no_label",
    }
    assert names(for_tables, unlabeled="?") - names(for_tables) == without - {
        "check_other_markers",
        "check_no_marker",
    }
    assert "check_refuses_a_gap" in everything - names(TakesNaN())


class TakesNaN(Levels):
    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


def test_pytest_gets_a_test_for_each_check_with_its_name():
    def expected(estimator):
        return {NAME: "all rows count here"} if isinstance(estimator, ClassifierMixin) else {}

    mark = parametrize_with_sequence_checks(
        [BROKEN, SequenceScaler()], expected_failed_checks=expected, xfail_strict=True
    ).mark
    assert mark.args[0] == ("estimator", "check")
    marks = {parameter.id: [m.kwargs for m in parameter.marks] for parameter in mark.args[1]}
    assert marks[f"ScoresAllRows()-{NAME}"] == [{"reason": "all rows count here", "strict": True}]
    assert marks["SequenceScaler()-check_form_comes_back"] == []
    pairs = sequence_classifier_checks(BROKEN), sequence_transformer_checks(SequenceScaler())
    assert len(marks) == sum(map(len, pairs))


@pytest.mark.parametrize("check", [check_sequence_classifier, check_sequence_transformer])
def test_what_is_no_estimator_of_the_kind_is_refused(check):
    with pytest.raises(TypeError, match=r"Levels is a class; pass an instance, Levels\(\) say"):
        check(Levels)
    other = SequenceScaler() if check is check_sequence_classifier else Levels()
    with pytest.raises(TypeError, match=r"has no (predict|transform); a (classifier|transformer) is wanted"):
        check(other)


def test_options_that_mean_nothing_are_refused():
    with pytest.raises(ValueError, match="on_fail='stop' must be one of"):
        check_sequence_classifier(Levels(), on_fail="stop")
    with pytest.raises(ValueError, match="callback cannot be given together with on_fail='raise'"):
        check_sequence_classifier(Levels(), callback=print)


def test_every_check_says_what_it_is_about():
    for checks, estimator in (
        (sequence_classifier_checks, Levels()),
        (sequence_transformer_checks, SequenceScaler()),
    ):
        for _, check in checks(estimator):
            text = check.func.__doc__
            assert text.endswith(".") and "\n" not in text, check.func.__name__


def test_it_needs_no_pytest():
    code = "import sys, sklearn_seqgan.testing\nassert 'pytest' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_printed_in_a_check_stays_in_it(capsys):
    check_sequence_classifier(Prints(), expected_failed_checks={"check_prints_nothing": "it does"})
    capsys.readouterr()
