"""The whole comparison: what is computed again and what is not, on one machine and on several."""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import replace

import numpy as np
import pytest
from joblib import parallel_config
from sklearn.base import BaseEstimator, ClassifierMixin

from benchmarks.catalogue import methods
from benchmarks.catalogue.methods import Method
from benchmarks.catalogue.prepared_data import load
from benchmarks.rows import store
from benchmarks.supervision import __main__ as program
from benchmarks.supervision import grid
from benchmarks.supervision.__main__ import main, parse_options
from benchmarks.supervision.grid import cells_of, current_rows, run

NO_METRICS = {"metrics": {}, "metric_versions": {}}


class Guess(ClassifierMixin, BaseEstimator):
    """The class of the first label; or, as ``answer`` may be, a failure."""

    def __init__(self, answer=None):
        self.answer = answer

    def fit(self, X, y):
        if self.answer == "fail":
            raise RuntimeError("no luck")
        self.class_ = y[y != -1][0]
        return self

    def predict(self, X):
        return np.full(len(X), self.class_)


def quick(data, seed, device):
    return Guess()


def slow(data, seed, device):
    return Guess()


def failing(data, seed, device):
    return Guess("fail")


@pytest.fixture
def guessers(monkeypatch):
    """Three methods in place of all: one fails."""
    guessers = {name: Method(make) for name, make in (("quick", quick), ("failing", failing), ("slow", slow))}
    monkeypatch.setattr(methods, "METHODS", guessers)
    monkeypatch.setattr(program, "METHODS", guessers)
    return guessers


@pytest.fixture
def measured(monkeypatch):
    """The cells that are computed, in turn."""
    found = []
    measure = grid.measure

    def listening(cell, data, device):
        found.append(cell)
        return measure(cell, data, device)

    monkeypatch.setattr(grid, "measure", listening)
    return found


@pytest.fixture
def path(tmp_path):
    return tmp_path / "out" / "rows.jsonl"


def test_cells_are_the_grid_one_draw_after_the_other(tiny):
    cells = cells_of(tiny, ["CNN", "PA-LSTM", "GRU"], [0.5, 1.0], range(2))
    expected = [(name, level, seed) for seed in (0, 1) for level in (0.5, 1.0) for name in ("CNN", "GRU")]
    assert [cell[:3] for cell in cells] == expected
    assert {cell[3:5] for cell in cells} == {("tiny", tiny.fingerprint)}
    assert len({cell.code for cell in cells}) == 2
    assert len({cell.key(tiny) for cell in cells}) == len(cells)


def test_a_second_run_computes_nothing(tiny, path, guessers, measured):
    cells = cells_of(tiny, guessers, [0.5, 1.0], range(2))
    run(cells, tiny, path)
    assert measured == cells
    before = path.read_bytes()
    run(cells, tiny, path)
    assert measured == cells
    assert path.read_bytes() == before


def test_only_a_row_that_is_missing_is_computed(tiny, path, guessers, measured):
    cells = cells_of(tiny, guessers, [0.5, 1.0], range(2))
    run(cells, tiny, path)
    before = store.read(path)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:4] + lines[5:]))
    measured.clear()
    run(cells, tiny, path)
    assert measured == [cells[4]]
    assert_same_rows(store.read(path), before)


def test_an_interrupted_run_goes_on_where_it_stopped(tiny, path, guessers, measured, monkeypatch):
    """Stopped in the third cell, and the row of the second cut short."""
    cells = cells_of(tiny, guessers, [0.5], range(2))
    listening = grid.measure

    def stopping(cell, data, device):
        if cell == cells[2]:
            raise KeyboardInterrupt
        return listening(cell, data, device)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(grid, "measure", stopping)
        run(cells, tiny, path)
    assert len(store.read(path)) == 2
    path.write_bytes(path.read_bytes()[:-20])
    measured.clear()
    with pytest.warns(UserWarning, match="cut short"):
        run(cells, tiny, path)
    assert measured == cells[1:]
    assert [row["key"] for row in store.read(path).values()] == [cell.key(tiny) for cell in cells]


