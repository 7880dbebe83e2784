"""What a peer makes of persons that are known: features without what each training person adds to them."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

__all__ = ["CentredOnPersons"]

SHRINKAGE = 10
"""Rows of a person that weigh as much as all persons together."""


class CentredOnPersons(ClassifierMixin, BaseEstimator):
    """A classifier of features from which n / (n + 10) of their person's mean is taken away in training.

    Parameters
    ----------
    features : transformer from sequences to features
    classifier : classifier of features
    """

    def __init__(self, features, classifier):
        self.features = features
        self.classifier = classifier

    def fit(self, X, y, groups):
        features = np.asarray(self.features.fit_transform(X), dtype=float)
        self.classifier.fit(features - of_persons(features, groups), y)
        self.classes_ = self.classifier.classes_
        return self

    def predict(self, X):
        return self.classifier.predict(np.asarray(self.features.transform(X), dtype=float))


def of_persons(features, groups):
    """For each row n / (n + 10) of its person's mean, from the mean of all."""
    centre, shares = features.mean(axis=0), np.zeros_like(features)
    for person in np.unique(groups):
        rows = groups == person
        shares[rows] = rows.sum() / (rows.sum() + SHRINKAGE) * (features[rows].mean(axis=0) - centre)
    return shares
