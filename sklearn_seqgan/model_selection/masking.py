"""Hiding labels, to see how a method does with fewer."""
# SPDX-License-Identifier: BSD-3-Clause

import numbers

import numpy as np
from sklearn.utils import check_random_state

from sklearn_seqgan.labels import as_labels, labeled_rows, sorted_classes
from sklearn_seqgan.typing import LabelsLike, Marker, RandomStateLike

__all__ = ["mask_labels"]


def mask_labels(
    y: LabelsLike,
    *,
    fraction: float | None = None,
    per_class: int | None = None,
    unlabeled: Marker = -1,
    random_state: RandomStateLike = None,
) -> np.ndarray:
    """Keep some of the labels of every class and replace the others with a marker.

    The rows of each class are put into an order that depends only on `random_state`, and the first ones keep
    their label. So with the same seed the labels at 5 % are among those at 10 %.

    Parameters
    ----------
    y : array-like of shape (n,)
        Labels; rows that already have the marker stay without a label.
    fraction : float in (0, 1], optional
        Share of the labels that is KEPT: max(1, round(fraction · n_k)) of the n_k rows of
        class k.
    per_class : int, optional
        Number of labels kept per class (all, if a class has fewer). Give either this or `fraction`.
    unlabeled : object, default=-1
        The marker. If y holds text and the marker is not text, the result is an object array.
    random_state : int, RandomState instance or None, default=None
        A seed gives the same result each time.

    Returns
    -------
    ndarray of shape (n,)
        A copy of y, with hidden labels replaced by the marker.

    Raises
    ------
    ValueError
        If not exactly one of `fraction` and `per_class` is given, it is out of range, the marker is None, or
        the dtype of y cannot hold the marker.

    See Also
    --------
    LabelMasker : Hide some of the labels in `fit`, and only in `fit`.
    label_efficiency_curve :
        Fit classifiers with fewer and fewer labels and score each on whole test folds.

    Examples
    --------
    >>> mask_labels([0, 0, 0, 0, 1, 1], fraction=0.5, random_state=0)
    array([-1, -1,  0,  0,  1, -1])
    >>> mask_labels(["sit", "sit", "walk", "walk"], per_class=1, unlabeled="?", random_state=0)
    array(['?', 'sit', 'walk', '?'], dtype='<U4')
    """
    _validate(fraction, per_class, unlabeled)
    y = as_labels(y)
    rng = check_random_state(random_state)
    kept = np.zeros(len(y), dtype=bool)
    for rows in _rows_by_class(y, unlabeled):
        count = per_class if fraction is None else max(1, round(fraction * len(rows)))
        kept[rng.permutation(rows)[:count]] = True
    masked = _with_room_for(unlabeled, y)
    masked[~kept] = unlabeled
    return masked


def _validate(fraction, per_class, unlabeled):
    if (fraction is None) == (per_class is None):
        raise ValueError(
            f"Give exactly one of fraction (got {fraction!r}) and per_class (got {per_class!r})."
        )
    if fraction is not None and not (_is(numbers.Real, fraction) and 0 < fraction <= 1):
        raise ValueError(f"fraction={fraction!r} must be a number in (0, 1]: the share of labels kept.")
    if per_class is not None and not (_is(numbers.Integral, per_class) and per_class >= 1):
        raise ValueError(f"per_class={per_class!r} must be an integer of at least 1.")
    if unlabeled is None:
        raise ValueError("unlabeled=None names no marker; hidden labels need one, such as -1.")


def _is(kind, value):
    return isinstance(value, kind) and not isinstance(value, bool)


def _rows_by_class(y, unlabeled):
    """Row numbers of each class, in the order of the classes."""
    labeled = labeled_rows(y, unlabeled)
    _, codes = sorted_classes(y[labeled])
    return [labeled[codes == k] for k in range(codes.max(initial=-1) + 1)]


def _with_room_for(unlabeled, y):
    """A copy of y with a dtype that can hold the marker unchanged."""
    if y.dtype == object:
        return y.copy()
    marker = np.asarray(unlabeled)
    if y.dtype.kind == marker.dtype.kind == "U":
        return y.astype(np.promote_types(y.dtype, marker.dtype))
    if "U" in (y.dtype.kind, marker.dtype.kind):
        return y.astype(object)
    wider = y.astype(np.promote_types(y.dtype, np.min_scalar_type(unlabeled)))
    return wider if wider.tolist() == y.tolist() or np.isnan(wider).any() else y.astype(object)
