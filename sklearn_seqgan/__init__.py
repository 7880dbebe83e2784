"""Semi-supervised adversarial learning on sequences, compatible with scikit-learn."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan._version import __version__
from sklearn_seqgan.estimators.baselines import CNNClassifier, GRUClassifier, PartAwareLSTMClassifier
from sklearn_seqgan.estimators.bigan import SemiSupervisedBiGANClassifier
from sklearn_seqgan.estimators.infogan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.estimators.rocket import SemiSupervisedRocketClassifier
from sklearn_seqgan.exceptions import DivergenceError
from sklearn_seqgan.files import load

__all__ = [
    "CNNClassifier",
    "DivergenceError",
    "GRUClassifier",
    "PartAwareLSTMClassifier",
    "SemiSupervisedBiGANClassifier",
    "SemiSupervisedInfoGANClassifier",
    "SemiSupervisedRocketClassifier",
    "__version__",
    "load",
]
