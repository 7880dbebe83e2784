"""The work without the page: what is shown, written and found."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.annotation import LabelRounds
from sklearn_seqgan.annotation.labels_file import LabelsFile
from sklearn_seqgan.annotation.page.work import Work, find
from sklearn_seqgan.datasets import make_rhythms

NAMES = np.array(["slow", "middle", "fast"], dtype=object)


@pytest.fixture
def recordings(few_kernels):
    X, y = make_rhythms(n_per_class=8, shortest=14, longest=20, noise=0.05, random_state=0)
    estimator = SemiSupervisedRocketClassifier(unlabeled="", code_prior="smoothed", random_state=0)
    return LabelRounds(X, estimator=estimator), NAMES[y]


@pytest.fixture
def work(recordings, tmp_path):
    made = []

    def make(**options):
        file = LabelsFile(tmp_path / "labels.csv", "abc", 24)
        made.append(Work(recordings[0], file, **{"every": 6} | options))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_recordings_come_once_until_there_is_none(work, recordings):
    work, truth, shown = work(), recordings[1], []
    while work.row is not None:
        shown.append(work.row)
        work.give(truth[work.row])
    work.wait()
    assert sorted(shown) == list(range(24)) and work.file.y.tolist() == truth.tolist()
    work.give("late")
    assert len(work.file.labels) == 24


def test_what_is_taken_back_is_shown_again_and_nothing_is_lost(work):
    work = work()
    first = work.row
    work.give("slow")
    second = work.row
    work.take_back()
    assert work.row == first and work.file.labels == []
    work.give("fast")
    assert work.row == second and work.file.y[first] == "fast"
    work.take_back()
    work.take_back()
    assert work.row == first


def test_one_goes_on_where_one_stopped(work):
    before = work(classes=["slow"])
    for label in ("slow", "fast", ""):
        before.give(label)
    after = work(classes=["slow"])
    asked = {label.row for label in after.file.labels}
    assert len(asked) == 3 and after.row not in asked
    assert after.classes == ["slow", "fast"] and after.n_labels == 2


def test_who_is_not_sure_is_asked_for_another_and_never_again(work):
    work = work()
    shown = []
    while work.row is not None:
        shown.append(work.row)
        work.give("")
    assert sorted(shown) == list(range(24)) and work.n_labels == 0


def test_after_some_labels_a_fit_finds_how_good_they_are(work, recordings):
    work, truth = work(), recordings[1]
    for _ in range(12):
        work.give(truth[work.row])
    work.wait()
    assert work.findings.n_labels in (6, 12) and 0 <= work.findings.accuracy <= 1


def test_a_slip_is_the_label_that_surprises_most(recordings):
    rounds, truth = recordings
    y = truth.copy()
    y[np.arange(24) % 2 == 1] = None
    y[4] = "fast" if truth[4] != "fast" else "slow"
    found = find(rounds, y)
    assert (found.surprise, found.expected) == (4, truth[4]) and found.accuracy < 1


def test_too_few_labels_are_not_judged(recordings):
    rounds, _ = recordings
    y = np.full(24, None, dtype=object)
    y[:2] = ["slow", "fast"]
    found = find(rounds, y)
    assert np.isnan(found.accuracy) and found.surprise is None


def test_a_recording_can_be_looked_at_again(work):
    work = work()
    first = work.row
    work.give("slow")
    second = work.row
    work.show(first)
    assert work.row == first
    work.give("fast")
    assert work.row == second and work.file.y[first] == "fast"
