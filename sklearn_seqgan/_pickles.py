"""Pickles that record which version of the package wrote them."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn.exceptions import InconsistentVersionWarning

from sklearn_seqgan._version import __version__
from sklearn_seqgan._warnings import warn

__all__ = ["PickledVersionMixin"]

KEY = "_sklearn_seqgan_version"


class PickledVersionMixin:
    """Records the version in a pickle, as scikit-learn's own estimators do.

    In a class's bases it comes before `BaseEstimator`. Under another version a pickle may open and yet
    predict something else, so opening it warns. Copies (`copy.deepcopy`, `sklearn.clone`) are made by the
    current version, and do not warn.
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
