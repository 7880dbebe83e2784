"""When a validation score has stopped growing: scikit-learn's rule."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Iterable

__all__ = ["TOLERANCE", "scores_since_the_best"]

TOLERANCE = 1e-4
"""A score is better if it exceeds the best one so far by more than this."""


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
