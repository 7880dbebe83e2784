"""What a user who asks for it sees of a long call."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.base import clone

from sklearn_seqgan import CNNClassifier, SemiSupervisedInfoGANClassifier, SemiSupervisedRocketClassifier
from sklearn_seqgan._progress import bar, begin, telling
from sklearn_seqgan.datasets import make_rhythms

pytestmark = pytest.mark.usefixtures("one_block")


def lines_of(capsys):
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.replace("\r", "\n").splitlines()


def test_where_there_is_no_terminal_a_bar_is_lines(capsys):
    with bar("walking", 30, 1) as progress:
        for _ in range(30):
            progress.update()
    first, *_, last = lines_of(capsys)
    assert first.startswith("walking:   0%") and "0/30" in first
    assert last.startswith("walking: 100%") and "30/30" in last


@pytest.mark.parametrize(("verbose", "initial"), [(0, 0), (1, 30)])
def test_nobody_who_asked_or_nothing_to_do_is_silence(verbose, initial, capsys):
    with bar("walking", 30, verbose, initial) as progress:
        progress.update()
    assert lines_of(capsys) == []


def test_what_begins_is_told_where_it_was_asked_for(capsys):
    begin("outside")
    with telling("Fit", 1):
        begin("one")
        with telling("Inner", 0):
            begin("hidden")
        begin("two")
    begin("outside")
    told = lines_of(capsys)
    assert [line.split(" took ")[0] for line in told] == [
        "Fit: one ...",
        "Fit: one",
        "Fit: two ...",
        "Fit: two",
    ]
    assert told[1].endswith(" s")


def test_an_error_ends_the_telling(capsys):
    with pytest.raises(ValueError, match="walks"), telling("Fit", 1):
        begin("one")
        raise ValueError("nobody walks")
    begin("outside")
    assert lines_of(capsys) == ["Fit: one ..."]


@pytest.mark.parametrize(
    ("clf", "told"),
    [
        (SemiSupervisedRocketClassifier(random_state=0), ["landmarks and nuisance", "codes and encoder"]),
        (
            SemiSupervisedInfoGANClassifier(
                reconstruction_steps=5, max_steps=5, generator_units=8, random_state=0
            ),
            ["landmarks and nuisance", "codes and encoder took", "reconstruction:", "adversarial:"],
        ),
        (CNNClassifier(max_steps=5, random_state=0), ["CNNClassifier:"]),
    ],
)
def test_a_fit_tells_its_stages_in_order_and_only_on_demand(clf, told, capsys):
    X, y = make_rhythms(n_per_class=6, random_state=0)
    y = np.where(np.arange(len(y)) % 3 < 2, y, -1)
    clf.fit(X, y).predict(X)
    assert lines_of(capsys) == []
    clone(clf).set_params(verbose=1).fit(X, y)
    seen = "\n".join(lines_of(capsys))
    places = [seen.index(what) for what in told]
    assert places == sorted(places)
