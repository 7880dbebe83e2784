"""Which sequences a display of an estimator shows."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

__all__ = ["real_beside_generated"]


def real_beside_generated(estimator, X, y, target, n):
    """The first n sequences of X, of class `target` if one is given, and n samples of the estimator.

    Returns
    -------
    dict
        "real" and "generated" -> list of sequences; with a target, its name stands in both.

    Raises
    ------
    ValueError
        If there is no y for a target, or no sequence of it.
    """
    if target is None:
        return {"real": list(X[:n]), "generated": list(estimator.sample(n)[0])}
    if y is None:
        raise ValueError(f"target={target!r} needs y, the labels of X.")
    rows = np.flatnonzero(np.asarray(y) == target)[:n]
    if not len(rows):
        raise ValueError(f"No sequence of X has the label target={target!r}.")
    generated = estimator.sample(n, y=target)[0]
    return {f"real: {target}": [X[i] for i in rows], f"generated: {target}": list(generated)}
