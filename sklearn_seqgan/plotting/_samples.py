"""The sequences that a display shows, and where each ends."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.utils import check_consistent_length

from sklearn_seqgan.labels import as_labels, is_missing
from sklearn_seqgan.sequences import as_numbers, is_ragged

__all__ = ["as_steps", "list_of_sequences", "real_beside_generated"]


def real_beside_generated(estimator, X, y, target, n):
    """The first n sequences of X, of class `target` if one is given, and n samples of the estimator.

    Returns
    -------
    dict
        "real" and "generated" -> list of sequences; with a target, both keys contain its name.

    Raises
    ------
    ValueError
        If there is a target but no y, y has another length than X, or no sequence is of the target.
    """
    X = list_of_sequences(X)
    if target is None:
        return {"real": X[:n], "generated": list_of_sequences(estimator.sample(n)[0])}
    if y is None:
        raise ValueError(f"target={target!r} needs y, the labels of X.")
    check_consistent_length(X, y)
    y = as_labels(y)
    known = np.flatnonzero(~is_missing(y))  # NA cannot be compared
    rows = known[y[known] == target][:n]
    if not len(rows):
        raise ValueError(f"No sequence of X has the label target={target!r}.")
    generated = list_of_sequences(estimator.sample(n, y=target)[0])
    return {f"real: {target}": [X[i] for i in rows], f"generated: {target}": generated}


def list_of_sequences(X):
    """X in any form as a list with one array per sequence."""
    return list(X) if is_ragged(X) else list(as_numbers(X))


def as_steps(x):
    """One sequence as (T_i, F), without padding at its end."""
    x = as_numbers(x).astype(float, copy=False)
    x = x[:, None] if x.ndim == 1 else x
    present = np.flatnonzero(~np.isnan(x).all(axis=1))
    return x[: present[-1] + 1] if len(present) else x[:0]
