"""Judges that take a moment, in the places of the default ones."""
# SPDX-License-Identifier: BSD-3-Clause

import inspect
from functools import partial

import numpy as np
from sklearn.linear_model import RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sklearn_seqgan.preprocessing import SequenceResampler


def as_vectors(X):
    return np.stack(X).reshape(len(X), -1)


def vectors():
    return make_pipeline(SequenceResampler(8), FunctionTransformer(as_vectors))


def ridge():
    return make_pipeline(*vectors(), RidgeClassifier())


def quick(factory):
    """The factory with quick judges, and with two joints of three channels as its only bone."""
    options = {"judge": ridge(), "discriminator": ridge(), "features": vectors(), "bones": [(0, 1)]}
    known = inspect.signature(factory).parameters
    return partial(factory, **{name: value for name, value in options.items() if name in known})
