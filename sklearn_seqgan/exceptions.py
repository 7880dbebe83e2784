"""Errors of this package that a caller may want to catch by name."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["DivergenceError", "RankError"]


class DivergenceError(ArithmeticError):
    """Training left the finite numbers, or a loss or the critic its bounds.

    Raised by ``fit`` (where ``on_divergence`` is not "warn"). The message names the loss that became NaN,
    infinite or too large, or the critic gap, and the steps between which it did, or else the weight.

    Parameters
    ----------
    message : str
        What left its bounds, and when.
    history : list of dict, default=()
        The rows of the history so far.

    Attributes
    ----------
    history : list of dict
        The rows of the history up to the last sound one.

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
    """Another of the ranks that fit together has failed, or is gone; the message names it.

    Raised by ``fit`` on the ranks that are left. A fit with a checkpoint goes on from there when all ranks
    are started anew, as torchrun does with ``--max-restarts``.

    See Also
    --------
    DivergenceError : Training has come to what is not finite, on all ranks alike.

    Examples
    --------
    >>> from sklearn_seqgan import RankError
    >>> try:
    ...     raise RankError("Rank 1 of 2 has failed: MemoryError()")
    ... except RankError as error:
    ...     print(error)
    Rank 1 of 2 has failed: MemoryError()
    """
