"""The terms of a variational autoencoder of sequences: reconstruction, and divergence from N(0, 1).

The functions take batches of sequences, with values (batch, T, F), lengths (batch,) and a mask. This module
knows nothing of networks.
"""
# SPDX-License-Identifier: BSD-3-Clause

from torch import Tensor

__all__ = ["divergence_from_normal", "squared_errors"]


def squared_errors(ours, real) -> Tensor:
    """Mean squared error of the values, plus that of their first differences, over valid time steps.

    All sequences have the same weight, whatever their length. Without the differences, a generator that does
    not move at all costs too little.

    Parameters
    ----------
    ours, real : batches of the same lengths

    Returns
    -------
    Tensor of shape ()
    """
    error, mask = ours.values - real.values, real.mask[:, :, None]
    of_values = (error * mask).square().sum((1, 2))
    of_differences = (error.diff(dim=1) * mask[:, 1:]).square().sum((1, 2))
    return ((of_values + of_differences) / (real.lengths * error.shape[2])).mean()


def divergence_from_normal(mean: Tensor, log_deviation: Tensor) -> Tensor:
    """KL(N(μ, σ²) ‖ N(0, 1)), summed over dimensions, mean over the batch.

    Parameters
    ----------
    mean, log_deviation : Tensor of shape (batch, dims)

    Returns
    -------
    Tensor of shape (), in [0, ∞)

    References
    ----------
    Kingma & Welling (2014), Auto-encoding variational Bayes, appendix B. arXiv:1312.6114
    """
    each = (mean.square() + (2 * log_deviation).exp() - 1) / 2 - log_deviation
    return each.sum(1).mean()
