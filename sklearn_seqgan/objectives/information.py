"""Information terms: how much the code and the sequence tell about each other.

The functions of discrete codes take the encoder's logits, shape (batch, n_codes). All results are in nats.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["code_cross_entropy", "continuous_code_loss", "real_information_loss"]

LARGEST_LOG_VARIANCE = 8.0
"""Bound on a Gaussian posterior's |log variance|: above it no information, below unbounded likelihood."""


def code_cross_entropy(logits: Tensor, codes: Tensor, factors: Tensor | None = None) -> Tensor:
    """CE(E(x), c) = −E[log p_E(c | x)], the loss form of eq. 3.

    With generated x and the codes they came from, H(c) minus this is a lower
    bound on I(c; G(c, z)); with real x and their labels it is the supervised
    loss of the paper's footnote 1.

    Parameters
    ----------
    logits : Tensor of shape (batch, n_codes)
    codes : Tensor of shape (batch,), int64
    factors : Tensor of shape (batch,), default=None
        Weight of each row in the mean; None: 1.

    Returns
    -------
    Tensor of shape ()

    References
    ----------
    Chen et al. (2016), InfoGAN, section 5. arXiv:1606.03657
    """
    if factors is None:
        return F.cross_entropy(logits, codes)
    return (factors * F.cross_entropy(logits, codes, reduction="none")).mean()


def continuous_code_loss(posterior: Tensor, codes: Tensor) -> Tensor:
    """−E[log p_E(c | G(c, z))] of continuous codes with a Gaussian posterior, the other half of eq. 3.

    For c ~ U[−1, 1]^k, k log 2 minus this is a lower bound on I(c; G(c, z)).

    Parameters
    ----------
    posterior : Tensor of shape (batch, 2 k)
        Means, then logarithms of the variances.
    codes : Tensor of shape (batch, k)

    Returns
    -------
    Tensor of shape ()
        Summed over the codes.

    References
    ----------
    Chen et al. (2016), InfoGAN, section 6. arXiv:1606.03657
    """
    mean, log_variance = posterior.chunk(2, dim=1)
    log_variance = log_variance.clamp(-LARGEST_LOG_VARIANCE, LARGEST_LOG_VARIANCE)
    squares = (codes - mean).square() * (-log_variance).exp()  # torch's own loss waits for the device
    return (math.log(2 * math.pi) + log_variance + squares).sum(1).mean() / 2


def real_information_loss(
    logits: Tensor, code_prior: Tensor, of_joint: Callable[[Tensor], Tensor] = lambda mean: mean
) -> Tensor:
    """E_x H(E(x)) + KL(E_x E(x) ‖ p(c)) over real sequences x.

    The first term wants every posterior to be certain. The second wants all codes to be used in proportion to
    their prior. Where the mean posterior equals p(c), the sum is H(c) − I(c; x): the information term of eq.
    3, on real data.

    Parameters
    ----------
    logits : Tensor of shape (batch, n_codes)
    code_prior : Tensor of shape (n_codes,)
        p(c), positive everywhere.
    of_joint : callable
        Maps the mean posterior of these rows to that of the larger batch that they are a part of.

    Returns
    -------
    Tensor of shape (), in [0, ∞)

    References
    ----------
    Krause, Perona & Gomes (2010), Discriminative clustering by regularized
    information maximization. NeurIPS 23.
    """
    log_posterior = F.log_softmax(logits, dim=1)
    posterior = log_posterior.exp()
    uncertainty = -(posterior * log_posterior).sum(1).mean()
    marginal = of_joint(posterior.mean(0))
    log_marginal = marginal.clamp(min=torch.finfo(marginal.dtype).tiny).log()  # log 0 has no gradient
    divergence = (marginal * (log_marginal - code_prior.log())).sum()
    return uncertainty + divergence
