"""Pickles that know the version of the package which wrote them."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn.exceptions import InconsistentVersionWarning

from sklearn_seqgan._version import __version__
from sklearn_seqgan._warnings import warn

__all__ = ["PickledVersionMixin"]

KEY = "_sklearn_seqgan_version"


class PickledVersionMixin:
    """Remembers the version in a pickle, as scikit-learn's own estimators do with theirs.

    It stands before `BaseEstimator`. A pickle holds what an estimator is made of as the code at hand has it:
    by another version it may open and predict something else, so it warns. Copies (`copy.deepcopy`,
    `sklearn.clone`) are of the version at hand, and do not.
    """

    def __getstate__(self):
        return super().__getstate__() | {KEY: __version__}

    def __setstate__(self, state):
        version = state.get(KEY, "pre-0.1.0")
        if version != __version__:
            warn(_OfAnotherVersion(type(self).__name__, version))
        super().__setstate__({name: value for name, value in state.items() if name != KEY})


class _OfAnotherVersion(InconsistentVersionWarning):
    """scikit-learn's warning, whose text is about scikit-learn."""

    def __init__(self, name, version):
        super().__init__(
            estimator_name=name, current_sklearn_version=__version__, original_sklearn_version=version
        )

    def __str__(self):
        return (
            f"This pickle of {self.estimator_name} was written by version {self.original_sklearn_version} of "
            f"sklearn_seqgan, and is opened by version {self.current_sklearn_version}: its predictions may "
            "be others. A file of its method save has no such limits, where it has one."
        )
