"""Rewrite rows of older forms in today's form. Nothing is computed anew, and no key changes.

    python -m benchmarks.rows.older_forms benchmarks/results/supervision/*/rows.jsonl

Metrics were fields of the row itself, without versions. They move into "metrics" and get the versions of
today's code. Metrics that follow from the confusion matrix are checked; the formulas of the calibration error
and of the squared MMD have not changed.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
from pathlib import Path

import numpy as np

from benchmarks.rows import metric_values, store
from sklearn_seqgan.metrics import PREDICTION_METRICS, SEQUENCE_METRICS, evaluate_predictions

__all__ = ["main", "todays_form"]

FLAT = ("accuracy", "balanced_accuracy", "macro_f1", "calibration_error")


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rows.older_forms", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="files of rows to rewrite")
    for path in parser.parse_args(arguments).files:
        store.change(path, lambda rows: [todays_form(row) for row in rows])
        print(f"{path}: {len(store.read(path))} rows")


def todays_form(row):
    """A row of any form, in today's form.

    Raises
    ------
    ValueError
        If a metric does not follow from the row's confusion matrix.
    """
    if "metrics" in row:
        return row
    return _with_curve(row) if "distance" in row else _with_metrics(row)


def _with_metrics(row):
    """A row of `benchmarks.supervision`, with a value of each metric."""
    metrics = {name: row[name] for name in FLAT if name in row}
    if metrics:
        _raise_if_other(metrics, row)
    versions = metric_values.versions_of({name: PREDICTION_METRICS[name] for name in metrics})
    rest = {name: value for name, value in row.items() if name not in FLAT}
    return rest | {"metrics": metrics, "metric_versions": versions}


def _raise_if_other(metrics, row):
    confusion = np.array(row["confusion"])
    y, predicted = (np.repeat(index.ravel(), confusion.ravel()) for index in np.indices(confusion.shape))
    for name, value in evaluate_predictions(y, predicted).items():
        if name in metrics and not np.isclose(metrics[name], value, rtol=0, atol=1e-12):
            raise ValueError(f"Row {row['key']}: {name} is {metrics[name]}, by its confusion matrix {value}.")


def _with_curve(row):
    """A row of `benchmarks.lipschitz`, with a curve and a floor of each metric."""
    rest = {name: value for name, value in row.items() if name not in ("distance", "floor")}
    return rest | {
        "metrics": {"squared_mmd": row["distance"]},
        "metric_versions": metric_values.versions_of({"squared_mmd": SEQUENCE_METRICS["squared_mmd"]}),
        "floors": {"squared_mmd": row["floor"]},
    }


if __name__ == "__main__":
    main()
