"""Residuals of training sequences, as noise for generated ones.

Let r_j = x_j − G(c_j, μ_j) be what a generator leaves of training row j, of l_j time steps. To G(c, z) of
length l is added

    e_t = ρ [r_j(τ_jt) + r_k(τ_kt)] / √2,   j ≠ k among the four rows of code c with latents nearest to z,

where τ_jt = t (l_j − 1) / (l − 1), rounded, is the same share of the way. So noise has the bursts, the
correlations and the place in time that it has in recordings of similar movements. It is the sum of two, since
G(c, z) + r_j is nearly x_j where G explains little of a recording. It is never fed back. ρ is the level.

References
----------
Efron (1979), Bootstrap methods: another look at the jackknife. Ann. Statist. 7(1), 1-26.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch
from torch import Tensor

from sklearn_seqgan.priors.sums import blocks

__all__ = ["ResidualNoise", "Residuals"]

N_NEAREST = 4
"""Rows among which two are drawn."""

SMALLEST_RESIDUAL = 1e-6
"""Root mean square of a channel's residuals below which they count as zero."""

SMALLEST_DEVIATION = 1e-3
"""Smallest unit of a dimension of the latents: in one with equal values for all rows, it would be 0."""


class Residuals(NamedTuple):
    """The data of a fit: rows of a training set, and the generator's reconstructions of them.

    Attributes
    ----------
    real, again : Tensor of shape (n, T, F)
    mask : Tensor of shape (n, T), bool
        Which time steps are valid: the first ones of each row.
    codes : Tensor of shape (n,), int64
    latents : Tensor of shape (n, noise_dim)
        μ.
    """

    real: Tensor
    again: Tensor
    mask: Tensor
    codes: Tensor
    latents: Tensor


class ResidualNoise(NamedTuple):
    """The noise.

    Attributes
    ----------
    values : Tensor of shape (n_time_steps, F)
        r_j, one row after another, sorted by code; 0 for a channel without residuals.
    start, lengths : Tensor of shape (n,), int64
        First time step of each row in `values`, and l_j.
    latents : Tensor of shape (n, noise_dim)
        μ_j, divided by `unit`.
    unit : Tensor of shape (noise_dim,)
        Standard deviation of the latents, the unit of distances.
    first, count : Tensor of shape (n_codes,), int64
        Index of the first row of each code, and number of its rows. A code without rows uses all rows.
    level : Tensor of shape ()
        ρ at which sequences with noise move as much as real ones do, at most 1.
    """

    values: Tensor
    start: Tensor
    lengths: Tensor
    latents: Tensor
    unit: Tensor
    first: Tensor
    count: Tensor
    level: Tensor

    @classmethod
    def fit(cls, r: Residuals, n_codes: int) -> "ResidualNoise":
        """Keep the residuals, and find the level."""
        order = r.codes.argsort(stable=True)
        left = (r.real - r.again)[order][r.mask[order]]
        is_left = left.square().mean(0).sqrt() > SMALLEST_RESIDUAL
        lengths = r.mask[order].sum(1)
        start = lengths.cumsum(0) - lengths
        unit = r.latents.std(0, correction=0).clamp(min=SMALLEST_DEVIATION)
        latents = r.latents[order] / unit
        first, count = blocks(torch.bincount(r.codes, minlength=n_codes))
        return cls(left * is_left, start, lengths, latents, unit, first, count, find_level(r))

    def to(self, device) -> "ResidualNoise":
        return ResidualNoise(*(part.to(device) for part in self))

    def draw(
        self, codes: Tensor, z: Tensor, lengths: Tensor, n_time_steps: int, rng: torch.Generator
    ) -> Tensor:
        """Draw e at level 1 for given codes, latents and lengths, shape (batch, T, F); 0 after the end."""
        rows = self._draw_rows(codes, z, rng)
        t = torch.arange(n_time_steps, device=lengths.device)
        share = (t / (lengths[:, None] - 1).clamp(min=1)).clamp(max=1)
        steps = (share[:, None] * (self.lengths[rows] - 1)[:, :, None]).round().long()
        both = self.values[self.start[rows][:, :, None] + steps].sum(1)
        size = torch.where(rows[:, 0] == rows[:, 1], 2.0, 2**0.5)
        return both / size[:, None, None] * (t < lengths[:, None])[:, :, None]

    def _draw_rows(self, codes, z, rng):
        """Two random rows for each latent, among the nearest of its code; one twice if there is no other."""
        rows = torch.arange(len(self.lengths), device=z.device)
        first, count = self.first[codes], self.count[codes]
        is_of_code = (rows >= first[:, None]) & (rows < (first + count)[:, None])
        distance = torch.where(is_of_code, torch.cdist(z / self.unit, self.latents), torch.inf)
        nearest = distance.topk(min(N_NEAREST, len(rows)), largest=False).indices
        n = count.clamp(max=nearest.shape[1])
        uniform = torch.rand(len(codes), 2, generator=rng, device=rng.device)
        one, further = (uniform[:, 0] * n).long(), (uniform[:, 1] * (n - 1)).long() + 1
        return nearest.gather(1, torch.stack([one, (one + further) % n], dim=1))


def find_level(r: Residuals) -> Tensor:
    """ρ² = (E|Δx|² − E|ΔG|²) / E|Δr|², between 0 and 1; 1 if nothing is left.

    Δ is the difference of successive time steps. Noise that is independent of G adds ρ² E|Δr|² to E|ΔG|².
    """
    both = (r.mask[:, 1:] & r.mask[:, :-1])[:, :, None]
    real, again, left = ((x.diff(dim=1) * both).square().sum() for x in (r.real, r.again, r.real - r.again))
    return torch.where(left > 0, (real - again) / left, 1.0).clamp(0, 1).sqrt()
