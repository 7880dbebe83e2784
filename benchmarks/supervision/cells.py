"""One cell of the comparison: a method, a level of supervision and a draw of labels.

The method of a cell is fitted with the labels of its draw, and predicts the test part. The result is a row
for `benchmarks.rows`, with counts and metrics but nothing else of the data. The row's "code" is the version
of the code that draws, fits and predicts; each metric has its own version.
"""
# SPDX-License-Identifier: BSD-3-Clause

from functools import cache
from inspect import signature
from time import perf_counter
from traceback import format_exception_only
from typing import NamedTuple

import numpy as np
import torch
from sklearn.metrics import confusion_matrix

import sklearn_seqgan
from benchmarks.catalogue import methods
from benchmarks.machine.memory import PeakMemory
from benchmarks.machine.threads import one_thread
from benchmarks.machine.versions import package_versions
from benchmarks.rows import metric_values, store
from benchmarks.rows.code_version import code_version
from benchmarks.supervision.by_subject import confusion_of_subjects
from sklearn_seqgan.metrics import PREDICTION_METRICS, evaluate_predictions
from sklearn_seqgan.model_selection import mask_labels

__all__ = [
    "Cell",
    "measure",
    "metric_versions",
    "of_any_code",
    "of_todays_code",
    "parameters_of",
    "version_of",
]

PACKAGES = ("torch", "scikit-learn", "numpy", "skorch", "aeon")

NOT_IDENTITY = {"random_state", "device", "n_jobs", "verbose"}
"""Parameters that do not identify a method; the row has a field for the seed."""

PLAIN = (str, int, float, bool, type(None), list, tuple)

UNLABELED = -1


class Cell(NamedTuple):
    """What identifies a row.

    Attributes
    ----------
    method : str
    level : float or int
        Share of the labels kept, or number of labels per class.
    seed : int
        Seed of the draw of labels and of the fit.
    data, fingerprint : str
        Name and hash of the prepared data set.
    code : str
        Version of the method's code.
    """

    method: str
    level: float | int
    seed: int
    data: str
    fingerprint: str
    code: str

    def key(self, data):
        estimator = methods.make(self.method, data, self.seed)
        return store.key(**self._asdict(), parameters=parameters_of(estimator))


class Outcome(NamedTuple):
    """Predictions of a fit and its seconds; probabilities are None if the method has none."""

    predicted: np.ndarray
    probabilities: np.ndarray | None
    classes: np.ndarray | None
    fit_seconds: float
    predict_seconds: float


def version_of(name):
    """Version of the code of a method's row: the method, the draw of labels, fit and prediction."""
    return code_version(methods.code_of(name), draw_labels, seeded, fit_and_predict)


@cache
def metric_versions():
    """Name -> version of the code of each metric of predictions."""
    return metric_values.versions_of(PREDICTION_METRICS)


def of_todays_code(found):
    """Rows of known methods whose code has not changed, with the metrics whose code has not changed."""
    found = [row for row in found if methods.is_known(row["method"])]
    found = [row for row in found if _is_current(row)]
    return [metric_values.current(row, metric_versions()) for row in found]


def of_any_code(found):
    """The last row of each cell, of today's code if there is one; older rows keep their metrics.

    Returns
    -------
    rows : list of dict
    n_older : int
        Number of rows of older code.
    """
    known = [row for row in found if methods.is_known(row["method"])]
    of_cell = {}
    for row in sorted(known, key=_is_current):  # stable: the last row wins, of today's code if any
        of_cell[row["data"], row["method"], row["level"], type(row["level"]), row["seed"]] = row
    older = [row for row in of_cell.values() if not _is_current(row)]
    return [*of_todays_code(of_cell.values()), *older], len(older)


def _is_current(row):
    return row["code"] == _version_of(row["method"])


_version_of = cache(version_of)


def measure(cell, data, device="auto"):
    """Fit and score a cell.

    Returns
    -------
    dict
        The row. That of a failed fit has the message under "error", and neither metrics nor counts.
    """
    if methods.is_peer(cell.method):
        with one_thread():
            _warm_up()
    estimator = methods.make(cell.method, data, cell.seed, device)
    row = {"key": cell.key(data), **cell._asdict(), "parameters": parameters_of(estimator)}
    row |= {"versions": versions(), "device": _device_used(cell.method, device)}
    y_partial = draw_labels(data.y[data.train], cell.level, cell.seed)
    row |= {
        "n_labeled": int(np.sum(y_partial != UNLABELED)),
        "error": "",
        "metrics": {},
        "metric_versions": {},
    }
    row["n_unlabeled"] = len(y_partial) - row["n_labeled"]
    X_train, X_test = ([data.X[i] for i in part] for part in (data.train, data.test))
    try:
        with one_thread(), PeakMemory(row["device"]) as memory:
            estimator = seeded(estimator, cell.seed)
            outcome = fit_and_predict(estimator, X_train, y_partial, X_test, *_persons(cell.method, data))
    except Exception as error:  # whatever a method raises, the other cells must be measured
        return row | {"error": "".join(format_exception_only(error)).strip()}
    return row | scores(outcome, data) | costs(outcome, memory)


