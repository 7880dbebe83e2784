"""The fit to the labels alone, which alone can be asked what it makes of a label that it is not given.

It decides how sure predictions are, and whether what is known of groups does harm.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from sklearn_seqgan.closed_form.ridge import Ridge
from sklearn_seqgan.closed_form.self_training import Rows, fit_fixed

__all__ = ["SHARE", "TEMPERATURES", "fit_labels", "losses_of_labels", "spread", "temperature"]

SHARE = 0.5
"""Of the fit to the labels alone, where each of the two others counts 1."""

TEMPERATURES = torch.logspace(math.log10(0.7), math.log10(2), 11, dtype=torch.float64)
"""Factors from scores of unit deviation to logits: the smallest where labels are few."""

SMALLEST = 1e-12
"""Of the deviation of scores, by which is divided."""


def fit_labels(rows: Rows, n_codes: int) -> Ridge:
    """The ridge on rows with a fixed code, weighted so that each code counts the same.

    Leave-one-out may shrink a fit to few labels to its bias, which would then decide all codes.
    """
    return fit_fixed(_balanced(rows, n_codes), n_codes)


def losses_of_labels(rows: Rows, n_codes: int) -> tuple[float, float]:
    """Of labels, each left out of the fit to them: cross-entropy at the best temperature, and error².

    With one label a class the error tells nothing; with many it is the surer of the two.
    """
    ridge = fit_labels(rows, n_codes)
    counts = None if rows.counts is None else rows.counts[rows.fixed]
    entropy = _left_out_losses(ridge, ridge(rows.features), len(ridge.targets), counts).min()
    return float(entropy), float(_mean((ridge.left_out - ridge.targets).square(), counts))


def temperature(ridge: Ridge, scores: Tensor, n_labels: int, counts: Tensor | None = None) -> Tensor:
    """The likeliest of `TEMPERATURES` for the labels, each scored by the fit without it.

    Only the fit to the labels alone can be left out of honestly: pseudo-labels remember the
    label. As that fit is less accurate than all three together, this is cautious.

    Parameters
    ----------
    ridge : Ridge
        Of `fit_labels`; its first rows are those with a label.
    scores : Tensor of shape (n, n_codes)
        That it gives to all rows.
    n_labels : int
        The smallest temperature where there are none.
    counts : Tensor of shape (at least n_labels,), default=None
        How many copies each label stands for.
    """
    if n_labels == 0:
        return TEMPERATURES[0].to(scores.device)
    losses = _left_out_losses(ridge, scores, n_labels, counts)
    return TEMPERATURES.to(scores.device)[losses.argmin()]


def spread(scores: Tensor) -> Tensor:
    """Standard deviation of scores around their mean in each row."""
    return (scores - scores.mean(1, keepdim=True)).square().mean().sqrt().clamp(min=SMALLEST)


def _balanced(rows, n_codes):
    """The rows, those with a fixed code weighted so that each code counts the same."""
    codes = rows.codes[rows.fixed]
    if rows.counts is None:
        each = len(codes) / (n_codes * torch.bincount(codes, minlength=n_codes).double())
    else:
        counts = rows.counts[rows.fixed]
        each = counts.sum() / (n_codes * torch.bincount(codes, counts, minlength=n_codes))
    return rows._replace(
        weights=rows.weights.index_put((rows.fixed,), rows.weights[rows.fixed] * each[codes])
    )


def _left_out_losses(ridge, scores, n_labels, counts=None):
    """Cross-entropy of the labels at each of `TEMPERATURES`."""
    left_out = (2 + SHARE) * ridge.left_out[:n_labels] / spread(scores)
    codes = ridge.targets[:n_labels].argmax(1)
    temperatures = TEMPERATURES.to(scores.device)
    if counts is None:
        return torch.stack([cross_entropy(t * left_out, codes) for t in temperatures])
    each = [cross_entropy(t * left_out, codes, reduction="none") for t in temperatures]
    return torch.stack([_mean(losses, counts[:n_labels]) for losses in each])


def _mean(values, counts):
    """Over rows, and targets where there are several, each row as often as it counts."""
    if counts is None:
        return values.mean()
    return (values.flatten(1).mean(1) if values.ndim > 1 else values) @ counts / counts.sum()
