"""Keep rows of code that has changed without changing results.

For each method with rows of older code, the cell of one of them is computed anew, unless today's code has it
already. If all its metrics are the same, the rows of that older code get today's version, and say in
"carried_from" with which they were computed. If one differs, they stay as they are.
"""
# SPDX-License-Identifier: BSD-3-Clause

from itertools import groupby

import numpy as np

from benchmarks.generation.cells import Cell, measure, version
from benchmarks.rows import store

__all__ = ["carry_over"]

TOLERANCE = 1e-6
"""Relative tolerance for metrics, which are partly in float32."""


def carry_over(path, data, names=None):
    """Compare and carry over the rows of a file; yield a line for each method and version of older code.

    With `names`, only the rows of these methods are looked at.
    """
    found = store.read(path)
    older = [row for row in found.values() if names is None or row["method"] in names]
    older = [row for row in older if row["code"] != version(row["method"])]
    for (method, code), group in groupby(sorted(older, key=_origin), key=_origin):
        rows = list(group)
        cell = _today(rows[0])
        if cell.key not in found:
            found[cell.key] = measure(cell, data)
        same = _are_same(rows[0]["metrics"], found[cell.key]["metrics"])
        if same:
            carried = {row["key"]: _carried(row) for row in rows}
            store.exchange(path, carried)
            found |= {row["key"]: row for row in carried.values()}
        yield f"{method}, {len(rows)} rows of {code}: {'carried over' if same else 'its metrics differ'}"


def _origin(row):
    return row["method"], row["code"]


def _today(row):
    """The cell of a row with today's version of the code."""
    return Cell(*(row[field] for field in Cell._fields))._replace(code=version(row["method"]))


def _are_same(metrics, others):
    """Whether values and floors agree; one may be undefined in both."""
    return metrics.keys() == others.keys() and all(
        np.allclose(metrics[name], others[name], rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
        for name in metrics
    )


def _carried(row):
    cell = _today(row)
    return row | {
        "key": cell.key,
        "code": cell.code,
        "carried_from": row.get("carried_from", row["code"]),
    }
