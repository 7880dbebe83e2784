"""How far generated sequences are from real ones by mean and covariance of features."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.utils import check_array

from sklearn_seqgan.metrics._base import SequenceMetric
from sklearn_seqgan.metrics.judges import minirocket_components
from sklearn_seqgan.sequences import as_numbers
from sklearn_seqgan.typing import LabelsLike, Marker, RandomStateLike, SequencesLike

__all__ = ["FrechetDistance", "frechet_distance"]

N_COMPONENTS = 16
"""A hundred sequences are enough to estimate the covariance of this many features."""


class FrechetDistance(SequenceMetric):
    """Fréchet distance of generated to held-out sequences, in features fixed by training sequences.

    By default these are the first 16 principal components of MiniRocket features, each of variance 1 in
    training.

    Parameters
    ----------
    train, held_out : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Real sequences, at least two of each.
    y_train : array-like of shape (n,), default=None
        Passed to `features.fit` if given.
    y_held_out : ignored
        Not used, present for API consistency by convention.
    features : transformer, default=None
        Unfitted, from lists of (T_i, F) arrays to (n, d); for example a classifier with `transform`. None:
        those of MiniRocket, which needs aeon.
    random_state : int, default=0
        Seed of the default features.
    unlabeled : ignored
        Not used, present for API consistency by convention.

    Attributes
    ----------
    floor : float
        Distance of the training sequences from the held-out ones.

    Raises
    ------
    ValueError
        If there are fewer than two sequences, or the channels differ.

    See Also
    --------
    frechet_distance :
        ‖μ_x − μ_y‖² + tr(S_x + S_y − 2 (S_x S_y)^½), between the Gaussians of two samples.
    TwoSampleDistance :
        Squared maximum mean discrepancy to held-out sequences, by a kernel fixed by training
        sequences.

    Notes
    -----
    For two samples of the same distribution it is above 0, the more so the smaller they are. So compare it
    with the floor, for the same number of sequences.

    References
    ----------
    Heusel et al. (2017), GANs trained by a two time-scale update rule converge to a local Nash
    equilibrium. arXiv:1706.08500

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.preprocessing import FunctionTransformer
    >>> X = [np.full((3, 1), k) for k in (0.0, 1.0, 2.0, 3.0)]
    >>> distance = FrechetDistance(X, X, features=FunctionTransformer(lambda X: np.array([x[0] for x in X])))
    >>> distance.floor, distance([x + 2 for x in X])
    (0.0, 4.0)
    """

    def __init__(
        self,
        train: SequencesLike,
        held_out: SequencesLike,
        y_train: LabelsLike | None = None,
        y_held_out: LabelsLike | None = None,
        *,
        features: Callable[..., Any] | None = None,
        random_state: RandomStateLike = 0,
        unlabeled: Marker = -1,
    ) -> None:
        super().__init__(train, held_out, y_train, unlabeled=unlabeled)
        if features is None:
            n_components = max(1, min(N_COMPONENTS, len(self.train.sequences) - 1))
            features = minirocket_components(random_state, n_components)
        self.features_ = clone(features).fit(*self.train)

    def _value(self, rows, real):
        return frechet_distance(*(self.features_.transform(r.sequences) for r in (rows, real)))


def frechet_distance(x: np.ndarray, y: np.ndarray) -> float:
    """‖μ_x − μ_y‖² + tr(S_x + S_y − 2 (S_x S_y)^½), between the Gaussians of two samples.

    Parameters
    ----------
    x, y : ndarray of shape (n, d) and (m, d)
        At least two rows each.

    Returns
    -------
    float
        At least 0.

    Raises
    ------
    ValueError
        If a sample has a single row, which has no covariance.

    See Also
    --------
    FrechetDistance :
        Fréchet distance of generated to held-out sequences, in features fixed by training sequences.
    squared_mmd : E k(x, x') + E k(y, y') − 2 E k(x, y) without bias, k(a, b) = exp(−γ ‖a − b‖²).

    References
    ----------
    Dowson & Landau (1982), The Fréchet distance between multivariate normal distributions. Journal of
    Multivariate Analysis 12.

    Examples
    --------
    >>> import numpy as np
    >>> frechet_distance(np.array([[0.0], [2.0]]), np.array([[3.0], [3.0]]))
    6.0
    """
    x, y = (check_array(as_numbers(features), dtype=np.float64) for features in (x, y))  # pyright: ignore[reportArgumentType]
    if min(len(x), len(y)) < 2:
        raise ValueError(f"Samples of {len(x)} and {len(y)}; the distance needs two of each at least.")
    gap = x.mean(axis=0) - y.mean(axis=0)
    spread = sum(a.var(axis=0, ddof=1).sum() for a in (x, y))
    return max(0.0, float(gap @ gap + spread - 2 * _trace_of_root(x, y)))


def _trace_of_root(x, y):
    """tr (S_x S_y)^½: with S = AᵀA the product has the squared singular values of A_x A_yᵀ."""
    a, b = ((v - v.mean(axis=0)) / np.sqrt(len(v) - 1) for v in (x, y))
    return np.linalg.svd(a @ b.T, compute_uv=False).sum()
