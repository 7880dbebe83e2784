"""One draw on one data set: the sequences are observed once, and every arm is fitted at its budgets."""
# SPDX-License-Identifier: BSD-3-Clause

from functools import cache

import numpy as np
from sklearn.metrics import accuracy_score, balanced_accuracy_score

from benchmarks.choosing.arms import ARMS, labels_of
from benchmarks.machine.threads import one_thread
from benchmarks.machine.versions import package_versions
from benchmarks.rows import store
from benchmarks.rows.code_version import code_version
from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.annotation import LabelRounds, suggest

__all__ = ["measure", "missing", "version"]

PACKAGES = ("torch", "scikit-learn", "numpy", "kmedoids")


@cache
def version():
    """Version of the code behind a row."""
    functions = [arm.choose for arm in ARMS.values()]
    return code_version(measure, labels_of, LabelRounds, SemiSupervisedRocketClassifier, suggest, *functions)


def missing(data, n_draws, rows):
    """Draw -> the (arm, budget) that have no row yet."""
    wanted = {
        draw: [(arm, budget) for arm, spec in ARMS.items() for budget in spec.budgets]
        for draw in range(n_draws)
    }
    keys = {row["key"] for row in rows}
    left = {
        draw: [cell for cell in cells if _key(data, draw, *cell) not in keys]
        for draw, cells in wanted.items()
    }
    return {draw: cells for draw, cells in left.items() if cells}


def measure(data, draw, cells):
    """Fit and score some (arm, budget) of a draw, and return their rows."""
    X_train, X_test = ([data.X[i] for i in part] for part in (data.train, data.test))
    y_train, y_test = data.y[data.train], data.y[data.test]
    with one_thread():
        rounds = LabelRounds(X_train, estimator=SemiSupervisedRocketClassifier(random_state=draw))
        features = rounds.embed()
        labels = [labels_of(arm, features, y_train, budget, draw) for arm, budget in cells]
        fitted = [
            rounds.fit(y, code_prior=ARMS[arm].code_prior) for y, (arm, _) in zip(labels, cells, strict=True)
        ]
        predictions = rounds.predict_each(fitted, X_test)
    return [
        _row(data, draw, cell, y_partial, y_train, y_test, predicted)
        for cell, y_partial, predicted in zip(cells, labels, predictions, strict=True)
    ]


def _row(data, draw, cell, y_partial, y_train, y_test, predicted):
    found = np.unique(y_partial[y_partial != -1])
    return {
        "key": _key(data, draw, *cell),
        **_identity(data, draw, *cell),
        "n_labeled": int((y_partial != -1).sum()),
        "classes_found": len(found) / len(np.unique(y_train)),
        "accuracy": float(accuracy_score(y_test, predicted)),
        "balanced_accuracy": float(balanced_accuracy_score(y_test, predicted)),
        "versions": package_versions(PACKAGES),
    }


def _key(data, draw, arm, budget):
    return store.key(**_identity(data, draw, arm, budget))


def _identity(data, draw, arm, budget):
    found = {"data": data.name, "fingerprint": data.fingerprint, "code": version()}
    return found | {"arm": arm, "budget": budget, "draw": draw}