def draw_labels(y, level, seed):
    """The training labels of a draw; -1 where a label is hidden."""
    kept = {"per_class": level} if isinstance(level, int) else {"fraction": level}
    return mask_labels(y, unlabeled=UNLABELED, random_state=seed, **kept)


def seeded(estimator, seed):
    """The estimator, with all random states that are None set to the seed, nested ones too."""
    parameters = estimator.get_params(deep=True)
    names = [k for k, v in parameters.items() if k.split("__")[-1] == "random_state" and v is None]
    return estimator.set_params(**dict.fromkeys(names, seed))


def fit_and_predict(estimator, X_train, y_partial, X_test, persons=None, new_persons=None):
    """Fit a method and predict the test part; the method may be told who moves in either part."""
    start = perf_counter()
    estimator.fit(X_train, y_partial, **_as_groups(persons))
    fitted = perf_counter()
    classes = getattr(estimator, "classes_", None)
    if classes is not None and UNLABELED in classes:
        raise ValueError(f"{type(estimator).__name__} took {UNLABELED}, which marks no label, for a class.")
    begin = perf_counter()
    predicted = estimator.predict(X_test, **_as_groups(new_persons))
    predict_seconds = perf_counter() - begin
    probabilities = None
    if hasattr(estimator, "predict_proba"):
        probabilities = estimator.predict_proba(X_test, **_as_groups(new_persons))
    return Outcome(predicted, probabilities, classes, fitted - start, predict_seconds)


def _as_groups(persons):
    return {} if persons is None else {"groups": persons}


def _persons(method, data):
    """Persons of the training and the test part; None for a part where the method is not told of them."""
    where = methods.persons_of(method)
    return (
        data.groups[data.train] if where else None,
        data.groups[data.test] if where == "predict" else None,
    )


def scores(outcome, data):
    """Metrics of a prediction, and counts from which others can be computed; no labels."""
    y, groups = data.y[data.test], data.groups[data.test]
    metrics = evaluate_predictions(y, outcome.predicted, outcome.probabilities, outcome.classes)
    return {
        "metrics": metrics,
        "metric_versions": {name: metric_versions()[name] for name in metrics},
        **counts(y, outcome.predicted, groups, len(data.target_names)),
    }


def counts(y, predicted, groups, n_classes):
    """Correct rows and all rows of each subject; confusion matrices of rows and of subjects."""
    right = predicted == y
    subjects = {str(g): [int(right[groups == g].sum()), int((groups == g).sum())] for g in np.unique(groups)}
    return {
        "subjects": subjects,
        "confusion": confusion_matrix(y, predicted, labels=np.arange(n_classes)).tolist(),
        "subject_confusion": confusion_of_subjects(y, predicted, groups, n_classes),
    }


def costs(outcome, memory):
    return {
        "fit_seconds": round(outcome.fit_seconds, 3),
        "predict_seconds": round(outcome.predict_seconds, 3),
        "peak_memory_mib": memory.mib,
    }


def parameters_of(estimator, prefix=""):
    """Parameters that json can write and that are not defaults, nested ones by their full names."""
    changed = {}
    for name, value in estimator.get_params(deep=False).items():
        if hasattr(value, "get_params"):
            changed |= parameters_of(value, f"{prefix}{name}__")
        elif name in ("steps", "transformer_list"):
            for step, inner in value:
                changed |= parameters_of(inner, f"{prefix}{step}__")
        elif name not in NOT_IDENTITY and isinstance(value, PLAIN) and value != _default(estimator, name):
            changed[prefix + name] = list(value) if isinstance(value, tuple) else value  # json has no tuples
    return changed


def _default(estimator, name):
    """Default of a parameter in the class or, past ``**kwargs``, in a base class."""
    for cls in type(estimator).__mro__:
        if name in signature(cls.__init__).parameters:
            return signature(cls.__init__).parameters[name].default
    return None


@cache
def versions():
    return {"sklearn_seqgan": sklearn_seqgan.__version__, **package_versions(PACKAGES)}


def _device_used(method, device):
    if methods.is_peer(method):
        return "cpu"
    if device != "auto":
        return device
    return "cuda" if torch.cuda.is_available() else "cpu"


@cache
def _warm_up():
    """Let numba compile before the clock runs."""
    from aeon.transformations.collection.convolution_based import MiniRocket

    MiniRocket(random_state=0).fit_transform(np.random.default_rng(0).normal(size=(4, 2, 64)))
