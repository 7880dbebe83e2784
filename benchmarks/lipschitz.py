"""Figure 3 of the paper: ways to keep the critic Lipschitz, on the same data, seeds and learning rates.

Critic gaps of different methods have different units, so each has its own axis. What is compared
is the distance of generated sequences from held-out real ones (`benchmarks.two_sample`), against
steps and against seconds. Each (method, rate, seed) is a row of JSON lines, as in
``benchmarks.supervision``; a run that was interrupted goes on where it stopped.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
from joblib import delayed

from benchmarks import rows
from benchmarks.cells import one_thread
from benchmarks.code_version import code_version
from benchmarks.data_sets import HELP, load
from benchmarks.lipschitz_report import write
from benchmarks.two_sample import TwoSampleDistance
from sklearn_seqgan import DivergenceError, SemiSupervisedInfoGANClassifier

__all__ = ["Run", "main", "measure"]

RESULTS = Path(__file__).parent / "results" / "lipschitz"

N_COMPARED = 500
"""Held-out sequences, and generated ones, at most."""

CRITIC_STEPS = (1, 6)
"""n_critic of the two fits whose difference is the cost of five critic steps."""


class Run(NamedTuple):
    """What makes a row the row it is."""

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
        return rows.key(**self._asdict())


def main(arguments=None):
    options = parse_options(arguments)
    data = load(options.data)
    folder = options.out or RESULTS / data.name
    runs = runs_of(data, options)
    path = folder / "rows.jsonl"
    if not options.report_only:
        done = rows.read(path)
        missing = [run for run in runs if run.key not in done]
        calls = (delayed(measure)(run, data) for run in missing)
        rows.append_all(path, calls, len(missing), options.jobs, data.name)
    wanted = {run.key for run in runs}
    print(write([row for key, row in rows.read(path).items() if key in wanted], folder))


def runs_of(data, options):
    code = code_version(SemiSupervisedInfoGANClassifier, measure)
    rest = options.max_steps, options.every, data.name, data.fingerprint, code
    return [
        Run(method, rate, seed, *rest)
        for seed in range(options.seeds)
        for rate in options.rates
        for method in options.methods
    ]


def measure(run, data):
    """Train in pieces, and compare samples with held-out sequences after each.

    Returns
    -------
    dict
        The row: curves of the critic gap and of the distance, both with steps and seconds of training
        alone, and seconds of one critic step. "diverged" holds the message if training did.
    """
    train, held_out = ([data.X[i] for i in part] for part in (data.train, data.test))
    rng = np.random.default_rng(run.seed)
    held_out = [held_out[i] for i in rng.permutation(len(held_out))[:N_COMPARED]]
    distance = TwoSampleDistance(train[: 4 * N_COMPARED], held_out)
    row = {"key": run.key, **run._asdict(), "floor": distance.floor, "gap": [], "distance": []}
    row["diverged"] = ""
    with one_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of collapse: the distance shows it
        clf, y, seconds = classifier(run), data.y[data.train], 0.0
        try:
            for _ in range(run.max_steps // run.every):
                n_rows = len(getattr(clf, "history_", []))
                clf.fit(train, y)
                new = clf.history_[n_rows:]
                row["gap"] += [[r["step"], seconds + r["seconds"], r["critic_gap"]] for r in new]
                seconds += new[-1]["seconds"]
                samples, _ = clf.sample(len(held_out))
                row["distance"].append([clf.n_steps_, seconds, distance(samples)])
        except DivergenceError as error:
            row["diverged"] = str(error)
        row["critic_step_seconds"] = critic_step_seconds(run, train, y)
    return row


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
    """Of one critic step, from a fit with one of them in an iteration and a fit with six."""
    parameters = {"max_steps": n_steps, "learning_rate": 1e-5, "warm_start": False}
    fits = [classifier(run).set_params(n_critic=n, **parameters).fit(X, y) for n in CRITIC_STEPS]
    few, many = (fit.history_[-1]["seconds"] for fit in fits)
    return (many - few) / n_steps / (CRITIC_STEPS[1] - CRITIC_STEPS[0])


def parse_options(arguments):
    first_line = __doc__.splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lipschitz", description=first_line)
    parser.add_argument("--data", default="watch", help=HELP)
    methods = ["spectral-norm", "gradient-penalty", "weight-clipping"]
    parser.add_argument("--methods", nargs="+", default=methods)
    parser.add_argument("--rates", nargs="+", type=float, default=[1e-4, 1e-3], help="learning rates")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--max-steps", type=int, default=600)
    parser.add_argument("--every", type=int, default=50, help="steps between two looks at the samples")
    parser.add_argument("--jobs", type=int, help="processes (default: joblib's)")
    parser.add_argument("--out", type=Path, help="folder (default: benchmarks/results/lipschitz/NAME)")
    parser.add_argument("--report-only", action="store_true", help="write the report of the rows there are")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
