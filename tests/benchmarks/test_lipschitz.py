"""Two-sample distances that are known, the report of rows typed by hand, and a run on a tiny data set."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from benchmarks import rows
from benchmarks.lipschitz import main
from benchmarks.lipschitz_report import best_rate, reached, table
from benchmarks.two_sample import TwoSampleDistance, squared_mmd
from sklearn_seqgan.datasets import make_rhythms


def test_mmd_of_two_points_each_is_the_formula():
    x, y = np.array([[0.0], [1.0]]), np.array([[0.0], [2.0]])
    k = lambda d: np.exp(-0.5 * d**2)  # noqa: E731
    expected = k(1) + k(2) - 2 * (k(0) + k(2) + k(1) + k(1)) / 4
    assert squared_mmd(x, y, gamma=0.5) == pytest.approx(expected)


def test_mmd_of_the_same_distribution_is_zero_on_average():
    rng = np.random.default_rng(0)
    values = [squared_mmd(rng.normal(size=(60, 3)), rng.normal(size=(50, 3)), 0.2) for _ in range(100)]
    assert abs(np.mean(values)) < 3 * np.std(values) / 10
    assert squared_mmd(rng.normal(size=(60, 3)), rng.normal(1, size=(50, 3)), 0.2) > 10 * np.std(values)


def test_sequences_of_another_shape_scale_or_length_are_further_away():
    X, _ = make_rhythms(n_per_class=60, random_state=0)
    distance = TwoSampleDistance(X[:90], X[90:])
    same = abs(distance.floor)
    rng = np.random.default_rng(0)
    assert same < 0.01
    assert distance([rng.normal(size=x.shape) for x in X[:90]]) > 2 * same
    assert distance([3 * x for x in X[:90]]) > 2 * same
    assert distance([x[:5] for x in X[:90]]) > 2 * same


def test_a_channel_that_is_constant_does_not_outweigh_all_others():
    X, _ = make_rhythms(n_per_class=60, random_state=0)
    centred = [np.column_stack([x, np.zeros(len(x))]) for x in X]
    distance = TwoSampleDistance(centred[:90], centred[90:])
    nearly = [np.column_stack([x, np.full(len(x), 1e-3)]) for x in X[:90]]
    assert distance(nearly) == pytest.approx(distance.floor, abs=1e-3)


def row(method, rate, seed, distances, diverged="", cost=1.0):
    looks = [[50 * (i + 1), 10.0 * (i + 1), d] for i, d in enumerate(distances)]
    return {
        "method": method,
        "rate": rate,
        "seed": seed,
        "data": "tiny",
        "max_steps": 100,
        "floor": 0.01,
        "gap": [],
        "distance": looks,
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
    assert "the same is 0.4000" in lines[0] and "0.0100 from the held-out" in lines[0]
    assert (
        lines[4]
        == "| a | 0.1 | 0.4000 ± 0.0000 | 100 ± 0 | 20 ± 0 | 100 ± 0 | 1.00 (1.00 to 1.00) | 1 of 4 |"
    )
    assert (
        lines[5]
        == "| b | 0.1 | 0.2000 ± 1.2706 | 75 ± 318 | 15 ± 64 | 75 ± 318 | 2.00 (1.50 to 2.50) | 0 of 2 |"
    )


@pytest.mark.slow
def test_a_run_is_measured_once_and_drawn(tiny_path, tmp_path, capsys):
    """At a rate of 1e30 training diverges, which is a row as well."""
    options = ["--methods", "spectral-norm", "gradient-penalty", "--rates", "0.001", "1e30", "--seeds", "1"]
    options += ["--max-steps", "20", "--every", "10", "--jobs", "1"]
    options += ["--data", str(tiny_path), "--out", str(tmp_path)]
    main(options)
    found = rows.read(tmp_path / "rows.jsonl")
    assert len(found) == 4
    for one in found.values():
        if one["rate"] > 1:
            assert "diverged" in one["diverged"]
            continue
        assert [look[0] for look in one["distance"]] == [10, 20] == [look[0] for look in one["gap"]]
        assert np.isfinite(np.array(one["distance"])).all() and one["distance"][1][1] > one["distance"][0][1]
    assert (tmp_path / "curves.png").stat().st_size > 10_000
    before = (tmp_path / "rows.jsonl").read_text()
    main(options)
    assert (tmp_path / "rows.jsonl").read_text() == before
    assert "| spectral-norm | 0.001 |" in capsys.readouterr().out
