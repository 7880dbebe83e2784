"""Checks of transformers: their output."""
# SPDX-License-Identifier: BSD-3-Clause

from copy import deepcopy

import numpy as np
from sklearn.utils import get_tags

from sklearn_seqgan.testing._comparison import accepted, assert_same_answers, fitted, rows_of, seeded
from sklearn_seqgan.testing._contract import forms, padded, recordings
from sklearn_seqgan.testing._shared_checks import SHARED_CHECKS

__all__ = ["TRANSFORMER_CHECKS"]


def check_one_out_for_each_in(estimator, contract):
    """There are as many outputs as inputs, with finite numbers up to the NaN at an end."""
    X, y = contract.data()
    found = rows_of(fitted(estimator, X, y).transform(X))
    assert len(found) == len(X), f"{len(found)} come out for {len(X)}."
    finite = [bool(np.isfinite(np.asarray(x, dtype=float)).all()) for x in found]
    assert all(finite), f"what comes out for row {finite.index(False)} is not finite."


def check_form_comes_back(estimator, contract):
    """Sequences come out in their input form: a list, an object array, one array."""
    X, y = contract.data()
    listed = recordings(contract.n_channels, equal=not (contract.ragged or contract.padded))[0]
    for what, X_form in forms(listed, contract).items():
        found = fitted(estimator, X, y).transform(X_form)
        if isinstance(found, np.ndarray) and found.ndim == 2:
            return  # features, not sequences
        expected = list if isinstance(X_form, (list, tuple)) else np.ndarray
        assert type(found) is expected, f"{type(found).__name__} comes out for {what}."
        if expected is np.ndarray:
            assert found.ndim == X_form.ndim, f"{found.ndim} dimensions come out for {what}."


def check_fit_transform(estimator, contract):
    """`fit_transform` is `fit`, then `transform`."""
    X, y = contract.data()
    expected = rows_of(fitted(estimator, X, y).transform(deepcopy(X)))
    with accepted("fit_transform"):
        found = rows_of(seeded(estimator).fit_transform(deepcopy(X), y))
    assert_same_answers(("fit_transform", found), ("", expected), contract.rtol, "fit and transform at once")


def check_float_dtypes(estimator, contract):
    """The dtypes that its tags call preserved (`transformer_tags.preserves_dtype`) are preserved."""
    X, y = recordings(contract.n_channels, equal=True)
    X = padded(X)
    for name in get_tags(estimator).transformer_tags.preserves_dtype:
        found = np.asarray(fitted(estimator, X.astype(name), y).transform(X.astype(name)))
        assert found.dtype == name, f"{found.dtype} comes out for {name}."


TRANSFORMER_CHECKS = SHARED_CHECKS | {
    check_one_out_for_each_in: (),
    check_form_comes_back: (),
    check_fit_transform: (),
    check_float_dtypes: (),
}
"""Each check, and the names in `NEEDS` that it requires; otherwise it is left out."""
