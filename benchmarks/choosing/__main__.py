"""What a label is worth by how it is chosen: at random, equally from each class, or by `suggest`.

The default closed-form classifier is fitted to the training part of each data set; the test part has other
persons. Rows that already exist, from the same code and data, are not computed again. Prints Markdown:
accuracies, and the paired difference to random labels over all draws.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
from pathlib import Path

from joblib import Parallel, delayed

from benchmarks import RESULTS
from benchmarks.catalogue.prepared_data import HELP, load
from benchmarks.choosing import report
from benchmarks.choosing.cells import measure, missing, version
from benchmarks.rows import store


def main(arguments=None):
    options = parse_options(arguments)
    path = options.out / "rows.jsonl"
    for source in options.data:
        run(load(source), path, options.draws, options.jobs)
    rows = [row for row in store.read(path).values() if options.older or row["code"] == version()]
    print(report.write(rows, options.out))


def run(data, path, n_draws, jobs=1):
    """Measure the cells that have no row yet, one draw after the other."""
    left = missing(data, n_draws, store.read(path).values())
    calls = (delayed(measure)(data, draw, cells) for draw, cells in left.items())
    for rows in Parallel(n_jobs=jobs, return_as="generator_unordered")(calls):
        for row in rows:
            store.append(path, row)


def parse_options(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.choosing", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--data", nargs="*", default=[], help=f"{HELP}; none: a report of the rows alone")
    parser.add_argument("--draws", type=int, default=5, help="of kernels and labels (default: 5)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--older", action="store_true", help="report rows of older code, too")
    parser.add_argument("--out", type=Path, default=RESULTS / "choosing", help="folder of rows and picture")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
