"""Prediction, transform and sampling, against the CNN's prediction, and for one sequence to many."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from benchmarks.machine.timing import in_turn, reading, rise_in_memory
from benchmarks.speed.steps import CONFIGURATIONS, skeletons
from sklearn_seqgan import CNNClassifier, GRUClassifier

__all__ = ["prediction", "sampling"]

NUMBERS = (1, 10, 100, 1_000, 10_000)
"""Numbers of sequences for which throughput is measured; with ``--full`` also 100,000."""


def prediction(options):
    """predict and transform of 420 sequences, over the CNN's predict; throughput and memory of predict."""
    X, y = skeletons(14)
    fitted = {
        name: make(device=options.device, random_state=0, max_steps=1)
        for name, make in CONFIGURATIONS.items()
    }
    fitted |= {
        "CNN": CNNClassifier(max_steps=1, device=options.device),
        "GRU": GRUClassifier(max_steps=1, device=options.device),
    }
    for estimator in fitted.values():
        estimator.fit(X[:240], y[:240])
    ways = {f"{name}.predict": lambda e=e: e.predict(X) for name, e in fitted.items()}
    ways |= {f"{name}.transform": lambda e=fitted[name]: e.transform(X) for name in CONFIGURATIONS}
    seconds = in_turn(ways, options.rounds, options.device, warm_up=1)
    for way in ways:
        name, method = way.split(".")
        target = "<= 1.1" if name in CONFIGURATIONS else ""
        yield reading(
            f"{method} over CNN's predict", name, seconds[way] / seconds["CNN.predict"], target=target
        )
    for name in (*CONFIGURATIONS, "CNN"):
        yield from _throughput(name, fitted[name], X, options)


def _throughput(name, estimator, X, options):
    for n in NUMBERS + (100_000,) * options.full:
        some = np.resize(X, (n, *X.shape[1:]))
        rounds = options.rounds if n <= 100 else 1
        taken = in_turn({n: lambda some=some: estimator.predict(some)}, rounds, options.device, warm_up=1)[n]
        yield reading(f"predict of {n}", name, n / taken, "1/s")
        if n == 1:
            yield reading("latency of one sequence", name, taken, "s")
        rise = rise_in_memory(lambda some=some: estimator.predict(some), options.device)
        yield reading(f"memory of predict, {n}", name, [rise], "MiB")


def sampling(options):
    """Seconds and memory of sample(n)."""
    X, y = skeletons()
    for name, make in CONFIGURATIONS.items():
        estimator = make(device=options.device, random_state=0, max_steps=1).fit(X[:240], y[:240])
        for n in (1, 100, 10_000):
            rounds = options.rounds if n <= 100 else 3
            taken = in_turn({n: lambda e=estimator, n=n: e.sample(n)}, rounds, options.device, warm_up=1)[n]
            yield reading(f"sample({n})", name, taken, "s")
        rise = rise_in_memory(lambda e=estimator: e.sample(10_000), options.device)
        yield reading("memory of sample(10000)", name, [rise], "MiB")
