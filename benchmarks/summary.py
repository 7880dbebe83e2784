"""All data sets in one table: mean test accuracy of each method, and its mean rank.

Reads the rows that ``benchmarks.supervision`` left, of the code as it is now, and prints markdown.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
from pathlib import Path

import numpy as np
from scipy.stats import rankdata

from benchmarks import rows
from benchmarks.cells import version_of
from benchmarks.methods import in_order, is_known
from benchmarks.report import level_name, levels_of, markdown
from benchmarks.supervision import RESULTS

__all__ = ["mean_ranks", "seconds", "summary"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", help="names of data sets (default: all that have rows)")
    parser.add_argument("--seconds", action="store_true", help="what the fits cost, in place of accuracies")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    names = options.sets or sorted(path.name for path in options.results.iterdir())
    found = {name: rows.read(options.results / name / "rows.jsonl").values() for name in names}
    current = {name: [row for row in of_one if is_current(row)] for name, of_one in found.items()}
    print(seconds(current) if options.seconds else summary(current))


def is_current(row):
    return is_known(row["method"]) and row["code"] == version_of(row["method"])


def summary(rows_of):
    """Markdown of the mean accuracies in percent, a line per data set and level.

    Parameters
    ----------
    rows_of : dict of str -> list of rows
        By data set.
    """
    cells = {}
    for data, found in rows_of.items():
        for level in map(level_name, levels_of(found)):
            cells[data, level] = [row for row in found if level_name(row["level"]) == level]
    names = in_order(row["method"] for found in cells.values() for row in found)
    draws = np.array([[_draws(found, name) for name in names] for found in cells.values()])
    means = np.array([[_mean(found, name) for name in names] for found in cells.values()])
    lines = [[*cell, *_marked(*row)] for cell, *row in zip(cells, means, draws)]
    ranks = [f"{rank:.1f}" for rank in mean_ranks(means)]
    return markdown(["data", "labels", *names], [*lines, ["mean rank", "", *ranks]])


def seconds(rows_of):
    """Markdown of the median seconds of a fit and its prediction, and of the hours of all there are."""
    fits = {data: [row for row in found if not row["error"]] for data, found in rows_of.items()}
    names = in_order(row["method"] for found in fits.values() for row in found)
    lines = [[data, *(_median_cost(found, name) for name in names)] for data, found in fits.items()]
    everything = [row for found in fits.values() for row in found]
    hours = [f"{sum(map(_cost, _of(everything, name))) / 3600:.2f}" for name in names]
    return markdown(["data", *names], [*lines, ["hours, all fits", *hours]])


def _of(found, name):
    return [row for row in found if row["method"] == name]


def _cost(row):
    return row["fit_seconds"] + row["predict_seconds"]


def _median_cost(found, name):
    costs = [_cost(row) for row in _of(found, name)]
    return f"{np.median(costs):.1f}" if costs else "not run"


def mean_ranks(means):
    """Mean rank of each column, 1 the best, over the lines that it is in (NaN: it is not)."""
    return np.nanmean(rankdata(-means, axis=1, nan_policy="omit"), axis=0)


def _scored(found, name):
    return [row["accuracy"] for row in found if row["method"] == name and not row["error"]]


def _draws(found, name):
    return len(_scored(found, name))


def _mean(found, name):
    return np.mean(_scored(found, name) or np.nan)


def _marked(means, draws):
    """In percent, the best in bold; with the number of draws where it is not that of the others."""
    texts = ["not run" if np.isnan(mean) else f"{100 * mean:.1f}" for mean in means]
    texts = [f"**{text}**" if mean == np.nanmax(means) else text for text, mean in zip(texts, means)]
    return [f"{text} (n = {n})" if 0 < n < draws.max() else text for text, n in zip(texts, draws)]


if __name__ == "__main__":
    main()
