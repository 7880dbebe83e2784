"""InceptionTime, from sktime, on sequences of one length.

``make peers`` gives sktime an environment of its own, beside tsgm.
"""
# SPDX-License-Identifier: BSD-3-Clause

from importlib.util import find_spec

from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from benchmarks.catalogue.peers import resample
from sklearn_seqgan.model_selection import LabeledOnly
from sklearn_seqgan.preprocessing import SequenceScaler

__all__ = ["inception_time", "is_there"]


def is_there():
    """Whether sktime can be imported here."""
    return find_spec("sktime") is not None


def inception_time(seed):
    """InceptionTime on the labelled rows; all rows scale the channels."""
    classifier = LabeledOnly(InceptionNetwork(random_state=seed))
    return make_pipeline(SequenceScaler(), FunctionTransformer(resample), classifier)


class InceptionNetwork(ClassifierMixin, BaseEstimator):
    """One network of InceptionTime with scikit-learn's tags, which sktime's class lacks.

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
        """Train on sequences (n, F, length)."""
        self.model_ = network(self.n_epochs, self.random_state)
        self.model_.fit(X, y)
        self.classes_ = self.model_.classes_
        return self

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def predict_proba(self, X):
        return self.model_.predict_proba(X)


def network(n_epochs, random_state):
    """sktime's network with the parameters of the paper."""
    from sktime.classification.deep_learning.inceptiontime import InceptionTimeClassifierTorch

    return InceptionTimeClassifierTorch(num_epochs=n_epochs, random_state=random_state)
