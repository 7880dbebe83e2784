"""Rows of older code are kept if a cell, computed anew, has the same metrics."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest

from benchmarks.generation import carry_over as module
from benchmarks.generation.cells import Cell
from benchmarks.rows import store


@pytest.fixture
def computed(monkeypatch):
    """Today's code is "new" and finds .5; the cells that it computed."""
    cells = []

    def measure(cell, data):
        cells.append(cell)
        return row(cell.method, cell.code, cell.seed, 0.5)

    monkeypatch.setattr(module, "measure", measure)
    monkeypatch.setattr(module, "version", lambda method: "new")
    return cells


def row(method, code, seed, value):
    cell = Cell(method, 1.0, seed, "d", "f", code)
    metrics = {"copies": [value, 1.0], "bones": [float("nan"), float("nan")]}
    return {"key": cell.key, **cell._asdict(), "seconds": 9.0, "metrics": metrics}


def test_rows_with_the_same_metrics_get_the_version_of_today(computed, tmp_path):
    path = tmp_path / "rows.jsonl"
    rows = [
        row("A", "old", 0, 0.5),
        row("A", "old", 1, 0.7),
        row("A", "older", 0, 0.6),
        row("B", "new", 0, 0.1),
    ]
    for one in rows:
        store.append(path, one)
    said = list(module.carry_over(path, None))
    assert said == ["A, 2 rows of old: carried over", "A, 1 rows of older: its metrics differ"]
    assert [(cell.seed, cell.code) for cell in computed] == [(0, "new")]
    found = {(r["method"], r["code"], r["seed"]): r for r in store.read(path).values()}
    assert set(found) == {("A", "new", 0), ("A", "new", 1), ("A", "older", 0), ("B", "new", 0)}
    kept = found["A", "new", 1]
    assert (kept["metrics"]["copies"], kept["carried_from"]) == ([0.7, 1.0], "old")
    assert kept["key"] == row("A", "new", 1, 0.7)["key"]


def test_only_requested_methods_are_looked_at(computed, tmp_path):
    path = tmp_path / "rows.jsonl"
    for one in (row("A", "old", 0, 0.5), row("B", "old", 0, 0.5)):
        store.append(path, one)
    assert list(module.carry_over(path, None, ["B"])) == ["B, 1 rows of old: carried over"]
    assert {r["method"]: r["code"] for r in store.read(path).values()} == {"A": "old", "B": "new"}


def test_a_row_of_today_is_not_computed_again(computed, tmp_path):
    path = tmp_path / "rows.jsonl"
    for one in (row("A", "new", 0, 0.5), row("A", "old", 0, 0.5), row("A", "old", 2, 0.3)):
        store.append(path, one)
    assert list(module.carry_over(path, None)) == ["A, 2 rows of old: carried over"]
    assert not computed
    assert sorted(r["seed"] for r in store.read(path).values()) == [0, 2]
