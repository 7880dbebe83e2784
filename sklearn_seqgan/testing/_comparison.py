"""What checks share: fits and results on copies, and comparisons and refusals that say what differs."""
# SPDX-License-Identifier: BSD-3-Clause

from contextlib import contextmanager
from copy import deepcopy
from unittest import SkipTest

import numpy as np
from sklearn.base import clone

__all__ = [
    "accepted",
    "answers",
    "assert_same_answers",
    "compare_fits",
    "fitted",
    "refused",
    "seeded",
]


def seeded(estimator):
    """A clone, with each ``random_state`` in it set to 0."""
    estimator = clone(estimator)
    names = [name for name in estimator.get_params() if name.split("__")[-1] == "random_state"]
    return estimator.set_params(**dict.fromkeys(names, 0))


def fitted(estimator, X, y, what="X"):
    """A seeded clone, fitted to copies of X and y."""
    estimator = seeded(estimator)
    with accepted(f"fit, given {what}"):
        estimator.fit(deepcopy(X), deepcopy(y))
    return estimator


def answers(estimator, X, what="X"):
    """Results of a fitted estimator for copies of X: the method's name, and an array for each row.

    For a classifier, probabilities, or else scores or classes; for a transformer, the transformed sequences
    without the NaN steps at their ends.
    """
    name = next(
        name
        for name in ("predict_proba", "decision_function", "predict", "transform")
        if hasattr(estimator, name)
    )
    with accepted(f"{name}, given {what}"):
        found = getattr(estimator, name)(deepcopy(X))
    return name, rows_of(found)


def rows_of(found):
    """The entry of a result for each row; for (n, T, F) and lists, without NaN at the ends."""
    if hasattr(found, "to_numpy"):
        found = found.to_numpy()
    is_features = isinstance(found, np.ndarray) and found.dtype != object and found.ndim < 3
    return list(found) if is_features else [_without_end(np.asarray(x)) for x in found]


def _without_end(x):
    there = (
        np.flatnonzero(~np.isnan(x.reshape(len(x), -1)).all(axis=1)) if x.dtype.kind == "f" else [len(x) - 1]
    )
    return x[: there[-1] + 1] if len(there) else x[:0]


def assert_same_answers(found, expected, rtol, what):
    """Raise an AssertionError that names the first row in which two answers differ, and by how much."""
    (name, rows), (_, others) = found, expected
    assert len(rows) == len(others), f"{name} gives {len(rows)} rows for {len(others)}, given {what}."
    for i, (a, b) in enumerate(zip(rows, others)):
        a, b = np.asarray(a), np.asarray(b)
        assert a.shape == b.shape, (
            f"{name} gives another shape of row {i}, {a.shape} for {b.shape}, given {what}."
        )
        same = a == b
        if a.dtype.kind in "fiu" and b.dtype.kind in "fiu":
            same = np.isclose(a, b, rtol=rtol, atol=rtol / 100, equal_nan=True)
        assert np.all(same), f"{name} gives another result for row {i}, given {what}: {_apart(a, b)}."


def _apart(a, b):
    if a.dtype.kind in "fiu" and np.array_equal(np.isnan(a), np.isnan(b)):
        return f"it differs by up to {np.nanmax(np.abs(np.subtract(a, b, dtype=float))):.2g}"
    return f"{a.tolist()!r} for {b.tolist()!r}"


def compare_fits(estimator, variants, X, rtol):
    """Compare the results for X of fits to the same data in several forms.

    Parameters
    ----------
    estimator : estimator
    variants : dict of str to (X, y) or (X, y, parameters)
        Variants by description; the others are compared to the first.
    X : sequences to predict or transform
    rtol : float

    Raises
    ------
    AssertionError
        If one gives a different result.
    unittest.SkipTest
        If a second fit to the first variant also gives a different result, so that the check is inconclusive.
    """
    (first, given), *others = variants.items()
    expected = answers(_fit_variant(estimator, given, first), X)
    for what, variant in others:
        found = answers(_fit_variant(estimator, variant, what), X)
        try:
            assert_same_answers(found, expected, rtol, f"a fit to {what} in place of {first}")
        except AssertionError:
            _skip_if_fits_differ(estimator, given, first, X, expected, rtol)
            raise


def _fit_variant(estimator, variant, what):
    X, y, *parameters = variant
    return fitted(clone(estimator).set_params(**dict(*parameters)), X, y, what)


def _skip_if_fits_differ(estimator, given, first, X, expected, rtol):
    try:
        assert_same_answers(answers(_fit_variant(estimator, given, first), X), expected, rtol, first)
    except AssertionError:
        raise SkipTest("two fits to the same data differ, which check_same_seed is about") from None


@contextmanager
def accepted(what):
    """Turn any error into an AssertionError that says what was refused."""
    try:
        yield
    except Exception as error:
        raise AssertionError(f"{what}, ends in {type(error).__name__}: {error}") from error


@contextmanager
def refused(what):
    """Raise an AssertionError unless a ValueError or TypeError with a message is raised."""
    try:
        yield
    except (ValueError, TypeError) as error:
        assert str(error), f"{what}, ends in a {type(error).__name__} that says nothing."
    except Exception as error:
        message = f"{what}, ends in {type(error).__name__}, not in a ValueError or TypeError: {error}"
        raise AssertionError(message) from error
    else:
        raise AssertionError(f"{what}, is not refused.")
