"""What a practitioner would use instead: scikit-learn and aeon on sequences of one length.

Every peer is a Pipeline of library calls after the same adapter. Sequences are resampled to a fixed length,
the features are fitted to all training rows, and the last step gets y with -1 where there is no label. To add
a peer, write its Pipeline and name it in ``PEERS``.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifierCV
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.semi_supervised import LabelSpreading, SelfTrainingClassifier

from benchmarks.catalogue.persons import CentredOnPersons
from sklearn_seqgan.model_selection import ClassBalancedSelfTraining, LabeledOnly
from sklearn_seqgan.preprocessing import SequenceResampler
from sklearn_seqgan.sequences import to_aeon

__all__ = ["KNOWING", "PEERS"]

LENGTH = 64
"""Time steps that every sequence is resampled to."""

ALPHAS = np.logspace(-3, 5, 17)
"""Candidates for the strength of the ridge, chosen by leave-one-out; features are standardised."""


N_COMPONENTS = 64


def minirocket_ridge(seed):
    """MiniRocket + ridge on the labelled rows (Dempster et al. 2021)."""
    return make_pipeline(*rocket(seed), LabeledOnly(RidgeClassifierCV(ALPHAS)))


def self_training(seed):
    """scikit-learn's self-training over logistic regression on principal components."""
    base = LogisticRegression(C=1.0, max_iter=1000)
    return make_pipeline(*principal(seed), SelfTrainingClassifier(base))


def balanced_self_training(seed):
    return make_pipeline(*rocket(seed), ClassBalancedSelfTraining(RidgeClassifierCV(ALPHAS)))


def hydra_ridge(seed):
    """Hydra + ridge on the labelled rows (Dempster et al. 2023)."""
    return make_pipeline(*hydra(seed), LabeledOnly(RidgeClassifierCV(ALPHAS)))


def hydra_self_training(seed):
    return make_pipeline(*hydra(seed), ClassBalancedSelfTraining(RidgeClassifierCV(ALPHAS)))


def minirocket_knowing(seed):
    classifier = ClassBalancedSelfTraining(RidgeClassifierCV(ALPHAS))
    return CentredOnPersons(make_pipeline(*rocket(seed)), classifier)


def hydra_knowing(seed):
    classifier = ClassBalancedSelfTraining(RidgeClassifierCV(ALPHAS))
    return CentredOnPersons(make_pipeline(*hydra(seed)), classifier)


def multirocket_ridge(seed):
    """MultiRocket + ridge on the labelled rows (Tan et al. 2022)."""
    return make_pipeline(*multirocket(seed), LabeledOnly(RidgeClassifierCV(ALPHAS)))


def multirocket_self_training(seed):
    return make_pipeline(*multirocket(seed), ClassBalancedSelfTraining(RidgeClassifierCV(ALPHAS)))


def multirocket_hydra_ridge(seed):
    """MultiRocket's features beside Hydra's + ridge on the labelled rows (Dempster et al. 2023)."""
    return make_pipeline(*multirocket_hydra(seed), LabeledOnly(RidgeClassifierCV(ALPHAS)))


def multirocket_hydra_self_training(seed):
    return make_pipeline(*multirocket_hydra(seed), ClassBalancedSelfTraining(RidgeClassifierCV(ALPHAS)))


def nearest_by_dtw(seed):
    """The class of the labelled row that is nearest by dynamic time warping, within a tenth of the length."""
    from aeon.classification.distance_based import KNeighborsTimeSeriesClassifier

    nearest = KNeighborsTimeSeriesClassifier(n_neighbors=1, distance_params={"window": 0.1})
    return make_pipeline(FunctionTransformer(resample), LabeledOnly(nearest))


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
    "Hydra + Ridge": hydra_ridge,
    "Hydra + self-training": hydra_self_training,
    "MultiRocket + Ridge": multirocket_ridge,
    "MultiRocket + self-training": multirocket_self_training,
    "MultiRocketHydra + Ridge": multirocket_hydra_ridge,
    "MultiRocketHydra + self-training": multirocket_hydra_self_training,
    "1-NN DTW": nearest_by_dtw,
    "label spreading": label_spreading,
    "random forest": random_forest,
}
"""Name -> function of a seed that gives the unfitted peer."""

KNOWING = {"balanced self-training": minirocket_knowing, "Hydra + self-training": hydra_knowing}
"""Peers that can use persons, passed as `groups`."""


def rocket(seed):
    """Steps from sequences to standardised MiniRocket features."""
    from aeon.transformations.collection.convolution_based import MiniRocket

    return [FunctionTransformer(resample), MiniRocket(random_state=seed), StandardScaler()]


def hydra(seed):
    """Steps from sequences to scaled counts of competing kernels."""
    from aeon.transformations.collection.convolution_based import HydraTransformer

    counts = HydraTransformer(random_state=seed, output_type="numpy")
    return [FunctionTransformer(resample), counts, SparseScaler()]


class SparseScaler(TransformerMixin, BaseEstimator):
    """Scales square roots of counts: centres those that are not 0, and divides by a deviation.

    The deviation grows with the share of zeros. This is the scaler of aeon's Hydra, which cannot be cloned.
    """

    def fit(self, X, y=None):
        X = np.sqrt(np.maximum(X, 0))
        self.mean_ = X.mean(axis=0)
        self.scale_ = X.std(axis=0, ddof=1) + (X == 0).mean(axis=0) ** 4 + 1e-8
        return self

    def transform(self, X):
        X = np.sqrt(np.maximum(X, 0))
        return (X - self.mean_) * (X != 0) / self.scale_


def multirocket(seed):
    """Steps from sequences to standardised MultiRocket features."""
    from aeon.transformations.collection.convolution_based import MultiRocket

    return [FunctionTransformer(resample), MultiRocket(random_state=seed), StandardScaler()]


def multirocket_hydra(seed):
    """Steps from sequences to MultiRocket's and Hydra's features, each scaled in its way."""
    (first, *of_multirocket), (_, *of_hydra) = multirocket(seed), hydra(seed)
    return [first, make_union(make_pipeline(*of_multirocket), make_pipeline(*of_hydra))]


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
