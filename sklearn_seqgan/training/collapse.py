"""Signs that codes or samples have collapsed; no loss shows these."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor

from sklearn_seqgan.priors import entropy
from sklearn_seqgan.training.latent import Priors, draw_latent, generate

__all__ = ["LARGEST_SPREAD", "SMALLEST_SPREAD", "SMALLEST_USE", "code_use", "sample_spreads"]

SMALLEST_USE = 0.5
"""Value of `code_use` below which the codes have collapsed."""

SMALLEST_SPREAD, LARGEST_SPREAD = 0.01, 10.0
"""Bounds of the deviation among samples of one code, in deviations of the training sequences. Below the first
the samples have collapsed, above the second they have diverged."""

N_SAMPLES = 16


def code_use(codes: Tensor, targets: Tensor, code_prior: Tensor) -> float:
    """Entropy of the predicted codes, divided by the smaller of the prior's and the labels' entropy.

    Parameters
    ----------
    codes : Tensor of shape (n,), int64
    targets : Tensor of shape (n,), int64
        Codes of labelled rows, negative where there is no label.
    code_prior : Tensor of shape (n_codes,)
    """
    expected, labels = entropy(code_prior), targets[targets >= 0]
    if len(labels):
        expected = torch.minimum(expected, _entropy_of(labels, len(code_prior)))
    return float(_entropy_of(codes, len(code_prior)) / expected) if expected > 0 else 1.0


def _entropy_of(codes, n_codes):
    return entropy(torch.bincount(codes, minlength=n_codes) / len(codes))


@torch.no_grad()
def sample_spreads(generator, priors: Priors, rng: torch.Generator) -> Tensor:
    """Root mean variance among samples of the same code, (n_codes,), all of the longest length.

    Parameters
    ----------
    generator : Module
        Its output is scaled sequences.
    priors : Priors
    rng : torch.Generator on the device of both
    """
    n_codes = len(priors.code)
    longest = torch.zeros_like(priors.length)
    longest[..., -1] = 1
    codes = torch.arange(n_codes, device=rng.device).repeat_interleave(N_SAMPLES)
    latent = draw_latent(priors, len(codes), rng, codes)
    samples = generate(generator, priors._replace(length=longest), latent, rng).values
    return samples.unflatten(0, (n_codes, N_SAMPLES)).var(1).mean((1, 2)).sqrt()
