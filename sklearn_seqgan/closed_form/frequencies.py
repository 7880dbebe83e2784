"""How frequent each code is among rows without a label, where the labels do not tell."""
# SPDX-License-Identifier: BSD-3-Clause

from torch import Tensor

__all__ = ["estimate_frequencies"]

CONCENTRATION = 0.3
"""Pseudo-counts per row, spread evenly over the codes. Without them, few labels let rare codes vanish."""

MOST_ROUNDS, SMALLEST_CHANGE = 200, 1e-7
"""When rounds end: their number, and the total change of p(c) in one."""


def estimate_frequencies(logits: Tensor, labeled: Tensor) -> Tensor:
    """p(c) of unlabelled rows, by expectation maximisation under a Dirichlet prior.

    The classifier was fitted to labels with frequencies p_L(c). Under other frequencies, Bayes' rule gives

        p(c | x) ∝ p_L(c | x) p(c) / p_L(c),

    and p(c) is the mean of p(c | x) over rows, with κ pseudo-counts per row that are the same for all codes.

    Parameters
    ----------
    logits : Tensor of shape (n, n_codes), float64
        log p_L(c | x) of rows without a label, up to a constant in each row.
    labeled : Tensor of shape (n_codes,), float64
        p_L(c), positive. Also the start, and the result if there is no row.

    Returns
    -------
    Tensor of shape (n_codes,), float64

    References
    ----------
    Saerens, Latinne & Decaestecker (2002), Adjusting the outputs of a classifier to new a priori
    probabilities. Neural Computation 14(1)
    """
    if len(logits) == 0:
        return labeled
    found = labeled
    for _ in range(MOST_ROUNDS):
        posterior = (logits + (found / labeled).log()).softmax(1)
        last, found = found, (posterior.mean(0) + CONCENTRATION / len(labeled)) / (1 + CONCENTRATION)
        if (found - last).abs().sum() < SMALLEST_CHANGE:
            break
    return found
