"""All data sets in one table: mean test accuracy and mean rank of each method, leads, or results by class.

Reads rows of ``benchmarks.supervision`` that have today's code, and prints Markdown.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.stats import rankdata

from benchmarks import RESULTS
from benchmarks.catalogue.methods import METHODS, OURS, PERSONS, in_order, is_known, persons_of
from benchmarks.output.markdown import level_name, markdown, points
from benchmarks.rows import store
from benchmarks.supervision.by_class import pairs_of, worst_class
from benchmarks.supervision.by_subject import SUBJECT_METRICS
from benchmarks.supervision.cells import of_any_code, of_todays_code
from benchmarks.supervision.lead import leads
from benchmarks.supervision.report import accuracy_column, levels_of, values_of
from sklearn_seqgan.metrics import PREDICTION_METRICS
from sklearn_seqgan.model_selection import mean_interval

__all__ = ["classes", "main", "mean_of_sets", "mean_ranks", "seconds", "summary"]

METRICS = [*(name for name in PREDICTION_METRICS if name != "calibration_error"), *SUBJECT_METRICS]

NOTHING = (
    "There is no row of today's code: see `python -m benchmarks.carry_over --help`, or add --older for rows "
    "of older code."
)


def main():
    options = parse_options()
    names = options.sets or sorted(path.name for path in options.results.iterdir())
    current, n_older = {}, 0
    for name in names:
        found = store.read(options.results / name / "rows.jsonl").values()
        found = _asked_for(found, options.persons, options.methods)
        current[name], n_of_one = of_any_code(found) if options.older else (of_todays_code(found), 0)
        n_older += n_of_one
    print(_shown(current, options))
    if n_older:
        n = sum(map(len, current.values()))
        print(f"\n{n_older} of these {n} rows are of older code and have not been compared with today's.")


def parse_options(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.summary", description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", help="names of data sets (default: all that have rows)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--seconds", action="store_true", help="show seconds of fits, not accuracies")
    what.add_argument("--classes", action="store_true", help=f"worst class and main confusions of {OURS}")
    what.add_argument(
        "--leads", action="store_true", help=f"how far {OURS} is ahead of the best other method, in points"
    )
    parser.add_argument(
        "--mean",
        action="store_true",
        help="one line per level: the mean over the sets, with intervals over draws",
    )
    what.add_argument(
        "--metric", choices=METRICS, default="accuracy", help="metric to show (default: accuracy)"
    )
    parser.add_argument(
        "--persons", choices=PERSONS, help="only methods told who moves, in fit or also in predict"
    )
    parser.add_argument("--methods", nargs="+", type=_method, metavar="METHOD", help="only these")
    parser.add_argument("--older", action="store_true", help="add rows of older code where today's has none")
    parser.add_argument("--results", type=Path, default=RESULTS / "supervision")
    return parser.parse_args(arguments)


def _method(name):
    if not is_known(name):
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(METHODS)}")
    return name


def _asked_for(found, persons, methods):
    found = [row for row in found if persons_of(row["method"]) == persons]
    return [row for row in found if methods is None or row["method"] in methods]


def _shown(rows_of, options):
    if options.classes:
        return classes(rows_of, {name: _class_names(options.results / name) for name in rows_of})
    if options.seconds:
        return seconds(rows_of)
    if options.leads:
        ours = OURS + PERSONS.get(options.persons, "")
        return leads(rows_of, ours) if any(rows_of.values()) else NOTHING
    return (mean_of_sets if options.mean else summary)(rows_of, options.metric)


def _class_names(folder):
    """Names of the classes, from the report; None if there is no report yet."""
    path = folder / "classes.json"
    return json.loads(path.read_text()) if path.exists() else None


def classes(rows_of, names_of, method=OURS):
    """Markdown of the results of one method by class, a line per data set and level.

    Parameters
    ----------
    rows_of : dict of str -> list of rows
        By data set.
    names_of : dict of str -> list of str or None
        Names of its classes; None: numbers are shown.
    method : str
    """
    lines = []
    for data, found in rows_of.items():
        for level in levels_of(found):
            some = [row for row in _of(found, method) if row["level"] == level and not row["error"]]
            if some:
                names = names_of[data] or [f"class {k}" for k in range(len(some[0]["confusion"]))]
                balanced = 100 * np.mean([row["metrics"]["balanced_accuracy"] for row in some])
                texts = f"{balanced:.1f}", worst_class(some, names), pairs_of(some, names)
                lines.append([data, level_name(level), *texts])
    header = ["data", "labels", "balanced accuracy", "found least", "confused most"]
    return markdown(header, lines) if lines else NOTHING


def mean_of_sets(rows_of, metric="accuracy"):
    """Markdown of the mean over data sets, ± 95 % interval over label draws, a line per level.

    A draw counts where all sets have it.

    Parameters
    ----------
    rows_of : dict of str -> list of rows
        By data set.
    metric : str, default="accuracy"
    """
    everything = [row for found in rows_of.values() for row in found]
    if not everything:
        return NOTHING
    names = in_order(row["method"] for row in everything)
    levels = levels_of(everything)
    lines = [[level_name(k), *(_mean_cell(rows_of, name, k, metric) for name in names)] for k in levels]
    return markdown([f"labels, n = {len(rows_of)}", *names], lines)


def _mean_cell(rows_of, name, level, metric):
    of_sets = [values_of(found, name, level, metric) for found in rows_of.values()]
    draws = sorted(set.intersection(*map(set, of_sets)))
    return points(*mean_interval([np.mean([values[seed] for values in of_sets]) for seed in draws]))


def summary(rows_of, metric="accuracy"):
    """Markdown of the means of a metric in percent, a line per data set and level.

    Parameters
    ----------
    rows_of : dict of str -> list of rows
        By data set.
    metric : str, default="accuracy"
    """
    if not any(rows_of.values()):
        return NOTHING
    cells = [(data, found, level) for data, found in rows_of.items() for level in levels_of(found)]
    names = in_order(row["method"] for found in rows_of.values() for row in found)
    lines = [
        [data, level_name(level), *accuracy_column(found, names, level, False, metric)]
        for data, found, level in cells
    ]
    means = [[_mean(found, name, level, metric) for name in names] for _, found, level in cells]
    ranks = [f"{rank:.1f}" for rank in mean_ranks(np.array(means))]
    return markdown(["data", "labels", *names], [*lines, ["mean rank", "", *ranks]])


def _mean(found, name, level, metric):
    return np.mean(list(values_of(found, name, level, metric).values()) or np.nan)


def seconds(rows_of):
    """Markdown of the median seconds of a fit with its prediction, and of the hours of all fits."""
    if not any(rows_of.values()):
        return NOTHING
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
    """Mean rank of each column, 1 the best, over the lines where it is not NaN."""
    return np.nanmean(rankdata(-means, axis=1, nan_policy="omit"), axis=0)
