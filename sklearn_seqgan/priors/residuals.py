"""Noise like what a generator fails to reproduce of real sequences, fitted in closed form.

Let h_t be the generator's state at a time step, a_t the stationary autoregression of each code and channel,
and R the channels' correlation. The noise

    e_t = ρ s_c exp(W h_t + b) a_t,   a_t = Σ_k φ_ck a_{t−k} + v_c R^½ ε_t,   k = 1..8,   ε_t ~ N(0, I),

is added to the generator's y_t and never fed back. ρ is the level.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from sklearn_seqgan.priors.sums import sums_by_code

__all__ = ["Residuals", "ResidualNoise"]

ORDER = 8
"""Order of the autoregressions."""

SCORING_STEPS = 12
RIDGE = 1e-3
"""Penalty on the weights of log σ, per time step that they are fitted to."""

LOG_DEVIATIONS = -7.0, 2.0
"""Bounds of log σ, in units of the scaled sequences."""

LARGEST = 4.0
"""Residuals are clipped at this many deviations; larger ones come from a tracker that loses a joint."""

TAPER, DIAGONAL = 0.999, 1e-3
"""Damping of the autocorrelations, and ridge of the equations: they keep the process stable."""

SHRINKAGE = 3.0
"""Number of rows at which a code's own estimate weighs as much as that of all codes together."""

OWN_CORRELATION = 0.03
"""Share of the identity in the channels' correlation."""

SMALLEST_VARIANCE = 1e-3
SMALLEST_RESIDUAL = 1e-6
"""Root mean square of a channel's residuals below which they count as zero."""

MEAN_TO_DEVIATION = math.sqrt(math.pi / 2)
"""Standard deviation of a Gaussian whose mean absolute value is 1."""

SETTLING = 64
"""Extra time steps on the circle on which noise is drawn, to decorrelate the two ends of a sequence."""

LEVELS = 21


class Residuals(NamedTuple):
    """The data of a fit: rows of a training set, and the generator's reconstructions of them.

    Attributes
    ----------
    real, again : Tensor of shape (n, T, F)
        Equal at time steps that are not valid.
    states : Tensor of shape (n, T, units)
        States of the generator.
    mask : Tensor of shape (n, T), bool
    codes : Tensor of shape (n,), int64
    """

    real: Tensor
    again: Tensor
    states: Tensor
    mask: Tensor
    codes: Tensor


class ResidualNoise(NamedTuple):
    """The noise.

    Attributes
    ----------
    weight : Tensor of shape (F, units)
    bias : Tensor of shape (F,)
        W and b of log σ_t = W h_t + b.
    scale : Tensor of shape (n_codes, F)
        s_c; 0 for a channel without residuals.
    coefficients : Tensor of shape (n_codes, F, 8)
        φ.
    innovation : Tensor of shape (n_codes, F)
        v, for which a has variance 1.
    factor : Tensor of shape (F, F)
        R^½.
    level : Tensor of shape ()
        ρ at which sequences with noise move as much as real ones do, at most 1.

    References
    ----------
    Nelder & Wedderburn (1972), Generalized linear models, for the scoring of log σ.
    """

    weight: Tensor
    bias: Tensor
    scale: Tensor
    coefficients: Tensor
    innovation: Tensor
    factor: Tensor
    level: Tensor

    @classmethod
    def fit(cls, r: Residuals, n_codes: int, rng: torch.Generator) -> "ResidualNoise":
        """Fit to residuals; `rng` draws the noise with which the level is found."""
        left = r.real - r.again
        is_left = left[r.mask].square().mean(0).sqrt() > SMALLEST_RESIDUAL
        weight, bias = fit_log_deviation(r.states[r.mask], left[r.mask])
        log_deviation = F.linear(r.states, weight, bias).clamp(*LOG_DEVIATIONS)
        unit = (left * (-log_deviation).exp()).clamp(-LARGEST, LARGEST) * r.mask[:, :, None]
        scale = scales(unit, r.mask, r.codes, n_codes) * is_left
        coefficients, innovation = fit_autoregressions(unit, r.codes, n_codes)
        factor = channel_factor(unit[r.mask])
        noise = cls(weight, bias, scale, coefficients, innovation, factor, torch.ones_like(bias[0]))
        return noise._replace(level=noise._find_level(r, rng))

    def to(self, device) -> "ResidualNoise":
        return ResidualNoise(*(part.to(device) for part in self))

    def draw(self, states: Tensor, codes: Tensor, rng: torch.Generator, part=None) -> Tensor:
        """Draw e at level 1, shape (batch, T, F); `part`: this rank's share of a joint batch, None: no
        ranks."""
        n_time_steps, n_channels = states.shape[1], len(self.bias)
        n = n_time_steps + SETTLING
        if part is None:
            white = torch.randn(len(codes), n, n_channels, generator=rng, device=rng.device) @ self.factor.T
        else:
            white = part.draw(torch.randn, n, n_channels, rng=rng) @ self.factor.T
        response = self.innovation[codes][:, :, None] / self._denominator(codes, n)
        spectrum = torch.fft.rfft(white.transpose(1, 2)) * response
        unit = torch.fft.irfft(spectrum, n)[:, :, :n_time_steps].transpose(1, 2)
        deviation = F.linear(states, self.weight, self.bias).clamp(*LOG_DEVIATIONS).exp()
        return deviation * self.scale[codes][:, None] * unit

    def _denominator(self, codes, n):
        """1 − Σ_k φ_k exp(−iωk) for each code, at the frequencies of n time steps on a circle."""
        return torch.fft.rfft(F.pad(-self.coefficients[codes], (1, 0), value=1.0), n)

    def _find_level(self, r, rng):
        """The least level ρ at which y + ρ e moves as much as x, by mean absolute difference."""
        both = (r.mask[:, 1:] & r.mask[:, :-1])[:, :, None]
        noise = self.draw(r.states, r.codes, rng)
        real = (r.real.diff(dim=1) * both).abs().sum()
        levels = torch.linspace(0, 1, LEVELS, device=noise.device)
        moves = [((r.again + level * noise).diff(dim=1) * both).abs().sum() for level in levels]
        enough = (torch.stack(moves) >= real).nonzero()
        return levels[enough[0, 0]] if len(enough) else levels[-1]


