"""Nuisance, the changes of a sequence that keep its class, and an inner product that discounts it.

The same movement may be faster, larger, a little displaced or turned, and may be cut out a moment earlier or
later. The effect of such changes on the features is measured on training sequences, labelled or not, and is
discounted in the distance between sequences.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math

import torch
from torch import Tensor

__all__ = ["CHANGES", "moment_of_changes", "whitening"]


def warp(x: Tensor, rng: torch.Generator) -> Tensor:
    """Time runs unevenly: t + .2 Σ_j k_j sin(jπt) / (1.5 jπ), k_j ~ N(0, 1), j = 1, 2, 3."""
    t, order = torch.linspace(0, 1, x.shape[2]), torch.arange(1, 4)[:, None]
    waves = torch.sin(math.pi * order * t) / (1.5 * math.pi * order)
    times = t + 0.2 * torch.randn(len(x), 3, generator=rng) @ waves
    return _at(x, times.clamp(0, 1).cummax(dim=1).values)


def crop(x: Tensor, rng: torch.Generator) -> Tensor:
    """Up to 15 % are cut off at each end."""
    start, cut = 0.15 * torch.rand(2, len(x), 1, generator=rng)
    return _at(x, start + (1 - cut - start) * torch.linspace(0, 1, x.shape[2]))


def resize(x: Tensor, rng: torch.Generator) -> Tensor:
    """The whole sequence times exp(.3 N(0, 1))."""
    return x * torch.exp(0.3 * torch.randn(len(x), 1, 1, generator=rng)).to(x)


def gain(x: Tensor, rng: torch.Generator) -> Tensor:
    """Each channel times exp(.2 N(0, 1))."""
    return x * torch.exp(0.2 * torch.randn(*x.shape[:2], 1, generator=rng)).to(x)


def mix(x: Tensor, rng: torch.Generator) -> Tensor:
    """Channels leak into each other: (I + .2 R / √F) x, R_ij ~ N(0, 1)."""
    n_channels = x.shape[1]
    leak = torch.randn(len(x), n_channels, n_channels, generator=rng).to(x)
    return x + 0.2 / math.sqrt(n_channels) * leak @ x


def drift(x: Tensor, rng: torch.Generator) -> Tensor:
    """Each channel plus .3 (N(0, 1) cos πt + N(0, 1) cos 2πt)."""
    t = torch.linspace(0, math.pi, x.shape[2])
    amounts = 0.3 * torch.randn(*x.shape[:2], 2, generator=rng)
    return x + (amounts @ torch.stack([torch.cos(t), torch.cos(2 * t)])).to(x)


CHANGES = (warp, crop, resize, gain, mix, drift)
"""Functions of resampled, scaled sequences (n, F, L) and a torch.Generator on the CPU."""


def moment_of_changes(differences: Tensor) -> Tensor:
    """Second moment of the differences that changes make to the features.

    Parameters
    ----------
    differences : Tensor of shape (m, width), float64
        Rows φ(changed x) − φ(x), with the same number for each kind of change.

    Returns
    -------
    Tensor of shape (width, width)
    """
    return differences.T @ differences / len(differences)


def whitening(moment: Tensor, weight: float) -> Tensor:
    """(I + λ Σ)^−½.

    Parameters
    ----------
    moment : Tensor of shape (width, width), float64
        Σ, the second moment of the nuisance.
    weight : float
        λ; directions in which nuisance moves a sequence by much more than 1/√λ are suppressed.

    Returns
    -------
    Tensor of shape (width, width)
    """
    eigenvalues, vectors = torch.linalg.eigh(moment)
    return (vectors / (1 + weight * eigenvalues.clamp(min=0)).sqrt()) @ vectors.T


def _at(x, times):
    """Linear interpolation of (n, F, L) at times in [0, 1] of shape (n, L)."""
    place = times.to(x) * (x.shape[2] - 1)
    before = place.long().clamp(max=x.shape[2] - 2)
    share = (place - before)[:, None]
    index = before[:, None].expand(-1, x.shape[1], -1)
    return x.gather(2, index) * (1 - share) + x.gather(2, index + 1) * share
