# Where the public names of the package are; type checkers and ``__init__.py`` read it.
# SPDX-License-Identifier: BSD-3-Clause

from ._version import __version__
from .estimators.baselines import CNNClassifier, GRUClassifier, PartAwareLSTMClassifier
from .estimators.bigan import SemiSupervisedBiGANClassifier
from .estimators.infogan import SemiSupervisedInfoGANClassifier
from .estimators.rocket import SemiSupervisedRocketClassifier
from .exceptions import DivergenceError, RankError
from .files import load

__all__ = [
    "CNNClassifier",
    "DivergenceError",
    "GRUClassifier",
    "PartAwareLSTMClassifier",
    "RankError",
    "SemiSupervisedBiGANClassifier",
    "SemiSupervisedInfoGANClassifier",
    "SemiSupervisedRocketClassifier",
    "__version__",
    "load",
]