def test_a_cell_that_is_asked_for_twice_is_computed_once(tiny, path, guessers, measured):
    cells = cells_of(tiny, ["quick", "quick"], [0.5, 0.5], range(1))
    run(cells, tiny, path)
    assert measured == cells[:1]


def test_a_failed_fit_is_a_row_and_the_run_goes_on(tiny, path, guessers, measured, capsys):
    cells = cells_of(tiny, guessers, [0.5], range(1))
    run(cells, tiny, path)
    errors = {row["method"]: row["error"] for row in store.read(path).values()}
    assert errors == {"quick": "", "failing": "RuntimeError: no luck", "slow": ""}
    assert "3/3" in capsys.readouterr().err  # the progress bar


def test_rows_of_changed_code_are_computed_again_and_the_others_are_not(tiny, path, guessers, measured):
    cells = cells_of(tiny, ["quick", "slow"], [0.5, 1.0], range(2))
    run(cells, tiny, path)
    measured.clear()
    newer = [cell._replace(code="newer") if cell.method == "slow" else cell for cell in cells]
    run(newer, tiny, path)
    assert measured == [cell for cell in newer if cell.method == "slow"]


def test_one_label_a_class_does_not_supersede_all_labels(tiny, path, guessers):
    cells = cells_of(tiny, ["quick"], [1, 1.0], range(1))
    run(cells, tiny, path)
    assert [row["n_labeled"] for row in store.read(path).values()] == [3, 24]


def test_data_sets_in_one_file_do_not_supersede_each_other(tiny, path, guessers):
    other = replace(tiny, name="other")
    for data in (tiny, other):
        run(cells_of(data, ["quick"], [0.5], range(1)), data, path)
    assert [row["data"] for row in store.read(path).values()] == ["tiny", "other"]


def test_pruning_drops_rows_of_other_code_and_keeps_other_data_sets(tiny_path, path, row):
    data = load(tiny_path)
    stale = row("CNN", 0.5, 0) | {"key": "stale", "data": data.name}
    other = row("CNN", 0.5, 0) | {"key": "other", "data": "other"}
    for found in (stale, other):
        store.append(path, found)
    arguments = ["--data", str(tiny_path), "--out", str(path.parent), "--report-only"]
    main(arguments)
    assert list(store.read(path)) == ["stale", "other"]
    main([*arguments, "--prune"])
    assert list(store.read(path)) == ["other"]


def test_current_rows_are_those_of_todays_code_and_data(tiny, path, guessers):
    cells = cells_of(tiny, ["quick", "slow"], [0.5], range(1))
    for cell in (*cells, cells[0]._replace(code="older", seed=1), cells[0]._replace(fingerprint="g", seed=2)):
        store.append(path, {**cell._asdict(), **NO_METRICS, "key": cell.key(tiny)})
    store.append(path, {**cells[0]._asdict(), **NO_METRICS, "key": "gone", "method": "gone"})
    assert [row["key"] for row in current_rows(path, tiny)] == [cell.key(tiny) for cell in cells]


def test_the_paper_takes_the_place_of_infogan():
    assert parse_options(["--paper"]).methods[0] == methods.PAPER
    assert methods.OURS not in parse_options(["--paper"]).methods
    assert parse_options(["--paper", "--methods", "CNN", "InfoGAN"]).methods == ["CNN", methods.PAPER]
    left_out = {*methods.GENERATORS, methods.INCEPTION, *filter(methods.persons_of, methods.METHODS)}
    assert set(methods.METHODS) - set(parse_options([]).methods) == left_out


def test_levels_are_shares_or_numbers_a_class(capsys):
    assert parse_options([]).levels == [0.05, 0.1, 0.2, 0.4, 1.0]
    assert [type(k) for k in parse_options(["--levels", "1", "0.5"]).levels] == [float, float]
    assert [type(k) for k in parse_options(["--per-class", "1", "3"]).levels] == [int, int]
    with pytest.raises(SystemExit):
        parse_options(["--levels", "0.5", "--per-class", "1"])
    assert "not allowed with" in capsys.readouterr().err