def fit_log_deviation(states: Tensor, residuals: Tensor) -> tuple[Tensor, Tensor]:
    """Maximum-likelihood W and b of log σ = W h + b, for Gaussian residuals (n, F) and states (n, units).

    Fisher scoring: the information of log σ is 2, whatever its value. So every step is a ridge regression of
    (r² / σ² − 1) / 2 on the same inputs.

    Returns
    -------
    weight : Tensor of shape (F, units)
    bias : Tensor of shape (F,)
    """
    inputs = F.pad(states, (0, 1), value=1.0)
    penalty = RIDGE * len(inputs) * torch.eye(inputs.shape[1], device=inputs.device, dtype=inputs.dtype)
    penalty[-1, -1] = 1e-6
    factor = torch.linalg.cholesky(inputs.T @ inputs + penalty)
    found = inputs.new_zeros(inputs.shape[1], residuals.shape[1])
    found[-1] = residuals.square().mean(0).sqrt().clamp(min=SMALLEST_RESIDUAL).log()
    for _ in range(SCORING_STEPS):
        log_deviation = (inputs @ found).clamp(*LOG_DEVIATIONS)
        ratio = (residuals * (-log_deviation).exp()).square().clamp(max=LARGEST**2)
        step = inputs.T @ ((ratio - 1) / 2) - penalty @ _without_bias(found)
        found = found + torch.cholesky_solve(step, factor)
    return found[:-1].T.contiguous(), found[-1]


def scales(unit: Tensor, mask: Tensor, codes: Tensor, n_codes: int) -> Tensor:
    """Deviation of unit residuals per code and channel, from mean absolute values; shape (n_codes, F)."""
    sums = sums_by_code(unit.abs().sum(1), codes, n_codes)
    n_time_steps = sums_by_code(mask.sum(1, keepdim=True).to(unit.dtype), codes, n_codes)
    of_all = sums.sum(0) / n_time_steps.sum()
    share = _shares(codes, n_codes, unit)[:, None]
    own = sums / n_time_steps.clamp(min=1)
    return MEAN_TO_DEVIATION * (share * own + (1 - share) * of_all)


def fit_autoregressions(unit: Tensor, codes: Tensor, n_codes: int) -> tuple[Tensor, Tensor]:
    """φ and v of each code and channel by the Yule-Walker equations, shrunk towards those of all codes.

    Parameters
    ----------
    unit : Tensor of shape (n, T, F), zero where not valid
    codes : Tensor of shape (n,)
    n_codes : int

    Returns
    -------
    coefficients : Tensor of shape (n_codes, F, 8)
    innovation : Tensor of shape (n_codes, F)
    """
    padded = F.pad(unit, (0, 0, 0, ORDER))
    n = unit.shape[1]
    products = torch.stack([(padded[:, k : k + n] * unit).sum(1) for k in range(ORDER + 1)], dim=2)
    sums = sums_by_code(products, codes, n_codes)
    share = _shares(codes, n_codes, unit)[:, None, None]
    correlation = share * _by_first(sums) + (1 - share) * _by_first(sums.sum(0, keepdim=True))
    correlation = correlation * F.pad(correlation.new_full((ORDER,), TAPER), (1, 0), value=1.0)
    lags = torch.arange(ORDER, device=unit.device)
    matrix = correlation[..., (lags[:, None] - lags).abs()] + DIAGONAL * torch.eye(ORDER, device=unit.device)
    coefficients = torch.linalg.solve(matrix, correlation[..., 1:])
    variance = 1 - (coefficients * correlation[..., 1:]).sum(-1)
    return coefficients, variance.clamp(min=SMALLEST_VARIANCE).sqrt()


def channel_factor(unit: Tensor) -> Tensor:
    """Cholesky factor (F, F) of the channels' correlation, from time steps (n, F)."""
    size = unit.square().mean(0).sqrt().clamp(min=SMALLEST_RESIDUAL)
    correlation = (unit / size).T @ (unit / size) / len(unit)
    identity = torch.eye(len(size), device=unit.device, dtype=unit.dtype)
    return torch.linalg.cholesky((1 - OWN_CORRELATION) * correlation + OWN_CORRELATION * identity)


def _shares(codes, n_codes, like):
    """Weight of each code's own rows against those of all codes: n_c / (n_c + 3)."""
    count = torch.bincount(codes, minlength=n_codes).to(like.dtype)
    return count / (count + SHRINKAGE)


def _by_first(sums):
    """Autocorrelations from sums of products; 1, 0, 0, ... for a channel whose sums are zero."""
    first = sums[..., :1]
    found = sums / first.clamp(min=SMALLEST_RESIDUAL)
    return torch.where(first > SMALLEST_RESIDUAL, found, _unit_impulse(found[..., 1:]))


def _unit_impulse(like):
    """1, 0, 0, ... along the last axis, which is one longer than that of `like`."""
    return F.pad(torch.zeros_like(like), (1, 0), value=1.0)


def _without_bias(weights):
    return torch.cat([weights[:-1], torch.zeros_like(weights[-1:])])
