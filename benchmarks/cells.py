"""One cell of the comparison: a method, a level of supervision and a draw of labels.

Fitted with the labels of that draw and scored on the test part; what comes out is a row for
`benchmarks.rows`, without anything of the data in it but counts.
"""
# SPDX-License-Identifier: BSD-3-Clause

import warnings
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from inspect import signature
from platform import python_version
from time import perf_counter
from typing import NamedTuple

import numpy as np
import torch
from joblib import parallel_config
from sklearn.exceptions import FitFailedWarning
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix, f1_score
from threadpoolctl import threadpool_limits

import sklearn_seqgan
from benchmarks import methods, rows
from benchmarks.calibration import expected_calibration_error
from benchmarks.code_version import code_version
from benchmarks.memory import PeakMemory
from sklearn_seqgan.model_selection import label_efficiency_curve

__all__ = ["Cell", "measure", "of_todays_code", "parameters_of", "version_of"]

PACKAGES = ("torch", "scikit-learn", "numpy", "skorch", "aeon")

NOT_IDENTITY = {"random_state", "device", "n_jobs", "verbose"}
"""Parameters that do not make another method of it; the seed is in the row by its name."""

PLAIN = (str, int, float, bool, type(None), list, tuple)


class Cell(NamedTuple):
    """What makes a row the row it is.

    Attributes
    ----------
    method : str
    level : float or int
        Share of the labels kept, or number of labels a class.
    seed : int
        Of the draw of labels and of the fit.
    data, fingerprint : str
        Name and hash of the prepared data set.
    code : str
        Version of the code behind the method.
    """

    method: str
    level: float | int
    seed: int
    data: str
    fingerprint: str
    code: str

    def key(self, data):
        estimator = methods.make(self.method, data, self.seed)
        return rows.key(**self._asdict(), parameters=parameters_of(estimator))


def version_of(name):
    """Version of the code behind a method's row: the method, draw, fit, prediction and figures."""
    return code_version(methods.code_of(name), label_efficiency_curve, scores)


def of_todays_code(found):
    """Those of some rows whose method is there and whose code has not changed since."""
    found = [row for row in found if methods.is_known(row["method"])]
    versions = {name: version_of(name) for name in {row["method"] for row in found}}
    return [row for row in found if row["code"] == versions[row["method"]]]


def measure(cell, data, device="auto"):
    """Fit and score a cell.

    Returns
    -------
    dict
        The row. A fit that failed has its message under "error" and no scores.
    """
    if methods.is_peer(cell.method):
        with one_thread():
            _warm_up()
    estimator = methods.make(cell.method, data, cell.seed, device)
    row = {"key": cell.key(data), **cell._asdict(), "parameters": parameters_of(estimator)}
    row |= {"versions": versions(), "device": _device_used(cell.method, device)}
    with one_thread(), PeakMemory(row["device"]) as memory, warnings.catch_warnings():
        warnings.simplefilter("ignore", FitFailedWarning)  # it is in the row
        results = label_efficiency_curve(
            {cell.method: estimator},
            data.X,
            data.y,
            cv=[(data.train, data.test)],
            levels=[cell.level],
            seeds=[cell.seed],
            scoring=_predictions,
        )
    row |= {name: int(results[name][0]) for name in ("n_labeled", "n_unlabeled")}
    row["error"] = str(results["error"][0])
    if row["error"]:
        return row
    row |= scores(
        data.y[data.test], results["test_predicted"][0], data.groups[data.test], len(data.target_names)
    )
    if "test_calibration_error" in results:
        row["calibration_error"] = float(results["test_calibration_error"][0])
    return row | {
        "fit_seconds": round(float(results["fit_time"][0]), 3),
        "predict_seconds": round(float(results["test_seconds"][0]), 3),
        "peak_memory_mib": memory.mib,
    }


@contextmanager
def one_thread():
    """A cell gives the same bits and comparable seconds however many run side by side."""
    threads = torch.get_num_threads()
    try:
        with threadpool_limits(1), parallel_config(backend="sequential"):
            yield
    finally:
        torch.set_num_threads(threads)  # numba, below MiniRocket, sets that of OpenMP


def scores(y, predicted, groups, n_classes):
    """Figures of one prediction, and counts from which others can be had: no label is among them."""
    right = predicted == y
    return {
        "accuracy": accuracy_score(y, predicted),
        "balanced_accuracy": balanced_accuracy_score(y, predicted),
        "macro_f1": f1_score(y, predicted, average="macro"),
        "subjects": {
            str(g): [int(right[groups == g].sum()), int((groups == g).sum())] for g in np.unique(groups)
        },
        "confusion": confusion_matrix(y, predicted, labels=np.arange(n_classes)).tolist(),
    }


def _predictions(estimator, X, y):
    start = perf_counter()
    predicted = estimator.predict(X)
    found = {"predicted": predicted, "seconds": perf_counter() - start}
    if hasattr(estimator, "predict_proba"):
        confidence = estimator.predict_proba(X).max(axis=1)
        if np.isfinite(confidence).all():  # LabelSpreading: NaN for rows that no label reaches
            found["calibration_error"] = expected_calibration_error(predicted == y, confidence)
    return found


def parameters_of(estimator, prefix=""):
    """Parameters that json can write and that are not defaults, nested ones by their long name."""
    changed = {}
    for name, value in estimator.get_params(deep=False).items():
        if hasattr(value, "get_params"):
            changed |= parameters_of(value, f"{prefix}{name}__")
        elif name == "steps":
            for step, inner in value:
                changed |= parameters_of(inner, f"{prefix}{step}__")
        elif name not in NOT_IDENTITY and isinstance(value, PLAIN) and value != _default(estimator, name):
            changed[prefix + name] = value
    return changed


def _default(estimator, name):
    """Of a parameter, in the class or, past ``**kwargs``, in the one that it is derived from."""
    for cls in type(estimator).__mro__:
        if name in signature(cls.__init__).parameters:
            return signature(cls.__init__).parameters[name].default
    return None


@cache
def versions():
    ours = {"python": python_version(), "sklearn_seqgan": sklearn_seqgan.__version__}
    return ours | {name: _version(name) for name in PACKAGES}


def _version(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return None


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
