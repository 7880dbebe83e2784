"""Data at the edges of what is likely: ``python -m benchmarks.extremes``.

Each fit runs in a new process with one thread, with a prediction and, for generators, two samples. Prints
seconds and the largest resident memory. `--classifiers` and `--cases` select.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
import os
import subprocess
import sys
import warnings
from time import perf_counter

import numpy as np

from benchmarks.bits import ONE_THREAD
from benchmarks.machine.memory import PeakMemory
from benchmarks.output.markdown import markdown

CLASSIFIERS = {
    "InfoGAN": ("SemiSupervisedInfoGANClassifier", {"reconstruction_steps": 20, "max_steps": 10}),
    "Rocket": ("SemiSupervisedRocketClassifier", {}),
    "BiGAN": ("SemiSupervisedBiGANClassifier", {"reconstruction_steps": 20, "max_steps": 10}),
    "CNN": ("CNNClassifier", {"max_steps": 600}),
    "GRU": ("GRUClassifier", {"max_steps": 600}),
    "PA-LSTM": ("PartAwareLSTMClassifier", {"max_steps": 600}),
}
"""Generators are trained for a few steps only, which already show what an extreme costs."""


def waves(n, n_time_steps, n_channels, n_classes, n_labels, seed=0):
    """Noisy sine curves whose frequency is the class, with some labels of each class."""
    rng = np.random.default_rng(seed)
    y, t = np.arange(n) % n_classes, np.arange(n_time_steps)
    frequency = 0.05 + 0.3 * y / n_classes
    phase = rng.uniform(0, 2 * np.pi, (n, 1, n_channels))
    X = np.sin(frequency[:, None, None] * t[:, None] + phase) + y[:, None, None] / n_classes
    X += 0.1 * rng.standard_normal(X.shape)
    return X.astype(np.float32), np.where(np.arange(n) // n_classes < n_labels, y, -1)


def all_but_one():
    """All rows have a label, except one."""
    X, y = waves(60, 30, 3, 3, 20)
    return X, np.where(np.arange(60) == 5, -1, y)


CASES = {
    "one time step": lambda: waves(30, 1, 2, 3, 3),
    "3 time steps, fewer than a kernel has": lambda: waves(30, 3, 2, 3, 3),
    "one label a class": lambda: waves(60, 30, 3, 3, 1),
    "one row without a label": all_but_one,
    "99.9 % of 6,000 rows without a label": lambda: waves(6000, 30, 3, 3, 2),
    "1,000 channels": lambda: waves(40, 30, 1000, 3, 3),
    "1,000 classes, one label each, 3,000 rows": lambda: waves(3000, 20, 2, 1000, 1),
    "30,000 time steps": lambda: waves(12, 30_000, 2, 2, 3),
}


def measure(name, case):
    """Seconds of a fit in this process, and MiB."""
    import sklearn_seqgan

    X, y = CASES[case]()
    kind, parameters = CLASSIFIERS[name]
    if case == "30,000 time steps" and "max_steps" in parameters and "reconstruction_steps" in parameters:
        parameters = {"reconstruction_steps": 1, "max_steps": 1}
    clf, start = getattr(sklearn_seqgan, kind)(random_state=0, **parameters), perf_counter()
    with warnings.catch_warnings(), PeakMemory() as peak:
        warnings.simplefilter("ignore")
        clf.fit(X, y)
        if not np.isfinite(clf.predict_proba(X[:5])).all():
            raise ArithmeticError("predictions are not finite")
        if hasattr(clf, "sample"):
            clf.sample(2)
    return perf_counter() - start, peak.mib


def run(name, case, limit):
    """`measure` in a new process, in words."""
    call = f"from benchmarks.extremes import measure; print(*measure({name!r}, {case!r}))"
    try:
        done = subprocess.run(
            [sys.executable, "-c", call],
            env={**os.environ, **ONE_THREAD},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=limit,
        )
    except subprocess.TimeoutExpired:
        return f"over {limit} s"
    seconds, size = map(float, done.stdout.split())
    return f"{seconds:.1f} s, {size / 2**10:.1f} GiB"


def main(arguments=None):
    """Print the table."""
    parser = argparse.ArgumentParser("python -m benchmarks.extremes", description=__doc__.splitlines()[0])
    parser.add_argument("--classifiers", nargs="+", choices=CLASSIFIERS, default=list(CLASSIFIERS))
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--limit", type=int, default=600, help="seconds of a fit")
    chosen = parser.parse_args(arguments)
    rows = [[case, *(run(name, case, chosen.limit) for name in chosen.classifiers)] for case in chosen.cases]
    print(markdown(["", *chosen.classifiers], rows))


if __name__ == "__main__":
    main()
