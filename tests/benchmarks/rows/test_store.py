"""Rows of JSON lines: keys, and lines that an interruption cut short."""
# SPDX-License-Identifier: BSD-3-Clause

import json
import subprocess
import sys

import pytest

from benchmarks.rows import store

FIRST, SECOND, THIRD = (
    {"key": k, "accuracy": a, "error": "ä"} for k, a in (("a", 0.5), ("b", 1), ("c", 0.25))
)
LENGTH = len(json.dumps(SECOND, separators=(",", ":")))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "rows.jsonl"


def test_a_key_knows_no_order():
    one = store.key(method="CNN", level=0.5, parameters={"a": 1, "b": [2]})
    assert one == store.key(parameters={"b": [2], "a": 1}, level=0.5, method="CNN")
    assert len(one) == 16 and int(one, 16) >= 0


@pytest.mark.parametrize(
    "change", [{"method": "GRU"}, {"level": 1}, {"parameters": {"a": 2}}, {"more": None}]
)
def test_a_key_changes_with_whatever_it_is_of(change):
    identity = {"method": "CNN", "level": 1.0, "parameters": {"a": 1}}
    assert store.key(**identity | change) != store.key(**identity)


def test_no_file_has_no_rows(path):
    assert store.read(path) == {}


def test_rows_come_back_in_order(path):
    for row in (SECOND, FIRST, THIRD):
        store.append(path, row)
    assert list(store.read(path).items()) == [("b", SECOND), ("a", FIRST), ("c", THIRD)]
    assert len(path.read_text().splitlines()) == 3


def test_of_two_rows_with_one_key_the_last_counts(path):
    for row in (FIRST, SECOND, FIRST | {"accuracy": 0.75}):
        store.append(path, row)
    assert store.read(path) == {"a": FIRST | {"accuracy": 0.75}, "b": SECOND}


def cut(path, n_bytes):
    path.write_bytes(path.read_bytes()[:-n_bytes])


@pytest.mark.parametrize("left", [1, 10, LENGTH - 1])
def test_a_line_cut_short_is_left_out_and_gives_way_to_the_next(path, left):
    store.append(path, FIRST)
    store.append(path, SECOND)
    cut(path, LENGTH + 1 - left)
    with pytest.warns(UserWarning, match=r"rows\.jsonl, line 2 is cut short"):
        assert store.read(path) == {"a": FIRST}
    store.append(path, THIRD)
    store.append(path, SECOND)
    assert store.read(path) == {"a": FIRST, "c": THIRD, "b": SECOND}


def test_the_only_line_may_be_cut_short(path):
    store.append(path, FIRST)
    cut(path, 5)
    store.append(path, SECOND)
    assert store.read(path) == {"b": SECOND}


def test_a_row_that_lacks_nothing_but_the_end_of_its_line_stays(path):
    store.append(path, FIRST)
    cut(path, 1)
    assert store.read(path) == {"a": FIRST}
    store.append(path, SECOND)
    assert store.read(path) == {"a": FIRST, "b": SECOND}


def test_a_broken_line_among_others_is_named(path):
    for row in (FIRST, SECOND, THIRD):
        store.append(path, row)
    path.write_text(path.read_text().replace('"accuracy":1', '"accuracy" 1'))
    with pytest.raises(ValueError, match=r"rows\.jsonl, line 2 is not JSON.*Repair or remove it"):
        store.read(path)


def test_rewriting_leaves_the_given_rows_and_no_other_file(path):
    for row in (FIRST, SECOND, THIRD):
        store.append(path, row)
    store.rewrite(path, [THIRD, FIRST])
    assert list(store.read(path).values()) == [THIRD, FIRST]
    assert [p for p in path.parent.iterdir() if p.suffix != ".lock"] == [path]


def test_a_broken_file_can_be_replaced(path):
    for row in (FIRST, SECOND):
        store.append(path, row)
    path.write_text("no JSON\n" + path.read_text())
    store.rewrite(path, [THIRD])
    assert list(store.read(path).values()) == [THIRD]


WRITER = """
import sys
from benchmarks.rows import store
path, writer = sys.argv[1:]
for i in range(60):
    store.append(path, {"key": f"{writer}-{i}", "filling": 5000 * writer})
    if i % 20 == 7:
        store.change(path, lambda rows: [row | {"seen": True} for row in rows])
"""


def test_four_processes_write_one_file_and_lose_nothing(path):
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, path, name]) for name in "abcd"]
    assert [writer.wait(timeout=120) for writer in writers] == [0] * 4
    rows = store.read(path)
    assert set(rows) == {f"{name}-{i}" for name in "abcd" for i in range(60)}
    assert all(rows[f"{name}-7"]["seen"] for name in "abcd")
