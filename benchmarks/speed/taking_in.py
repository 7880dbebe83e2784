"""Memory that X takes on its way into a fit and through transformers, over its own size.

Only numpy's allocations are counted, since tensors on the CPU share the training array. X does not count.
"""
# SPDX-License-Identifier: BSD-3-Clause

import tracemalloc
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.pipeline import make_pipeline

from benchmarks.machine.timing import reading
from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.preprocessing import FrameSubsampler, JointCenterer
from sklearn_seqgan.sequences import LARGEST_COPY

__all__ = ["taking_in"]

SHAPE = 2_000, 150, 75
"""Sequences, time steps and channels: 90 MB."""


def taking_in(options):
    """Memory for a list and an array, for a pipeline, and for mapped views beyond the limit of copies."""
    X = np.random.default_rng(0).normal(size=SHAPE).astype(np.float32)
    for name, form in {"array": X, "list": list(X), "float64 list": [x.astype(float) for x in X]}.items():
        most, in_training = _of_a_fit(form, options)
        size = sum(x.nbytes for x in form)
        yield reading("most memory of a fit, over X", name, [most / size], target="<= 1.3")
        yield reading("memory while it trains, over X", name, [in_training / size], target="<= 1.1")
    yield from _of_a_pipeline(list(X[:500]))
    with TemporaryDirectory() as folder:
        mapped = _mapped(Path(folder) / "X.npy")
        most, _ = _of_a_fit(mapped, options)
        size = sum(x.nbytes for x in mapped)
        yield reading("most memory of a fit, over X", "mapped", [most / size], target="<= 0.1")


def _of_a_fit(X, options):
    """Peak bytes of a fit, and bytes at its first row of the history."""
    seen = []
    y = np.where(np.arange(len(X)) < 60, np.arange(len(X)) % 6, -1)
    clf = SemiSupervisedInfoGANClassifier.paper(max_steps=1, random_state=0, device=options.device)
    clf.set_params(callbacks=[lambda row: seen.append(tracemalloc.get_traced_memory()[0])])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one step makes a poor generator
        clf.fit(X[:60], y[:60])  # loads modules
        most = _traced(lambda: clf.fit(X, y))
    return most, seen[-1]


def _of_a_pipeline(X):
    most = _traced(lambda: make_pipeline(FrameSubsampler(step=1), JointCenterer(0)).fit_transform(X))
    yield reading("most memory of two transformers, over X", "list", [most / sum(x.nbytes for x in X)])


def _traced(function):
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _mapped(path):
    """Views of the rows of a file that is too large to be copied."""
    n = LARGEST_COPY // (4 * SHAPE[1] * SHAPE[2]) + 100
    X = np.lib.format.open_memmap(path, "w+", np.float32, (n, *SHAPE[1:]))
    rng = np.random.default_rng(0)
    for start in range(0, n, SHAPE[0]):
        X[start : start + SHAPE[0]] = rng.normal(size=X[start : start + SHAPE[0]].shape)
    X.flush()
    return list(np.load(path, mmap_mode="r"))
