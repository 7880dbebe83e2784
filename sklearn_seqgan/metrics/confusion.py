"""Which classes are confused: by predictions, and by neighbours in a latent space."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple, cast

import numpy as np
from sklearn.neighbors import NearestNeighbors

from sklearn_seqgan.labels import as_labels, labeled_rows, labels_of, raise_if_no_label, sorted_classes
from sklearn_seqgan.sequences import as_numbers
from sklearn_seqgan.typing import ArrayLike, LabelsLike, Marker

__all__ = ["ConfusedPair", "class_overlap", "confused_pairs"]


class ConfusedPair(NamedTuple):
    """A class that is taken for another one.

    Parameters
    ----------
    true, predicted : object
        The two classes.
    share : float in [0, 1]
        Share of the rows of `true`.

    See Also
    --------
    confused_pairs : The most confused pairs of classes, the worst first.

    Examples
    --------
    >>> from sklearn_seqgan.metrics import ConfusedPair
    >>> ConfusedPair("walk", "run", 0.2).share
    0.2
    """

    true: object
    predicted: object
    share: float


def confused_pairs(confusion: ArrayLike, classes: LabelsLike | None = None, n: int = 5) -> list[ConfusedPair]:
    """The most confused pairs of classes, the worst first.

    Parameters
    ----------
    confusion : array-like of shape (K, K) or (m, K, K)
        Counts of true by predicted classes, as from `sklearn.metrics.confusion_matrix`, or shares, as from
        `class_overlap`. Several matrices, as from `label_efficiency_curve`, are added.
    classes : array-like of shape (K,), default=None
        None: 0 to K − 1.
    n : int, default=5
        Maximum number of pairs.

    Returns
    -------
    list of ConfusedPair
        Without pairs that never occur. If shares are equal, the class with more rows comes first.

    Raises
    ------
    ValueError
        If the matrix is not square, or there are not as many classes.

    See Also
    --------
    class_overlap : Shares of each class among the nearest neighbours of each class.

    Examples
    --------
    >>> [pair] = confused_pairs([[8, 2], [0, 5]], classes=["walk", "run"])
    >>> pair.true, pair.predicted, float(pair.share)
    ('walk', 'run', 0.2)
    """
    counts = np.array(list(confusion), dtype=float)  # pyright: ignore[reportArgumentType]
    counts = counts.sum(axis=0) if counts.ndim == 3 else counts
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(
            f"confusion has shape {counts.shape}, but must be square: one row and one column per class."
        )
    classes = np.arange(len(counts)) if classes is None else np.asarray(classes)
    classes = cast(list, classes.tolist())
    if len(classes) != len(counts):
        raise ValueError(f"There are {len(classes)} classes, but confusion has {len(counts)} rows.")
    rows = np.nansum(counts, axis=1)
    shares = np.nan_to_num(counts / np.where(rows > 0, rows, 1)[:, None])
    np.fill_diagonal(shares, 0)
    order = sorted(zip(*np.nonzero(shares)), key=lambda at: (-shares[at], -rows[at[0]]))
    return [ConfusedPair(classes[i], classes[j], float(shares[i, j])) for i, j in order[:n]]


def class_overlap(
    latent: ArrayLike, y: LabelsLike, *, n_neighbors: int = 5, unlabeled: Marker = -1
) -> tuple[np.ndarray, np.ndarray]:
    """Shares of each class among the nearest neighbours of each class.

    Overlapping classes have large entries off the diagonal. Only labelled rows count. In a class of m rows, a
    row has at most m − 1 neighbours of its own class, so no more are used; a rare class is not penalised for
    being rare.

    Parameters
    ----------
    latent : array-like of shape (n, d)
        For example, the output of `transform`.
    y : array-like of shape (n,)
        Label of each sequence.
    n_neighbors : int, default=5
        Number of neighbours of each row, not counting itself.
    unlabeled : object, default=-1
        Rows that hold this marker do not count; None: every row does.

    Returns
    -------
    overlap : ndarray of shape (K, K)
        Rows add up to 1; NaN for a class of one row.
    classes : ndarray of shape (K,)
        Classes of rows and columns.

    Raises
    ------
    ValueError
        If no row has a label, or y has another length.

    See Also
    --------
    confused_pairs : The most confused pairs of classes, the worst first.
    sklearn_seqgan.plotting.LatentDisplay :
        Sequences as points, coloured by class; those without a label are grey, beneath the others.

    Examples
    --------
    >>> overlap, classes = class_overlap([[0.0], [0.1], [0.12], [5.0], [5.1]], [0, 0, 1, 2, 2])
    >>> overlap.round(2).tolist()
    [[0.5, 0.5, 0.0], [nan, nan, nan], [0.0, 0.0, 1.0]]
    """
    latent = as_numbers(latent)
    y = as_labels(y, "class_overlap", len(latent))
    rows = labeled_rows(y, unlabeled)
    raise_if_no_label(rows, "to compare by")
    classes, codes = sorted_classes(labels_of(y, rows))
    counts = np.bincount(codes)
    overlap = np.full((len(classes), len(classes)), np.nan)
    if len(rows) < 2:
        return overlap, classes
    most = min(n_neighbors, len(rows) - 1)
    near = NearestNeighbors(n_neighbors=most).fit(latent[rows]).kneighbors(return_distance=False)
    for k in np.flatnonzero(counts > 1):
        some = codes[near[codes == k, : min(most, counts[k] - 1)]]
        overlap[k] = np.bincount(some.ravel(), minlength=len(classes)) / some.size
    return overlap, classes
