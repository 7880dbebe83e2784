"""What a practitioner would use to generate labelled sequences instead: tsgm's conditional autoencoder.

tsgm needs other versions of pandas and networkx than this repository. ``make peers`` gives it an environment
of its own.
"""
# SPDX-License-Identifier: BSD-3-Clause

import os
from importlib.util import find_spec

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.preprocessing import MinMaxScaler

from benchmarks.catalogue.peers import resample

__all__ = ["ConditionalVAE", "is_there"]

BATCH_SIZE = 128
LATENT_DIM = 32


def is_there():
    """Whether tsgm can be imported here."""
    return find_spec("tsgm") is not None


class ConditionalVAE(BaseEstimator):
    """tsgm's conditional beta-VAE (``cBetaVAE`` with ``cvae_conv5``), as in its tutorial.

    It learns from labelled rows alone, and from sequences of one length: each is resampled to that of the
    longest, and its channels are scaled to [0, 1]. Lengths of generated sequences are drawn from those of
    their class. Latent dimensions, optimiser and batch size are those of the tutorial. Its 40 steps are too
    few here.

    Parameters
    ----------
    n_steps : int
        Training steps, rounded up to whole epochs.
    random_state : int
    """

    def __init__(self, n_steps=1000, random_state=0):
        self.n_steps = n_steps
        self.random_state = random_state

    def fit(self, X, y):
        """Train on the rows whose label is not -1."""
        labelled = np.flatnonzero(np.asarray(y) != -1)
        X, y = [np.asarray(X[i], float) for i in labelled], np.asarray(y)[labelled]
        self.lengths_ = np.array([len(x) for x in X])
        self.classes_, self.codes_ = np.unique(y, return_inverse=True)
        self.scaler_ = MinMaxScaler().fit(np.concatenate(X))
        scaled = resample([self.scaler_.transform(x) for x in X], int(self.lengths_.max())).transpose(0, 2, 1)
        self.model_ = autoencoder(*scaled.shape[1:], len(self.classes_), self.random_state)
        epochs = int(np.ceil(self.n_steps / np.ceil(len(X) / BATCH_SIZE)))
        one_hot = self._one_hot(self.codes_)
        self.model_.fit(scaled.astype("float32"), one_hot, epochs=epochs, batch_size=BATCH_SIZE, verbose=0)
        self.random_ = np.random.default_rng(self.random_state)
        return self

    def sample(self, n, y):
        """A sequence for each of n labels, and the labels."""
        codes = np.searchsorted(self.classes_, y)
        scaled, _ = self.model_.generate(self._one_hot(codes))
        scaled = scaled.detach().cpu().numpy().astype(float)
        lengths = [self.random_.choice(self.lengths_[self.codes_ == code]) for code in codes]
        drawn = [resample([x], length)[0].T for x, length in zip(scaled, lengths)]
        return [self.scaler_.inverse_transform(x) for x in drawn], np.asarray(y)

    def _one_hot(self, codes):
        return np.eye(len(self.classes_), dtype="float32")[codes]


def autoencoder(length, n_channels, n_classes, seed):
    """The untrained network, compiled; keras trains it with torch."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    import tsgm

    keras.utils.set_random_seed(seed)
    parts = tsgm.models.zoo["cvae_conv5"](length, n_channels, LATENT_DIM, n_classes)
    model = tsgm.models.cvae.cBetaVAE(parts.encoder, parts.decoder, latent_dim=LATENT_DIM, temporal=False)
    model.compile(optimizer=keras.optimizers.Adam())
    return model
