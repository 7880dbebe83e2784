"""Rows of older code are kept only if a cell computed anew is the same."""
# SPDX-License-Identifier: BSD-3-Clause

from contextlib import nullcontext
from copy import deepcopy

import pytest

from benchmarks.catalogue import methods
from benchmarks.rows import store
from benchmarks.supervision import carry_over as program
from benchmarks.supervision.carry_over import carry_over, main
from benchmarks.supervision.cells import Cell, measure, metric_versions, version_of

FOREST, RIDGE = "random forest", "MiniRocket + Ridge"


MEASURED = {}


def older_row(method, level, data):
    """Measured once, for the first test that needs it; their code is declared older."""
    cell = Cell(method, level, 0, data.name, data.fingerprint, "older")
    if cell not in MEASURED:
        MEASURED[cell] = measure(cell, data)
    return deepcopy(MEASURED[cell])


@pytest.fixture
def path(tiny, tmp_path):
    """Rows of older code: a forest's two, as they are today; a ridge's one, of another result."""
    path = tmp_path / "rows.jsonl"
    for method, level in [(FOREST, 0.5), (FOREST, 1.0), (RIDGE, 0.5)]:
        row = older_row(method, level, tiny)
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


def row_of(path, method, level=0.5):
    (row,) = [r for r in store.read(path).values() if (r["method"], r["level"]) == (method, level)]
    return row


def test_a_metric_gets_todays_version_only_where_it_comes_out_the_same(path, tiny):
    found = [row for row in store.read(path).values() if row["method"] == FOREST]
    for row in found:
        row["metric_versions"] = dict.fromkeys(row["metrics"], "older")
        row["metrics"]["calibration_error"] *= 1 + 1e-3
        row["metrics"]["macro_f1"] *= 1 + 1e-12
    store.rewrite(path, found)
    (line,) = carry_over(path, tiny)
    assert line == f"{FOREST}, 2 rows of older, 1 computed anew: carried over, without calibration_error"
    for row, before in zip(store.read(path).values(), found):
        kept = {name: value for name, value in before["metrics"].items() if name != "calibration_error"}
        assert row["metrics"] == kept
        assert row["metric_versions"] == {name: metric_versions()[name] for name in kept}


def test_a_row_of_todays_code_with_an_older_metric_is_verified_too(path, tiny):
    list(carry_over(path, tiny))
    found = list(store.read(path).values())[:2]
    older = [row | {"metric_versions": row["metric_versions"] | {"accuracy": "older"}} for row in found]
    store.rewrite(path, older)
    (line,) = carry_over(path, tiny)
    assert line.endswith("carried over")
    assert list(store.read(path).values()) == found
    assert list(carry_over(path, tiny)) == []


def test_a_method_can_be_renamed(path, tiny, monkeypatch):
    """The old name is no longer in the catalogue; the new one gives the same."""
    monkeypatch.setitem(methods.METHODS, "trees", methods.METHODS[FOREST])
    monkeypatch.delitem(methods.METHODS, FOREST)
    before = row_of(path, FOREST)
    lines = list(carry_over(path, tiny, renamed={FOREST: "trees"}))
    assert f"{FOREST}, 2 rows of older, 1 computed anew: carried over" in lines
    row = row_of(path, "trees")
    cell = Cell("trees", 0.5, 0, "tiny", tiny.fingerprint, version_of("trees"))
    noted = {"carried_from": "older", "renamed_from": FOREST}
    assert row == before | cell._asdict() | {"key": cell.key(tiny)} | noted
    assert {r["method"] for r in store.read(path).values()} == {"trees", RIDGE}
    assert [line for line in carry_over(path, tiny) if line.startswith("trees")] == []


