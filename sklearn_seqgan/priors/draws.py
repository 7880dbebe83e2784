"""Draws from the priors of code, noise and length, on the device of a generator.

To add a noise prior, write a function of the number of rows, their dimensions and a generator, and name it in
``NOISE_PRIORS``. This module knows nothing of networks.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch

__all__ = [
    "NOISE_PRIORS",
    "draw_category",
    "draw_continuous_codes",
    "draw_lengths",
    "draw_normal_noise",
    "draw_uniform_noise",
    "entropy",
]


def draw_category(probabilities, n, rng):
    """Draw n indices from a table of probabilities.

    Parameters
    ----------
    probabilities : Tensor of shape (k,)
    n : int
    rng : torch.Generator on the device of `probabilities`

    Returns
    -------
    Tensor of shape (n,), int64
    """
    return torch.multinomial(probabilities, n, replacement=True, generator=rng)


def draw_uniform_noise(n, noise_dim, rng):
    """z ~ U[0, 1]^noise_dim, shape (n, noise_dim), float32, on the device of `rng`."""
    return torch.rand(n, noise_dim, generator=rng, device=rng.device)


def draw_normal_noise(n, noise_dim, rng):
    """z ~ N(0, 1)^noise_dim, shape (n, noise_dim), float32, on the device of `rng`."""
    return torch.randn(n, noise_dim, generator=rng, device=rng.device)


def draw_continuous_codes(n, n_continuous_codes, rng):
    """c ~ U[−1, 1], shape (n, n_continuous_codes), float32, on the device of `rng`."""
    return 2 * torch.rand(n, n_continuous_codes, generator=rng, device=rng.device) - 1


def draw_lengths(table, codes, rng):
    """l ~ p(l) if the table has one row, l ~ p(l | c) if it has one for each code.

    Parameters
    ----------
    table : Tensor of shape (l_max + 1,) or (n_codes, l_max + 1)
    codes : Tensor of shape (n,)
    rng : torch.Generator on the device of both

    Returns
    -------
    Tensor of shape (n,), int64
    """
    if table.ndim == 1:
        return draw_category(table, len(codes), rng)
    cumulative = table.cumsum(1)[codes]  # its inverse; torch's multinomial for one draw a row waits for a GPU
    uniform = torch.rand(len(codes), 1, generator=rng, device=rng.device, dtype=table.dtype)
    return torch.searchsorted(cumulative, uniform * cumulative[:, -1:], right=True).squeeze(1)


def entropy(probabilities):
    """H(p) = −Σ p log p in nats, over the last axis; 0 log 0 = 0."""
    return torch.special.entr(probabilities).sum(-1)


NOISE_PRIORS = {"uniform": draw_uniform_noise, "normal": draw_normal_noise}
