"""Ways to choose the next rows to label. To add one, write a function and name it in ``STRATEGIES``.

A strategy gets the features of all rows (n, d), with rows of norm 1, the labelled rows, the number of rows
wanted and a seed. It returns a `Choice`: rows, best first, each with a reason.

References
----------
Hacohen, Dekel & Weinshall (2022), Active learning on a budget: opposite strategies suit high and low budgets.
ICML. arXiv:2202.02794
"""
# SPDX-License-Identifier: BSD-3-Clause

from functools import partial
from typing import NamedTuple

import numpy as np
from sklearn.cluster import KMeans
from sklearn.utils import check_random_state

__all__ = ["STRATEGIES", "Choice"]

N_STARTS = 10
DIGITS = 5
"""Number of digits in comparisons of rows, because copies differ by rounding."""


class Choice(NamedTuple):
    """Rows to label, best first, with the reason for each in words."""

    rows: np.ndarray
    reasons: list[str]


def middles(cluster, features, labeled, n, seed):
    """The middle row of each cluster without a label, large clusters first.

    There are as many clusters as rows that will have a label, so at least n of them have no label yet. If
    there are fewer distinct rows than that, each distinct row is a cluster.

    Parameters
    ----------
    cluster : function of features (m, d), a number k and a seed, that gives the cluster of each row
    """
    of_row, n_different = _copies(features)
    if n_different > len(labeled) + n:
        of_row = cluster(features, len(labeled) + n, seed)
    open_clusters = np.setdiff1d(of_row, of_row[labeled])
    members = [np.flatnonzero(of_row == k) for k in open_clusters]
    members = sorted(members, key=len, reverse=True)[:n]  # a stable sort
    rows = np.array([_middle(features, some) for some in members], dtype=np.int64)
    return Choice(rows, [_say(len(some)) for some in members])


def random(features, labeled, n, seed):
    """Any rows without a label."""
    others = np.setdiff1d(np.arange(len(features)), labeled)
    rows = check_random_state(seed).permutation(others)[:n]
    return Choice(rows, ["drawn at random"] * len(rows))


def k_means(features, n_clusters, seed):
    """Cluster of each row, shape (n,)."""
    return KMeans(n_clusters, n_init=N_STARTS, random_state=seed).fit_predict(features)


def k_medoids(features, n_clusters, seed):
    """The same by FasterPAM on squared distances, which is slower.

    References
    ----------
    Schubert & Rousseeuw (2021), Fast and eager k-medoids clustering. Information Systems.
    """
    try:
        import kmedoids
    except ImportError as error:
        raise ImportError(
            "strategy='k-medoids' needs kmedoids; install it with pip install 'sklearn_seqgan[annotation]'."
        ) from error
    squares = np.maximum(2 - 2 * features @ features.T, 0)  # rows have norm 1
    return kmedoids.fasterpam(squares, n_clusters, random_state=seed, n_cpu=1).labels.astype(np.int64)


STRATEGIES = {
    "medoids": partial(middles, k_means),
    "k-medoids": partial(middles, k_medoids),
    "random": random,
}


def _copies(features):
    """Number of each row among the distinct rows, and how many distinct rows there are."""
    different, of_row = np.unique(features.round(DIGITS), axis=0, return_inverse=True)
    return of_row.ravel(), len(different)


def _middle(features, rows):
    """The row with the smallest sum of squared distances to the others: that nearest to their mean."""
    some = features[rows]
    return rows[np.square(some - some.mean(axis=0)).sum(axis=1).argmin()]


def _say(size):
    if size == 1:
        return "unlike every other recording"
    return f"the middle one of {size} alike recordings, none of which has a label"
