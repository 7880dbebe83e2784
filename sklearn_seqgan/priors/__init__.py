"""What the generator starts from: priors over code, noise and length."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.priors.draws import (
    NOISE_PRIORS,
    draw_category,
    draw_continuous_codes,
    draw_lengths,
    draw_normal_noise,
    draw_uniform_noise,
    entropy,
)
from sklearn_seqgan.priors.latents import SPREAD, LatentPrior
from sklearn_seqgan.priors.residuals import ResidualNoise, Residuals
from sklearn_seqgan.priors.tables import CODE_PRIORS, LENGTH_PRIORS

__all__ = [
    "CODE_PRIORS",
    "LENGTH_PRIORS",
    "NOISE_PRIORS",
    "SPREAD",
    "LatentPrior",
    "ResidualNoise",
    "Residuals",
    "draw_category",
    "draw_continuous_codes",
    "draw_lengths",
    "draw_normal_noise",
    "draw_uniform_noise",
    "entropy",
]
