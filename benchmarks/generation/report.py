"""The table of `benchmarks.generation --grid`, from rows alone."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from benchmarks.catalogue import methods
from benchmarks.output.markdown import level_name, markdown

__all__ = ["table"]

SHOWN = {
    "recognized_share": "recognised",
    "tstr_over_trtr": "TSTR/TRTR",
    "discriminative_score": "GRU distinguishes",
    "rocket_discriminative_score": "Rocket distinguishes",
    "squared_mmd": "MMD²",
    "diversity": "diversity",
    "copies": "copies",
    "speed_ratio": "speed",
    "jerk_ratio": "jerk",
    "bone_length_variation": "bones",
}
"""Metric -> header of its column."""


def table(rows):
    """Markdown: means over seeds ± deviations, by labels and method; the last line is of real sequences."""
    shown = {name: caption for name, caption in SHOWN.items() if all(name in row["metrics"] for row in rows)}
    header = ["labels", "method", *shown.values(), "core seconds", "seeds"]
    lines = []
    for level in sorted({row["level"] for row in rows}, reverse=True):
        for method in methods.in_order(row["method"] for row in rows if row["level"] == level):
            own = [row for row in rows if row["level"] == level and row["method"] == method]
            lines.append(_line(level_name(level), method, own, shown, 0))
    lines.append(_line("", "real", rows, shown, 1))
    return f"# {rows[0]['data']}\n\n{markdown(header, lines)}\n"


def _line(level, method, rows, shown, which):
    """A line of values (`which` = 0) or floors (1)."""
    cells = [_spread([row["metrics"][name][which] for row in rows]) for name in shown]
    seeds = len({row["seed"] for row in rows})
    seconds = "" if which else f"{np.mean([row['seconds'] for row in rows]):.0f}"
    return [level, method, *cells, seconds, str(seeds)]


def _spread(values):
    """Mean ± standard deviation."""
    if np.isnan(values).all():
        return "not defined"
    deviation = f" ± {np.nanstd(values, ddof=1):.3f}" if len(values) > 1 else ""
    return f"{np.nanmean(values):.3f}{deviation}"
