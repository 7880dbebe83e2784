"""Partial labels: y as an array, which rows have a label, and labels as class indices and back.

``unlabeled`` is the marker in y for "no label"; None says that every entry is a class. Besides the marker,
None and NaN count as unlabelled where the dtype can hold them. This module knows nothing of sequences.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numbers
from collections.abc import Iterator, Mapping, MappingView, Set
from typing import Any

import numpy as np
from sklearn.exceptions import DataConversionWarning
from sklearn.pipeline import Pipeline
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import assert_all_finite, column_or_1d

from sklearn_seqgan._warnings import warn

__all__ = [
    "UNLABELED_INDEX",
    "array_of",
    "as_column",
    "as_labels",
    "encode_labels",
    "find_classes",
    "is_by_step",
    "is_labeled",
    "is_missing",
    "labeled_rows",
    "labels_of",
    "marker_of",
    "n_labels",
    "raise_if_no_label",
    "sorted_classes",
]

UNLABELED_INDEX = -1
"""Class index of a row without a label, whatever the user's marker was."""

_LIKE_A_MARKER = {
    *("", "?", "-", "-1", "-1.0", "na", "n/a", "<na>", "nan", "nat", "none", "null"),
    *("unlabeled", "unlabelled"),
}


def as_column(y, **options):
    """An array-like as a one-dimensional array, with None where it is masked.

    Parameters
    ----------
    y : array-like of shape (n,) or (n, 1)
    **options
        Passed to scikit-learn's `column_or_1d`.

    Returns
    -------
    ndarray of shape (n,)

    Warns
    -----
    DataConversionWarning
        If ``warn=True`` is among the options and y is a column.
    """
    told = options.pop("warn", False)
    if hasattr(y, "detach"):  # a tensor, of any device
        y = y.detach().cpu()
    column = column_or_1d(np.ma.getdata(y) if np.ma.is_masked(y) else y, **options)
    if np.ma.is_masked(y):
        column = column.astype(object)
        column[np.ma.getmaskarray(y).ravel()] = None
    if told and np.asarray(y).ndim == 2:  # scikit-learn's own warning would point at our line
        warn(
            "A column-vector y was passed when a 1d array was expected. Please change the shape of y to "
            "(n_samples, ), for example using ravel().",
            DataConversionWarning,
        )
    return column


def as_labels(
    y: Any, caller: str = "This tool", n_samples: int | None = None, advice: str = ""
) -> np.ndarray:
    """y as a one-dimensional array of numbers, text or objects.

    A list that mixes text and numbers keeps both.

    Parameters
    ----------
    y : array-like of shape (n,)
    caller : str
        What needs y; an error names it.
    n_samples : int, default=None
        Required number of entries.
    advice : str
        What to do instead; added to the error if y is None.

    Returns
    -------
    ndarray of shape (n,)

    Raises
    ------
    ValueError
        If y is missing, has several columns or another length, or holds bytes or infinity.
    """
    if y is None:
        raise ValueError(f"{caller} requires y to be passed, but the target y is None.{advice}")
    if getattr(y, "ndim", 1) == 1 and is_by_step(y):
        raise ValueError(
            f"y has an array of labels for each recording, where {caller} takes one label per sequence. For "
            "labels of time steps there is model_selection.WindowedClassifier."
        )
    _raise_if_no_array(y, caller)
    if isinstance(y, (list, tuple)) and _is_mixed(y):
        y = np.array(y, dtype=object)
    y = as_column(y, warn=True)
    _raise_if_no_classes(y.dtype)
    if y.dtype.kind == "f":
        assert_all_finite(y, allow_nan=True, input_name="y")
    if n_samples is not None and len(y) != n_samples:
        one = " If X is one recording, put it into a list: [X]." if len(y) == 1 else ""
        raise ValueError(
            f"X has {n_samples} samples, but y has {len(y)}: "
            f"Found input variables with inconsistent numbers of samples.{one}"
        )
    return y


_NO_ARRAYS = (str, bytes, type, numbers.Number, Mapping, MappingView, Iterator, Set)


def _raise_if_no_array(y, caller):
    if isinstance(y, _NO_ARRAYS) or callable(y) or getattr(y, "shape", None) == ():
        what = f"{y!r}" if isinstance(y, (str, bytes, numbers.Number)) else f"a {type(y).__name__}"
        raise TypeError(f"y is {what}, where {caller} takes a list or an array with one label per sequence.")
    if hasattr(y, "toarray"):
        raise TypeError(f"y is a sparse {type(y).__name__}. Sparse data is not supported: pass an array.")
    if isinstance(getattr(y, "dtype", None), np.dtype):
        _raise_if_no_classes(y.dtype)


def _raise_if_no_classes(dtype):
    if dtype.kind == "S":
        raise ValueError("y holds bytes; decode them to text, with numpy.char.decode(y), say.")
    if dtype.kind == "c":
        raise ValueError("Complex data not supported: y holds complex numbers; labels are numbers or text.")
    if dtype.kind == "V":
        raise ValueError("Unknown label type: y holds records of several fields; labels are numbers or text.")


