"""One run of the comparison: a way to keep the critic Lipschitz, a learning rate and a seed.

Critic gaps of different methods have different units. The comparison therefore uses a metric of generated
sequences, quick enough for every evaluation, against steps and against seconds of training.
"""
# SPDX-License-Identifier: BSD-3-Clause

import warnings
from functools import cache
from typing import NamedTuple

import numpy as np

from benchmarks.machine.threads import one_thread
from benchmarks.rows import metric_values, store
from benchmarks.rows.code_version import code_version
from sklearn_seqgan import DivergenceError, SemiSupervisedInfoGANClassifier
from sklearn_seqgan.metrics import SEQUENCE_METRICS

__all__ = ["Run", "measure", "metric_versions", "version"]

COMPARED = {name: SEQUENCE_METRICS[name] for name in ("squared_mmd",)}
"""Name -> factory, for the metrics that have a curve."""

N_COMPARED = 500
"""Maximum number of held-out sequences, and of generated ones."""

CRITIC_STEPS = (1, 6)
"""n_critic of two fits, which differ by the cost of five critic steps."""


class Run(NamedTuple):
    """What identifies a row."""

    method: str
    rate: float
    seed: int
    max_steps: int
    every: int
    data: str
    fingerprint: str
    code: str

    @property
    def key(self):
        return store.key(**self._asdict())


class Look(NamedTuple):
    """State after a piece of training; `seconds` are those of training alone."""

    gap: list
    n_steps: int
    seconds: float
    samples: list


def version():
    """Version of the code of a run: training, sampling, and the sequences that samples are compared with."""
    return code_version(SemiSupervisedInfoGANClassifier, held_out_of, looks, critic_step_seconds)


@cache
def metric_versions():
    """Name -> version of the code of each metric of generated sequences."""
    return metric_values.versions_of(COMPARED)


def measure(run, data):
    """Train in pieces, and compare samples with held-out sequences after each.

    Returns
    -------
    dict
        The row: curves of the critic gap and of each metric, with steps and seconds of training alone;
        "floors" of the metrics; and seconds of one critic step. "diverged": the message if
        training diverged.
    """
    train, y = [data.X[i] for i in data.train], data.y[data.train]
    held_out = held_out_of(data, run.seed)
    metrics = {name: make(train[: 4 * N_COMPARED], held_out) for name, make in COMPARED.items()}
    row = {"key": run.key, **run._asdict(), "gap": [], "diverged": ""}
    row |= {"metrics": {name: [] for name in metrics}, "metric_versions": metric_versions()}
    row["floors"] = {name: metric.floor for name, metric in metrics.items()}
    with one_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of collapse: the metrics show it
        try:
            for look in looks(run, train, y, len(held_out)):
                row["gap"] += look.gap
                for name, metric in metrics.items():
                    row["metrics"][name].append([look.n_steps, look.seconds, metric(look.samples)])
        except DivergenceError as error:
            row["diverged"] = str(error)
        row["critic_step_seconds"] = critic_step_seconds(run, train, y)
    return row


def held_out_of(data, seed):
    """The test sequences that are compared, chosen by the seed."""
    chosen = np.random.default_rng(seed).permutation(len(data.test))[:N_COMPARED]
    return [data.X[i] for i in data.test[chosen]]


def looks(run, X, y, n_samples):
    """Train piece by piece, and yield a `Look` after each."""
    clf, seconds = classifier(run), 0.0
    for _ in range(run.max_steps // run.every):
        n_rows = len(getattr(clf, "history_", []))
        clf.fit(X, y)
        new = clf.history_[n_rows:]
        gap = [[r["step"], seconds + r["seconds"], r["critic_gap"]] for r in new]
        seconds += new[-1]["seconds"]
        yield Look(gap, clf.n_steps_, seconds, clf.sample(n_samples)[0])


def classifier(run):
    return SemiSupervisedInfoGANClassifier.paper(
        lipschitz=run.method,
        learning_rate=run.rate,
        max_steps=run.every,
        warm_start=True,
        random_state=run.seed,
        device="cpu",
    )


def critic_step_seconds(run, X, y, n_steps=10):
    """Seconds of one critic step, from a fit with one per iteration and a fit with six."""
    parameters = {"max_steps": n_steps, "learning_rate": 1e-5, "warm_start": False}
    fits = [classifier(run).set_params(n_critic=n, **parameters).fit(X, y) for n in CRITIC_STEPS]
    few, many = (fit.history_[-1]["seconds"] for fit in fits)
    return (many - few) / n_steps / (CRITIC_STEPS[1] - CRITIC_STEPS[0])
