"""p(z | c) from the latents of training sequences, in closed form.

With μ_i the latent of row i, m_c the mean of its code and S their covariance within codes,

    z = m_c + a (μ_i − m_{c_i}) + √(1 − a²) S^½ ε,   i a random row of code c,  ε ~ N(0, I),

has mean m_c and covariance S for every a: a = 1 gives the latents of training rows themselves, a = 0 the
Gaussian of the code. 1 − a is called the spread.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch
from torch import Tensor

__all__ = ["SPREAD", "LatentPrior"]

SPREAD = 0.2

SMALLEST_VARIANCE = 1e-5
"""Added to each dimension of S, which is singular where rows are few."""


class LatentPrior(NamedTuple):
    """p(z | c).

    Attributes
    ----------
    means : Tensor of shape (n_codes, noise_dim)
        m_c; of a code without rows that of all.
    deviations : Tensor of shape (n, noise_dim)
        μ_i − m_{c_i}, row after row of each code.
    first, count : Tensor of shape (n_codes,), int64
        Where the rows of a code begin, and how many they are; of a code without rows those of all.
    factor : Tensor of shape (noise_dim, noise_dim)
        Cholesky factor of S.
    """

    means: Tensor
    deviations: Tensor
    first: Tensor
    count: Tensor
    factor: Tensor

    @classmethod
    def fit(cls, latents: Tensor, variances: Tensor, codes: Tensor, n_codes: int) -> "LatentPrior":
        """From μ_i and the variances of q(z | x_i, c_i), each (n, noise_dim), and codes (n,)."""
        order = codes.argsort(stable=True)
        latents, codes = latents[order], codes[order]
        count = torch.bincount(codes, minlength=n_codes)
        sums = latents.new_zeros(n_codes, latents.shape[1]).index_add_(0, codes, latents)
        empty = count == 0
        means = torch.where(empty[:, None], latents.mean(0), sums / count.clamp(min=1)[:, None])
        deviations = latents - means[codes]
        within = deviations.T @ deviations / max(1, len(latents) - int((~empty).sum()))
        diagonal = variances.mean(0) + SMALLEST_VARIANCE
        first = torch.where(empty, 0, count.cumsum(0) - count)
        count = torch.where(empty, len(latents), count)
        return cls(means, deviations, first, count, torch.linalg.cholesky(within + diagonal.diag()))

    def to(self, device) -> "LatentPrior":
        return LatentPrior(*(part.to(device) for part in self))

    def draw(self, codes: Tensor, rng: torch.Generator, spread: float = SPREAD) -> Tensor:
        """z for each code, shape (len(codes), noise_dim)."""
        uniform = torch.rand(len(codes), generator=rng, device=rng.device)
        rows = self.first[codes] + (uniform * self.count[codes]).long().clamp(max=self.count[codes] - 1)
        noise = torch.randn(len(codes), len(self.factor), generator=rng, device=rng.device)
        a = 1 - spread
        around = a * self.deviations[rows] + (1 - a**2) ** 0.5 * noise @ self.factor.T
        return self.means[codes] + around