def is_by_step(y):
    """Whether y has labels of time steps: one array for each recording, or one array (n, T).

    A column, (n, 1), holds one label per sequence.

    Examples
    --------
    >>> is_by_step([["sit", "walk"], ["sit"]]), is_by_step(["sit", "walk"]), is_by_step([[0], [1]])
    (True, False, False)
    """
    if getattr(y, "ndim", 1) > 1:
        return y.ndim == 2 and y.shape[1] > 1
    if not isinstance(y, (list, tuple)) and getattr(getattr(y, "dtype", None), "kind", "") != "O":
        return False
    sizes = [n_labels(labels) for labels in y]
    return None not in sizes and any(size != 1 for size in sizes)


def n_labels(labels):
    """Number of labels in an entry of y; None if the entry is itself a label."""
    if isinstance(labels, (list, tuple)):
        return len(labels)
    shape = getattr(labels, "shape", None)
    return shape[0] if shape else None


def _is_mixed(y):
    """Whether numpy would convert entries to one kind: a mix of text and numbers, or masked entries."""
    n_texts = sum(isinstance(v, str) for v in y)
    return 0 < n_texts < len(y) or any(v is np.ma.masked for v in y)


def raise_if_no_label(rows, purpose="", advice=""):
    """Refuse a y without any label.

    Parameters
    ----------
    rows : ndarray of int
        Returned by `labeled_rows`.
    purpose : str
        What a label is needed for, such as "to split".
    advice : str
        What to do instead.
    """
    if len(rows) == 0:
        wanted = f"no label {purpose}".rstrip()
        raise ValueError(f"y holds {wanted}: every row is marked as unlabelled.{advice}")


def labeled_rows(y: Any, unlabeled: Any = -1) -> np.ndarray:
    """Numbers of the rows of y that have a label."""
    return np.flatnonzero(is_labeled(y, unlabeled))


def labels_of(y: Any, rows: Any) -> np.ndarray:
    """Labels of some rows. Text or numbers from an object array get their own dtype."""
    labels = y[rows]
    return array_of(labels.tolist()) if labels.dtype == object else labels


def marker_of(estimator, default=-1):
    """The marker for "no label" of an estimator, or of the last step of a Pipeline.

    Parameters
    ----------
    estimator : estimator
    default : object, default=-1
        Marker of an estimator without a parameter ``unlabeled``.
    """
    last = estimator[-1] if isinstance(estimator, Pipeline) else estimator
    return getattr(last, "unlabeled", default)


def is_labeled(y: Any, unlabeled: Any = -1) -> np.ndarray:
    """Tell which entries of y are labels.

    Parameters
    ----------
    y : ndarray of shape (n,)
    unlabeled : object, default=-1
        The marker for "no label". None: every entry is a label.

    Returns
    -------
    ndarray of shape (n,), bool

    Raises
    ------
    ValueError
        If `unlabeled` is None and y holds None or NaN; or if y is an array of text with NaN or a numeric
        marker spelled out, as in ``numpy.array(["walk", -1])``.

    Warns
    -----
    UserWarning
        If y holds a class that looks like a marker: ``"?"`` where the marker is -1, or -1 where it is
        ``"-1"``.

    Examples
    --------
    >>> import numpy as np
    >>> is_labeled(np.array([0, -1, 2]))
    array([ True, False,  True])
    >>> is_labeled(np.array(["walk", "?"]), unlabeled="?")
    array([ True, False])
    """
    labeled = _is_labeled(y, unlabeled)
    if unlabeled is not None:
        _warn_of_variants(y[labeled], unlabeled)
    return labeled


def _is_labeled(y, unlabeled):
    missing = is_missing(y)
    if unlabeled is None:
        if missing.any():
            raise ValueError(
                f"y holds None or NaN (Input y contains NaN) at row {np.argmax(missing)}, but "
                "unlabeled=None says that every entry is a class. Remove the row or name a marker."
            )
        return ~missing
    _raise_if_marker_is_spelled_out(y, unlabeled)
    if y.dtype != object:
        return ~(missing | (y == unlabeled))
    return np.array([not m and v != unlabeled for m, v in zip(missing, y)], dtype=bool)


def find_classes(y: Any, unlabeled: Any = -1) -> np.ndarray:
    """The sorted classes of y, without the marker.

    Raises
    ------
    ValueError
        If the labels cannot be sorted (text mixed with numbers), are not classes
        (fractions), or are all of one class.
    """
    labels = y[is_labeled(y, unlabeled)]
    if len(labels) == 0:
        return labels
    classes = _as_plain_numbers(sorted_classes(labels)[0])
    if classes.dtype.kind == "f":
        check_classification_targets(classes)
    if len(classes) == 1:
        raise ValueError(_one_class_message(classes.tolist()[0], y, unlabeled))
    return classes


