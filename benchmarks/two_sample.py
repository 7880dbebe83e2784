"""How far generated sequences are from real ones, as two samples."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.metrics.pairwise import euclidean_distances, rbf_kernel
from sklearn.preprocessing import StandardScaler

from benchmarks.peers import resample

__all__ = ["TwoSampleDistance", "squared_mmd"]

LENGTH = 32
"""Steps that sequences are resampled to; the length itself is compared as one more feature."""


class TwoSampleDistance:
    """Squared maximum mean discrepancy to held-out sequences, by a kernel fixed by training sequences.

    Sequences are resampled and flattened, each feature standardised by the training sequences (one
    that is constant there, as the hip at the origin, keeps its unit); the
    kernel is Gaussian with the median of their distances as its width.

    Parameters
    ----------
    train, held_out : list of (T_i, F) arrays

    References
    ----------
    Gretton et al. (2012), A kernel two-sample test. JMLR 13.
    """

    def __init__(self, train, held_out):
        features = _flatten(train)
        self.scaler = StandardScaler().fit(features)
        features = self.scaler.transform(features)
        distances = euclidean_distances(features)
        self.gamma = 1 / (2 * np.median(distances[np.triu_indices_from(distances, 1)]) ** 2)
        self.held_out = self.scaler.transform(_flatten(held_out))
        self.floor = squared_mmd(features, self.held_out, self.gamma)

    def __call__(self, sequences):
        return squared_mmd(self.scaler.transform(_flatten(sequences)), self.held_out, self.gamma)


def squared_mmd(x, y, gamma):
    """E k(x, x') + E k(y, y') − 2 E k(x, y) without bias, k(a, b) = exp(−γ ‖a − b‖²); may be below 0."""
    within = [_mean_off_diagonal(rbf_kernel(a, gamma=gamma)) for a in (x, y)]
    return float(sum(within) - 2 * rbf_kernel(x, y, gamma=gamma).mean())


def _mean_off_diagonal(kernel):
    n = len(kernel)
    return (kernel.sum() - np.trace(kernel)) / (n * (n - 1))


def _flatten(sequences):
    lengths = [[len(x)] for x in sequences]
    return np.hstack([resample(sequences, LENGTH).reshape(len(sequences), -1), lengths])
