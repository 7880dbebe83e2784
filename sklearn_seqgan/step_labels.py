"""Labels of every time step: one array per recording, instead of one label per sequence.

The marker and missing values are those of ``labels.py``. This module knows nothing of windows and intervals.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any

import numpy as np

from sklearn_seqgan.labels import (
    array_of,
    as_labels,
    encode_labels,
    find_classes,
    is_labeled,
    labeled_rows,
    n_labels,
    sorted_classes,
)

__all__ = ["as_step_labels", "classes_of", "flatten", "room_for", "row_targets"]


def as_step_labels(y: Any, lengths: Any = None, caller: str = "This tool") -> list[np.ndarray]:
    """y as a list of one-dimensional arrays of one kind.

    If some recordings have text and others numbers, both are kept.

    Parameters
    ----------
    y : list of n array-likes of shape (T_i,), or array-like of shape (n, T)
    lengths : sequence of n int, default=None
        Number of time steps of each recording.
    caller : str
        What needs y; an error names it.

    Returns
    -------
    list of n ndarrays of shape (T_i,)

    Raises
    ------
    ValueError
        If y is missing or has another form, or if a recording has not one label per time step; names the
        recording.

    Examples
    --------
    >>> import numpy as np
    >>> as_step_labels([np.array(["sit", "sit"]), np.array([-1])])
    [array(['sit', 'sit'], dtype=object), array([-1], dtype=object)]
    """
    if y is None:
        raise ValueError(f"{caller} requires y to be passed, but the target y is None.")
    if lengths is not None and len(y) != len(lengths):
        raise ValueError(
            f"There are {len(lengths)} recordings, but labels of {len(y)}: Found input variables with "
            "inconsistent numbers of samples. Give a list with one array of labels for each recording."
        )
    arrays = [_as_array(labels, i) for i, labels in enumerate(y)]
    for i, (labels, length) in enumerate(zip(arrays, arrays if lengths is None else lengths)):
        if lengths is not None and len(labels) != length:
            raise ValueError(f"Recording {i} has {length} time steps, but {len(labels)} labels.")
    kinds = {labels.dtype.kind for labels in arrays if len(labels)}
    one_kind = "U" not in kinds or len(kinds) == 1
    return arrays if one_kind else [labels.astype(object) for labels in arrays]


def _as_array(labels, i):
    if n_labels(labels) is None:
        raise ValueError(
            f"Labels of recording {i} are {labels!r}, where an array with a label for each time step is "
            "needed."
        )
    try:
        return as_labels(labels)
    except ValueError as error:
        raise ValueError(f"Labels of recording {i}: {error}") from error


def flatten(arrays):
    """Labels of all recordings end to end; (total_steps,)."""
    filled = [labels for labels in arrays if len(labels)] or arrays[:1]
    return np.concatenate(filled) if filled else np.empty(0, dtype=np.int64)


def row_targets(arrays, unlabeled: Any = -1):
    """The recordings that have a label, and the most frequent class of each.

    Parameters
    ----------
    arrays : list of n ndarrays of shape (T_i,)
    unlabeled : object, default=-1

    Returns
    -------
    rows : ndarray of shape (n_labeled,)
        Recordings with at least one labelled step.
    targets : ndarray of shape (n_labeled,)
        Indices into the sorted classes.
    """
    classes = find_classes(flatten(arrays), unlabeled)
    rows = np.array([i for i, y in enumerate(arrays) if len(labeled_rows(y, unlabeled))], dtype=np.int64)
    codes = [encode_labels(arrays[i], classes, unlabeled) for i in rows]
    return rows, np.array([np.bincount(c[c >= 0]).argmax() for c in codes], dtype=np.int64)


def classes_of(arrays, unlabeled=-1):
    """The sorted labels that occur; unlike `find_classes`, one is enough. Arrays are read in pieces."""
    found = set()
    for labels in arrays:
        for start in range(0, len(labels), _PIECE):
            piece = labels[start : start + _PIECE]
            found.update(sorted_classes(piece[is_labeled(piece, unlabeled)])[0].tolist())
    return array_of(sorted(found))


_PIECE = 2**18


def room_for(unlabeled, classes):
    """A dtype that holds both the classes and the marker without conversion."""
    values = [*classes.tolist(), unlabeled]
    if sum(isinstance(v, str) for v in values) not in (0, len(values)):
        return np.dtype(object)
    array = np.array(values)
    is_exact = all(a == b or a != a for a, b in zip(array.tolist(), values))  # large integers with -1 are not
    return array.dtype if is_exact else np.dtype(object)
