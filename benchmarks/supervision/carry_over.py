"""Keep rows of code that has changed without changing results.

Of each method with rows of older code, some cells are computed anew. Where all of them come out the same to
the last count, every row of that older code gets today's version, and says in "carried_from" which it was
computed with. Where one differs, its rows stay expired. Metrics that come out the same get today's
versions together with their rows; one that does not is left out of them.

``--rename OLD NEW`` compares the rows of a method with the cells of another one, and gives them its name.
Such rows say so in "renamed_from".

``--against REVISION`` is for another processor, on which trained networks come out differently in the last
digits. It compares the cells not with the rows but with what the code of that revision gives on this machine.
That code has to be the rows' own. Such rows say so in "verified".
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
from contextlib import nullcontext
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np

from benchmarks import RESULTS
from benchmarks.catalogue import methods
from benchmarks.catalogue.prepared_data import HELP, load
from benchmarks.rows import store
from benchmarks.supervision.cells import Cell, measure, metric_versions, parameters_of, version_of
from benchmarks.supervision.revision import Revision

__all__ = ["carry_over", "main"]

SAME = ("subjects", "confusion", "n_labeled", "n_unlabeled")
"""What has to come out the same: whole numbers, from which accuracies follow."""

TOLERANCE = 1e-6
"""Relative, of metrics of probabilities, which are rounded to float32."""


class OtherCode(Exception):
    """What is to be compared with a row was not computed by the row's code."""


def main(arguments=None):
    options = parse_options(arguments)
    data = load(options.data)
    path = (options.out or RESULTS / "supervision" / data.name) / "rows.jsonl"
    names = dict(options.rename)
    with Revision(options.against, options.data) if options.against else nullcontext() as revision:
        lines = carry_over(path, data, options.cells, options.seed, options.methods, names, revision)
        for line in lines:
            print(line)


def carry_over(path, data, n_cells=1, seed=0, names=None, renamed=None, revision=None):
    """Verify and carry over the rows of a file; gives a line for each method and its older code.

    Parameters
    ----------
    path : Path
    data : DataSet
    n_cells, seed : int
        How many cells of a method and older code are computed anew, and which.
    names : list of str, optional
        Of the methods, as the rows have them; None: all.
    renamed : dict of str -> str, optional
        Names of methods in the rows -> those that they get.
    revision : Revision, optional
        Code that the cells are compared with, in place of the rows.
    """
    renamed = renamed or {}
    keyed = store.read(path)
    older = [row for row in keyed.values() if names is None or row["method"] in names]
    older = [row for row in older if _is_older(row, data, renamed, keyed)]
    for (method, code), group in groupby(sorted(older, key=_origin), key=_origin):
        of_one = list(group)
        sample = np.random.default_rng(seed).permutation(len(of_one))[:n_cells]
        try:
            verdict, same = _compare([of_one[i] for i in sample], data, renamed, revision)
        except OtherCode as error:
            verdict, same = f"not compared: {error}", None
        if same is not None:
            carried = {row["key"]: _carried(row, data, renamed, same, revision) for row in of_one}
            store.change(path, partial(_exchange, carried))
        yield f"{method}, {len(of_one)} rows of {code}, {len(sample)} computed anew: {verdict}"


def _exchange(carried, rows):
    """The rows, those that are carried over in their new form."""
    return [carried.get(row["key"], row) for row in rows]


def _is_older(row, data, renamed, keyed):
    """Whether a row stands for a cell of today's that has no row."""
    name = renamed.get(row["method"], row["method"])
    if not methods.is_known(name) or row["error"] or row["fingerprint"] != data.fingerprint:
        return False
    key = _cell(row, renamed).key(data)
    return key not in keyed if key != row["key"] else _has_older_metrics(row)


def _has_older_metrics(row):
    return any(version != metric_versions().get(name) for name, version in row["metric_versions"].items())


def _origin(row):
    return row["method"], row["code"]


def _cell(row, renamed):
    """The cell as it is today."""
    name = renamed.get(row["method"], row["method"])
    return Cell(*(row[field] for field in Cell._fields))._replace(method=name, code=version_of(name))


def _compare(sample, data, renamed, revision):
    """What to say of some rows, and the names of the metrics that came out the same; None: a row differs."""
    same = set(metric_versions())
    for row in sample:
        anew, then = measure(_cell(row, renamed), data), _then(row, revision)
        if any(anew.get(field) != then.get(field) for field in SAME):
            return f"differ at level {row['level']}", None
        same &= {
            name for name, value in then["metrics"].items() if _is_near(value, anew["metrics"].get(name))
        }
    lost = sorted({name for row in sample for name in row["metrics"]} - same)
    return "carried over" + (f", without {', '.join(lost)}" if lost else ""), same


def _then(row, revision):
    """The row that older code gave, or gives on this machine."""
    if revision is None:
        return row
    then = revision.measure(Cell(*(row[field] for field in Cell._fields)))
    if (then["code"], then["fingerprint"]) != (row["code"], row["fingerprint"]):
        raise OtherCode(f"{revision} has code {then['code']} and data {then['fingerprint']}")
    return then


def _is_near(value, other):
    return other is not None and bool(np.isclose(value, other, rtol=TOLERANCE, atol=0))


def _carried(row, data, renamed, same, revision):
    cell = _cell(row, renamed)
    estimator = methods.make(cell.method, data, cell.seed)
    changed = {"key": cell.key(data), "method": cell.method, "code": cell.code}
    changed["parameters"] = parameters_of(estimator)
    changed["metrics"] = {name: value for name, value in row["metrics"].items() if name in same}
    changed["metric_versions"] = {name: metric_versions()[name] for name in changed["metrics"]}
    if cell.code != row["code"]:
        changed["carried_from"] = row.get("carried_from", row["code"])
    if cell.method != row["method"]:
        changed["renamed_from"] = row.get("renamed_from", row["method"])
    if revision is not None:
        changed["verified"] = f"against {revision} on the same machine"
    return {name: value for name, value in row.items() if name != "verified"} | changed


def parse_options(arguments):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.carry_over", description=__doc__)
    parser.add_argument("--data", default="watch", help=HELP)
    parser.add_argument("--methods", nargs="+", metavar="METHOD", help="with their parameters (default: all)")
    parser.add_argument("--cells", type=int, default=1, help="to compute anew, of each method (default: 1)")
    parser.add_argument("--seed", type=int, default=0, help="of the choice of cells (default: 0)")
    parser.add_argument(
        "--rename",
        nargs=2,
        action="append",
        default=[],
        metavar=("OLD", "NEW"),
        help="a method that has another name today, with its parameters; may be given several times",
    )
    parser.add_argument(
        "--against", metavar="REVISION", help="of git, whose code the cells are compared with"
    )
    parser.add_argument("--out", type=Path, help="folder (default: benchmarks/results/supervision/NAME)")
    return parser.parse_args(arguments)
