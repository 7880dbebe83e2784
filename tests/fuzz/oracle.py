"""How a call may end, whatever it was given: in a valid result, or in an error that names its cause."""
# SPDX-License-Identifier: BSD-3-Clause

import re
import traceback
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import sklearn
import torch
import xarray as xr
from sklearn.exceptions import NotFittedError

import sklearn_seqgan
from sklearn_seqgan.exceptions import DivergenceError
from sklearn_seqgan.testing._process import changed, state_of_process

TESTS = Path(__file__).parents[1]
INSIDE = Path(sklearn_seqgan.__file__).parent
SKLEARN = Path(sklearn.__file__).parent
CHECKS = [SKLEARN / name for name in ("utils", "base.py", "preprocessing", "model_selection")]

INTERNAL = re.compile(
    "has no attribute|not supported between|unsupported operand|broadcast|inhomogeneous|setting an array|"
    "cannot reshape|not iterable|not subscriptable|truth value|ufunc|zero-size|out of bounds|"
    "values to unpack|'NoneType' object|invalid literal|shape mismatch|"
    "must be real number|object is not callable|positional|"
    "Cannot interpret|same_kind|Length of values|Expected all tensors|expected scalar type"
)
"""Words of errors that numpy, torch and Python raise of themselves, which name nothing that a user gave."""

NAMED = re.compile(
    r"\b(X|y|labels?|samples?|channels?|class|classes|row|rows|steps?|recordings?|sequences?|groups|table|column|"
    r"columns|feature names|feature\(s\)|Found array|input variables)\b",
    re.IGNORECASE,
)


class Refusal(Exception):
    """A call ended in an error that names its cause."""


def call(function, *arguments):
    """What a function returns, the ways to end held to.

    Parameters
    ----------
    function : callable
    *arguments : recipes with `build`, or callables without arguments
        Each is made twice: for the call, and to compare with afterwards.

    Raises
    ------
    Refusal
        Of a ValueError, TypeError or DivergenceError that names its cause.
    AssertionError
        If the call ended in any other way, warned of what is not for a user, or changed what is not its own.
    """
    given, kept = ([make() for make in arguments] for _ in range(2))
    before = state_of_process()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        error, result = None, None
        try:
            result = function(*given)
        except Exception as raised:
            error = raised
    names = changed(before, state_of_process())
    assert not names, f"it changes {names}"
    for a, b in zip(given, kept, strict=True):
        assert same(a, b), f"it changes what it is given, a {type(a).__name__}"
    for warning in told:
        check_warning(warning)
    if error is not None:
        check_error(error)
        raise Refusal(str(error)) from error
    return result


def check_warning(warning):
    """Warnings that a user can do something about are raised at the user's line, which is a test here."""
    at_a_test = Path(warning.filename).is_relative_to(TESTS)
    fit = not issubclass(warning.category, (RuntimeWarning, DeprecationWarning, FutureWarning))
    theirs = any(Path(warning.filename).is_relative_to(path) for path in CHECKS)
    told = f"{warning.category.__name__} at {warning.filename}:{warning.lineno}: {warning.message}"
    assert fit and (at_a_test or theirs), f"a warning leaks: {told}"


def check_error(error):
    """A ValueError or TypeError, raised by us or by scikit-learn's checks, with a user's words in it."""
    text = "".join(traceback.format_exception(error))
    assert isinstance(error, (ValueError, TypeError, DivergenceError)), text
    assert not isinstance(error, NotFittedError), text
    assert NAMED.search(str(error)), f"its message names nothing that was given:\n{text}"
    own_words = re.split(r"[(:]", str(error))[0]
    assert not INTERNAL.search(own_words), f"its message is an internal one:\n{text}"
    raised_in = Path(traceback.extract_tb(error.__traceback__)[-1].filename)
    mine = any(raised_in.is_relative_to(path) for path in [INSIDE, *CHECKS])
    assert mine, f"it is raised in {raised_in}:\n{text}"


def same(a, b):
    """Whether two things made by one recipe are still the same, whatever they are."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ma.MaskedArray):
        return same(np.ma.getdata(a), np.ma.getdata(b)) and same(np.ma.getmaskarray(a), np.ma.getmaskarray(b))
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and _same_values(a, b)
    if isinstance(a, (pd.DataFrame, pd.Series)):
        return a.equals(b) and a.index.equals(b.index) if not _of_arrays(a) else same([*a], [*b])
    if isinstance(a, pa.Table):
        return a.schema == b.schema and same(a.to_pandas(), b.to_pandas())
    if isinstance(a, (pl.DataFrame, pl.Series)):
        return a.equals(b)
    if isinstance(a, xr.DataArray):
        return same(a.to_numpy(), b.to_numpy())
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and same(a.numpy(), b.numpy())
    if isinstance(a, dict):
        return same([*a.items()], [*b.items()])
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return True


def _same_values(a, b):
    if a.dtype == object:
        return all(map(same, a.ravel().tolist(), b.ravel().tolist()))
    if a.dtype == np.longdouble:  # its bytes have some that are nobody's
        return np.array_equal(a, b, equal_nan=True)
    return np.ascontiguousarray(a).tobytes() == np.ascontiguousarray(b).tobytes()


def _of_arrays(a):
    return (
        isinstance(a, pd.Series)
        and a.dtype == object
        and any(isinstance(v, (np.ndarray, list, tuple)) for v in a)
    )


class Tally(Counter):
    """How many examples came to what."""

    def line(self, name, seconds):
        counts = f"{self['examples']:,} | {self['fitted']:,} | {self['refused']:,} | {self['answered']:,}"
        return f"| {name} | {counts} | {seconds:.0f} |"
