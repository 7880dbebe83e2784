"""Checks for both classifiers and transformers."""
# SPDX-License-Identifier: BSD-3-Clause

import contextlib
import io
import pickle
from copy import deepcopy
from unittest import SkipTest

import numpy as np
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils import get_tags

from sklearn_seqgan.testing._comparison import (
    accepted,
    answers,
    assert_same_answers,
    compare_fits,
    fitted,
    refused,
    seeded,
)
from sklearn_seqgan.testing._contract import forms, padded, recordings
from sklearn_seqgan.testing._process import changed, state_of_process

__all__ = ["NEEDS", "SHARED_CHECKS"]

NEEDS = {
    "several forms": lambda estimator, contract: contract.ragged,
    "ragged": lambda estimator, contract: contract.ragged,
    "padded": lambda estimator, contract: contract.padded,
    "unequal lengths": lambda estimator, contract: contract.ragged or contract.padded,
    "no gaps": lambda estimator, contract: not get_tags(estimator).input_tags.allow_nan,
    "fresh fits": lambda estimator, contract: not estimator.get_params().get("warm_start"),
    "marker": lambda estimator, contract: contract.unlabeled is not None,
    "parameter of the marker": lambda estimator, contract: (
        contract.unlabeled is not None and "unlabeled" in estimator.get_params(deep=False)
    ),
    "probabilities": lambda estimator, contract: hasattr(estimator, "predict_proba"),
}
"""What a check may require, and whether an estimator with a contract meets that."""


def check_fit_returns_itself(estimator, contract):
    """`fit` returns the estimator, as chains of calls and pipelines want it."""
    X, y = contract.data()
    estimator = seeded(estimator)
    with accepted("fit, given X"):
        returned = estimator.fit(X, y)
    assert returned is estimator, f"fit returns {type(returned).__name__}, not the estimator itself."


def check_parameters_stay(estimator, contract):
    """`fit` and later calls leave all parameters unchanged."""
    X, y = contract.data()
    estimator = seeded(estimator)
    before = estimator.get_params(deep=False)
    with accepted("fit, given X"):
        estimator.fit(X, y)
    answers(estimator, X)
    after = estimator.get_params(deep=False)
    replaced = [name for name, value in after.items() if not _is_same(value, before[name])]
    assert not replaced, f"fit replaces the parameters {replaced}."


def _is_same(value, other):
    """Whether it is the same object, or a list of the same objects, since a Pipeline makes a new list."""
    if value is other or not isinstance(value, (list, tuple)) or type(value) is not type(other):
        return value is other
    return len(value) == len(other) and all(map(_is_same, value, other))


def check_input_stays(estimator, contract):
    """`fit` and later calls change nothing in X and y, in any form."""
    for what, X in forms(_listed(contract), contract).items():
        _, y = contract.data()
        before, estimator = deepcopy((X, y)), seeded(estimator)
        for name in ("fit", "predict" if hasattr(estimator, "predict") else "transform"):
            with contextlib.suppress(Exception):  # a refused form is the subject of another check
                getattr(estimator, name)(*((X, y) if name == "fit" else (X,)))
            _assert_untouched(X, y, before, f"{name}, given {what},")


def _assert_untouched(X, y, before, what):
    X_before, y_before = before
    same = len(X) == len(X_before) and all(
        a.dtype == b.dtype and np.array_equal(a, b, equal_nan=True) for a, b in zip(X, X_before)
    )
    assert same, f"{what} changes X."
    assert np.array_equal(y, y_before), f"{what} changes y."


def check_process_stays(estimator, contract):
    """Global generators, torch's settings, os.environ and the like are unchanged after a fit."""
    X, y = contract.data()
    first = fitted(estimator, X, y)  # packages that are only loaded now may change these
    answers(first, X)
    for what, run in {
        "fit": lambda: fitted(estimator, X, y),
        "prediction": lambda: answers(first, X),
    }.items():
        before = state_of_process()
        run()
        names = changed(before, state_of_process())
        assert not names, f"{what} changes {', '.join(names)}."


def check_prints_nothing(estimator, contract):
    """`fit` and later calls write nothing to the standard output."""
    X, y = contract.data()
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        answers(fitted(estimator, X, y), X)
    assert not out.getvalue(), f"it prints {out.getvalue()[:60]!r}."


def check_not_fitted(estimator, contract):
    """Before `fit`, and as a clone of a fitted estimator, it raises NotFittedError."""
    X, y = contract.data()
    for what, unfitted in {"a new one": seeded(estimator), "a clone": clone(fitted(estimator, X, y))}.items():
        name = "predict" if hasattr(unfitted, "predict") else "transform"
        try:
            getattr(unfitted, name)(X)
        except NotFittedError:
            continue
        except Exception as error:
            raise AssertionError(f"{name} of {what} ends in {type(error).__name__}: {error}") from error
        raise AssertionError(f"{name} of {what} does not say that it is not fitted.")


