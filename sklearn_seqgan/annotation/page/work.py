"""The logic behind the page: which recording is shown, and what follows from each label."""
# SPDX-License-Identifier: BSD-3-Clause

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from sklearn_seqgan.annotation.folds import split_quietly, stratified
from sklearn_seqgan.annotation.suggestion import suggest

__all__ = ["Findings", "Work"]

EVERY = 10
"""Number of labels between two fits."""


class Findings(NamedTuple):
    """What the labels say after a fit.

    Attributes
    ----------
    n_labels : int
        Number of labels in the fit.
    accuracy : float
        Share of labels that are predicted correctly from the others; NaN if none can be judged.
    surprise : int or None
        The labelled row whose label is the least likely given the others.
    expected : str or None
        The likeliest label of that row.
    """

    n_labels: int
    accuracy: float
    surprise: int | None
    expected: str | None


class Work:
    """Recordings one after another, as they are suggested; labels are saved to a file at once.

    Parameters
    ----------
    rounds : LabelRounds
    file : LabelsFile
    classes : list of str
        Class names that are known before the first label.
    every : int
        Number of labels between two fits, which run in the background.
    seed : int
    """

    def __init__(self, rounds, file, classes=(), every=EVERY, seed=0):
        self.rounds, self.file, self.every, self._seed = rounds, file, every, seed
        self.classes = list(dict.fromkeys([*classes, *(label.label for label in file.labels if label.label)]))
        self.findings, self.reason = None, ""
        self._features = rounds.embed()
        self._queue, self._shown = [], []
        self._worker, self._fit = ThreadPoolExecutor(1), None
        self.row = self._next()

    @property
    def n_labels(self):
        """Recordings that have a label."""
        return sum(label is not None for label in self.file.y)

    def give(self, label):
        """Label the recording that is shown ("" if not sure), and show the next."""
        if self.row is None:
            return
        self.file.give(self.row, label)
        if label and label not in self.classes:
            self.classes.append(label)
        if label and self.n_labels % self.every == 0:
            self.fit_in_background()
        self.row = self._next()

    def take_back(self):
        """Remove the last label, and show its recording again."""
        row = self.file.take_back()
        if row is not None:
            self._put_back()
            self.row, self.reason = row, "its label was taken back"

    def show(self, row):
        """Show a recording out of turn, to change its label."""
        self._put_back()
        self.row, self.reason = row, "looked at again"

    def fit_in_background(self):
        """Fit to the labels so far, unless a fit is running; `findings` are updated when it is done."""
        if self._fit is None or self._fit.done():
            self._fit = self._worker.submit(self._find)

    def wait(self):
        """Wait until a fit in the background is done; its error, if any, is raised."""
        if self._fit is not None:
            self._fit.result()

    def close(self):
        self._worker.shutdown(cancel_futures=True)

    def _find(self):
        """Predict each label from the others, and queue the next suggestions."""
        y = self.file.y
        self.findings = find(self.rounds, y)
        self._queue = []

    def _put_back(self):
        if self.row is not None:
            self._queue = [(self.row, self.reason), *self._queue]

    def _next(self):
        """The next row without a label, None if all have one."""
        asked = {label.row for label in self.file.labels}
        self._queue = [item for item in self._queue if item[0] not in asked] or self._suggest(asked)
        row, self.reason = self._queue.pop(0) if self._queue else (None, "")
        return row

    def _suggest(self, asked):
        """Rows and reasons, without those that the user was not sure of."""
        y = self.file.y
        unsure = [row for row in asked if y[row] is None]
        rest = np.setdiff1d(np.arange(len(y)), unsure)
        n_left = sum(y[row] is None for row in rest)
        if n_left == 0:
            return []
        n = min(self.every, n_left)
        found = suggest(self._features, y[rest], n, features=self._features[rest], random_state=self._seed)
        rows = rest[found.rows].tolist() or [row for row in rest if y[row] is None][:n]
        reasons = found.reasons or ["a copy of one that has a label"] * len(rows)
        return list(zip(rows, reasons))


def find(rounds, y):
    """`Findings` from labels y, an object array with None for rows without a label."""
    labeled = np.array([row for row, label in enumerate(y) if label is not None], dtype=int)
    labels = y[labeled].astype(str)
    classes, counts = np.unique(labels, return_counts=True)
    judged = labeled[np.isin(labels, classes[counts > 1])]
    if len(classes) < 2 or len(judged) == 0:
        return Findings(len(labeled), np.nan, None, None)
    likely, guesses = _predict_hidden(rounds, y, judged)
    surprise = int(likely.argmin())
    wrong = guesses[surprise] != y[judged[surprise]]
    row, expected = (int(judged[surprise]), str(guesses[surprise])) if wrong else (None, None)
    return Findings(len(labeled), float(np.mean(guesses == y[judged])), row, expected)


def _predict_hidden(rounds, y, judged):
    """Probability of each judged label given the others, and the likeliest label of its row."""
    likely, guesses = np.zeros(len(judged)), np.empty(len(judged), dtype=object)
    labels = y[judged].astype(str)
    for _, hidden in split_quietly(stratified(labels, random_state=0), labels, labels):
        given = y.copy()
        given[judged[hidden]] = None
        clf = rounds.fit(given)
        posterior = rounds.posterior_[judged[hidden]]
        guesses[hidden] = clf.classes_[posterior.argmax(axis=1)]
        columns = np.searchsorted(clf.classes_, labels[hidden])
        likely[hidden] = posterior[np.arange(len(hidden)), columns]
    return likely, guesses
