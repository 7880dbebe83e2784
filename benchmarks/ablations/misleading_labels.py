"""Labels that do not tell how frequent the classes are, and what each `code_prior` makes of them.

With "skewed" labels, those of a random half of the classes are five times as likely to be known. With "equal"
ones, each class has as many, and a random half of the classes has a quarter of its sequences, in the training
and the test part. "fair" ones are a random share of each class, for comparison.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from benchmarks.machine.threads import one_thread
from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.annotation import LabelRounds

__all__ = ["ARMS", "DRAWS", "LABELED", "TRUE", "scores"]

SKEW, FEWER = 5, 4
LABELED, TRUE = "labelled frequencies", "true frequencies"

ARMS = {LABELED: "empirical", "smoothed": "smoothed", "estimated": "estimated", TRUE: None}
"""Name -> `code_prior`; None: the frequencies of all training rows."""


class Draw(NamedTuple):
    """How labels mislead.

    Attributes
    ----------
    rows : function of classes, a mask of classes and a generator that gives a mask of rows to use
    labels : function of classes, a mask of classes, level and generator that gives a mask of labelled rows
    levels : the levels by default
    """

    rows: Callable
    labels: Callable
    levels: tuple


def scores(data, kind, levels, n_draws):
    """Test accuracies as `label_efficiency_curve` gives them: arrays by estimator, level and draw.

    `levels` are shares for "skewed" labels, and numbers per class for "equal" ones; None: those of the draw.
    """
    found, draw = {"estimator": [], "level": [], "test_score": []}, DRAWS[kind]
    levels = [type(draw.levels[0])(level) for level in levels or draw.levels]
    with one_thread():
        for seed in range(n_draws):
            for name, level, score in _scores_of(data, draw, levels, seed):
                for values, value in zip(found.values(), (name, level, score), strict=True):
                    values.append(value)
    return {name: np.array(values) for name, values in found.items()}


def _scores_of(data, draw, levels, seed):
    """Accuracy of each arm at each level, with one draw of kernels, classes and labels."""
    rng = np.random.default_rng(seed)
    few = rng.permutation(len(data.target_names)) < len(data.target_names) // 2
    train, test = (part[draw.rows(data.y[part], few, rng)] for part in (data.train, data.test))
    y, frequencies = data.y[train], np.bincount(data.y[train]) / len(train)
    rounds = LabelRounds(
        [data.X[i] for i in train], estimator=SemiSupervisedRocketClassifier(random_state=seed)
    )
    for level in levels:
        y_partial = np.where(draw.labels(y, few, level, rng), y, -1)
        fitted = [
            rounds.fit(y_partial, code_prior=frequencies if prior is None else prior)
            for prior in ARMS.values()
        ]
        predictions = rounds.predict_each(fitted, [data.X[i] for i in test])
        for name, predicted in zip(ARMS, predictions, strict=True):
            yield name, level, np.mean(predicted == data.y[test])


def every_row(y, few, rng):
    return np.ones(len(y), dtype=bool)


def a_quarter_of_some(y, few, rng):
    """Of the classes in `few` a quarter, and at least one row."""
    return _first_of_each(y, np.where(few, -(-np.bincount(y) // FEWER), len(y)), rng)


def skewed_labels(y, few, share, rng, skew=SKEW):
    """A share of all labels, those of the classes not in `few` `skew` times as likely; at least one each."""
    sizes = np.bincount(y)
    rates = np.where(few, 1, skew)
    rates = share * rates / (sizes @ rates / len(y))
    return _first_of_each(y, np.clip(np.round(rates * sizes), 1, sizes).astype(int), rng)


def equal_labels(y, few, n_labels, rng):
    return _first_of_each(y, np.full(len(few), n_labels, dtype=int), rng)


def _first_of_each(y, counts, rng):
    """A mask of random rows, so many of each class."""
    mask = np.zeros(len(y), dtype=bool)
    for k, count in enumerate(counts):
        mask[rng.permutation(np.flatnonzero(y == k))[: int(count)]] = True
    return mask


DRAWS = {
    "fair": Draw(every_row, partial(skewed_labels, skew=1), (0.1, 0.2)),
    "skewed": Draw(every_row, skewed_labels, (0.1, 0.2)),
    "equal": Draw(a_quarter_of_some, equal_labels, (1, 2, 4)),
}
