"""Accuracy against the number of labels: our classifiers, their baselines, and common alternatives.

Table 2 and Figure 5 of the paper, on any data set. Every method gets the same nested draws
of labels and the same prepared sequences. Each (method, level, seed) is a row of
JSON lines. A row that the same code has already computed from the same data is not
computed again, so an interrupted run resumes where it stopped.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
from pathlib import Path

from benchmarks import RESULTS
from benchmarks.catalogue.methods import (
    COMPARED,
    INFOGAN,
    METHODS,
    OURS,
    PAPER,
    SEPARATOR,
    available,
    skip,
)
from benchmarks.catalogue.prepared_data import HELP, load
from benchmarks.rows import store
from benchmarks.supervision import report
from benchmarks.supervision.grid import cells_of, current_rows, run

__all__ = ["main", "parse_options"]


def main(arguments=None):
    options = parse_options(arguments)
    data = load(options.data)
    folder = options.out or RESULTS / "supervision" / data.name
    cells = cells_of(data, options.methods, options.levels, range(options.seeds))
    path = folder / "rows.jsonl"
    if not options.report_only:
        run(cells, data, path, options.jobs, options.device, options.retry_failed)
    current = current_rows(path, data)
    if options.prune:
        store.change(path, lambda rows: [row for row in rows if row["data"] != data.name] + current)
    skipped = {name: reason for name in COMPARED if (reason := skip(name, data))}
    expected = available(COMPARED, data)
    print(report.write(current, data.target_names.tolist(), folder, expected, skipped))


def parse_options(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.supervision", description=__doc__)
    left_out = [name for name in METHODS if name not in COMPARED]
    parser.add_argument("--data", default="watch", help=HELP + " (default: watch)")
    parser.add_argument(
        "--methods",
        nargs="+",
        choices=list(METHODS),
        metavar="METHOD",
        help=f"some of: {', '.join(METHODS)} (default: all but {', '.join(left_out)})",
    )
    parser.add_argument("--paper", action="store_true", help=f"{PAPER} in place of {OURS} or {INFOGAN}")
    parser.add_argument(
        "--set",
        nargs="+",
        default=[],
        metavar="NAME=VALUE",
        help="parameters of all the methods named; rows with and without them are distinct",
    )
    levels = parser.add_mutually_exclusive_group()
    levels.add_argument("--levels", nargs="+", type=float, help="shares of the labels that are kept")
    levels.add_argument(
        "--per-class", nargs="+", type=int, dest="levels", help="numbers of labels kept per class"
    )
    parser.add_argument("--seeds", type=int, default=5, help="draws of labels (default: 5)")
    parser.add_argument("--jobs", type=int, help="processes (default: joblib's)")
    parser.add_argument("--device", default="auto", help="device of the networks (default: auto)")
    parser.add_argument("--out", type=Path, help="folder (default: benchmarks/results/supervision/NAME)")
    parser.add_argument("--retry-failed", action="store_true", help="repeat fits whose row has an error")
    parser.add_argument(
        "--prune",
        action="store_true",
        help="drop rows, and values of metrics, of other code or data from the file",
    )
    parser.add_argument("--report-only", action="store_true", help="only write the report of existing rows")
    options = parser.parse_args(arguments)
    options.levels = options.levels or [0.05, 0.1, 0.2, 0.4, 1.0]
    options.methods = options.methods or COMPARED
    if options.paper:
        options.methods = [PAPER if name in (OURS, INFOGAN) else name for name in options.methods]
    settings = [setting.replace(SEPARATOR, ",") for setting in options.set]
    options.methods = [SEPARATOR.join([name, *settings]) for name in options.methods]
    return options


if __name__ == "__main__":
    main()
