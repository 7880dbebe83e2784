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

__all__ = ["mean_ranks", "summary"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", help="names of data sets (default: all that have rows)")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    names = options.sets or sorted(path.name for path in options.results.iterdir())
    found = {name: rows.read(options.results / name / "rows.jsonl").values() for name in names}
    print(summary({name: [row for row in of_one if is_current(row)] for name, of_one in found.items()}))


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
