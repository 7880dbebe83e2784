"""Ridge regression onto class codes in closed form, with its strength chosen by leave-one-out."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch
from torch import Tensor

from sklearn_seqgan.closed_form.tall import Tall, mine_of, whole

__all__ = ["Linear", "Ridge", "codes_to_targets", "fit_ridge"]

STRENGTHS = torch.logspace(-4, 3, 15, dtype=torch.float64)
"""Candidates for the strength, in units of the mean squared length of a row."""

MOST_TARGETS = 64
"""With more targets, strengths are compared on this many random sums (Johnson & Lindenstrauss 1984)."""

SMALLEST = 1e-12
"""Least divisor: of a mean squared length, and of one minus a leverage."""


class Linear(NamedTuple):
    """x W + b."""

    weight: Tensor
    bias: Tensor

    def __call__(self, features: Tensor | Tall) -> Tensor:
        return whole(features @ self.weight) + self.bias

    def times(self, factor: Tensor) -> "Linear":
        """This map, multiplied by a factor."""
        return Linear(factor * self.weight, factor * self.bias)

    def moved_by(self, offset: Tensor) -> "Linear":
        """The map from x to this map's value at x − offset."""
        return Linear(self.weight, self.bias - offset @ self.weight)

    def after(self, turn: Tensor) -> "Linear":
        """The map from x to this map's value at x · turn."""
        return Linear(turn @ self.weight, self.bias)


class Ridge(NamedTuple):
    """A linear map from features to scores, one per code, and what it was fitted to.

    Attributes
    ----------
    weight : Tensor of shape (width, K)
    bias : Tensor of shape (K,)
    left_out : Tensor of shape (n, K)
        Score of each row by the fit without that row.
    targets : Tensor of shape (n, K)
        The fitted targets.
    """

    weight: Tensor
    bias: Tensor
    left_out: Tensor
    targets: Tensor

    @property
    def linear(self) -> Linear:
        return Linear(self.weight, self.bias)

    def moved_by(self, offset: Tensor) -> "Ridge":
        """The map from x, for a ridge that was fitted to x − offset."""
        return self._replace(bias=self.linear.moved_by(offset).bias)

    def __call__(self, features: Tensor | Tall) -> Tensor:
        return self.linear(features)


def codes_to_targets(codes: Tensor, n_codes: int) -> Tensor:
    """1 for a row's code and −1 for the others, float64."""
    return 2.0 * torch.nn.functional.one_hot(codes, n_codes).double() - 1


def fit_ridge(
    features: Tensor | Tall, targets: Tensor, weights: Tensor | None = None, counts: Tensor | None = None
) -> Ridge:
    """min_W Σ_i w_i ‖y_i − b − W x_i‖² + α ‖W‖², with b the mean target.

    α has the smallest leave-one-out error Σ_i w_i ‖y_i − s_i‖². One eigendecomposition gives the error for
    all strengths: with H the matrix from targets to fitted values, the residual of row i in the fit without
    it is (y_i − ŷ_i) / (1 − h_ii).

    Parameters
    ----------
    features : Tensor or Tall of shape (n, width), float64
    targets : Tensor of shape (n, K), float64
    weights : Tensor of shape (n,), default=None
        Positive. None: all 1.
    counts : Tensor of shape (n,), default=None
        Number of copies that each row stands for; the fit is the same as with so many copies. One copy is
        left out at a time, or the whole row if its count is below 1. Positive. None: all 1.

    References
    ----------
    Rifkin & Lippert (2007), Notes on regularized least squares. MIT-CSAIL-TR-2007-025
    """
    n, width = features.shape
    features = whole(features) if n <= width else features
    weights = targets.new_ones(n) if weights is None else weights
    weights = weights if counts is None else weights * counts
    n_copies = n if counts is None else counts.sum()
    bias = weights @ targets / weights.sum()
    mine = mine_of(features)
    root = mine.of(weights).sqrt()[:, None]
    a, y = root * mine.rows, root * (mine.of(targets) - bias)
    if n <= width:  # a aᵀ = v e vᵀ, and targets to fitted values is v e / (e + α) vᵀ
        eigenvalues, v = torch.linalg.eigh(a @ a.T)
        eigenvalues = eigenvalues.clamp(min=0)
        left, middle = v, eigenvalues
    else:  # aᵀa = v e vᵀ, and it is a v / (e + α) vᵀaᵀ
        eigenvalues, v = torch.linalg.eigh(mine.total(a.T @ a))
        eigenvalues = eigenvalues.clamp(min=0)
        left, middle = a @ v, torch.ones_like(eigenvalues)
        del a  # as large as left
    strengths = STRENGTHS.to(v.device) * (eigenvalues.sum() / n_copies).clamp(min=SMALLEST)
    middles = middle[:, None] / (eigenvalues[:, None] + strengths)  # a column for each strength
    leverages = left.square() @ middles
    if counts is not None:
        leverages = leverages / mine.of(counts).clamp(min=1)[:, None]
    some = _few_sums(y)
    turned = mine.total(left.T @ some)
    errors = [
        _left_out_residual(left @ (m[:, None] * turned), leverage, some).square().sum()
        for m, leverage in zip(middles.T, leverages.T, strict=True)
    ]
    best = int(mine.total(torch.stack(errors)).argmin())
    turned = turned if some is y else mine.total(left.T @ y)
    residual = _left_out_residual(left @ (middles[:, best, None] * turned), leverages[:, best], y)
    shrunk = v @ (turned / (eigenvalues + strengths[best])[:, None])
    weight = a.T @ shrunk if n <= width else shrunk
    return Ridge(weight, bias, targets - mine.join(residual / root), targets)


def _left_out_residual(fitted, leverage, y):
    """(y − ŷ) / (1 − h)."""
    return (y - fitted) / (1 - leverage).clamp(min=SMALLEST)[:, None]


def _few_sums(y):
    """`MOST_TARGETS` random sums of many targets, whose squares add up to the same value on average."""
    if y.shape[1] <= MOST_TARGETS:
        return y
    rng = torch.Generator().manual_seed(0)
    onto = torch.randn(y.shape[1], MOST_TARGETS, generator=rng, dtype=y.dtype).to(y.device)
    return y @ onto / MOST_TARGETS**0.5
