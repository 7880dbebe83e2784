"""How far one method is ahead of the best other one, on the same draws."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from benchmarks.output.markdown import level_name, markdown, points
from benchmarks.supervision.report import accuracies, levels_of
from sklearn_seqgan.model_selection import mean_interval

__all__ = ["leads", "margins"]


def leads(rows_of, method):
    """Markdown of the margins over the most accurate other method, in points, a line per data set.

    Parameters
    ----------
    rows_of : dict of str -> list of rows
        By data set.
    method : str
    """
    of_sets = {data: margins(found, method) for data, found in rows_of.items()}
    everything = [row for found in rows_of.values() for row in found]
    names = [level_name(level) for level in levels_of(everything)]
    names = [name for name in names if any(name in found for found in of_sets.values())]
    lines = [
        [data, *(_text(*found[name]) if name in found else "" for name in names)]
        for data, found in of_sets.items()
        if found
    ]
    return markdown(["data", *names], lines)


def margins(found, method):
    """Name of a level -> other method with the highest mean, and the method's lead in each draw of both.

    A level without the method, or without another one on the same draws, is left out.
    """
    others = {row["method"] for row in found} - {method}
    of_levels = {}
    for level in levels_of(found):
        ours = accuracies(found, method, level)
        theirs = {name: accuracies(found, name, level) for name in others}
        theirs = {name: values for name, values in theirs.items() if values.keys() & ours.keys()}
        if theirs:
            best = max(sorted(theirs), key=lambda name: np.mean(list(theirs[name].values())))
            draws = sorted(theirs[best].keys() & ours.keys())
            of_levels[level_name(level)] = best, [ours[seed] - theirs[best][seed] for seed in draws]
    return of_levels


def _text(name, differences):
    return f"{points(*mean_interval(differences), signed=True)} ({name})"
