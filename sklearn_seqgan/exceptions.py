"""Errors of this package that a caller may want to catch by name."""
# SPDX-License-Identifier: BSD-3-Clause

__all__ = ["DivergenceError"]


class DivergenceError(ArithmeticError):
    """Adversarial training left the finite numbers, so its weights are of no use.

    Raised by ``fit``. The message names the loss that became NaN or infinite and
    the steps between which it did, or else the weight.
    """
