"""The checks for an estimator, and how they are run."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from textwrap import shorten
from typing import Any
from unittest import SkipTest

from sklearn.base import is_classifier
from sklearn.exceptions import EstimatorCheckFailedWarning, SkipTestWarning

from sklearn_seqgan.testing._classifier_checks import CLASSIFIER_CHECKS
from sklearn_seqgan.testing._contract import contract_of
from sklearn_seqgan.testing._shared_checks import NEEDS
from sklearn_seqgan.testing._transformer_checks import TRANSFORMER_CHECKS
from sklearn_seqgan.typing import Estimator, Marker

__all__ = [
    "check_sequence_classifier",
    "check_sequence_transformer",
    "parametrize_with_sequence_checks",
    "sequence_classifier_checks",
    "sequence_transformer_checks",
]

ON_FAIL, ON_SKIP = ("raise", "warn", None), ("warn", None)


def check_sequence_classifier(
    estimator: Estimator,
    *,
    ragged: bool = True,
    padded: bool = True,
    unlabeled: Marker = "auto",
    n_channels: int = 6,
    rtol: float = 1e-7,
    expected_failed_checks: Mapping[str, str] | None = None,
    on_skip: str | None = "warn",
    on_fail: str | None = "raise",
    callback: Callable[..., object] | None = None,
) -> list[dict[str, Any]]:
    """Check the contract of a classifier of sequences, as scikit-learn's `check_estimator` does for tables.

    The checks are about forms of X, padding, markers of rows without a label, independence of other rows,
    seeds, pickles and refusals. Run them in addition to `check_estimator`; they repeat little of it.

    Parameters
    ----------
    estimator : classifier
        An instance that fits quickly: it is fitted some 70 times to 15 sequences of up to 15 steps.
    ragged : bool, default=True
        Whether X may be a list of arrays of unequal lengths.
    padded : bool, default=True
        Whether X may be one array (n, T, F) with NaN after the ends of its sequences.
    unlabeled : object, default="auto"
        The marker in y for "no label"; None if every entry is a class. "auto": the value of its parameter of
        that name, or None if it has none.
    n_channels : int, default=6
        Number of channels of X.
    rtol : float, default=1e-7
        Relative tolerance for results that should be equal; the absolute tolerance is a hundredth of it. If
        results differ only by a seed, a pickle or an earlier fit, they must be exactly equal.
    expected_failed_checks : dict of str to str, default=None
        Names of checks that may fail, and why.
    on_skip : {"warn", None}, default="warn"
        Whether to warn about a check that is inconclusive.
    on_fail : {"raise", "warn", None}, default="raise"
        What to do with an unexpected failure.
    callback : callable, default=None
        Called with the entries of each result as keywords; not allowed with ``on_fail="raise"``.

    Returns
    -------
    list of dict
        As from `check_estimator`, for each check: "estimator", "check_name", "exception", "status" ("passed",
        "failed", "xfail" or "skipped"), "expected_to_fail", "expected_to_fail_reason".

    Raises
    ------
    AssertionError
        Says what differs, of the first check that fails, if `on_fail` is "raise".
    TypeError
        If `estimator` is a class, or not a classifier.

    Warns
    -----
    EstimatorCheckFailedWarning
        For each failure, if `on_fail` is "warn".
    SkipTestWarning
        For each inconclusive check, if `on_skip` is "warn".

    See Also
    --------
    parametrize_with_sequence_checks : A decorator for pytest: one test for each estimator and check.
    check_sequence_transformer :
        Check the contract of a transformer of sequences, whether it returns sequences or features.

    Examples
    --------
    >>> from sklearn_seqgan import CNNClassifier
    >>> from sklearn_seqgan.testing import check_sequence_classifier
    >>> results = check_sequence_classifier(CNNClassifier(max_steps=2))
    >>> len(results), {result["status"] for result in results}
    (37, {'passed'})
    """
    contract = {
        "ragged": ragged,
        "padded": padded,
        "unlabeled": unlabeled,
        "n_channels": n_channels,
        "rtol": rtol,
    }
    pairs = sequence_classifier_checks(estimator, **contract)
    return _run(pairs, expected_failed_checks or {}, on_skip, on_fail, callback)


def check_sequence_transformer(
    estimator: Estimator,
    *,
    ragged: bool = True,
    padded: bool = True,
    n_channels: int = 6,
    rtol: float = 1e-7,
    expected_failed_checks: Mapping[str, str] | None = None,
    on_skip: str | None = "warn",
    on_fail: str | None = "raise",
    callback: Callable[..., object] | None = None,
) -> list[dict[str, Any]]:
    """Check the contract of a transformer of sequences, whether it returns sequences or features.

    Parameters
    ----------
    estimator : transformer
        An instance; copies of it are fitted.
    ragged, padded, n_channels, rtol, expected_failed_checks, on_skip, on_fail, callback : as there
        Those of `check_sequence_classifier`.

    Returns
    -------
    list of dict
        As from `check_sequence_classifier`.

    Raises
    ------
    AssertionError
        Says what differs, of the first check that fails, if `on_fail` is "raise".
    TypeError
        If `estimator` is a class, or not a transformer.

    See Also
    --------
    check_sequence_classifier :
        Check the contract of a classifier of sequences, as scikit-learn's `check_estimator` does for tables.

    Examples
    --------
    >>> from sklearn_seqgan.preprocessing import SequenceScaler
    >>> from sklearn_seqgan.testing import check_sequence_transformer
    >>> results = check_sequence_transformer(SequenceScaler())
    >>> {result["status"] for result in results}
    {'passed'}
    """
    contract = {"ragged": ragged, "padded": padded, "n_channels": n_channels, "rtol": rtol}
    pairs = sequence_transformer_checks(estimator, **contract)
    return _run(pairs, expected_failed_checks or {}, on_skip, on_fail, callback)


def sequence_classifier_checks(
    estimator: Estimator,
    *,
    ragged: bool = True,
    padded: bool = True,
    unlabeled: Marker = "auto",
    n_channels: int = 6,
    rtol: float = 1e-7,
) -> list[tuple[Any, Any]]:
    """The checks that `check_sequence_classifier` runs.

    Parameters
    ----------
    estimator : classifier
        An instance; copies of it are fitted.
    ragged, padded, unlabeled, n_channels, rtol : as there
        Those of `check_sequence_classifier`.

    Returns
    -------
    list of (estimator, check)
        ``check(estimator)`` raises an AssertionError that says what differs.

    See Also
    --------
    check_sequence_classifier :
        Check the contract of a classifier of sequences, as scikit-learn's `check_estimator` does for tables.

    Examples
    --------
    >>> from sklearn_seqgan import CNNClassifier
    >>> from sklearn_seqgan.testing import sequence_classifier_checks
    >>> estimator, check = sequence_classifier_checks(CNNClassifier(max_steps=2))[0]
    >>> check.func.__doc__
    '`fit` returns the estimator, as chains of calls and pipelines want it.'
    """
    _raise_if_not_an_instance(estimator, "predict", "classifier")
    contract = contract_of(estimator, ragged, padded, unlabeled, n_channels, rtol)
    return _pairs(estimator, contract, CLASSIFIER_CHECKS)


def sequence_transformer_checks(
    estimator: Estimator, *, ragged: bool = True, padded: bool = True, n_channels: int = 6, rtol: float = 1e-7
) -> list[tuple[Any, Any]]:
    """The checks that `check_sequence_transformer` runs.

    Parameters
    ----------
    estimator : transformer
        An instance; copies of it are fitted.
    ragged, padded, n_channels, rtol : as there
        Those of `check_sequence_classifier`.

    Returns
    -------
    list of (estimator, check)
        ``check(estimator)`` raises an AssertionError that says what differs.

    See Also
    --------
    check_sequence_transformer :
        Check the contract of a transformer of sequences, whether it returns sequences or features.

    Examples
    --------
    >>> from sklearn_seqgan.preprocessing import SequenceScaler
    >>> from sklearn_seqgan.testing import sequence_transformer_checks
    >>> estimator, check = sequence_transformer_checks(SequenceScaler())[0]
    >>> check(estimator)
    """
    _raise_if_not_an_instance(estimator, "transform", "transformer")
    contract = contract_of(estimator, ragged, padded, None, n_channels, rtol)
    return _pairs(estimator, contract, TRANSFORMER_CHECKS)


def parametrize_with_sequence_checks(
    estimators: Sequence[Estimator],
    *,
    expected_failed_checks: Callable[..., Any] | None = None,
    xfail_strict: bool | None = None,
    **contract: Any,
) -> Any:
    """A decorator for pytest: one test for each estimator and check.

    Parameters
    ----------
    estimators : list of estimators
        Classifiers get the checks for classifiers, all others those for transformers.
    expected_failed_checks : callable, default=None
        Maps an estimator to a dictionary of names of checks that may fail, and why.
    xfail_strict : bool, default=None
        Whether an expected failure that passes counts as a failure. None: as configured in pytest.
    **contract
        As in `check_sequence_classifier`: ragged, padded, unlabeled, n_channels, rtol.

    Returns
    -------
    pytest.mark.parametrize
        The mark for a test with the arguments ``estimator`` and ``check``.

    See Also
    --------
    check_sequence_classifier :
        Check the contract of a classifier of sequences, as scikit-learn's `check_estimator` does for tables.
    check_sequence_transformer :
        Check the contract of a transformer of sequences, whether it returns sequences or features.

    Examples
    --------
    >>> from sklearn_seqgan import CNNClassifier
    >>> @parametrize_with_sequence_checks([CNNClassifier(max_steps=2)])
    ... def test_sequence_checks(estimator, check):
    ...     check(estimator)
    """
    import pytest

    strict: dict[str, Any] = {} if xfail_strict is None else {"strict": xfail_strict}
    parameters = []
    for estimator in estimators:
        expected = {} if expected_failed_checks is None else expected_failed_checks(estimator)
        checks = sequence_classifier_checks if is_classifier(estimator) else sequence_transformer_checks
        for _, check in checks(estimator, **contract):
            name = check.func.__name__
            marks = [pytest.mark.xfail(reason=expected[name], **strict)] if name in expected else []
            parameters.append(pytest.param(estimator, check, marks=marks, id=f"{_short(estimator)}-{name}"))
    return pytest.mark.parametrize(("estimator", "check"), parameters)


def _short(estimator):
    """The repr of the estimator, shortened to the width of a line."""
    return shorten(repr(estimator), 80, placeholder="...")


def _raise_if_not_an_instance(estimator, method, kind):
    if isinstance(estimator, type):
        raise TypeError(f"{estimator.__name__} is a class; pass an instance, {estimator.__name__}() say.")
    if not hasattr(estimator, method):
        raise TypeError(f"{type(estimator).__name__} has no {method}; a {kind} is wanted.")


def _pairs(estimator, contract, checks):
    return [
        (estimator, partial(check, contract=contract))
        for check, needs in checks.items()
        if all(NEEDS[need](estimator, contract) for need in needs)
    ]


def _run(pairs, expected, on_skip, on_fail, callback):
    if on_fail not in ON_FAIL or on_skip not in ON_SKIP:
        raise ValueError(
            f"on_fail={on_fail!r} must be one of {ON_FAIL}, and on_skip={on_skip!r} of {ON_SKIP}."
        )
    if on_fail == "raise" and callback is not None:
        raise ValueError("callback cannot be given together with on_fail='raise'.")
    results = []
    for estimator, check in pairs:
        result = _result(estimator, check, expected)
        results.append(result)
        if result["status"] == "failed" and on_fail == "raise":
            raise result["exception"]
        _tell(result, on_skip, on_fail)
        if callback is not None:
            callback(**result)
    return results


def _result(estimator, check, expected):
    name = check.func.__name__
    result = {"estimator": estimator, "check_name": name, "exception": None, "status": "passed"}
    result |= {"expected_to_fail": name in expected, "expected_to_fail_reason": expected.get(name)}
    try:
        check(estimator)
    except SkipTest as skipped:
        result |= {"exception": skipped, "status": "skipped"}
    except Exception as error:
        result |= {"exception": error, "status": "xfail" if name in expected else "failed"}
    return result


def _tell(result, on_skip, on_fail):
    if result["status"] == "skipped" and on_skip == "warn":
        name = f"{result['check_name']} of {type(result['estimator']).__name__}"
        warnings.warn(f"{name} is skipped: {result['exception']}", SkipTestWarning, stacklevel=4)
    if result["status"] == "failed" and on_fail == "warn":
        warnings.warn(EstimatorCheckFailedWarning(**result), stacklevel=4)
