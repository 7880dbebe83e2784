"""The judges that metrics take where none is given: unfitted, made from a seed.

A judge of classes or of real against generated is a classifier of lists of (T_i, F) arrays; what gives
features is a transformer of them. Any other may take their place. aeon and torch are imported when a
judge is made.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import RidgeClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from sklearn_seqgan.preprocessing import SequenceResampler
from sklearn_seqgan.sequences import to_aeon

__all__ = ["fit_judge", "gru", "minirocket_components", "minirocket_ridge"]

LENGTH = 64
"""Steps that every sequence is resampled to for MiniRocket."""

N_KERNELS = 2_500

ALPHAS = np.logspace(-3, 5, 17)
"""Strengths among which leave-one-out chooses, for standardised features."""

GRU_STEPS = 600


def minirocket_ridge(random_state=0):
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


def minirocket_components(random_state=0, n_components=16):
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


def gru(random_state=0):
    """Two layers of GRU with a step budget of 600, `GRUClassifier`.

    Parameters
    ----------
    random_state : int, default=0

    Returns
    -------
    GRUClassifier
    """
    from sklearn_seqgan import GRUClassifier

    return GRUClassifier(max_steps=GRU_STEPS, random_state=random_state)


def fit_judge(judge, X, y):
    """A fitted clone of a classifier; where there is one class only, it is the answer.

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
    """Sequences (T_i, F) as aeon's (n, F, 64)."""
    return to_aeon(np.stack(SequenceResampler(LENGTH).fit_transform(X)))
