"""Priors in a file, checked against the networks before anything is drawn from them."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.estimators._files import check_arrays
from sklearn_seqgan.priors import LatentPrior, ResidualNoise

__all__ = ["check_priors"]

LONGEST = 10**6
"""Maximum number of time steps of a generated sequence."""


def check_priors(a, length_prior, code_prior, learnt):
    """Raise a ValueError if priors of lengths, codes, latents or noise do not fit the networks.

    Parameters
    ----------
    a : AdversarialArchitecture
    length_prior, code_prior : ndarray
    learnt : dict of str -> list of ndarray, or None
    """
    lengths = length_prior.shape[-1:]
    check_arrays(
        "length_prior_", [length_prior], [(a.n_codes, *lengths) if length_prior.ndim == 2 else lengths]
    )
    check_arrays("code_prior_", [code_prior], [(a.n_codes,)])
    for name, table in (("length_prior_", length_prior), ("code_prior_", code_prior)):
        if not 1 < table.shape[-1] <= LONGEST or (table < 0).any() or not np.allclose(table.sum(-1), 1):
            raise ValueError(f"{name} is no table of probabilities.")
    if set(learnt) != {"latents", "residuals"}:
        raise ValueError(f"its priors are {sorted(learnt)}.")
    if learnt["latents"] is not None:
        _check_latents(a, LatentPrior(*learnt["latents"]))
    if learnt["residuals"] is not None:
        _check_residuals(a, ResidualNoise(*learnt["residuals"]))


def _check_latents(a, prior):
    k, d = a.n_codes, a.noise_dim
    shapes = [(k, d), (None, d), (k,), (k,), (k, d, d), (None, d)]
    check_arrays("the prior of latents", prior, shapes, "ffiiff")
    if not rows_are_there(prior, len(prior.deviations)):
        raise ValueError("the prior of latents refers to rows that do not exist.")


def _check_residuals(a, noise):
    k, d, n = a.n_codes, a.noise_dim, len(noise.lengths)
    shapes = [(None, a.n_channels), (n,), (n,), (n, d), (d,), (k,), (k,), ()]
    check_arrays("the noise", noise, shapes, "fiiffiif")
    is_there = (noise.start >= 0) & (noise.lengths > 0) & (noise.lengths <= len(noise.values) - noise.start)
    if not is_there.all() or not rows_are_there(noise, n):
        raise ValueError("the noise refers to rows that do not exist.")
    if not (noise.unit > 0).all():
        raise ValueError("the noise measures distances in units that are not positive.")


def rows_are_there(prior, n):
    """Whether the rows of each code are among n."""
    return ((prior.first >= 0) & (prior.count > 0) & (prior.count <= n - prior.first)).all()