def test_a_row_of_todays_code_can_be_renamed_with_parameters(path, tiny):
    """As when "InfoGAN, max_steps=0" becomes a separate method."""
    list(carry_over(path, tiny))
    new = f"{FOREST}, labeledonly__estimator__n_estimators=200"
    list(carry_over(path, tiny, names=[FOREST], renamed={FOREST: new}))
    row = row_of(path, new)
    assert (row["renamed_from"], row["carried_from"], row["code"]) == (FOREST, "older", version_of(FOREST))


def test_another_method_does_not_get_the_rows(path, tiny):
    before = store.read(path)
    (line,) = carry_over(path, tiny, names=[FOREST], renamed={FOREST: RIDGE})
    assert "differ at level" in line
    assert store.read(path) == before


class FakeRevision:
    """Gives rows as the code of another revision gives them on this machine."""

    def __init__(self, code, change=0):
        self.code, self.change, self.asked = code, change, []

    def __str__(self):
        return "0123abcd"

    def measure(self, cell):
        self.asked.append(cell)
        row = measure(cell, DATA["tiny"]) | {"code": self.code}
        row["confusion"][0][0] += self.change
        return row


DATA = {}


@pytest.fixture
def of_another_processor(path, tiny, monkeypatch):
    """The rows of the forest with other predictions, as a network might give."""
    monkeypatch.setitem(DATA, "tiny", tiny)
    found = [row for row in store.read(path).values() if row["method"] == FOREST]
    for row in found:
        row["confusion"][0][0] += 1
        row["metrics"]["accuracy"] += 1 / 12
    store.rewrite(path, found)
    return found


def test_on_another_processor_a_revision_is_what_is_compared_with(path, tiny, of_another_processor):
    (line,) = carry_over(path, tiny)
    assert "differ" in line
    revision = FakeRevision("older")
    (line,) = carry_over(path, tiny, revision=revision)
    assert line == f"{FOREST}, 2 rows of older, 1 computed anew: carried over"
    assert [cell.method for cell in revision.asked] == [FOREST]
    for row, before in zip(store.read(path).values(), of_another_processor):
        assert row["verified"] == "against 0123abcd on the same machine"
        assert (row["metrics"], row["confusion"]) == (before["metrics"], before["confusion"])
        assert (row["code"], row["carried_from"]) == (version_of(FOREST), "older")


def test_how_a_row_was_verified_is_said_of_the_last_time(path, tiny):
    found = [row | {"verified": "against another"} for row in store.read(path).values()]
    store.rewrite(path, found[:2])
    list(carry_over(path, tiny))
    assert [row.get("verified") for row in store.read(path).values()] == [None, None]


def test_a_revision_that_gives_something_else_carries_nothing(path, tiny, of_another_processor):
    (line,) = carry_over(path, tiny, revision=FakeRevision("older", change=1))
    assert "differ" in line
    assert list(store.read(path).values()) == of_another_processor


def test_a_revision_has_to_be_of_the_rows_code(path, tiny, of_another_processor):
    (line,) = carry_over(path, tiny, revision=FakeRevision("between"))
    assert "not compared: 0123abcd has code between" in line
    assert list(store.read(path).values()) == of_another_processor


def test_options_reach_the_verification(tiny_path, tmp_path, monkeypatch, capsys):
    seen = []

    def listening(*arguments):
        seen.append(arguments[2:])
        return ["a line"]

    monkeypatch.setattr(program, "carry_over", listening)
    monkeypatch.setattr(program, "Revision", lambda name, source: nullcontext((name, source)))
    shared = ["--data", str(tiny_path), "--out", str(tmp_path)]
    main([*shared, "--cells", "2", "--rename", "old", "new", "--rename", "older, a=1", "newer"])
    main([*shared, "--methods", "CNN", "--against", "199e313"])
    renamed = {"old": "new", "older, a=1": "newer"}
    assert seen == [(2, 0, None, renamed, None), (1, 0, ["CNN"], {}, ("199e313", str(tiny_path)))]
    assert capsys.readouterr().out == "a line\n" * 2
