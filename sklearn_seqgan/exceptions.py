"""Errors of this package that a caller may want to catch by name."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["DivergenceError", "RankError"]


class DivergenceError(ArithmeticError):
    """A loss, a weight or the critic gap became NaN, infinite or too large in training.

    Raised by ``fit``, unless ``on_divergence`` is "warn". The message names the loss (or the critic gap) and
    the steps between which it diverged, or the weight.

    Parameters
    ----------
    message : str
        What diverged, and when.
    history : list of dict, default=()
        The rows of the history so far.

    Attributes
    ----------
    history : list of dict
        The rows of the history up to the last one before the divergence.

    See Also
    --------
    SemiSupervisedInfoGANClassifier :
        Sequence classifier that learns from labelled and unlabelled sequences alike, and generates new ones.

    Examples
    --------
    >>> from sklearn_seqgan import DivergenceError
    >>> try:
    ...     raise DivergenceError("generator_loss is nan", [{"step": 10}])
    ... except DivergenceError as error:
    ...     error.history
    [{'step': 10}]
    """

    def __init__(self, message: str, history: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.history = list(history)


class RankError(RuntimeError):
    """Another rank of a joint fit has failed or disappeared; the message names it.

    Raised by ``fit`` on the remaining ranks. A fit with a checkpoint continues from it when all ranks are
    restarted, as torchrun does with ``--max-restarts``.

    See Also
    --------
    DivergenceError : A loss, a weight or the critic gap became NaN, infinite or too large in training.

    Examples
    --------
    >>> from sklearn_seqgan import RankError
    >>> try:
    ...     raise RankError("Rank 1 of 2 has failed: MemoryError()")
    ... except RankError as error:
    ...     print(error)
    Rank 1 of 2 has failed: MemoryError()
    """
