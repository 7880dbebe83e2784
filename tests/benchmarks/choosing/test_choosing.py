"""Label efficiency by choice: budgets are kept, rows are found again, and tables say what rows hold."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from benchmarks.catalogue.prepared_data import DataSet
from benchmarks.choosing import report
from benchmarks.choosing.__main__ import main, run
from benchmarks.choosing.arms import ARMS, labels_of
from benchmarks.choosing.cells import measure, missing
from benchmarks.rows import store
from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.datasets import make_rhythms

pytestmark = pytest.mark.usefixtures("few_kernels")


@pytest.fixture
def data():
    X, y = make_rhythms(n_per_class=18, shortest=12, longest=16, random_state=0)
    persons = np.arange(len(y)) % 6
    train, test = np.flatnonzero(persons < 4), np.flatnonzero(persons >= 4)
    return DataSet("rhythms", X, y, persons, train, test, np.array(list("abc")), ["x", "y", "z"])


@pytest.mark.parametrize("arm", ARMS)
def test_an_arm_keeps_to_its_budget_and_seed(arm):
    pytest.importorskip("kmedoids")
    y = np.arange(60) % 3
    features = np.random.default_rng(0).normal(size=(60, 4))
    for budget in (1, 4):
        given = labels_of(arm, features, y, budget, 0)
        assert (given != -1).sum() == 3 * budget and np.isin(given, [-1, 0, 1, 2]).all()
        np.testing.assert_array_equal(given, labels_of(arm, features, y, budget, 0))
    few, more = (labels_of(arm, features, y, budget, 0) != -1 for budget in (1, 2))
    if arm in ("random", "stratified"):
        assert (few <= more).all()


def test_a_row_is_what_a_plain_fit_gives_and_is_measured_once(data, tmp_path):
    cells = [("random", 2), ("medoids, p(c) smoothed", 1)]
    rows = measure(data, 0, cells)
    X_train, X_test = ([data.X[i] for i in part] for part in (data.train, data.test))
    given = labels_of("random", None, data.y[data.train], 2, 0)
    plain = SemiSupervisedRocketClassifier(random_state=0).fit(X_train, given)
    assert rows[0]["accuracy"] == pytest.approx(plain.score(X_test, data.y[data.test]))
    assert (rows[1]["arm"], rows[1]["n_labeled"]) == ("medoids, p(c) smoothed", 3)
    left = missing(data, 1, rows)[0]
    assert len(left) == sum(len(arm.budgets) for arm in ARMS.values()) - 2 and cells[0] not in left
    assert missing(data, 2, rows)[1][0] == ("random", 1)


def test_the_command_goes_on_where_it_stopped(data, tmp_path, monkeypatch, capsys):
    for name, arm in ARMS.items():
        budgets = {"random": (1, 2), "medoids": (1,)}.get(name, ())
        monkeypatch.setitem(ARMS, name, arm._replace(budgets=budgets))
    run(data, tmp_path / "rows.jsonl", 2)
    before = (tmp_path / "rows.jsonl").read_text()
    run(data, tmp_path / "rows.jsonl", 2)
    assert (tmp_path / "rows.jsonl").read_text() == before and len(store.read(tmp_path / "rows.jsonl")) == 6
    main(["--out", str(tmp_path)])
    told = capsys.readouterr().out
    assert "| medoids |" in told and (tmp_path / "curves.png").exists()
    monkeypatch.setattr("benchmarks.choosing.__main__.version", lambda: "newer")
    main(["--out", str(tmp_path)])
    main(["--out", str(tmp_path), "--older"])
    assert capsys.readouterr().out == f"no rows\n{told}"


def rows_of(curve, ours):
    """Two draws; random labels have the accuracies of a curve, suggested ones those of `ours`."""
    budgets = ARMS["random"].budgets
    found = [("random", b, a) for b, a in zip(budgets, curve)] + [("medoids", b, a) for b, a in ours.items()]
    return [
        {"data": "d", "arm": arm, "budget": budget, "draw": draw, "accuracy": accuracy + 0.01 * draw}
        for arm, budget, accuracy in found
        for draw in (0, 1)
    ]


def test_labels_saved_are_read_from_the_curve():
    """Half way (in logarithms) from 2 to 4 labels lies 2 √2; beyond the curve there is no number."""
    assert report.labels_needed([1, 2, 4], [0.2, 0.4, 0.6], 0.5) == pytest.approx(2 * np.sqrt(2))
    assert report.labels_needed([1, 2, 4], [0.2, 0.4, 0.6], 0.7) == np.inf
    rows = rows_of([0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], {1: 0.4, 2: 0.6, 4: 0.95})
    assert report._factor(rows, "d", "medoids", 1) == "2.0"
    assert report._factor(rows, "d", "medoids", 4) == "above 3"


def test_the_bar_is_twice_as_many_random_labels():
    curve = [0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert "| d | +1.0 ± 0.0 | +0.0 ± 0.0 | yes |" in report.halves(rows_of(curve, {1: 0.41, 2: 0.6}), ["d"])
    assert report.halves(rows_of(curve, {1: 0.41, 2: 0.59}), ["d"]).endswith("| no |")
