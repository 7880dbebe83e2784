"""One fit on several ranks: ``python -m benchmarks.ranks``.

`--only rows`: accuracy, seconds and memory of an encoder that is solved on more and more rows of synthetic
actions, in one process with one thread. `--only speed`: the same fit in one process with one thread, in one
process with two threads, and in two processes. `--only communication`: bytes that ranks sum per step, counted
in two processes, and what each of 8 and of 64 ranks in a ring would send; and how long a rank takes to draw
the noise of the joint batch.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
import json
import os
import subprocess
import sys
import warnings
from functools import cache
from operator import attrgetter
from time import perf_counter

import numpy as np
import torch

from benchmarks.machine.memory import PeakMemory
from benchmarks.machine.threads import one_thread
from benchmarks.output.markdown import markdown
from sklearn_seqgan.datasets import make_skeleton_actions

__all__ = ["MEASUREMENTS", "main"]

N_SUBJECTS, N_TEST_SUBJECTS, LABELS_PER_CLASS = 40, 8, 10

FITS = {
    "InfoGAN, reconstruction": (
        "SemiSupervisedInfoGANClassifier",
        {"trunk": "conv", "max_steps": 1},
        "reconstruction_steps",
    ),
    "InfoGAN, adversarial": (
        "SemiSupervisedInfoGANClassifier",
        {"trunk": "conv", "reconstruction_steps": 1},
        "max_steps",
    ),
    "InfoGAN.paper()": ("SemiSupervisedInfoGANClassifier.paper", {}, "max_steps"),
    "BiGAN, reconstruction": ("SemiSupervisedBiGANClassifier", {"max_steps": 1}, "reconstruction_steps"),
    "BiGAN, adversarial": ("SemiSupervisedBiGANClassifier", {"reconstruction_steps": 1}, "max_steps"),
    "CNN": ("CNNClassifier", {}, "max_steps"),
    "GRU": ("GRUClassifier", {}, "max_steps"),
}
"""Classifier, parameters, and the parameter that counts steps; each fit runs one stage."""

BATCH, N_TIME_STEPS, N_CHANNELS = 32, 150, 75
RINGS = 8, 64

FEW = 2
"""Steps of the short fit that is subtracted from a longer one, which cancels all that is not a step."""

FEW_TIME_STEPS = 20
"""Time steps of the sequences where bytes are counted, which do not depend on this number."""


def rows(options):
    """A table by number of rows solved on, all of training persons; ten per class have a label."""
    n_per_class = -(-max(options.rows) * N_SUBJECTS // (30 * (N_SUBJECTS - N_TEST_SUBJECTS)))
    data = make_skeleton_actions(n_per_class, N_SUBJECTS, random_state=0)
    is_test = data.groups > N_SUBJECTS - N_TEST_SUBJECTS
    train, test = np.flatnonzero(~is_test), np.flatnonzero(is_test)[: options.n_test]
    lines = [_solved_on(data, train[:n], test) for n in options.rows]
    return markdown(["rows", "test accuracy, %", "seconds of the fit", "peak memory, MiB"], lines)


def _solved_on(data, train, test):
    from sklearn_seqgan import SemiSupervisedRocketClassifier

    known = np.concatenate([train[data.y[train] == k][:LABELS_PER_CLASS] for k in np.unique(data.y)])
    y = np.where(np.isin(train, known), data.y[train], -1)
    clf = SemiSupervisedRocketClassifier(max_rows=len(train), random_state=0)
    X = [data.X[i] for i in train]
    with one_thread(), PeakMemory() as peak:
        start = perf_counter()
        clf.fit(X, y)
        seconds = perf_counter() - start
        accuracy = clf.score([data.X[i] for i in test], data.y[test])
    line = [f"{len(train):,}", f"{100 * accuracy:.1f}", f"{seconds:.0f}", f"{peak.mib or 0:,}"]
    print(*line, flush=True)
    return line


def speed(options):
    """A table: milliseconds per step of one process with one and with two threads, and of two processes."""
    lines = []
    for name in options.fits:
        how = options.steps, options.rounds, N_TIME_STEPS
        found = [1000 * _told(name, *n, *how)["seconds"] for n in ((1, 1), (1, 2), (2, 1))]
        lines.append([name, *(f"{taken:.1f}" for taken in found)])
    return markdown(["fit", "one thread, ms per step", "two threads", "two processes"], lines)


def communication(options):
    """Two tables: kilobytes per step that are summed and that each rank of a ring sends; draws of noise."""
    lines = []
    for name in FITS:
        told = _told(name, 2, 1, FEW, 1, FEW_TIME_STEPS)["bytes"]
        sent = [2 * (n - 1) / n * told for n in RINGS]
        lines.append([name, *(f"{n / 1000:,.0f}" for n in (told, *sent))])
    table = markdown(["fit", "summed per step, kB", *(f"sent by each of {n}, kB" for n in RINGS)], lines)
    draws = [[f"{n}", f"{n * BATCH:,}", f"{1000 * _seconds_of_draws(n * BATCH):.1f}"] for n in (1, *RINGS)]
    return f"{table}\n\n{markdown(['ranks', 'joint batch', 'noise of the joint batch, ms'], draws)}"


def _seconds_of_draws(n):
    """Seconds for drawing the noise of n sequences, of which a rank takes its part."""
    rng, start = torch.Generator().manual_seed(0), perf_counter()
    torch.randn(n, N_TIME_STEPS + 64, N_CHANNELS, generator=rng)
    return perf_counter() - start


@cache
def _told(name, n_processes, n_threads, *how):
    """What rank 0 of a fit prints, in new processes with `n_threads` each."""
    command = ["-m", "benchmarks.ranks", "--fit", name]
    for option, value in zip(("--steps", "--rounds", "--time-steps"), how, strict=True):
        command += [option, str(value)]
    if n_processes > 1:
        launcher = ["-m", "torch.distributed.run", "--standalone", "--local-addr", "127.0.0.1"]
        command = [*launcher, f"--nproc-per-node={n_processes}", *command]
    threads = {"OMP_NUM_THREADS": str(n_threads), "GLOO_SOCKET_IFNAME": "lo"}
    found = subprocess.run(
        [sys.executable, *command], check=True, capture_output=True, text=True, env=os.environ | threads
    )
    return json.loads(found.stdout.splitlines()[-1])


def fit(name, n_steps, n_rounds, n_time_steps):
    """Print seconds and bytes per step of a fit here, less those of a short fit, in the best round."""
    from torch import distributed

    summed, plain = [0], distributed.all_reduce

    def counted(tensor, *args, **kwargs):
        summed[0] += tensor.nbytes
        return plain(tensor, *args, **kwargs)

    distributed.all_reduce = counted
    data = make_skeleton_actions(3, random_state=0, shortest=n_time_steps, longest=n_time_steps)
    _seconds_and_bytes(name, FEW, data, summed)
    found = []
    for _ in range(n_rounds):
        few, more = (_seconds_and_bytes(name, n, data, summed) for n in (FEW, FEW + n_steps))
        found.append([(last - first) / n_steps for first, last in zip(few, more, strict=True)])
    if int(os.environ.get("RANK", 0)) == 0:
        seconds, told = min(found)
        print(json.dumps({"seconds": seconds, "bytes": told}))


def _seconds_and_bytes(name, n, data, summed):
    import sklearn_seqgan

    kind, parameters, counts = FITS[name]
    clf = attrgetter(kind)(sklearn_seqgan)(**parameters, **{counts: n}, random_state=0)
    before, start = summed[0], perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        clf.fit(data.X, data.y)
    return perf_counter() - start, summed[0] - before


MEASUREMENTS = {"rows": rows, "speed": speed, "communication": communication}


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ranks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=MEASUREMENTS, help="measurements (default: all)")
    parser.add_argument(
        "--rows", type=int, nargs="+", default=[6_000, 20_000, 100_000], help="rows to solve on"
    )
    parser.add_argument("--n-test", type=int, default=1_500, help="maximum number of test sequences")
    parser.add_argument("--steps", type=int, default=20, help="number of timed steps")
    parser.add_argument("--rounds", type=int, default=3, help="number of rounds; the quickest counts")
    parser.add_argument("--fits", nargs="+", choices=FITS, default=[*FITS], help="fits whose steps are timed")
    parser.add_argument("--time-steps", type=int, default=N_TIME_STEPS, help="length of the sequences")
    parser.add_argument("--fit", choices=FITS, help="run this fit as one rank")
    options = parser.parse_args(arguments)
    if options.fit:
        return fit(options.fit, options.steps, options.rounds, options.time_steps)
    for name in options.only or MEASUREMENTS:
        print(MEASUREMENTS[name](options), flush=True)


if __name__ == "__main__":
    main()