def check_forms_that_are_asked(estimator, contract):
    """The same sequences in each form get the same results from one fit."""
    X, y = contract.data()
    asked = forms(_listed(contract), contract)
    fit = fitted(estimator, X, y)
    (first, given), *others = asked.items()
    expected = answers(fit, given, first)
    for what, X_form in others:
        assert_same_answers(
            answers(fit, X_form, what), expected, contract.rtol, f"{what} in place of {first}"
        )


def check_forms_that_are_fitted(estimator, contract):
    """Fits to the same sequences in each form give the same results."""
    X, y = contract.data()
    variants = {what: (X_form, y) for what, X_form in forms(_listed(contract), contract).items()}
    compare_fits(estimator, variants, X, contract.rtol)


def check_padding(estimator, contract):
    """More NaN steps at the end change nothing, neither in `fit` nor afterwards."""
    X, y = _listed(contract), contract.data()[1]
    narrow, wide = padded(X), padded(X, more=7)
    fit = fitted(estimator, narrow, y)
    expected = answers(fit, narrow)
    more = "7 more steps of NaN at the end"
    assert_same_answers(answers(fit, wide, more), expected, contract.rtol, more)
    compare_fits(estimator, {"X": (narrow, y), f"X with {more}": (wide, y)}, narrow, contract.rtol)


def check_longer_than_in_fit(estimator, contract):
    """Sequences longer than any in `fit` are accepted."""
    X, y = _listed(contract), contract.data()[1]
    as_given = list if contract.ragged else padded
    fit = fitted(estimator, as_given(X), y)
    longer = [np.concatenate([x, x]) for x in X]
    _, found = answers(fit, as_given(longer), "sequences longer than those in fit")
    assert len(found) == len(X), f"{len(found)} rows come out for {len(X)} longer sequences."


def check_dtypes(estimator, contract):
    """Values that float32, float64 and integers all hold exactly get the same results."""
    X, y = recordings(contract.n_channels, equal=True)
    whole = [np.round(4 * x) for x in X]
    fit = fitted(estimator, padded(whole), y)
    expected = answers(fit, padded(whole))
    for dtype in (np.float32, np.int64):
        what = f"X of {np.dtype(dtype)}"
        found = answers(fit, padded(whole).astype(dtype), what)
        assert_same_answers(found, expected, max(contract.rtol, 1e-4), f"{what} in place of float64")


def check_memory_layouts(estimator, contract):
    """Arrays in Fortran order, views and read-only arrays get the same results."""
    X, y = recordings(contract.n_channels, equal=True)
    X = padded(X)
    fit = fitted(estimator, X, y)
    expected = answers(fit, X)
    backwards = np.flip(np.flip(X, axis=1).copy(), axis=1)
    for what, other in {"in Fortran's order": np.asfortranarray(X), "as a view": backwards}.items():
        assert_same_answers(answers(fit, other, f"X {what}"), expected, contract.rtol, f"X {what}")
    X.flags.writeable = False
    estimator = seeded(estimator)
    with accepted("fit, given a read-only array"):
        estimator.fit(X, y)
    answers(estimator, X, "a read-only array")


def check_one_row_in_company(estimator, contract):
    """A sequence gets the same result alone and among others."""
    X, y = contract.data()
    fit = fitted(estimator, X, y)
    together = answers(fit, X)
    alone = [answers(fit, X[i : i + 1], "one sequence alone")[1][0] for i in range(len(X))]
    assert_same_answers((together[0], alone), together, contract.rtol, "one sequence alone")


def check_order_of_rows(estimator, contract):
    """The result for a sequence does not depend on its position among the others."""
    X, y = contract.data()
    fit = fitted(estimator, X, y)
    name, together = answers(fit, X)
    turned = answers(fit, X[::-1], "X in reverse order")
    assert_same_answers(turned, (name, together[::-1]), contract.rtol, "X in reverse order")


def check_same_seed(estimator, contract):
    """Two fits with the same seed to the same data give bit-identical results."""
    X, y = contract.data()
    first, again = (answers(fitted(estimator, X, y), X) for _ in range(2))
    assert_same_answers(again, first, 0, "a second fit with the same random_state")


def check_refit(estimator, contract):
    """A fit after a fit to other data gives the same results as a fit of a new estimator."""
    X, y = contract.data()
    expected = answers(fitted(estimator, X, y), X)
    used = fitted(estimator, *contract.data(seed=1))
    with accepted("a second fit"):
        used.fit(deepcopy(X), y)
    try:
        assert_same_answers(answers(used, X), expected, 0, "a fit after a fit to other data")
    except AssertionError:
        try:
            assert_same_answers(answers(fitted(estimator, X, y), X), expected, 0, "a second fit")
        except AssertionError:
            raise SkipTest("two fits to the same data differ, which check_same_seed is about") from None
        raise


