"""What the codes of a fit without labels mean, by a few labels: which classes were found."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import cast

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.utils import Bunch
from sklearn.utils.validation import column_or_1d

from sklearn_seqgan.labels import as_labels, labeled_rows, labels_of, sorted_classes
from sklearn_seqgan.typing import ArrayLike, LabelsLike, Marker

__all__ = ["name_codes"]


def name_codes(codes: ArrayLike, y_partial: LabelsLike, unlabeled: Marker = -1) -> Bunch:
    """Match codes to classes.

    Codes and classes are paired so that as many labels as possible agree. A remaining code gets the class of
    most of its labels, as another part of that class. A code without any label may be a class that is not
    known yet.

    Parameters
    ----------
    codes : array-like of shape (n,), int
        Code of each sequence, such as ``clf.predict(X)`` of a classifier that was fitted without labels.
    y_partial : array-like of shape (n,)
        Classes, and the marker for rows without a label.
    unlabeled : object, default=-1
        The marker in y for "no label".

    Returns
    -------
    Bunch
        ``codes``, ndarray of shape (n_codes,), the codes that occur; ``classes``, a list with the class of
        each, or None; ``sizes`` and ``n_labeled``, ndarrays of shape (n_codes,); ``counts``, ndarray of shape
        (n_codes, n_classes), labels of each class in each code; ``labels``, the sorted classes, its columns;
        ``unexplained``, the codes without a label, the largest first; ``missing``, classes that no code is
        paired with; ``text``, all of it in words.

    Raises
    ------
    ValueError
        If codes are not integers, or y_partial has another length.

    See Also
    --------
    suggest : Choose the next n sequences to label: those from which a classifier learns most.

    Examples
    --------
    >>> from sklearn_seqgan.annotation import name_codes
    >>> found = name_codes([0, 0, 0, 1, 1, 2], ["walk", -1, -1, "run", -1, -1])
    >>> print(found.text)
    code 0: 3 sequences, 'walk' by 1 of 1 label.
    code 1: 2 sequences, 'run' by 1 of 1 label.
    code 2: 1 sequence, not explained: none has a label.
    """
    codes = cast(np.ndarray, column_or_1d(codes))
    if codes.dtype.kind not in "iu":
        raise ValueError(f"codes are of type {codes.dtype}; whole numbers are wanted, one for each sequence.")
    y = as_labels(y_partial, "name_codes", len(codes))
    labeled = labeled_rows(y, unlabeled)
    numbers, place = np.unique(codes, return_inverse=True)
    labels, of_label = sorted_classes(labels_of(y, labeled))
    counts = np.zeros((len(numbers), len(labels)), dtype=np.int64)
    np.add.at(counts, (place.ravel()[labeled], of_label.ravel()), 1)
    sizes, n_labeled = np.bincount(place.ravel(), minlength=len(numbers)), counts.sum(axis=1)
    pairs, classes = _pair(counts, labels.tolist())
    unexplained = np.flatnonzero(n_labeled == 0)
    unexplained = numbers[unexplained[np.argsort(-sizes[unexplained], kind="stable")]]
    missing = [label for label in labels.tolist() if label not in pairs.values()]
    found = Bunch(codes=numbers, classes=classes, sizes=sizes, n_labeled=n_labeled, counts=counts)
    found.update(labels=labels, unexplained=unexplained, missing=missing)
    found.text = "\n".join(_say(found, i, pairs) for i in range(len(numbers)))
    return found


def _pair(counts, labels):
    """Class of each paired code, by index; and the class of every code, None without a label."""
    rows, columns = linear_sum_assignment(counts, maximize=True)
    pairs = {i: labels[k] for i, k in zip(rows.tolist(), columns.tolist()) if counts[i, k]}
    by_most = [labels[row.argmax()] if row.any() else None for row in counts]
    return pairs, [pairs.get(i, label) for i, label in enumerate(by_most)]


def _say(found, i, pairs):
    start = f"code {found.codes[i]}: {_count(found.sizes[i], 'sequence')}"
    name = found.classes[i]
    if name is None:
        return f"{start}, not explained: none has a label."
    votes = found.counts[i, found.labels.tolist().index(name)]
    part = "" if i in pairs else "another part of "
    return f"{start}, {part}{name!r} by {votes} of {_count(found.n_labeled[i], 'label')}."


def _count(n, noun):
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
