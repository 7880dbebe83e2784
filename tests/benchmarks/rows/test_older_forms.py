"""Rows older than the field "metrics" keep their keys and values."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest

from benchmarks.rows import store
from benchmarks.rows.metric_values import versions_of
from benchmarks.rows.older_forms import main, todays_form
from sklearn_seqgan.metrics import PREDICTION_METRICS, SEQUENCE_METRICS

FLAT = {
    "key": "k",
    "method": "CNN",
    "code": "c",
    "error": "",
    "accuracy": 5 / 7,
    "balanced_accuracy": 0.75,
    "macro_f1": (6 / 8 + 2 / 3 + 2 / 3) / 3,
    "calibration_error": 0.125,
    "confusion": [[3, 0, 1], [1, 1, 0], [0, 0, 1]],
    "fit_seconds": 1.5,
}
CURVE = {"key": "l", "floor": 0.01, "gap": [[10, 1.0, 0.5]], "distance": [[10, 1.0, 0.3]], "diverged": ""}


def test_metrics_move_into_a_dictionary_with_todays_versions():
    row = todays_form(FLAT)
    assert row == {
        "key": "k",
        "method": "CNN",
        "code": "c",
        "error": "",
        "metrics": {name: FLAT[name] for name in PREDICTION_METRICS},
        "metric_versions": versions_of(PREDICTION_METRICS),
        "confusion": FLAT["confusion"],
        "fit_seconds": 1.5,
    }
    assert todays_form(row) is row


def test_a_failed_fit_has_no_metric():
    failed = {"key": "k", "error": "ValueError: no luck"}
    assert todays_form(failed) == failed | {"metrics": {}, "metric_versions": {}}


def test_a_value_that_does_not_follow_from_the_counts_is_refused():
    for name in ("accuracy", "balanced_accuracy", "macro_f1"):
        with pytest.raises(ValueError, match=f"Row k: {name} is"):
            todays_form(FLAT | {name: FLAT[name] + 1e-6})


def test_a_curve_keeps_its_values_under_the_name_of_its_metric():
    assert todays_form(CURVE) == {
        "key": "l",
        "gap": CURVE["gap"],
        "diverged": "",
        "metrics": {"squared_mmd": CURVE["distance"]},
        "metric_versions": versions_of({"squared_mmd": SEQUENCE_METRICS["squared_mmd"]}),
        "floors": {"squared_mmd": 0.01},
    }


def test_files_are_rewritten_once_and_for_all(tmp_path, capsys):
    path = tmp_path / "rows.jsonl"
    for row in (FLAT, CURVE):
        store.append(path, row)
    main([str(path)])
    expected = {row["key"]: todays_form(row) for row in (FLAT, CURVE)}
    assert store.read(path) == expected
    main([str(path)])
    assert store.read(path) == expected
    assert "2 rows" in capsys.readouterr().out
