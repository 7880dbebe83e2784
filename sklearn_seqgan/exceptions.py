"""Errors of this package that a caller may want to catch by name."""
# SPDX-License-Identifier: BSD-3-Clause

__all__ = ["DivergenceError"]


class DivergenceError(ArithmeticError):
    """Adversarial training left the finite numbers, or the critic its bounds.

    Raised by ``fit``. The message names the loss that became NaN, infinite or too large and
    the steps between which it did, or else the weight.

    Attributes
    ----------
    history : list of dict
        The rows of ``history_`` before it happened.
    """

    history = ()
