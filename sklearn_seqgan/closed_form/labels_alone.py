"""The fit to the labels alone, the only fit that can be tested on a label that is left out.

It sets the confidence of predictions, and decides whether known groups do harm.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from sklearn_seqgan.closed_form.ridge import Ridge
from sklearn_seqgan.closed_form.self_training import Rows, fit_fixed

__all__ = ["SHARE", "TEMPERATURES", "fit_labels", "losses_of_labels", "spread", "temperature", "unit_logits"]

SHARE = 0.5
"""Weight of the fit to the labels alone; each of the two other fits has weight 1."""

TEMPERATURES = torch.logspace(math.log10(0.7), math.log10(2), 11, dtype=torch.float64)
"""Factors from scores of unit deviation to logits; the smallest is used if there are no labels."""

SMALLEST = 1e-12
"""Least deviation of scores that is divided by."""


def fit_labels(rows: Rows, n_codes: int) -> Ridge:
    """The ridge on rows with a fixed code, weighted so that all codes have the same total weight.

    With few labels, leave-one-out may shrink the fit to its bias. Without the weights, the bias would then
    decide all codes.
    """
    return fit_fixed(_balanced(rows, n_codes), n_codes)


def losses_of_labels(rows: Rows, n_codes: int) -> tuple[float, float]:
    """Leave-one-out losses of the labels: cross-entropy at the best temperature, and squared error.

    With one label per class, the squared error tells nothing. With many labels it is the more reliable of the
    two.
    """
    ridge = fit_labels(rows, n_codes)
    counts = None if rows.counts is None else rows.counts[rows.fixed]
    entropy = _left_out_losses(ridge, ridge(rows.features), len(ridge.targets), counts).min()
    return float(entropy), float(_mean((ridge.left_out - ridge.targets).square(), counts))


def temperature(ridge: Ridge, scores: Tensor, n_labels: int, counts: Tensor | None = None) -> Tensor:
    """The likeliest of `TEMPERATURES`, given each label's score by the fit without it.

    Only the fit to the labels alone allows an honest leave-one-out: elsewhere, pseudo-labels depend on the
    label that is left out. As this fit is less accurate than all three together, the result is cautious.

    Parameters
    ----------
    ridge : Ridge
        From `fit_labels`; its first rows are the labelled ones.
    scores : Tensor of shape (n, n_codes)
        Its scores of all rows.
    n_labels : int
        Number of labels; if 0, the smallest temperature is returned.
    counts : Tensor of shape (at least n_labels,), default=None
        Number of copies that each label stands for.
    """
    if n_labels == 0:
        return TEMPERATURES[0].to(scores.device)
    losses = _left_out_losses(ridge, scores, n_labels, counts)
    return TEMPERATURES.to(scores.device)[losses.argmin()]


def spread(scores: Tensor) -> Tensor:
    """Standard deviation of scores around their mean in each row."""
    return (scores - scores.mean(1, keepdim=True)).square().mean().sqrt().clamp(min=SMALLEST)


def unit_logits(scores: Tensor, like: Tensor | None = None) -> Tensor:
    """Scores with the deviation that the sum of all fits has, to which a temperature applies.

    Parameters
    ----------
    scores : Tensor of shape (n, n_codes)
    like : Tensor of shape (m, n_codes), default=None
        Scores whose deviation is measured; None: the same.
    """
    return (2 + SHARE) * scores / spread(scores if like is None else like)


def _balanced(rows, n_codes):
    """The rows, with weights under which the fixed rows of every code have the same total weight."""
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
    left_out = unit_logits(ridge.left_out[:n_labels], scores)
    codes = ridge.targets[:n_labels].argmax(1)
    temperatures = TEMPERATURES.to(scores.device)
    if counts is None:
        return torch.stack([cross_entropy(t * left_out, codes) for t in temperatures])
    each = [cross_entropy(t * left_out, codes, reduction="none") for t in temperatures]
    return torch.stack([_mean(losses, counts[:n_labels]) for losses in each])


def _mean(values, counts):
    """Mean over rows (and over targets, if there are several), weighted by the rows' counts."""
    if counts is None:
        return values.mean()
    return (values.flatten(1).mean(1) if values.ndim > 1 else values) @ counts / counts.sum()
