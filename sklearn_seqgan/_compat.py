"""Private names of scikit-learn that the package uses; no other module imports any."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from sklearn.utils import _safe_indexing
from sklearn.utils._param_validation import Interval, Options, StrOptions, validate_parameter_constraints
from sklearn.utils._set_output import _wrap_data_with_container
from sklearn.utils.validation import (
    _check_feature_names,
    _check_feature_names_in,
    _check_method_params,
    _check_sample_weight,
    _get_feature_names,
)

if TYPE_CHECKING:  # scikit-learn's own annotations would hide a method's signature
    _Method = TypeVar("_Method", bound=Callable[..., Any])

    def _fit_context(*, prefer_skip_nested_validation: bool) -> Callable[[_Method], _Method]: ...
else:
    from sklearn.base import _fit_context

__all__ = [
    "Interval",
    "Options",
    "StrOptions",
    "_check_feature_names",
    "_check_feature_names_in",
    "_check_method_params",
    "_check_sample_weight",
    "_fit_context",
    "_get_feature_names",
    "_safe_indexing",
    "_wrap_data_with_container",
    "validate_parameter_constraints",
]
