"""Which mutants are drawn, which tests judge one, and how the outcomes are counted."""
# SPDX-License-Identifier: BSD-3-Clause

import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.mutation.judge import INCOMPETENT, ROOMS, WIDER, stages
from tests.mutation.places import drawn, is_inside, left_out, place
from tests.mutation.report import judged_again, rows_of, share, survivors, table

ROOT = Path(__file__).parents[2]
SOURCE = '''"""Text."""
from typing import TYPE_CHECKING

__all__ = ["f"] + ["g"]
if TYPE_CHECKING:
    Small = int | str
LIMIT: "int | None" = 1 + 2


def f(λ: int | None = 3, *, μ: list[int | str] = 4 - 5) -> int | None:
    σ: int | float = λ * μ
    return σ if σ | 6 else None
'''


@pytest.fixture(autouse=True)
def in_the_checkout(monkeypatch):
    monkeypatch.chdir(ROOT)


def item(line, column, operator="Add_Sub", occurrence=0, width=1, path="sklearn_seqgan/labels.py"):
    mutation = SimpleNamespace(
        module_path=Path(path),
        operator_name=operator,
        occurrence=occurrence,
        start_pos=(line, column),
        end_pos=(line, column + width),
    )
    return SimpleNamespace(mutations=(mutation,))


def operators(source):
    lines = source.splitlines()
    return [(i, j) for i, line in enumerate(lines, 1) for j, sign in enumerate(line) if sign in "|+-*"]


def test_what_runs_is_mutated_and_annotations_are_not():
    found = [at for at in operators(SOURCE) if not is_inside(item(*at), left_out(SOURCE))]
    kept = {(line, SOURCE.splitlines()[line - 1][column]) for line, column in found}
    assert kept == {(7, "+"), (10, "*"), (10, "-"), (11, "*"), (12, "|")}


def many():
    """Forty places, of which each has as many mutants as its line says."""
    return [item(line, 4, f"op{n}") for line in range(1, 41) for n in range(line)]


def test_a_place_gives_one_mutant_however_many_it_has():
    chosen = drawn(many(), 30, seed=0)
    assert max(Counter(map(place, chosen)).values()) == 1 and len(chosen) == 30
    assert len(drawn(many(), 100, seed=0)) == 40


def test_the_seed_says_which_whatever_the_order_and_a_larger_sample_goes_on():
    def names(*arguments):
        return [(place(found), found.mutations[0].operator_name) for found in drawn(*arguments)]

    assert names(many(), 10, 0) == names(many()[::-1], 10, 0) == names(many(), 30, 0)[:10]
    assert names(many(), 10, 0) != names(many(), 10, 1)


def test_each_mutant_of_a_place_comes_up():
    pair = [item(1, 0, "a"), item(1, 0, "b")]
    chosen = Counter(drawn(pair, 1, seed)[0].mutations[0].operator_name for seed in range(100))
    assert set(chosen) == {"a", "b"} and min(chosen.values()) > 30


def test_what_is_not_valid_gives_way_to_another_of_its_place_or_none():
    pairs = [item(line, 0, name) for line in (1, 2) for name in "ab"] + [item(3, 0, "a")]
    chosen = drawn(pairs, 3, 0, is_valid=lambda found: found.mutations[0].operator_name == "b")
    assert sorted(map(place, chosen)) == [place(item(1, 0)), place(item(2, 0))]


def test_the_files_own_tests_come_first_and_wider_ones_in_the_second_list():
    own, wider = stages([Path("sklearn_seqgan/sequences/padded.py")])
    assert own[:2] == [Path("sklearn_seqgan/sequences/padded.py"), Path("tests/sequences/test_padded.py")]
    assert Path("tests/sequences/test_windows.py") in own and len(set(own)) == len(own)
    assert wider and not set(own) & set(wider)


def test_a_file_without_tests_of_its_name_is_judged_by_its_rooms():
    own, _ = stages([Path("sklearn_seqgan/labels.py")])
    assert own == [Path("sklearn_seqgan/labels.py"), Path("tests/test_labels.py")]


def test_without_a_mutant_every_room_is_tried():
    assert set(WIDER) == set(ROOMS)
    own, wider = (set(found) for found in stages([]))
    for path in Path("sklearn_seqgan/priors").glob("*.py"):
        assert {*stages([path])[0]} <= own and {*stages([path])[1]} <= wider


def dumped(line, outcome, output="", path="sklearn_seqgan/labels.py"):
    mutation = {
        "module_path": path,
        "operator_name": "core/AddNot",
        "occurrence": 0,
        "start_pos": [line, 0],
    }
    diff = "--- mutation diff ---\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n same\n-  if a:\n+  if not a:"
    result = {"output": output, "test_outcome": outcome, "diff": diff} if outcome else None
    return json.dumps([{"mutations": [mutation]}, result])


def dump(*lines):
    return "\n".join(lines)


@pytest.fixture
def rows():
    return rows_of(
        dump(
            dumped(3, "survived", "9 passed"),
            dumped(2, "killed", f"{INCOMPETENT}NameError: a"),
            dumped(1, "killed", "FAILED tests/test_labels.py::test_x - assert 0\n1 failed"),
            dumped(4, "killed", "timeout", path="sklearn_seqgan/priors/sums.py"),
            dumped(5, None),
        )
    )


def test_a_row_says_where_what_and_which_test(rows):
    assert rows[0] == {
        "file": "sklearn_seqgan/labels.py",
        "line": 1,
        "column": 0,
        "operator": "AddNot",
        "occurrence": 0,
        "before": "if a:",
        "after": "if not a:",
        "outcome": "killed",
        "by": "tests/test_labels.py::test_x",
    }
    assert [row["outcome"] for row in rows] == ["killed", "incompetent", "survived", "killed"]
    assert [row["by"] for row in rows[1:]] == [f"{INCOMPETENT}NameError: a", "", "timeout"]


def test_share_has_wilsons_interval_and_leaves_the_incompetent_out():
    # (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n) with p = 63/77, n = 77, z = 1.959964
    assert share(["killed"] * 63 + ["survived"] * 14 + ["incompetent"] * 5) == "81.8% (71.8% to 88.8%)"
    assert share(["incompetent"]) == "–"


def test_table_counts_by_room_first_and_now(rows):
    later = rows_of(dumped(3, "killed", "FAILED tests/test_labels.py::test_new - assert 0"))
    lines = table(judged_again(rows, later)).splitlines()
    assert lines[2:] == [
        "| labels | 3 | 1 | 1 | 1 | 50.0% (9.5% to 90.5%) | 0 | 100.0% |",
        "| priors | 1 | 1 | 0 | 0 | 100.0% (20.7% to 100.0%) | 0 | 100.0% |",
        "| all | 4 | 2 | 1 | 1 | 66.7% (20.8% to 93.9%) | 0 | 100.0% |",
    ]


def test_survivors_are_those_of_the_last_run(rows):
    assert survivors(rows) == "sklearn_seqgan/labels.py:3  AddNot\n  - if a:\n  + if not a:"
    later = rows_of(dumped(3, "killed", "FAILED tests/test_labels.py::test_new - assert 0"))
    assert survivors(judged_again(rows, later)) == ""
