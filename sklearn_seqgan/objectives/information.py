"""Information terms: how much the code and the sequence tell of each other.

All functions take the encoder's logits, shape (batch, n_codes), and give nats.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
import torch.nn.functional as F
from torch import Tensor

__all__ = ["code_cross_entropy", "real_information_loss"]


def code_cross_entropy(logits: Tensor, codes: Tensor) -> Tensor:
    """CE(E(x), c) = −E[log p_E(c | x)], the loss form of eq. 3.

    With generated x and the codes they came from, H(c) minus this is a lower
    bound on I(c; G(c, z)); with real x and their labels it is the supervised
    loss of the paper's footnote 1.

    Parameters
    ----------
    logits : Tensor of shape (batch, n_codes)
    codes : Tensor of shape (batch,), int64

    Returns
    -------
    Tensor of shape ()

    References
    ----------
    Chen et al. (2016), InfoGAN, section 5. arXiv:1606.03657
    """
    return F.cross_entropy(logits, codes)


def real_information_loss(logits: Tensor, code_prior: Tensor) -> Tensor:
    """E_x H(E(x)) + KL(E_x E(x) ‖ p(c)) over real sequences x.

    The first term wants every posterior certain, the second all codes in use in
    proportion to their prior. Where the mean posterior equals p(c), the sum is
    H(c) − I(c; x): the information term of eq. 3, taken where the data is.

    Parameters
    ----------
    logits : Tensor of shape (batch, n_codes)
    code_prior : Tensor of shape (n_codes,)
        p(c), positive everywhere.

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
    marginal = posterior.mean(0)
    divergence = (torch.xlogy(marginal, marginal) - marginal * code_prior.log()).sum()
    return uncertainty + divergence
