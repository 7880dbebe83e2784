"""Figure 3 of the paper: ways to keep the critic Lipschitz, on the same data, seeds and learning rates.

Each (method, rate, seed) is a row of JSON lines, as in ``benchmarks.supervision``; an interrupted run
resumes where it stopped.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
from pathlib import Path

from joblib import delayed

from benchmarks import RESULTS
from benchmarks.catalogue.prepared_data import HELP, load
from benchmarks.lipschitz.report import write
from benchmarks.lipschitz.runs import Run, measure, metric_versions, version
from benchmarks.rows import metric_values, store

__all__ = ["main"]


def main(arguments=None):
    options = parse_options(arguments)
    data = load(options.data)
    folder = options.out or RESULTS / "lipschitz" / data.name
    runs = runs_of(data, options)
    path = folder / "rows.jsonl"
    if not options.report_only:
        done = store.read(path)
        missing = [run for run in runs if run.key not in done]
        calls = (delayed(measure)(run, data) for run in missing)
        store.append_all(path, calls, len(missing), options.jobs, data.name)
    wanted = {run.key for run in runs}
    found = [row for key, row in store.read(path).items() if key in wanted]
    print(write([metric_values.current(row, metric_versions()) for row in found], folder))


def runs_of(data, options):
    rest = options.max_steps, options.every, data.name, data.fingerprint, version()
    return [
        Run(method, rate, seed, *rest)
        for seed in range(options.seeds)
        for rate in options.rates
        for method in options.methods
    ]


def parse_options(arguments):
    first_line = __doc__.splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lipschitz", description=first_line)
    parser.add_argument("--data", default="watch", help=HELP)
    methods = ["spectral-norm", "gradient-penalty", "weight-clipping"]
    parser.add_argument("--methods", nargs="+", default=methods)
    parser.add_argument("--rates", nargs="+", type=float, default=[1e-4, 1e-3], help="learning rates")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--max-steps", type=int, default=600)
    parser.add_argument("--every", type=int, default=50, help="steps between two evaluations of the samples")
    parser.add_argument("--jobs", type=int, help="processes (default: joblib's)")
    parser.add_argument("--out", type=Path, help="folder (default: benchmarks/results/lipschitz/NAME)")
    parser.add_argument("--report-only", action="store_true", help="only write the report of existing rows")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
