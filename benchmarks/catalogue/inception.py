"""InceptionTime, from sktime, on sequences of one length.

``make peers`` gives sktime an environment of its own, beside tsgm.
"""
# SPDX-License-Identifier: BSD-3-Clause

from importlib.util import find_spec

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.preprocessing import StandardScaler

from benchmarks.catalogue.peers import resample

__all__ = ["InceptionTime", "is_there"]


def is_there():
    """Whether sktime can be imported here."""
    return find_spec("sktime") is not None


class InceptionTime(ClassifierMixin, BaseEstimator):
    """One network of InceptionTime, trained on the labelled rows (Ismail Fawaz et al. 2020).

    The paper adds the probabilities of five networks, each trained for 1,500 epochs. On a CPU, one network
    and a third of the epochs are affordable.

    Parameters
    ----------
    n_epochs : int
    random_state : int

    References
    ----------
    Ismail Fawaz et al. (2020), InceptionTime: finding AlexNet for time series classification.
    arXiv:1909.04939
    """

    def __init__(self, n_epochs=500, random_state=0):
        self.n_epochs = n_epochs
        self.random_state = random_state

    def fit(self, X, y):
        """Train on the rows whose label is not -1; all rows scale the channels."""
        labelled = np.flatnonzero(np.asarray(y) != -1)
        self.scaler_ = StandardScaler().fit(np.concatenate(X))
        self.model_ = network(self.n_epochs, self.random_state)
        self.model_.fit(self._prepare([X[i] for i in labelled]), np.asarray(y)[labelled])
        self.classes_ = self.model_.classes_
        return self

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def predict_proba(self, X):
        return self.model_.predict_proba(self._prepare(X))

    def _prepare(self, X):
        """Scaled sequences at equally spaced times, (n, F, length)."""
        return resample([self.scaler_.transform(x) for x in X])


def network(n_epochs, random_state):
    """sktime's network with the parameters of the paper."""
    from sktime.classification.deep_learning.inceptiontime import InceptionTimeClassifierTorch

    return InceptionTimeClassifierTorch(num_epochs=n_epochs, random_state=random_state)
