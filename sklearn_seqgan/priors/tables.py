"""Tables of p(c) and p(l), fitted to the training labels and lengths, in numpy.

Code and length are both finite, so each prior is a table of probabilities. To add a length prior, write a
function of the training lengths, their classes and the number of codes, and name it in ``LENGTH_PRIORS``;
code priors likewise, in ``CODE_PRIORS``. ``draws.py`` draws from the tables.
"""
# SPDX-License-Identifier: BSD-3-Clause

from functools import partial

import numpy as np
from scipy import stats

__all__ = ["CODE_PRIORS", "LENGTH_PRIORS"]


def beta_lengths(lengths):
    """P(l) of a Beta distribution fitted to the training lengths by moments.

    u = (l − l_min + ½) / m with m = l_max − l_min + 1 lies strictly within (0, 1),
    where maximum likelihood would fail at the end points. With mean μ and variance
    σ² of u, s = μ(1 − μ)/σ² − 1, α = μs and β = (1 − μ)s. A length is
    l_min + ⌊m · Beta(α, β)⌋. (The formula printed in the paper, min{20 + Beta, 150},
    would give lengths in [20, 21].)

    Parameters
    ----------
    lengths : ndarray of shape (n,), int

    Returns
    -------
    ndarray of shape (l_max + 1,), float64
        Probability of each length 0..l_max. If all training lengths are equal, that length has probability 1.
    """
    shortest, longest = lengths.min(), lengths.max()
    n_lengths = longest - shortest + 1
    table = np.zeros(longest + 1)
    if n_lengths == 1:
        table[longest] = 1.0
        return table
    u = (lengths - shortest + 0.5) / n_lengths
    concentration = u.mean() * (1 - u.mean()) / u.var() - 1
    beta = stats.beta(u.mean() * concentration, (1 - u.mean()) * concentration)
    table[shortest:] = np.diff(beta.cdf(np.arange(n_lengths + 1) / n_lengths))
    return table


def empirical_lengths(lengths):
    """P(l) as the share of training sequences of length l, shape (l_max + 1,)."""
    return np.bincount(lengths) / len(lengths)


def for_all(fit, lengths, targets, n_codes):
    """One p(l) for all codes, of shape (l_max + 1,)."""
    return fit(lengths)


def by_class(fit, lengths, targets, n_codes):
    """p(l | c) from the labelled rows of each class, with p(l) added at the weight of one row.

    Parameters
    ----------
    fit : function from lengths to p(l)
    lengths : ndarray of shape (n,), int
    targets : ndarray of shape (n,), int
        Class indices, negative where there is no label.
    n_codes : int

    Returns
    -------
    ndarray of shape (n_codes, l_max + 1), float64
        A code without labelled rows has p(l).
    """
    overall = fit(lengths)
    tables = np.tile(overall, (n_codes, 1))
    for k in np.unique(targets[targets >= 0]):
        own = lengths[targets == k]
        tables[k, : own.max() + 1] += len(own) * fit(own)
        tables[k] /= len(own) + 1
    return tables


def uniform_codes(targets, n_codes):
    """p(c) = 1 / n_codes, as in the paper."""
    return np.full(n_codes, 1 / n_codes)


def empirical_codes(targets, n_codes):
    """p(c) ∝ 1 + the number of labelled rows of class c (Laplace's rule).

    Parameters
    ----------
    targets : ndarray of shape (n,), int
        Class indices, negative where there is no label.
    n_codes : int

    Returns
    -------
    ndarray of shape (n_codes,), float64
    """
    counts = 1 + np.bincount(targets[targets >= 0], minlength=n_codes)
    return counts / counts.sum()


def smoothed_codes(targets, n_codes):
    """Mean of the empirical and the uniform p(c): for labels that were chosen (by `suggest`), not drawn."""
    return (empirical_codes(targets, n_codes) + uniform_codes(targets, n_codes)) / 2


LENGTH_PRIORS = {
    "beta": partial(for_all, beta_lengths),
    "empirical": partial(for_all, empirical_lengths),
    "beta-by-class": partial(by_class, beta_lengths),
    "empirical-by-class": partial(by_class, empirical_lengths),
}
CODE_PRIORS = {
    "uniform": uniform_codes,
    "empirical": empirical_codes,
    "smoothed": smoothed_codes,
    "estimated": empirical_codes,  # of the labels; the closed form estimates that of the other rows
}
