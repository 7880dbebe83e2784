"""p(z | c) from the latents of training sequences, in closed form.

Let μ_i be the latent of row i, m_c the mean over the rows of code c and S_c their covariance. Then

    z = m_c + a (μ_i − m_{c_i}) + √(1 − a²) S_c^½ ε,   i a random row of code c,  ε ~ N(0, I),

has mean m_c and covariance S_c for every a: a = 1 gives the latents of training rows themselves, a = 0 the
Gaussian of the code. 1 − a is called the spread. The covariance of a code with few rows is mostly the one
pooled within all codes.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from sklearn_seqgan.priors.sums import blocks, sums_by_code

__all__ = ["SPREAD", "LatentPrior"]

SPREAD = 0.2

SHRINKAGE = 8.0
"""Number of rows at which a code's own covariance weighs as much as the one pooled within all codes."""

SMALLEST_VARIANCE = 1e-5
"""Added to the diagonal of S, which is singular if there are few rows."""


class LatentPrior(NamedTuple):
    """p(z | c).

    Attributes
    ----------
    means : Tensor of shape (n_codes, noise_dim)
        m_c; for a code without rows, the mean of all rows.
    deviations : Tensor of shape (n, noise_dim)
        μ_i − m_{c_i}, sorted by code.
    first, count : Tensor of shape (n_codes,), int64
        Index of the first row of each code, and number of its rows. A code without rows uses all rows.
    factors : Tensor of shape (n_codes, noise_dim, noise_dim)
        Cholesky factor of each S_c.
    axes : Tensor of shape (n_axes, noise_dim)
        The principal axes within codes, the longest first. The length of each is √3 times the standard
        deviation along it, so that a coordinate has the variance of U[−1, 1].
    """

    means: Tensor
    deviations: Tensor
    first: Tensor
    count: Tensor
    factors: Tensor
    axes: Tensor

    @classmethod
    def fit(
        cls, latents: Tensor, variances: Tensor, codes: Tensor, n_codes: int, n_axes: int = 0
    ) -> "LatentPrior":
        """Fit to μ_i and the variances of q(z | x_i, c_i), each (n, noise_dim), and the codes (n,)."""
        order = codes.argsort(stable=True)
        latents, codes = latents[order], codes[order]
        count = torch.bincount(codes, minlength=n_codes)
        sums = sums_by_code(latents, codes, n_codes)
        empty = count == 0
        means = torch.where(empty[:, None], latents.mean(0), sums / count.clamp(min=1)[:, None])
        deviations = latents - means[codes]
        diagonal = (variances.mean(0) + SMALLEST_VARIANCE).diag()
        factors = torch.linalg.cholesky(covariances(deviations, count) + diagonal)
        return cls(means, deviations, *blocks(count), factors, principal_axes(deviations, n_axes))

    def to(self, device) -> "LatentPrior":
        return LatentPrior(*(part.to(device) for part in self))

    def draw(self, codes: Tensor, rng: torch.Generator, spread: float = SPREAD) -> Tensor:
        """Draw z for each code, shape (len(codes), noise_dim)."""
        uniform = torch.rand(len(codes), generator=rng, device=rng.device)
        rows = self.first[codes] + (uniform * self.count[codes]).long().clamp(max=self.count[codes] - 1)
        noise = torch.randn(len(codes), self.means.shape[1], generator=rng, device=rng.device)
        a = 1 - spread
        gaussian = (self.factors[codes] @ noise[:, :, None]).squeeze(2)
        return self.means[codes] + a * self.deviations[rows] + (1 - a**2) ** 0.5 * gaussian

    def coordinates(self, z: Tensor, codes: Tensor) -> Tensor:
        """Coordinates of latents along the axes, from the mean of their code; (len(codes), n_axes)."""
        return (z - self.means[codes]) @ (self.axes / self._squares[:, None]).T

    def placed(self, z: Tensor, codes: Tensor, coordinates: Tensor) -> Tensor:
        """Latents moved along the axes to the given coordinates."""
        return z + (coordinates - self.coordinates(z, codes)) @ self.axes

    @property
    def _squares(self):
        return self.axes.square().sum(1).clamp(min=SMALLEST_VARIANCE)


def principal_axes(deviations: Tensor, n_axes: int) -> Tensor:
    """The longest axes, √3 standard deviations long; the largest entry of each direction is positive."""
    _, sizes, directions = torch.linalg.svd(deviations, full_matrices=False)
    signs = directions.gather(1, directions.abs().argmax(1, keepdim=True)).sign()
    axes = (3 / len(deviations)) ** 0.5 * sizes[:, None] * signs * directions
    return F.pad(axes, (0, 0, 0, max(0, n_axes - len(axes))))[:n_axes]


def covariances(deviations: Tensor, count: Tensor) -> Tensor:
    """Covariance of each code, shape (n_codes, d, d), shrunk towards the one pooled within all codes.

    Parameters
    ----------
    deviations : Tensor of shape (n, d)
        From the mean of the code, sorted by code.
    count : Tensor of shape (n_codes,), int64
    """
    within = deviations.T @ deviations / max(1, len(deviations) - int((count > 0).sum()))
    sums = torch.stack([own.T @ own for own in deviations.split(count.tolist())])
    return (sums + SHRINKAGE * within) / (count[:, None, None] + SHRINKAGE)
