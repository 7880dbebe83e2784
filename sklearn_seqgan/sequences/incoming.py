"""What users and other packages pass -> ndarrays of real numbers, with NaN for missing values.

No package but numpy is imported; other objects are recognised by their methods. This module knows nothing
about lengths and channels.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Iterator, Mapping, MappingView, Sequence, Set
from datetime import date, time, timedelta
from typing import Any, TypeGuard

import numpy as np

__all__ = [
    "FORMS",
    "as_numbers",
    "as_plain",
    "column_names",
    "is_ragged",
    "raise_if_columns_differ",
    "raise_if_no_numbers",
]

FORMS = "(n, T), (n, T, F), or a list or object array of (T_i, F) arrays"

_NUMBERS = "fiub"
_NO_ARRAYS = (Mapping, MappingView, Iterator, Set)
_TIMES = (date, time, timedelta, np.datetime64, np.timedelta64)
_TIMES_OF_PANDAS = {"NaTType", "Period"}
_MISSING = {"NAType", "MaskedConstant"}


def is_ragged(X: Any) -> TypeGuard[Sequence[Any]]:
    """Whether X holds one array per sequence, instead of being one array itself.

    A list of lists of numbers is an ordinary two-dimensional array.
    """
    if _is_packed(X):
        return False
    if isinstance(X, (list, tuple)):
        return not X or any(map(_is_meant_as_a_sequence, X))
    return getattr(X, "ndim", None) == 1 and getattr(X.dtype, "kind", None) == "O"


def as_numbers(x: Any, sample: int | None = None) -> np.ndarray:
    """An array-like as an array of real numbers.

    Parameters
    ----------
    x : array-like
        A numpy array, or anything that numpy can read: a frame, a tensor on any device, nested lists.
    sample : int, default=None
        Number of the sample of X, for errors. None: X itself.

    Returns
    -------
    ndarray
        x itself if possible. Values that are masked, None or pandas' NA become NaN; the dtype is then
        float64, unless x is of floats.

    Raises
    ------
    TypeError
        If x is not array-like: a dictionary, a generator, a sparse matrix.
    ValueError
        If it holds dates, durations, complex numbers, nested sequences, or anything that is not a number.
        Both errors say where, and what to pass.

    Examples
    --------
    >>> import numpy as np
    >>> as_numbers(np.ma.masked_equal([1, -99, 3], -99))
    array([ 1., nan,  3.])
    """
    array = as_plain(x, sample)
    if array.dtype.kind in _NUMBERS:
        return array
    if array.dtype.kind in "cV":
        raise_if_no_numbers(array, sample)
    try:
        return array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{_name(sample)} is not an array of numbers: {error}") from error


def as_plain(x: Any, sample: int | None = None) -> np.ndarray:
    """The same, but arrays without missing values stay unchanged, even of text or complex numbers."""
    if type(x) is np.ndarray and x.dtype.kind in _NUMBERS:
        return x
    _raise_if_no_array(x, sample)
    array = _read(x, sample)
    if array.dtype.kind in "mM" and array.size:
        _refuse_times(array.dtype, (0,) * array.ndim, sample)
    return _with_nan(array, x, sample) if array.dtype == object else array


def raise_if_no_numbers(array, sample=None):
    """Refuse an array of text, bytes, complex numbers or records, whose dtype says so.

    Raises
    ------
    ValueError
    """
    if array.dtype.kind == "c":
        raise ValueError(f"Complex data not supported: {_name(sample, inside=True)} is complex.")
    if array.dtype.kind in "USV":
        kind = "records of several fields" if array.dtype.kind == "V" else "text"
        raise ValueError(f"{_name(sample)} holds {kind}; convert it to numbers, by X.astype(float) say.")


def column_names(x):
    """Names of the columns of a frame as a list of text; None if x is not a frame, or has other names."""
    if type(x) is np.ndarray:
        return None
    for attribute in ("columns", "column_names"):  # pandas and polars; Arrow
        names = getattr(x, attribute, None)
        names = names.tolist() if hasattr(names, "tolist") else names
        if isinstance(names, list) and names and all(isinstance(name, str) for name in names):
            return names
    return None


def raise_if_columns_differ(X):
    """Refuse frames in a list whose column names differ from those of the first, in name or order.

    Parameters
    ----------
    X : sequence of n arrays or frames

    Raises
    ------
    ValueError
        Names the sample.
    """
    first, expected = None, None
    for i, x in enumerate(X):
        names = column_names(x)
        if names is not None and expected is None:
            first, expected = i, names
        elif names is not None and names != expected:
            raise ValueError(
                f"The feature names of sample {i} of X are {names}. The feature names should match those of "
                f"sample {first}, in the same order: {expected}."
            )


def _is_packed(x):
    """Whether x is torch's PackedSequence, which is a tuple, but not of sequences."""
    return hasattr(x, "batch_sizes") and hasattr(x, "sorted_indices")


def _is_meant_as_a_sequence(x):
    """Whether an entry of a list is more than a number or a list of numbers, readable or not."""
    if type(x) is np.ndarray:
        return x.ndim > 0
    if isinstance(x, (list, tuple)):
        return _is_packed(x)
    shape = getattr(x, "shape", None)
    if shape is not None:
        return len(shape) > 0
    return hasattr(x, "__array__") or isinstance(x, _NO_ARRAYS)


