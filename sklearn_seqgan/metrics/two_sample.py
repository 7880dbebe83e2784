"""How far generated sequences are from real ones, as two samples."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.metrics.pairwise import euclidean_distances, rbf_kernel
from sklearn.preprocessing import StandardScaler

from sklearn_seqgan._validation import channel_names
from sklearn_seqgan.metrics._features import LENGTH, flatten
from sklearn_seqgan.metrics._rows import raise_if_named_otherwise
from sklearn_seqgan.sequences import as_numbers
from sklearn_seqgan.typing import LabelsLike, SequencesLike

__all__ = ["TwoSampleDistance", "squared_mmd"]


class TwoSampleDistance:
    """Squared maximum mean discrepancy to held-out sequences, by a kernel fixed by training sequences.

    Sequences are resampled to 32 steps and flattened, and each feature is standardised by the training
    sequences. (A feature that is constant there, like the hip at the origin, keeps its unit.) The kernel is
    Gaussian; its width is the median distance between training sequences.

    Parameters
    ----------
    train, held_out : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Real sequences, at least two of each. Shorter ones are padded with NaN at the end.
    y_train, y_held_out : ignored
        Not used, present for API consistency by convention.

    Attributes
    ----------
    floor : float
        Distance of the training sequences themselves from the held-out ones.

    Raises
    ------
    ValueError
        If there are fewer than two sequences, or their channels or channel names differ.

    See Also
    --------
    squared_mmd : E k(x, x') + E k(y, y') − 2 E k(x, y) without bias, k(a, b) = exp(−γ ‖a − b‖²).
    FrechetDistance :
        Fréchet distance of generated to held-out sequences, in features fixed by training sequences.

    References
    ----------
    Gretton et al. (2012), A kernel two-sample test. JMLR 13.

    Examples
    --------
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, _ = make_rhythms(n_per_class=40, random_state=0)
    >>> distance = TwoSampleDistance(X[:60], X[60:])
    >>> distance.floor < 0.01 < distance([3 * x for x in X[:60]])
    True
    """

    needs = ()

    def __init__(
        self,
        train: SequencesLike,
        held_out: SequencesLike,
        y_train: LabelsLike | None = None,
        y_held_out: LabelsLike | None = None,
    ) -> None:
        _raise_if_single(train, held_out)
        features = flatten(train)
        self._names = channel_names(train)
        self.scaler = StandardScaler().fit(features)
        features = self.scaler.transform(features)
        distances = euclidean_distances(features)
        self.gamma = 1 / (2 * np.median(distances[np.triu_indices_from(distances, 1)]) ** 2)
        self.held_out = self._standardised(held_out)
        self.floor = squared_mmd(features, self.held_out, self.gamma)

    def __call__(self, sequences: SequencesLike, y: object = None) -> float:
        """Squared MMD of generated sequences to the held-out ones.

        Parameters
        ----------
        sequences : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        y : ignored
            Not used, present for API consistency by convention.

        Returns
        -------
        float
            0 for the same distribution, on average: the estimate may be below 0.
        """
        return squared_mmd(self._standardised(sequences), self.held_out, self.gamma)

    def _standardised(self, sequences):
        features = flatten(sequences)
        if features.shape[1] != self.scaler.n_features_in_:
            ours, theirs = ((n - 1) // LENGTH for n in (features.shape[1], self.scaler.n_features_in_))
            raise ValueError(f"The sequences have {ours} channels, and the training sequences {theirs}.")
        raise_if_named_otherwise(sequences, self._names)
        return self.scaler.transform(features)


def squared_mmd(x: np.ndarray, y: np.ndarray, gamma: float) -> float:
    """E k(x, x') + E k(y, y') − 2 E k(x, y) without bias, k(a, b) = exp(−γ ‖a − b‖²).

    Parameters
    ----------
    x, y : ndarray of shape (n, d) and (m, d)
        Two samples, of at least two rows each.
    gamma : float
        Parameter of the Gaussian kernel exp(−gamma ‖x − y‖²).

    Returns
    -------
    float
        May be below 0.

    Raises
    ------
    ValueError
        If a sample has a single row, and so no pairs.

    See Also
    --------
    TwoSampleDistance :
        Squared maximum mean discrepancy to held-out sequences, by a kernel fixed by training
        sequences.
    frechet_distance :
        ‖μ_x − μ_y‖² + tr(S_x + S_y − 2 (S_x S_y)^½), between the Gaussians of two samples.

    References
    ----------
    Gretton et al. (2012), A kernel two-sample test, equation 3. JMLR 13.

    Examples
    --------
    >>> import numpy as np
    >>> round(squared_mmd(np.array([[0.0], [1.0]]), np.array([[5.0], [6.0]]), gamma=1.0), 3)
    0.736
    """
    x, y = as_numbers(x), as_numbers(y)
    _raise_if_single(x, y)
    within = [_mean_off_diagonal(rbf_kernel(a, gamma=gamma)) for a in (x, y)]
    return float(sum(within) - 2 * rbf_kernel(x, y, gamma=gamma).mean())


def _raise_if_single(x, y):
    if min(len(x), len(y)) < 2:
        raise ValueError(f"Samples of {len(x)} and {len(y)}; the distance needs two of each at least.")


def _mean_off_diagonal(kernel):
    n = len(kernel)
    return (kernel.sum() - np.trace(kernel)) / (n * (n - 1))
