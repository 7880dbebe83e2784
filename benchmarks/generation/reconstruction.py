"""How close G(E(x)) is to x for held-out sequences, relative to the error within a class."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from benchmarks.output.markdown import markdown
from sklearn_seqgan import SemiSupervisedBiGANClassifier
from sklearn_seqgan.datasets import make_postures, make_rhythms

__all__ = ["ARMS", "relative_error", "report"]

DATA = {"postures": make_postures, "rhythms": make_rhythms}
N_TRAIN, N_LABELED = 300, 90

ARMS = {
    "BiGAN": {},
    "ALI": {"encoder": "stochastic"},
    "BiGAN, reconstruction only": {"max_steps": 0},
    "BiGAN, no reconstruction stage, 600 steps": {
        "reconstruction_steps": 0,
        "max_steps": 600,
        "batch_size": 64,
    },
}


def report(seeds):
    """A table in Markdown: each arm on each data set."""
    lines = []
    for name, parameters in ARMS.items():
        found = [[_of(make, parameters, seed) for seed in range(seeds)] for make in DATA.values()]
        lines.append([name, *(f"{np.mean(errors):.3f} ± {np.std(errors, ddof=1):.3f}" for errors in found)])
    return markdown(["classifier", *DATA], lines)


def _of(make, parameters, seed):
    X, y = make(n_per_class=200, random_state=seed)
    y_partial = np.where(np.arange(N_TRAIN) < N_LABELED, y[:N_TRAIN], -1)
    clf = SemiSupervisedBiGANClassifier(random_state=seed, **parameters).fit(X[:N_TRAIN], y_partial)
    return relative_error(clf.reconstruct(X[N_TRAIN:]), X[N_TRAIN:], y[N_TRAIN:], seed)


def relative_error(again, X, y, seed):
    """Squared error of reconstructions, divided by that of other sequences of the class."""
    rng = np.random.default_rng(seed)
    others = [again[rng.choice(np.flatnonzero(y == k))] for k in y]
    return np.mean(list(map(_error, X, again))) / np.mean(list(map(_error, X, others)))


def _error(a, b):
    """Mean squared error over the time steps that both have."""
    n = min(len(a), len(b))
    return np.mean(np.square(a[:n] - b[:n]))
