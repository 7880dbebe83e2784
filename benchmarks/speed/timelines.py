"""Cost of long recordings: a fit and the timeline of ten minutes, and the memory that windows take.

Memory is what numpy and Python allocate, the recordings included.
"""
# SPDX-License-Identifier: BSD-3-Clause

import tracemalloc
from time import perf_counter, process_time

import matplotlib
import numpy as np

from benchmarks.machine.timing import reading
from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.model_selection import WindowedClassifier
from sklearn_seqgan.plotting import TimelineDisplay
from sklearn_seqgan.sequences import cut_windows

__all__ = ["timelines"]

RATE, MINUTES, CHANNELS = 50, 10, 6
LABELED = 2.5  # seconds of each of twelve intervals: 5 % of ten minutes
GIGABYTES = 1.0
FREQUENCIES, SIZES = np.array([0.0, 1.8, 2.5, 3.2]), np.array([0.1, 1.0, 2.0, 1.2])  # of four movements


def timelines(options):
    """Seconds and accuracy for a recording that is annotated by 5 %; memory of windows."""
    recording, truth, y = made(np.random.default_rng(0))
    start, in_cores = perf_counter(), process_time()
    clf = WindowedClassifier(SemiSupervisedRocketClassifier(random_state=0), 2.0, 0.5, rate_hz=RATE)
    clf.fit([recording], [y])
    fitted = perf_counter()
    clf.predict_intervals([recording], min_duration=2.0)
    matplotlib.use("Agg")
    TimelineDisplay.from_estimator(clf, [recording], [y])
    end = perf_counter()
    yield reading("a fit and the timeline of ten minutes", "both", [end - start], "s")
    yield reading("a fit and the timeline of ten minutes", "fit", [fitted - start], "s")
    yield reading(
        "a fit and the timeline of ten minutes",
        "core seconds",
        [process_time() - in_cores],
        "s",
        target="<= 60",
    )
    yield reading("steps that are predicted right", "accuracy", [clf.score([recording], [truth])])
    for name, labels in {"without labels": False, "with labels": True}.items():
        yield reading("most memory with windows", name, [_with_windows(labels)], "GB", target="<= 1.2")


def made(rng):
    """A recording, its movement at every step, and the annotated part of that."""
    n = MINUTES * 60 * RATE
    turns = np.repeat(rng.integers(0, 4, n), rng.integers(5 * RATE, 15 * RATE, n))[:n]
    phases = 2 * np.pi * np.cumsum(FREQUENCIES[turns]) / RATE
    waves = np.sin(phases[:, None] * ([1, 1, 2] * 2) + np.arange(CHANNELS))
    recording = SIZES[turns, None] * waves + 0.3 * rng.normal(size=(n, CHANNELS))
    annotated = np.arange(n) % (n // 12) < LABELED * RATE
    return recording, turns, np.where(annotated, turns, -1)


def _with_windows(labels):
    """Peak gigabytes of recordings and of windows of two seconds that start every second."""
    tracemalloc.start()
    try:
        n = int(GIGABYTES * 1e9 / (4 * 8 * CHANNELS))
        X = [np.ones((n, CHANNELS)) for _ in range(4)]
        y = [np.arange(n) // 1000 % 5 - 1 for _ in X] if labels else None
        given = tracemalloc.get_traced_memory()[0] - sum(x.nbytes for x in X)
        tracemalloc.reset_peak()
        cut_windows(X, 2.0, 1.0, labels=y, rate_hz=RATE)
        return (tracemalloc.get_traced_memory()[1] - given) / 1e9
    finally:
        tracemalloc.stop()
