"""Keep rows of code that has changed without changing results.

Of each method with rows of older code, some cells are computed anew. Where all of them come out
the same to the last count, every row of that older code gets today's version, and says
in "carried_from" which it was computed with. Where one differs, its rows stay expired.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
from itertools import groupby
from pathlib import Path

import numpy as np

from benchmarks import methods, rows
from benchmarks.cells import Cell, measure, parameters_of, version_of
from benchmarks.data_sets import HELP, load
from benchmarks.supervision import RESULTS

__all__ = ["carry_over", "main"]

SAME = ("accuracy", "macro_f1", "subjects", "confusion", "n_labeled", "n_unlabeled")
"""What has to come out the same."""


def main(arguments=None):
    options = parse_options(arguments)
    data = load(options.data)
    path = (options.out or RESULTS / data.name) / "rows.jsonl"
    for line in carry_over(path, data, options.cells, options.seed, options.methods):
        print(line)


def carry_over(path, data, n_cells=1, seed=0, names=None):
    """Verify and carry over the rows of a file, of some methods; gives a line for each and its older code."""
    keyed = rows.read(path)
    found = list(keyed.values())
    older = [row for row in found if _is_older(row, data) and _cell(row).key(data) not in keyed]
    older = sorted((row for row in older if names is None or row["method"] in names), key=_origin)
    for (method, code), group in groupby(older, key=_origin):
        of_one = list(group)
        sample = np.random.default_rng(seed).permutation(len(of_one))[:n_cells]
        differing = [row for row in (of_one[i] for i in sample) if not _comes_out_the_same(row, data)]
        if not differing:
            carried = {row["key"]: _carried(row, data) for row in of_one}
            found = [carried.get(row["key"], row) for row in found]
            rows.rewrite(path, found)
        verdict = f"differ at level {differing[0]['level']}" if differing else "carried over"
        yield f"{method}, {len(of_one)} rows of {code}, {len(sample)} computed anew: {verdict}"


def _is_older(row, data):
    known = methods.is_known(row["method"]) and not row["error"] and row["fingerprint"] == data.fingerprint
    return known and row["code"] != version_of(row["method"])


def _origin(row):
    return row["method"], row["code"]


def _cell(row):
    """The cell as it is today."""
    return Cell(*(row[name] for name in Cell._fields))._replace(code=version_of(row["method"]))


def _comes_out_the_same(row, data):
    anew = measure(_cell(row), data)
    return all(anew.get(name) == row[name] for name in SAME)


def _carried(row, data):
    cell = _cell(row)
    estimator = methods.make(cell.method, data, cell.seed)
    changed = {"key": cell.key(data), "code": cell.code, "parameters": parameters_of(estimator)}
    return row | changed | {"carried_from": row.get("carried_from", row["code"])}


def parse_options(arguments):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.carry_over", description=__doc__)
    parser.add_argument("--data", default="watch", help=HELP)
    parser.add_argument("--methods", nargs="+", metavar="METHOD", help="with their parameters (default: all)")
    parser.add_argument("--cells", type=int, default=1, help="to compute anew, of each method (default: 1)")
    parser.add_argument("--seed", type=int, default=0, help="of the choice of cells (default: 0)")
    parser.add_argument("--out", type=Path, help="folder (default: benchmarks/results/supervision/NAME)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
