"""What a wrong p(c) costs: the closed-form classifier with true, assumed and skewed code priors.

A prior skewed by s has the true frequency of every class, times s for a random half of them. With
``--labels``, the priors are right or not by what the labels tell (see `misleading_labels`). Prints markdown:
mean test accuracies, and the paired difference to the true or to the labelled frequencies.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse

import numpy as np

from benchmarks.ablations import misleading_labels
from benchmarks.ablations.misleading_labels import LABELED, TRUE
from benchmarks.catalogue.prepared_data import HELP, load
from benchmarks.output.markdown import level_name, markdown, points
from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.model_selection import label_efficiency_curve, mean_interval

__all__ = ["main", "priors_of", "table"]


def main(arguments=None):
    options = parse_options(arguments)
    data = load(options.data)
    head = f"{data.name}, {options.seeds} draws of labels"
    if options.labels:
        results = misleading_labels.scores(data, options.labels, options.levels, options.seeds)
        print(f"{head}, {options.labels}\n\n{table(results, LABELED)}")
    else:
        print(f"{head}\n\n{table(of_wrong_priors(data, options))}")


def of_wrong_priors(data, options):
    """Results of `label_efficiency_curve` for each prior."""
    estimators = {
        name: SemiSupervisedRocketClassifier(code_prior=prior)
        for name, prior in priors_of(data.y[data.train], options.skews).items()
    }
    return label_efficiency_curve(
        estimators,
        data.X,
        data.y,
        cv=[(data.train, data.test)],
        levels=options.levels or [0.05, 0.2],
        seeds=options.seeds,
        n_jobs=options.jobs,
    )


def priors_of(y, skews, seed=0):
    """Name -> `code_prior`, from the classes 0..K-1 of all training rows."""
    true = np.bincount(y) / len(y)
    more = np.random.default_rng(seed).permutation(len(true)) < len(true) // 2
    skewed = {f"skewed by {s:g}": np.where(more, s, 1) * true for s in skews}
    skewed = {name: prior / prior.sum() for name, prior in skewed.items()}
    return {TRUE: true, LABELED: "empirical", "uniform": "uniform", **skewed}


def table(results, reference=TRUE):
    """A Markdown table of the results of `label_efficiency_curve`, with differences to one of the priors."""
    names, levels = list(dict.fromkeys(results["estimator"])), list(dict.fromkeys(results["level"].tolist()))
    lines = [[name, *(cell(results, name, level, reference) for level in levels)] for name in names]
    return markdown(["p(c)", *map(level_name, levels)], lines)


def cell(results, name, level, reference):
    ours, theirs = (_scores(results, n, level) for n in (name, reference))
    mean = points(ours.mean(), np.nan)
    return mean if name == reference else f"{mean} ({points(*mean_interval(ours - theirs), signed=True)})"


def _scores(results, name, level):
    """Scores of one arm, in the order of the draws."""
    return results["test_score"][(results["estimator"] == name) & (results["level"] == level)]


def parse_options(arguments):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.priors", description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="watch", help=HELP)
    parser.add_argument("--levels", nargs="+", type=float, help="shares, or labels per class with `equal`")
    parser.add_argument("--labels", choices=misleading_labels.DRAWS, help="labels that mislead about p(c)")
    parser.add_argument("--skews", nargs="+", type=float, default=[2.0, 5.0])
    parser.add_argument("--seeds", type=int, default=3, help="draws of labels (default: 3)")
    parser.add_argument("--jobs", type=int, help="processes (default: joblib's)")
    return parser.parse_args(arguments)
