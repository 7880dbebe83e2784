"""Results by class: how much of each is found, and with what it is confused."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.metrics import confused_pairs

__all__ = ["pairs_of", "recalls", "worst_class"]


def recalls(rows):
    """Share of each class that is found, over all draws; shape (K,); NaN for a class without test rows."""
    counts = summed(rows)
    of_class = counts.sum(axis=1)
    return np.divide(counts.diagonal(), of_class, out=np.full(len(counts), np.nan), where=of_class > 0)


def worst_class(rows, names):
    """The class with the smallest share found, as text."""
    found = recalls(rows)
    worst = np.nanargmin(found)
    return f"{names[worst]}: {100 * found[worst]:.0f} %"


def pairs_of(rows, names, n=2):
    """The most confused pairs of classes, as text."""
    pairs = confused_pairs(summed(rows), names, n=n)
    return "; ".join(f"{pair.true} → {pair.predicted}: {100 * pair.share:.0f} %" for pair in pairs)


def summed(rows):
    return np.sum([row["confusion"] for row in rows], axis=0, dtype=float)
