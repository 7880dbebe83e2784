"""Keep rows of code that has changed without changing results.

For each method with rows of older code, some cells are computed anew. If all their counts are the same, every
row of that older code gets today's version, and says in "carried_from" with which it was computed. If one
differs, the rows stay expired. A metric with the same values gets today's version, too; one whose values
differ is left out of the rows.

``--rename OLD NEW`` compares the rows of a method with the cells of another one, and gives them its name.
Such rows say so in "renamed_from".

``--against REVISION`` is for another processor, on which trained networks come out differently in the last
digits. It compares the cells not with the rows but with results of that revision's code on this machine. That
code must be the one that computed the rows. Such rows say so in "verified".
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
from contextlib import nullcontext
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
"""Fields that must be the same: whole numbers, from which accuracies follow."""

TOLERANCE = 1e-6
"""Relative tolerance for metrics of probabilities, which are rounded to float32."""


class OtherCode(Exception):
    """The revision to compare with does not have the code that computed the row."""


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
    """Verify and carry over the rows of a file; yield a line for each method and version of older code.

    Parameters
    ----------
    path : Path
    data : DataSet
    n_cells, seed : int
        Number of cells that are computed anew for each method and older code, and seed of their choice.
    names : list of str, optional
        Methods by their names in the rows; None: all.
    renamed : dict of str -> str, optional
        Names of methods in the rows -> new names.
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
            store.exchange(path, carried)
        yield f"{method}, {len(of_one)} rows of {code}, {len(sample)} computed anew: {verdict}"


def _is_older(row, data, renamed, keyed):
    """Whether a row belongs to a cell that has no row of today's code, or has metrics of older code."""
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
    """A verdict on some rows, and the names of the metrics that are the same; None if a row differs."""
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
    """The row of older code: the given one, or a new one from that code on this machine."""
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
    parser.add_argument(
        "--methods", nargs="+", metavar="METHOD", help="methods, with their parameters (default: all)"
    )
    parser.add_argument("--cells", type=int, default=1, help="cells per method to repeat (default: 1)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the choice of cells (default: 0)")
    parser.add_argument(
        "--rename",
        nargs=2,
        action="append",
        default=[],
        metavar=("OLD", "NEW"),
        help="a method that now has another name, with its parameters; may be repeated",
    )
    parser.add_argument("--against", metavar="REVISION", help="git revision to compare the cells with")
    parser.add_argument("--out", type=Path, help="folder (default: benchmarks/results/supervision/NAME)")
    return parser.parse_args(arguments)