def _raise_if_no_array(x, sample):
    kind = type(x).__name__
    if hasattr(x, "toarray"):  # first, because one of SciPy's is a dictionary
        raise TypeError(
            f"{_name(sample)} is a sparse {kind}. Sparse data is not supported: pass its toarray()."
        )
    if sample is not None and (_is_packed(x) or isinstance(x, _NO_ARRAYS)):
        raise TypeError(f"{_name(sample)} is a {kind}; each sequence must be an array of shape (T_i, F).")
    if _is_packed(x):
        raise TypeError(f"X is a {kind}; pass a list of arrays: torch.nn.utils.rnn.unpack_sequence(X).")
    if isinstance(x, _NO_ARRAYS):
        arrays = "list(X.values())" if isinstance(x, Mapping) else "list(X)"
        raise TypeError(f"X is a {kind}, whose entries have no order or no number; pass a list: {arrays}.")


def _read(x, sample):
    """x as an array of any dtype."""
    try:
        x = _with_masks(x) if _holds_masks(x) else x
        if np.ma.isMaskedArray(x):
            return _unmasked(x)
        array = _on_the_cpu(x) if hasattr(x, "detach") else np.asarray(x)
    except Exception as error:  # whatever package x is from
        raise ValueError(_unreadable(x, sample, error)) from error
    if array.ndim == 0 and array.dtype == object:
        raise TypeError(_unreadable(x, sample, "it is no array"))
    return array


def _holds_masks(x):
    """Whether a nested list has masked arrays at any depth; a row that begins with a number has none."""
    if not isinstance(x, (list, tuple)) or not x or isinstance(x[0], (float, int, str)):
        return False
    return any(np.ma.isMaskedArray(v) or _holds_masks(v) for v in x)


def _with_masks(x):
    """A nested list as one masked array."""
    return np.ma.stack([_with_masks(v) for v in x]) if isinstance(x, (list, tuple)) else np.ma.asarray(x)


def _unmasked(x):
    """NaN under the mask; integers become float64."""
    if not np.ma.is_masked(x) or x.dtype.kind in "mM":
        return np.asarray(x)
    array = np.array(x.data, dtype=np.float64 if x.dtype.kind in "iub" else None)
    array[np.ma.getmaskarray(x)] = np.nan
    return array


def _on_the_cpu(tensor):
    """A tensor of torch as an array."""
    tensor = tensor.detach().cpu()
    try:
        return np.asarray(tensor)
    except TypeError:  # numpy has no bfloat16; float32 holds it
        return np.asarray(tensor.float())


def _with_nan(array, x, sample):
    """An array of objects, with NaN for missing values."""
    flat = array.ravel().tolist()
    kinds = set(map(type, flat))
    times = {k for k in kinds if issubclass(k, _TIMES) or k.__name__ in _TIMES_OF_PANDAS}
    if times:
        at = next(i for i, v in enumerate(flat) if type(v) in times)
        _refuse_times(type(flat[at]).__name__, np.unravel_index(at, array.shape), sample)
    for i, v in enumerate(flat):
        if _is_nested(v):
            place = _place(np.unravel_index(i, array.shape), sample)
            raise ValueError(_nested(type(x).__name__, type(v).__name__, place, sample))
    if not any(k.__name__ in _MISSING for k in kinds):
        return array
    missing = np.array([type(v).__name__ in _MISSING for v in flat]).reshape(array.shape)
    return np.where(missing, np.nan, array)


def _is_nested(v):
    return hasattr(v, "__len__") and not isinstance(v, (str, bytes, Mapping)) and getattr(v, "ndim", 1) > 0


def _nested(kind, inner, place, sample):
    return (
        f"{_name(sample)} is a {kind} that holds a {inner} at {place}, where a number should be. Pass a list "
        "of (T_i, F) arrays; of a table with a sequence in each cell, numpy.column_stack(row) of each row."
    )


def _refuse_times(kind, index, sample):
    raise ValueError(
        f"{_name(sample)} holds dates or durations ({kind}) at {_place(index, sample)}. Sequences are of "
        "numbers: leave the column out, or convert it to seconds: x / numpy.timedelta64(1, 's'), where of "
        "dates the first is subtracted before."
    )


def _unreadable(x, sample, error):
    if isinstance(x, (list, tuple)) and sample is None:
        return (
            "X is a nested list of sequences of different lengths. Pass a list of arrays: "
            "[numpy.asarray(x) for x in X]."
        )
    expected = FORMS if sample is None else "an array of shape (T_i, F)"
    return f"{_name(sample)} is a {type(x).__name__} that cannot be read ({error}); expected {expected}."


def _name(sample, inside=False):
    return "X" if sample is None else f"{'sample' if inside else 'Sample'} {sample} of X"


def _place(index, sample):
    axes = ("sample", "step", "channel") if sample is None else ("step", "channel")
    return ", ".join(f"{axis} {i}" for axis, i in zip(axes, index))