def test_a_method_that_there_is_not_is_refused(capsys):
    with pytest.raises(SystemExit):
        parse_options(["--methods", "CNN", "magic"])
    assert "magic" in capsys.readouterr().err


WRITTEN = {"classes.json", "rows.jsonl", "table.md", "results.csv", "curve.png", "confusion.png"}


def command(path, out, *more):
    names = ["random forest", "MiniRocket + Ridge"]
    return ["--data", str(path), "--out", str(out), "--seeds", "2", "--jobs", "1", "--methods", *names, *more]


def test_from_the_command_line_to_the_report(tiny_path, tmp_path, capsys, measured):
    out = tmp_path / "out"
    arguments = command(tiny_path, out, "--levels", "0.5", "1.0")
    main(arguments)
    printed = capsys.readouterr()
    assert printed.out.strip() == (out / "table.md").read_text().strip()
    assert "| method | 50 % | 100 % | fit, s |" in printed.out
    assert "MiniRocket + Ridge minus the other" in printed.out
    assert "tiny: 100%" in printed.err and "8/8" in printed.err
    written = [p for p in out.iterdir() if p.suffix != ".lock"]
    assert {p.name for p in written} == WRITTEN
    assert all(p.stat().st_size > (20 if p.suffix == ".json" else 400) for p in written)
    assert len(measured) == 8
    table = (out / "table.md").read_text()
    for more in ([], ["--report-only"]):
        (out / "table.md").unlink()
        main(arguments + more)
        assert (out / "table.md").read_text() == table
    assert len(measured) == 8


def test_a_report_of_nothing(tiny_path, tmp_path, capsys):
    main(command(tiny_path, tmp_path / "out", "--report-only"))
    assert capsys.readouterr().out.strip() == "There is no row of today's code and data."


@pytest.mark.slow
def test_rows_are_the_same_from_two_processes(tiny, tmp_path):
    cells = cells_of(tiny, ["random forest"], [0.5], range(2))
    for jobs in (1, 2):
        run(cells, tiny, tmp_path / f"{jobs}.jsonl", jobs)
    assert_same_rows(store.read(tmp_path / "1.jsonl"), store.read(tmp_path / "2.jsonl"))


@pytest.mark.slow
def test_the_grid_spreads_over_a_cluster(tiny, path, measured):
    """Of two processes; none of it is computed in this one, and the rows are those that it would give."""
    distributed = pytest.importorskip("distributed")
    cells = cells_of(tiny, ["random forest", "MiniRocket + Ridge"], [0.5, 1.0], range(2))
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster),
        parallel_config("dask"),
    ):
        run(cells, tiny, path, jobs=None)
    assert measured == []
    here = path.with_name("here.jsonl")
    run(cells, tiny, here)
    assert measured == cells
    assert_same_rows(store.read(path), store.read(here))


def assert_same_rows(found, expected):
    assert found.keys() == expected.keys()
    for key in expected:
        assert without_measurements(found[key]) == without_measurements(expected[key])


def without_measurements(row):
    return {k: v for k, v in row.items() if k not in ("fit_seconds", "predict_seconds", "peak_memory_mib")}


def test_failed_fits_are_tried_again_only_when_asked_to(tiny, path, guessers, measured):
    cells = cells_of(tiny, guessers, [0.5], range(1))
    run(cells, tiny, path)
    measured.clear()
    run(cells, tiny, path, retry_failed=True)
    assert [cell.method for cell in measured] == ["failing"]


def test_parameters_that_are_set_make_rows_of_their_own(tiny, path, guessers):
    (set_name,) = parse_options(["--methods", "quick", "--set", "answer=(4, 2)"]).methods
    for name in ("quick", set_name):
        run(cells_of(tiny, [name], [0.5], range(1)), tiny, path)
    plain, changed = current_rows(path, tiny)
    assert plain["key"] != changed["key"]
    assert plain["code"] == changed["code"]
    assert (plain["parameters"], changed["parameters"]) == ({}, {"answer": [4, 2]})
    assert methods.in_order(["slow", "quick, answer=4", "quick", "slow"]) == [
        "quick",
        "quick, answer=4",
        "slow",
    ]
