"""Errors of this package that a caller may want to catch by name."""
# SPDX-License-Identifier: BSD-3-Clause

__all__ = ["DivergenceError", "RankError"]


class DivergenceError(ArithmeticError):
    """Training left the finite numbers, or a loss or the critic its bounds.

    Raised by ``fit`` (where ``on_divergence`` is not "warn"). The message names the loss that became NaN,
    infinite or too large, or the critic gap, and the steps between which it did, or else the weight.

    Attributes
    ----------
    history : list of dict
        The rows of the history up to the last sound one.
    """

    def __init__(self, message, history=()):
        super().__init__(message)
        self.history = list(history)


class RankError(RuntimeError):
    """Another of the ranks that fit together has failed, or is gone; the message names it.

    Raised by ``fit`` on the ranks that are left. A fit with a checkpoint goes on from there when all ranks
    are started anew, as torchrun does with ``--max-restarts``.
    """
