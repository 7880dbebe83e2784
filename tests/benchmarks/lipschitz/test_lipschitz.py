"""The report of rows typed by hand, and a run on a tiny data set."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from benchmarks.lipschitz import runs
from benchmarks.lipschitz.__main__ import main
from benchmarks.lipschitz.report import best_rate, reached, table, write
from benchmarks.rows import store
from benchmarks.rows.code_version import code_version, definitions
from sklearn_seqgan import SemiSupervisedInfoGANClassifier


def row(method, rate, seed, distances, diverged="", cost=1.0):
    looks = [[50 * (i + 1), 10.0 * (i + 1), d] for i, d in enumerate(distances)]
    return {
        "method": method,
        "rate": rate,
        "seed": seed,
        "data": "tiny",
        "max_steps": 100,
        "floors": {"squared_mmd": 0.01},
        "gap": [],
        "metrics": {"squared_mmd": looks},
        "metric_versions": {"squared_mmd": "m"},
        "diverged": diverged,
        "critic_step_seconds": cost,
    }


ROWS = [
    row("a", 0.1, 0, [0.5, 0.4], cost=2.0),
    row("a", 0.1, 1, [0.5, 0.4], cost=2.0),
    row("a", 1.0, 0, [0.1, 0.1]),
    row("a", 1.0, 1, [0.1], "Training diverged: ..."),
    row("b", 0.1, 0, [0.3, 0.1], cost=3.0),
    row("b", 0.1, 1, [0.6, 0.3], cost=5.0),
]


def test_a_rate_at_which_a_run_diverged_is_not_the_best():
    assert best_rate(ROWS, "a") == 0.1


def test_the_first_look_that_is_near_enough_counts():
    assert reached(ROWS[4], 0.4) == (50, 10.0) and reached(ROWS[5], 0.4) == (100, 20.0)
    assert np.isnan(reached(ROWS[5], 0.01)).all()


def test_table_of_rows_counted_by_hand():
    """The worst ends at .4: a reaches it after 100 steps, b after 50 and 100; b's critic 3 / 2 and 5 / 2."""
    lines = table(ROWS).splitlines()
    assert lines[0] == "# tiny"
    assert "the target is 0.4000" in lines[2] and "0.0100 from the held-out" in lines[2]
    assert (
        lines[6]
        == "| a | 0.1 | 0.4000 ± 0.0000 | 100 ± 0 | 20 ± 0 | 100 ± 0 | 1.00 (1.00 to 1.00) | 1 of 4 |"
    )
    assert (
        lines[7]
        == "| b | 0.1 | 0.2000 ± 1.2706 | 75 ± 318 | 15 ± 64 | 75 ± 318 | 2.00 (1.50 to 2.50) | 0 of 2 |"
    )


def test_rows_of_a_metric_that_has_changed_are_no_report(tmp_path):
    expired = [row | {"metrics": {}, "metric_versions": {}} for row in ROWS]
    assert write(expired, tmp_path) == "There is no row of today's code and data.\n"
    assert write([*ROWS, expired[0]], tmp_path) == table(ROWS)


def test_the_version_of_a_run_knows_training_and_no_metric():
    """Else a new metric would expire every run."""
    behind = [SemiSupervisedInfoGANClassifier, runs.held_out_of, runs.looks, runs.critic_step_seconds]
    places = definitions((o.__module__, o.__name__) for o in behind)
    assert {"classifier", "looks", "critic_step"} <= {name for _, name in places}
    assert not {module for module, _ in places if "metric" in module}
    assert runs.version() == code_version(*behind)


@pytest.mark.slow
def test_a_run_is_measured_once_and_drawn(tiny_path, tmp_path, capsys):
    """At a rate of 1e30 training diverges, which also gives a row."""
    options = ["--methods", "spectral-norm", "gradient-penalty", "--rates", "0.001", "1e30", "--seeds", "1"]
    options += ["--max-steps", "20", "--every", "10", "--jobs", "1"]
    options += ["--data", str(tiny_path), "--out", str(tmp_path)]
    main(options)
    found = store.read(tmp_path / "rows.jsonl")
    assert len(found) == 4
    for one in found.values():
        if one["rate"] > 1:
            assert "diverged" in one["diverged"]
            continue
        curve = one["metrics"]["squared_mmd"]
        assert [look[0] for look in curve] == [10, 20] == [look[0] for look in one["gap"]]
        assert np.isfinite(np.array(curve)).all() and curve[1][1] > curve[0][1]
        assert one["floors"].keys() == one["metric_versions"].keys() == one["metrics"].keys()
    assert (tmp_path / "curves.png").stat().st_size > 10_000
    before = (tmp_path / "rows.jsonl").read_text()
    main(options)
    assert (tmp_path / "rows.jsonl").read_text() == before
    assert "| spectral-norm | 0.001 |" in capsys.readouterr().out
