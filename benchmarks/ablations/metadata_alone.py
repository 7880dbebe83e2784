"""How well columns of a file, such as sensor, age or distance, predict the label without any movement.

A random forest on these columns alone, in ten folds of persons. Prints Markdown: the balanced accuracy of
rows for each column, and for all columns together. Compare a classifier of movements with these numbers.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse

import numpy as np
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from benchmarks.output.markdown import markdown, points
from sklearn_seqgan.datasets import load_sequences_npz
from sklearn_seqgan.metrics import balanced_accuracy

__all__ = ["main", "table"]


def main(arguments=None):
    options = parse_options(arguments)
    data = load_sequences_npz(options.data, split=None)
    lengths = np.array([len(x) for x in data.X])
    columns = {name: _column(data.columns | {"length": lengths}, name) for name in options.columns}
    kept = _column(data.columns, options.select) if options.select else np.ones(len(lengths), dtype=bool)
    columns = {name: column[kept] for name, column in columns.items()}
    print(table(columns, data.y[kept], data.groups[kept]))


def table(columns, y, groups):
    """Markdown, a line for each column and one for all.

    Parameters
    ----------
    columns : dict of str -> ndarray of shape (n,)
        Of numbers or text.
    y, groups : ndarray of shape (n,)
    """
    named = {name: [name] for name in columns}
    if len(columns) > 1:
        named["all of them"] = list(columns)
    lines = [
        [name, points(score([columns[k] for k in keys], y, groups), np.nan)] for name, keys in named.items()
    ]
    return markdown(["known", "balanced accuracy"], lines)


def score(columns, y, groups):
    X = np.empty((len(y), len(columns)), dtype=object)
    X.T[:] = columns
    texts = [i for i, column in enumerate(columns) if column.dtype.kind in "US"]
    encoder = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), texts), remainder="passthrough"
    )
    forest = RandomForestClassifier(200, min_samples_leaf=5, random_state=0)
    folds = StratifiedGroupKFold(min(10, len(np.unique(groups))), shuffle=True, random_state=0)
    predicted = cross_val_predict(make_pipeline(encoder, forest), X, y, groups=groups, cv=folds)
    return balanced_accuracy(y, predicted)


def _column(columns, name):
    if name not in columns:
        raise SystemExit(f"There is no column {name!r}, only {sorted(columns)}.")
    return columns[name]


def parse_options(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.metadata", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--data", required=True, help="an .npz file")
    parser.add_argument("--columns", nargs="+", required=True, help="of the file, and 'length'")
    parser.add_argument("--select", help="column of booleans: which rows")
    return parser.parse_args(arguments)
