"""The judges that metrics use by default: unfitted, made from a seed.

A judge of classes, or of real against generated, is a classifier of lists of (T_i, F) arrays; features come
from a transformer of them. You can replace each with your own. aeon and torch are imported when a judge is
made.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import RidgeClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from threadpoolctl import threadpool_limits

from sklearn_seqgan.preprocessing import SequenceResampler
from sklearn_seqgan.sequences import to_aeon
from sklearn_seqgan.typing import RandomStateLike

__all__ = ["fit_judge", "gru", "minirocket_components", "minirocket_ridge"]

LENGTH = 64
"""Number of steps to which every sequence is resampled for MiniRocket."""

N_KERNELS = 2_500

ALPHAS = np.logspace(-3, 5, 17)
"""Ridge strengths among which leave-one-out chooses, for standardised features."""

GRU_STEPS = 600


def minirocket_ridge(random_state: RandomStateLike = 0):
    """MiniRocket and a ridge classifier.

    Parameters
    ----------
    random_state : int, default=0

    Returns
    -------
    Pipeline

    Raises
    ------
    ImportError
        If aeon is missing.

    References
    ----------
    Dempster, Schmidt & Webb (2021), MiniRocket: a very fast (almost) deterministic transform for time
    series classification. KDD. arXiv:2012.08791
    """
    return make_pipeline(*_minirocket(random_state), RidgeClassifierCV(ALPHAS))


def minirocket_components(random_state: RandomStateLike = 0, n_components: int = 16):
    """MiniRocket features on their principal components, each of unit variance.

    Parameters
    ----------
    random_state : int, default=0
    n_components : int, default=16

    Returns
    -------
    Pipeline

    Raises
    ------
    ImportError
        If aeon is missing.
    """
    principal = PCA(n_components, whiten=True, random_state=random_state)
    return make_pipeline(*_minirocket(random_state), principal)


def gru(random_state: RandomStateLike = 0):
    """Two layers of GRU trained for 600 steps, `GRUClassifier`, in one thread.

    Parameters
    ----------
    random_state : int, default=0

    Returns
    -------
    OneThread
    """
    from sklearn_seqgan import GRUClassifier

    return OneThread(GRUClassifier(max_steps=GRU_STEPS, random_state=random_state))


class OneThread(ClassifierMixin, BaseEstimator):
    """A classifier that is fitted and predicts in one thread.

    Numba, which MiniRocket uses, makes torch use one thread per core. If these cores are busy, a GRU then
    takes many times as long.

    Parameters
    ----------
    classifier : classifier
    """

    def __init__(self, classifier):
        self.classifier = classifier

    def fit(self, X, y):
        with threadpool_limits(1, user_api="openmp"):
            self.classifier_ = clone(self.classifier).fit(X, y)
        self.classes_ = self.classifier_.classes_
        return self

    def predict(self, X):
        with threadpool_limits(1, user_api="openmp"):
            return self.classifier_.predict(X)


def fit_judge(judge, X, y):
    """A fitted clone of a classifier; if there is only one class, it always predicts that.

    Parameters
    ----------
    judge : classifier
    X : list of (T_i, F) arrays
    y : ndarray of shape (n,)

    Returns
    -------
    classifier
    """
    judge = clone(judge) if len(np.unique(y)) > 1 else DummyClassifier()
    return judge.fit(X, y)


def _minirocket(random_state):
    try:
        from aeon.transformations.collection.convolution_based import MiniRocket
    except ImportError as error:
        raise ImportError("The default judge needs aeon (pip install aeon); or pass another one.") from error
    return [
        FunctionTransformer(_resample),
        MiniRocket(N_KERNELS, random_state=random_state),
        StandardScaler(),
    ]


def _resample(X):
    """Sequences (T_i, F) in aeon's form (n, F, 64)."""
    return to_aeon(np.stack(SequenceResampler(LENGTH).fit_transform(X)))
