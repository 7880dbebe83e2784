"""The table of all data sets, from rows typed by hand."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from tests.benchmarks.supervision.typed_rows import row

summary = pytest.importorskip(
    "benchmarks.supervision.summary", reason="an installed package comes without benchmarks"
)


def test_means_the_best_and_what_is_missing():
    rows_of = {
        "walks": [
            row("CNN", 0.1, 0, 0.5),
            row("CNN", 0.1, 1, 0.7),
            row("GRU", 0.1, 0, 0.55),
            row("GRU", 0.1, 1, None, "failed"),
        ],
        "runs": [row("GRU", 3, 0, 0.8), row("CNN", 1, 0, 0.2), row("GRU", 1.0, 0, 0.9)],
    }
    assert summary.summary(rows_of).splitlines() == [
        "| data | labels | CNN | GRU |",
        "| --- | --- | --- | --- |",
        "| walks | 10 % | **60.0** | 55.0 (n = 1) |",
        "| runs | 100 % | not run | **90.0** |",
        "| runs | 1 per class | **20.0** | not run |",
        "| runs | 3 per class | not run | **80.0** |",
        "| mean rank |  | 1.0 | 1.3 |",
    ]


def test_who_knows_persons_is_in_a_table_apart(capsys, monkeypatch, tmp_path):
    names = {
        "Rocket": [],
        "Rocket (persons known)": ["--persons", "fit"],
        "Rocket (all persons known)": ["--persons", "predict"],
    }
    found = [row(name, 0.1, 0, 0.5) for name in names]
    (tmp_path / "walks").mkdir()
    monkeypatch.setattr(summary.store, "read", lambda path: dict(enumerate(found)))
    monkeypatch.setattr(summary, "of_todays_code", list)
    for name, flags in names.items():
        monkeypatch.setattr("sys.argv", ["summary", *flags, "--results", str(tmp_path)])
        summary.main()
        assert capsys.readouterr().out.startswith(f"| data | labels | {name} |\n")


def test_only_the_methods_that_are_asked_for(capsys, monkeypatch, tmp_path):
    found = [row(name, 0.1, 0, 0.5) for name in ("Rocket", "CNN", "GRU")]
    (tmp_path / "walks").mkdir()
    monkeypatch.setattr(summary.store, "read", lambda path: dict(enumerate(found)))
    monkeypatch.setattr(summary, "of_todays_code", list)
    flags = ["--results", str(tmp_path), "--methods", "GRU", "Rocket"]
    monkeypatch.setattr("sys.argv", ["summary", *flags])
    summary.main()
    assert capsys.readouterr().out.startswith("| data | labels | Rocket | GRU |\n")
    monkeypatch.setattr("sys.argv", ["summary", "--leads", *flags])
    summary.main()
    assert capsys.readouterr().out.endswith("| walks | +0.0 (GRU) |\n")
    monkeypatch.setattr("sys.argv", ["summary", "--methods", "Rockets"])
    with pytest.raises(SystemExit):
        summary.main()
    assert "'Rockets' is none of Rocket, InfoGAN" in capsys.readouterr().err
    found.clear()
    monkeypatch.setattr("sys.argv", ["summary", "--leads", *flags])
    summary.main()
    assert capsys.readouterr().out.startswith("There is no row")


def test_ranks_are_over_the_lines_that_a_method_is_in():
    means = np.array([[0.9, 0.8, 0.7], [0.5, np.nan, 0.6]])
    np.testing.assert_allclose(summary.mean_ranks(means), [1.5, 2.0, 2.0])


def test_seconds_are_those_of_fit_and_prediction():
    def timed(method, fit_seconds):
        return row(method, 0.1, 0, 0.5) | {"fit_seconds": fit_seconds, "predict_seconds": 0.5}

    rows_of = {
        "walks": [timed("CNN", 1.0), timed("CNN", 2.0), timed("CNN", 9.0)],
        "runs": [timed("GRU", 3599.5)],
    }
    assert summary.seconds(rows_of).splitlines()[2:] == [
        "| walks | 2.5 | not run |",
        "| runs | not run | 3600.0 |",
        "| hours, all fits | 0.00 | 1.00 |",
    ]


def test_another_metric_that_of_subjects_too():
    rows = [row("CNN", 0.1, 0, 0.5) | {"subjects": {"1": [1, 2], "2": [3, 10]}}]
    assert "| walks | 10 % | **30.0** |" in summary.summary({"walks": rows}, "worst_subject")
    assert "| walks | 10 % | **40.0** |" in summary.summary({"walks": rows}, "mean_subject")


def test_classes_by_their_names_or_numbers():
    rows = [row("Rocket", 0.1, seed, 0.5) | {"confusion": [[3, 1], [4, 0]]} for seed in (0, 1)]
    for found in rows:
        found["metrics"]["balanced_accuracy"] = 0.375
    rows += [row("Rocket", 1.0, 0, None, "failed"), row("CNN", 0.1, 0, 0.5)]
    named = summary.classes({"walks": rows, "runs": rows}, {"walks": ["slow", "fast"], "runs": None})
    assert named.splitlines()[2:] == [
        "| walks | 10 % | 37.5 | fast: 0 % | fast → slow: 100 %; slow → fast: 25 % |",
        "| runs | 10 % | 37.5 | class 1: 0 % | class 1 → class 0: 100 %; class 0 → class 1: 25 % |",
    ]
    assert summary.classes({"walks": []}, {"walks": None}) == summary.NOTHING


def test_the_mean_over_sets_of_draws_that_all_have():
    """Means .6 and .8 of draws 0 and 1: half the width is t(0.975, 1) · 0.1 = 1.27."""
    rows_of = {
        "walks": [row("CNN", 0.1, 0, 0.5), row("CNN", 0.1, 1, 0.7), row("CNN", 0.1, 2, 0.1)],
        "runs": [row("CNN", 0.1, 0, 0.7), row("CNN", 0.1, 1, 0.9), row("GRU", 0.1, 0, 0.9)],
    }
    found = summary.mean_of_sets(rows_of).splitlines()
    assert found[0] == "| labels, n = 2 | CNN | GRU |"
    assert found[2] == "| 10 % | 70.0 ± 127.1 | not run |"
    assert summary.mean_of_sets({"walks": []}) == summary.NOTHING


def test_of_nothing_there_is_no_table():
    for rows_of in ({}, {"walks": []}):
        assert summary.summary(rows_of) == summary.seconds(rows_of) == summary.NOTHING
