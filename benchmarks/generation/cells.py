"""One cell of the comparison of generators: a data set, a method, a share of the labels and a seed."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings
from functools import cache
from time import process_time
from typing import NamedTuple

from benchmarks.catalogue import methods
from benchmarks.generation.halves import in_halves, rows_of
from benchmarks.machine.threads import one_thread
from benchmarks.rows import store
from benchmarks.rows.code_version import code_version
from sklearn_seqgan.metrics import SEQUENCE_METRICS, generation_report
from sklearn_seqgan.model_selection import mask_labels

__all__ = ["Cell", "fit", "measure", "report_of", "version"]


class Cell(NamedTuple):
    """What identifies a row."""

    method: str
    level: float
    seed: int
    data: str
    fingerprint: str
    code: str

    @property
    def key(self):
        return store.key(**self._asdict())


@cache
def version(method):
    """Version of the code of a cell: the method, training, sampling and all metrics."""
    return code_version(methods.code_of(method), train, report_of, *SEQUENCE_METRICS.values())


def measure(cell, data):
    """Fit on one half, and compare generated sequences with the other half.

    Returns
    -------
    dict
        The row: the cell, the seconds that the fit took on one core, and the value and floor of each metric.
    """
    data = in_halves(data, cell.seed)
    with one_thread(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        start = process_time()
        clf = fit(data, cell.method, cell.level, cell.seed)
        seconds = process_time() - start
        rows = report_of(data, clf, SEQUENCE_METRICS, n_seeds=1).rows
    found = {row["metric"]: [row["value"], row["floor"]] for row in rows}
    said = sorted({str(w.message) for w in caught if "collapsed" in str(w.message)})
    return {"key": cell.key, **cell._asdict(), "seconds": seconds, "metrics": found, "warnings": said}


def fit(data, method, level, seed, **parameters):
    """Fit a method on the training part, with a share of its labels."""
    return train(methods.make(method, data, seed).set_params(**parameters), data, level, seed)


def train(estimator, data, level, seed):
    """Fit an estimator; versions of code follow this function, which knows no other method."""
    X, y = rows_of(data, data.train)
    return estimator.fit(X, y if level == 1 else mask_labels(y, fraction=level, random_state=seed))


def report_of(data, clf, metrics, n_seeds):
    """`generation_report` on the test part; judges learn from the training part with all its labels."""
    X_train, y_train = rows_of(data, data.train)
    known = {"X_train": X_train, "y_train": y_train, "bones": data.bones}
    return generation_report(clf, *rows_of(data, data.test), **known, n_seeds=n_seeds, metrics=metrics)
