"""When a validation score has stopped growing: one rule, as scikit-learn has it."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Iterable

__all__ = ["TOLERANCE", "scores_since_the_best"]

TOLERANCE = 1e-4
"""By which a score must be larger than the best one before to be better."""


def scores_since_the_best(scores: Iterable[float]) -> int:
    """How many scores came after the best one.

    Examples
    --------
    >>> from sklearn_seqgan.objectives.early_stopping import scores_since_the_best
    >>> scores_since_the_best([0.5, 0.8, 0.80005, 0.7])
    2
    """
    best, since = float("-inf"), 0
    for score in scores:
        best, since = (score, 0) if score > best + TOLERANCE else (best, since + 1)
    return since