def check_pickle(estimator, contract):
    """A fitted estimator can be pickled, and then gives bit-identical results."""
    X, y = contract.data()
    fit = fitted(estimator, X, y)
    with accepted("pickle of what is fitted"):
        again = pickle.loads(pickle.dumps(fit))
    assert_same_answers(answers(again, X, "X after pickling"), answers(fit, X), 0, "X after pickling")


def check_refuses_infinity(estimator, contract):
    """Infinity in a sequence is refused, in `fit` and afterwards."""
    _check_refuses_value(estimator, contract, np.inf, "infinity")


def check_refuses_a_gap(estimator, contract):
    """NaN inside a sequence is refused, in `fit` and afterwards, unless its tags allow NaN."""
    _check_refuses_value(estimator, contract, np.nan, "NaN inside a sequence")


def _check_refuses_value(estimator, contract, value, what):
    X, y = contract.data()
    fit = fitted(estimator, X, y)
    spoiled = deepcopy(X)
    spoiled[1][3, 2] = value
    _check_refuses(estimator, fit, spoiled, y, what)


def _check_refuses(estimator, fit, X, y, what):
    with refused(f"fit, given {what}"):
        seeded(estimator).fit(X, y)
    name = "predict" if hasattr(fit, "predict") else "transform"
    with refused(f"{name}, given {what}"):
        getattr(fit, name)(X)


def check_refuses_no_sequence(estimator, contract):
    """X without a sequence is refused."""
    X, y = contract.data()
    _check_refuses(estimator, fitted(estimator, X, y), X[:0], y[:0], "X without a sequence")


def check_refuses_an_empty_sequence(estimator, contract):
    """A sequence without steps, or of NaN only, is refused."""
    X, y = contract.data()
    fit = fitted(estimator, X, y)
    if contract.ragged:
        empty = [*X[:2], X[2][:0], *X[3:]]
        _check_refuses(estimator, fit, empty, y, "a sequence without a step")
    if contract.padded:
        of_nan = padded(_listed(contract))
        of_nan[2] = np.nan
        _check_refuses(estimator, fit, of_nan, y, "a sequence of NaN alone")


def check_refuses_other_channels(estimator, contract):
    """After `fit`, another number of channels is refused."""
    X, y = contract.data(equal=True)
    fit = fitted(estimator, X, y)
    name = "predict" if hasattr(fit, "predict") else "transform"
    for what, values in {"a channel less": X_less(X), "a channel more": X_more(X)}.items():
        with refused(f"{name}, given {what} than in fit"):
            getattr(fit, name)(values)


def X_less(X):
    """X without its last channel."""
    return X[:, :, :-1] if isinstance(X, np.ndarray) else [x[:, :-1] for x in X]


def X_more(X):
    """X with its last channel twice."""
    axis = -1
    if isinstance(X, np.ndarray):
        return np.concatenate([X, X[:, :, -1:]], axis=axis)
    return [np.concatenate([x, x[:, -1:]], axis=axis) for x in X]


def check_refuses_uneven_channels(estimator, contract):
    """Sequences that do not have the same channels are refused."""
    X, y = contract.data()
    uneven = [*X[:2], X[2][:, :-1], *X[3:]]
    _check_refuses(
        estimator, fitted(estimator, X, y), uneven, y, "a sequence with fewer channels than others"
    )


def check_refuses_four_dimensions(estimator, contract):
    """An array of four dimensions is refused."""
    X, y = contract.data(equal=True)
    fit = fitted(estimator, X, y)
    _check_refuses(estimator, fit, np.asarray(X)[..., None], y, "an array of four dimensions")


def check_refuses_text(estimator, contract):
    """Text in place of numbers is refused."""
    X, y = contract.data(equal=True)
    fit = fitted(estimator, X, y)
    _check_refuses(estimator, fit, np.full(np.shape(X), "run"), y, "text in the place of numbers")


def _listed(contract):
    """The recordings of the contract as a list, whatever its form."""
    equal = not (contract.ragged or contract.padded)
    return recordings(contract.n_channels, equal=equal)[0]


SHARED_CHECKS = {
    check_fit_returns_itself: (),
    check_parameters_stay: (),
    check_input_stays: (),
    check_process_stays: (),
    check_prints_nothing: (),
    check_not_fitted: (),
    check_forms_that_are_asked: ("several forms",),
    check_forms_that_are_fitted: ("several forms",),
    check_padding: ("padded",),
    check_longer_than_in_fit: ("unequal lengths",),
    check_dtypes: (),
    check_memory_layouts: (),
    check_one_row_in_company: (),
    check_order_of_rows: (),
    check_same_seed: (),
    check_refit: ("fresh fits",),
    check_pickle: (),
    check_refuses_infinity: (),
    check_refuses_a_gap: ("no gaps",),
    check_refuses_no_sequence: (),
    check_refuses_an_empty_sequence: ("unequal lengths",),
    check_refuses_other_channels: (),
    check_refuses_uneven_channels: ("ragged",),
    check_refuses_four_dimensions: (),
    check_refuses_text: (),
}
"""Each check, and the names in `NEEDS` that it requires; otherwise it is left out."""
