"""What a practitioner takes instead: scikit-learn and aeon on sequences of one length.

Every peer is a Pipeline of library calls behind the same adapter: sequences are resampled
to a fixed length, the features see all training rows, and the last step gets y with -1
where there is no label. To add a peer, write its Pipeline and name it in ``PEERS``.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.semi_supervised import LabelSpreading, SelfTrainingClassifier

from sklearn_seqgan.model_selection import LabeledOnly
from sklearn_seqgan.preprocessing import SequenceResampler
from sklearn_seqgan.sequences import to_aeon

__all__ = ["PEERS", "BalancedSelfTraining"]

LENGTH = 64
"""Steps that every sequence is resampled to."""

ALPHAS = np.logspace(-3, 5, 17)
"""Strengths among which leave-one-out chooses, for standardised features."""


N_COMPONENTS = 64


def minirocket_ridge(seed):
    """MiniRocket + ridge on the labelled rows (Dempster et al. 2021)."""
    return make_pipeline(*rocket(seed), LabeledOnly(RidgeClassifierCV(ALPHAS)))


def self_training(seed):
    """scikit-learn's self-training over logistic regression on principal components."""
    base = LogisticRegression(C=1.0, max_iter=1000)
    return make_pipeline(*principal(seed), SelfTrainingClassifier(base))


def balanced_self_training(seed):
    return make_pipeline(*rocket(seed), BalancedSelfTraining(RidgeClassifierCV(ALPHAS)))


def label_spreading(seed):
    return make_pipeline(*principal(seed), LabelSpreading(kernel="knn", n_neighbors=7))


def random_forest(seed):
    """A random forest on each channel's mean, deviation and six equally spaced frames."""
    forest = RandomForestClassifier(n_estimators=200, random_state=seed)
    return make_pipeline(FunctionTransformer(summary_statistics), LabeledOnly(forest))


PEERS = {
    "MiniRocket + Ridge": minirocket_ridge,
    "self-training": self_training,
    "balanced self-training": balanced_self_training,
    "label spreading": label_spreading,
    "random forest": random_forest,
}
"""Name -> function of a seed that gives the unfitted peer."""


def rocket(seed):
    """Steps from sequences to standardised MiniRocket features."""
    from aeon.transformations.collection.convolution_based import MiniRocket

    return [FunctionTransformer(resample), MiniRocket(random_state=seed), StandardScaler()]


def principal(seed):
    """Steps from sequences to the principal components of the MiniRocket features."""
    return [*rocket(seed), PCA(N_COMPONENTS, random_state=seed)]


def resample(X, length=LENGTH):
    """Sequences (T_i, F) at `length` equally spaced times, as aeon's (n, F, length)."""
    return to_aeon(np.stack(SequenceResampler(length).fit_transform(X)))


def summary_statistics(X, n_frames=6):
    frames = resample(X, n_frames).reshape(len(X), -1)
    moments = [np.concatenate([np.mean(x, axis=0), np.std(x, axis=0)]) for x in X]
    return np.hstack([moments, frames])


class BalancedSelfTraining(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """Self-training whose pseudo-labels keep the class frequencies of the labelled rows.

    In round r of R the share 0.9 r / R of the unlabelled rows gets the predicted label:
    of each class as many as its frequency says, those with the widest margin.
    """

    def __init__(self, estimator, n_rounds=8, largest_share=0.9):
        self.estimator = estimator
        self.n_rounds = n_rounds
        self.largest_share = largest_share

    def fit(self, X, y):
        known, unknown = np.flatnonzero(y != -1), np.flatnonzero(y == -1)
        self.classes_, counts = np.unique(y[known], return_counts=True)
        rows, labels = known, y[known]
        for r in range(self.n_rounds + 1):
            self.estimator_ = clone(self.estimator).fit(X[rows], labels)
            if r == self.n_rounds or not len(unknown):
                return self
            quota = self.largest_share * (r + 1) / self.n_rounds * len(unknown) * counts / len(known)
            chosen, guesses = self._most_certain(X[unknown], quota)
            rows = np.concatenate([known, unknown[chosen]])
            labels = np.concatenate([y[known], self.classes_[guesses]])

    def predict(self, X):
        return self.estimator_.predict(X)

    def _most_certain(self, X, quota):
        """Rows of X and their classes: of each predicted class the `quota` with the widest margin."""
        scores = self.estimator_.decision_function(X)
        if scores.ndim == 1:
            scores = np.column_stack([-scores, scores])
        guesses = scores.argmax(axis=1)
        second, first = np.sort(scores, axis=1)[:, -2:].T
        order = np.argsort(second - first, kind="stable")
        chosen = [order[guesses[order] == k][: round(q)] for k, q in enumerate(quota)]
        chosen = np.concatenate(chosen)
        return chosen, guesses[chosen]
