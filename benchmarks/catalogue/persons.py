"""How a peer uses known persons: it removes each person's offset from the features."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

__all__ = ["CentredOnPersons"]

SHRINKAGE = 10
"""Number of rows at which a person's own mean has the weight 1/2."""


class CentredOnPersons(ClassifierMixin, BaseEstimator):
    """A classifier of features from which n / (n + 10) of their person's mean is subtracted.

    In training always, and in prediction if the persons are known there too.

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
        self.centre_ = features.mean(axis=0)
        self.classifier.fit(features - of_persons(features, groups, self.centre_), y)
        self.classes_ = self.classifier.classes_
        return self

    def predict(self, X, groups=None):
        features = np.asarray(self.features.transform(X), dtype=float)
        if groups is not None:
            features = features - of_persons(features, groups, self.centre_)
        return self.classifier.predict(features)


def of_persons(features, groups, centre):
    """For each row, n / (n + 10) of the difference between its person's mean and the centre."""
    shares = np.zeros_like(features)
    for person in np.unique(groups):
        rows = groups == person
        shares[rows] = rows.sum() / (rows.sum() + SHRINKAGE) * (features[rows].mean(axis=0) - centre)
    return shares
