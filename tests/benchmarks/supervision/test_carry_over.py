"""Rows of older code are kept where a cell computed anew is the same, and only there."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest

from benchmarks.rows import store
from benchmarks.supervision.carry_over import carry_over
from benchmarks.supervision.cells import Cell, measure, version_of

FOREST, RIDGE = "random forest", "MiniRocket + Ridge"


@pytest.fixture
def path(tiny, tmp_path):
    """Rows of older code: a forest's two, as they are today; a ridge's one, of another result."""
    path = tmp_path / "rows.jsonl"
    for method, level in [(FOREST, 0.5), (FOREST, 1.0), (RIDGE, 0.5)]:
        row = measure(Cell(method, level, 0, "tiny", tiny.fingerprint, "older"), tiny)
        if method == RIDGE:
            row["confusion"][0][0] += 1
        store.append(path, row)
    return path


def test_rows_that_come_out_the_same_get_todays_version_and_key(path, tiny):
    before = list(store.read(path).values())
    lines = list(carry_over(path, tiny))
    forests = list(store.read(path).values())[:2]
    assert [row["code"] for row in forests] == [version_of(FOREST)] * 2
    assert [row["carried_from"] for row in forests] == ["older"] * 2
    keys = [
        Cell(FOREST, level, 0, "tiny", tiny.fingerprint, version_of(FOREST)).key(tiny) for level in (0.5, 1.0)
    ]
    assert [row["key"] for row in forests] == keys
    assert [row["fit_seconds"] for row in forests] == [row["fit_seconds"] for row in before[:2]]
    assert f"{FOREST}, 2 rows of older, 1 computed anew: carried over" in lines


def test_rows_that_do_not_stay_expired(path, tiny):
    before = list(store.read(path).values())[2]
    assert f"{RIDGE}, 1 rows of older, 1 computed anew: differ at level 0.5" in list(carry_over(path, tiny))
    assert list(store.read(path).values())[2] == before


def test_each_cell_can_be_asked_for_and_nothing_is_done_twice(path, tiny):
    assert f"{FOREST}, 2 rows of older, 2 computed anew: carried over" in list(carry_over(path, tiny, 2))
    assert [line for line in carry_over(path, tiny) if line.startswith(FOREST)] == []


def test_methods_can_be_named(path, tiny):
    [line] = carry_over(path, tiny, names=[RIDGE])
    assert line.startswith(RIDGE)


def test_rows_of_other_data_and_failed_ones_are_left_alone(path, tiny):
    found = list(store.read(path).values())[:2]
    changed = [found[0] | {"fingerprint": "other"}, found[1] | {"error": "ValueError: no luck"}]
    store.rewrite(path, changed)
    assert list(carry_over(path, tiny)) == []
    assert list(store.read(path).values()) == changed


def test_a_row_of_today_is_not_replaced(path, tiny):
    today = measure(Cell(FOREST, 0.5, 0, "tiny", tiny.fingerprint, version_of(FOREST)), tiny)
    store.append(path, today)
    assert f"{FOREST}, 1 rows of older, 1 computed anew: carried over" in list(carry_over(path, tiny))
    assert store.read(path)[today["key"]] == today


def test_a_row_carried_twice_names_the_code_that_computed_it(path, tiny):
    list(carry_over(path, tiny))
    found = list(store.read(path).values())
    store.rewrite(path, [row | {"code": "between"} for row in found[:2]])
    list(carry_over(path, tiny))
    assert [row["carried_from"] for row in store.read(path).values()] == ["older"] * 2
