"""A wrapper around a classifier: all methods except `fit` are those of the classifier inside."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from sklearn import get_config
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.utils import get_tags
from sklearn.utils.metadata_routing import MetadataRouter, MethodMapping, process_routing
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan.model_selection._files import AroundFileMixin
from sklearn_seqgan.model_selection._rows import raise_if_marker_is_a_class
from sklearn_seqgan.typing import ArrayLike, Estimator, LabelsLike, Marker, SequencesLike

__all__ = ["AroundClassifier", "FittedInside"]

DELEGATED = """Call ``{}`` of the fitted classifier.

Parameters
----------
X : as the classifier takes it
    Data for the call.

Returns
-------
ndarray, or what the classifier gives
    One row per row of X.
"""

METHODS = ("predict", "predict_proba", "predict_log_proba", "decision_function", "transform")


_Method = TypeVar("_Method", bound=Callable[..., Any])


def _if_inside(name: str) -> Callable[[_Method], _Method]:
    """A decorator for methods that exist only if the classifier inside has one of that name."""
    return available_if(lambda self: hasattr(getattr(self, "estimator_", self.estimator), name))


def _delegated(name: str) -> Any:
    """A method that calls that of the fitted classifier inside, and exists only if that does."""

    def method(self: Any, X: Any) -> Any:
        check_is_fitted(self)
        return getattr(self.estimator_, name)(X)

    method.__name__ = name
    method.__doc__ = DELEGATED.format(name)
    return _if_inside(name)(method)


class FittedInside(AroundFileMixin, MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """What is needed to fit a classifier inside: `_routed`, `_fit_inside`, and the attributes that follow."""

    estimator: Estimator
    estimator_: Estimator
    unlabeled: Marker
    fit: Any

    @property
    def classes_(self) -> np.ndarray:
        """Classes of the fitted classifier."""
        return self.estimator_.classes_

    def get_metadata_routing(self) -> Any:
        """What `fit` passes on, for scikit-learn's metadata routing.

        Returns
        -------
        MetadataRouter or MetadataRequest
            An object of scikit-learn.
        """
        mapping = MethodMapping().add(caller="fit", callee="fit").add(caller="score", callee="score")
        return MetadataRouter(owner=self).add(estimator=self.estimator, method_mapping=mapping)

    def __sklearn_is_fitted__(self):
        return hasattr(self, "estimator_")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        self._adopt(
            tags, get_tags(self.estimator)
        )  # requested only once: twice would double the time with each level of nesting
        return tags

    def _adopt(self, tags, inside):
        tags.input_tags = inside.input_tags

    def _routed(self, fit_params):
        """With metadata routing, the parameters of `fit` that the classifier requests; otherwise all."""
        if fit_params and get_config()["enable_metadata_routing"]:
            return process_routing(self, "fit", **fit_params).estimator.fit
        return fit_params

    def _fit_inside(self, X, y, fit_params):
        self.estimator_ = clone(self.estimator).fit(X, y, **fit_params)
        return self

    def _refuse_the_marker_as_a_class(self, y):
        """Raise if the classifier inside took the marker `unlabeled` for a class, and discard it."""
        try:
            raise_if_marker_is_a_class(self.estimator_, y, self.unlabeled)
        except ValueError:
            del self.estimator_
            raise


class AroundClassifier(FittedInside):
    """All methods except `fit`, and the tags for them, are those of the classifier inside."""

    def _adopt(self, tags, inside):
        super()._adopt(tags, inside)
        tags.transformer_tags = inside.transformer_tags
        tags.classifier_tags = inside.classifier_tags or tags.classifier_tags

    predict, predict_proba, predict_log_proba, decision_function, transform = map(_delegated, METHODS)

    @_if_inside("transform")
    def fit_transform(self, X: SequencesLike, y: LabelsLike, **fit_params: Any) -> Any:
        """Call `fit`, then ``transform`` of the fitted classifier.

        Parameters
        ----------
        X : as the classifier takes it
            Data to fit.
        y : array-like of shape (n,)
            Label of each row, or the marker.
        **fit_params : of `fit`
            Passed on.

        Returns
        -------
        what ``transform`` gives
            Result of the classifier inside.
        """
        return self.fit(X, y, **fit_params).transform(X)

    @_if_inside("get_feature_names_out")
    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> np.ndarray:
        """Call ``get_feature_names_out`` of the fitted classifier.

        Parameters
        ----------
        input_features : array-like of str, default=None
            Names of the input features.

        Returns
        -------
        ndarray of str objects
            Result of the classifier inside.
        """
        check_is_fitted(self)
        return self.estimator_.get_feature_names_out(input_features)

    @_if_inside("score")
    def score(self, X: SequencesLike, y: LabelsLike, **params: Any) -> float:
        """Call ``score`` of the fitted classifier.

        Parameters
        ----------
        X : as the classifier takes it
            Data to predict.
        y : array-like of shape (n,)
            The true labels.
        **params : of the classifier's ``score``
            Passed on.

        Returns
        -------
        float
            Result of the classifier inside.
        """
        check_is_fitted(self)
        return self.estimator_.score(X, y, **params)

    @property
    def n_features_in_(self) -> int:
        """As in the fitted classifier."""
        return self.estimator_.n_features_in_

    @property
    def feature_names_in_(self) -> np.ndarray:
        """As in the fitted classifier, if it has some."""
        return self.estimator_.feature_names_in_