def sorted_classes(labels):
    """The sorted unique labels, and the class index of each label.

    Parameters
    ----------
    labels : ndarray of shape (n,)
        Without markers.

    Returns
    -------
    classes : ndarray of shape (K,)
    codes : ndarray of shape (n,), int64

    Raises
    ------
    ValueError
        If labels are of types that have no order.
    """
    try:
        if labels.dtype == object and any(isinstance(v, (Set, Mapping)) for v in labels):
            raise TypeError("sets are sorted by what they contain")  # numpy sorts them without an order
        return np.unique(labels, return_inverse=True)
    except TypeError as error:
        kinds = sorted({type(v).__name__ for v in labels})
        wrong = "mixes " + " and ".join(kinds) if len(kinds) > 1 else f"holds a {kinds[0]}"
        raise ValueError(
            f"Unknown label type: y {wrong}, which cannot be sorted; use numbers for all classes, or text."
        ) from error


def encode_labels(y, classes, unlabeled=-1):
    """Class index of every row; `UNLABELED_INDEX` for a row without a label.

    Parameters
    ----------
    y : ndarray of shape (n,)
    classes : ndarray of shape (K,), sorted

    Returns
    -------
    ndarray of shape (n,), int64

    Raises
    ------
    ValueError
        If y holds a label that is not among the classes.
    """
    labeled = _is_labeled(y, unlabeled)  # other spellings of the marker: classes, or errors
    indices = np.full(len(y), UNLABELED_INDEX, dtype=np.int64)
    known = np.isin(y[labeled], classes)
    if not known.all():
        raise ValueError(
            f"y holds the label {y[labeled][~known].tolist()[0]!r}, which is not among the classes "
            f"{classes.tolist()}."
        )
    if labeled.any():
        indices[labeled] = np.searchsorted(classes, y[labeled])
    return indices


def _as_plain_numbers(classes):
    """Numbers in an object array as a numeric array, which scikit-learn's metrics require."""
    if classes.dtype == object and all(isinstance(v, (numbers.Real, np.bool_)) for v in classes):
        return array_of(classes.tolist())
    return classes


def array_of(labels):
    """Labels as one array; whole numbers stay exact, in an array of objects if no other dtype holds them."""
    array = np.array(labels)
    if array.dtype.kind != "f" or all(map(_is_held, array.tolist(), labels)):
        return array
    unsigned = all(isinstance(v, numbers.Integral) and v >= 0 for v in labels)
    return np.array(labels, dtype=np.uint64 if unsigned else object)  # numpy makes floats of [1, 2^63]


def _is_held(value, label):
    return value == label or not isinstance(label, numbers.Integral)


def is_missing(y):
    """Which entries are None, NaN, NaT, NA or masked, where the dtype can hold them; shape (n,), bool."""
    if y.dtype.kind == "f":
        return np.isnan(y)
    if y.dtype.kind in "mM":
        return np.isnat(y)
    if y.dtype != object:
        return np.zeros(len(y), dtype=bool)
    return np.array([v is None or _is_nan(v) for v in y], dtype=bool)


def _is_nan(v):
    if isinstance(v, (np.datetime64, np.timedelta64)):
        return np.isnat(v)
    number = isinstance(v, (float, np.floating))
    return np.isnan(v) if number else type(v).__name__ in ("NAType", "NaTType", "MaskedConstant")


def _warn_of_variants(labels, unlabeled):
    """Warn of classes that look like the marker in another spelling, or like another marker."""
    if labels.dtype.kind not in "OU" and not isinstance(unlabeled, str):
        return
    for label in {v for v in labels.tolist() if isinstance(v, (str, numbers.Number))}:
        if _is_variant(label, unlabeled):
            label = label.item() if isinstance(label, np.generic) else label
            warn(
                f"y holds {label!r}, which counts as a class here, because the marker is {unlabeled!r}. If "
                f"it means 'no label', pass unlabeled={label!r}."
            )


def _is_variant(label, unlabeled):
    spelled = _spelled(label)
    return spelled == _spelled(unlabeled) or (isinstance(label, str) and spelled in _LIKE_A_MARKER)


def _spelled(v):
    """Text without case and outer white space; a whole number is spelled alike as int and float."""
    if isinstance(v, (float, np.floating)) and float(v).is_integer():
        v = int(v)
    return str(v).strip().casefold().replace("\N{MINUS SIGN}", "-")


def _raise_if_marker_is_spelled_out(y, unlabeled):
    if y.dtype.kind != "U":
        return
    for text in {"nan", str(unlabeled)} - {unlabeled}:
        if np.any(y == text):
            raise ValueError(
                f"y is an array of text that holds {text!r}, while the marker for unlabelled rows is "
                f"{unlabeled!r}. Pass unlabeled={text!r}, or make y with dtype=object."
            )


def _one_class_message(label, y, unlabeled):
    message = f"y contains 1 class only ({label!r}); a classifier needs at least 2 classes."
    if unlabeled is not None and not _is_labeled(y, unlabeled).all():
        message += (
            f" {unlabeled!r} marks rows without a label here; if it is a class of its own, "
            "pass unlabeled=None."
        )
    return message
