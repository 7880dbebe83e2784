"""Ways to choose labels, each for several budgets of labels per class."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sklearn_seqgan.annotation import suggest
from sklearn_seqgan.model_selection import mask_labels

__all__ = ["ARMS", "BUDGETS", "Arm", "labels_of"]

BUDGETS = 1, 2, 4
"""Average numbers of labels per class."""

CURVE = 1, 2, 3, 4, 6, 8, 12
"""Budgets of the curve of random labels, from which the number of saved labels is read."""

N_BATCHES = 4


class Arm(NamedTuple):
    """A way to choose labels.

    Attributes
    ----------
    choose : function from features, y, budget and seed to rows
    code_prior : str
        Code prior of the fitted classifier.
    budgets : tuple of int
    """

    choose: Callable
    code_prior: str
    budgets: tuple


def at_random(features, y, budget, seed):
    """The labels of a smaller budget are among those of a larger one."""
    return np.random.default_rng(seed).permutation(len(y))[: budget * n_classes(y)]


def of_each_class(features, y, budget, seed):
    """The same number of each class; without labels, nobody can draw like this in practice."""
    return np.flatnonzero(mask_labels(y, per_class=budget, random_state=seed) != -1)


def suggested(strategy, n_batches):
    """Chosen by `suggest` in `n_batches` rounds."""

    def choose(features, y, budget, seed):
        y_partial = np.full(len(y), -1)
        n_labels = budget * n_classes(y)
        for batch in np.array_split(np.arange(n_labels), min(n_batches, n_labels)):
            how = {"features": features, "strategy": strategy, "random_state": seed}
            rows = suggest(features, y_partial, len(batch), **how).rows
            y_partial[rows] = y[rows]
        return np.flatnonzero(y_partial != -1)

    return choose


def n_classes(y):
    return len(np.unique(y))


ARMS = {
    "random": Arm(at_random, "empirical", CURVE),
    "random, p(c) smoothed": Arm(at_random, "smoothed", BUDGETS),
    "stratified": Arm(of_each_class, "empirical", BUDGETS),
    "medoids": Arm(suggested("medoids", 1), "empirical", BUDGETS),
    "medoids, p(c) smoothed": Arm(suggested("medoids", 1), "smoothed", BUDGETS),
    "medoids, 4 batches": Arm(suggested("medoids", N_BATCHES), "empirical", BUDGETS),
    "k-medoids": Arm(suggested("k-medoids", 1), "empirical", BUDGETS),
    "k-medoids, 4 batches": Arm(suggested("k-medoids", N_BATCHES), "empirical", BUDGETS),
}


def labels_of(arm, features, y, budget, seed):
    """The training labels of an arm; -1 where a label is hidden."""
    rows = ARMS[arm].choose(features, y, budget, seed)
    return np.where(np.isin(np.arange(len(y)), rows), y, -1)
