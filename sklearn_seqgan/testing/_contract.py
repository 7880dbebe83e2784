"""What is required of an estimator, and the recordings to test it with."""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import dataclass

import numpy as np

from sklearn_seqgan.labels import marker_of
from sklearn_seqgan.typing import Marker

__all__ = ["Contract", "contract_of", "forms", "marked", "object_array", "padded", "partial_labels"]

N_CLASSES, PER_CLASS = 3, 5
SHORTEST, LONGEST = 10, 15


@dataclass(frozen=True)
class Contract:
    """What is required of an estimator.

    Attributes
    ----------
    ragged : bool
        X may be a list of arrays of unequal lengths.
    padded : bool
        X may be one array with NaN after the ends of its sequences.
    unlabeled : object
        The marker in y for "no label"; None if every entry is a class.
    n_channels : int
    rtol : float
        Relative tolerance for results that should be equal; the absolute tolerance is a hundredth of it.
    """

    ragged: bool = True
    padded: bool = True
    unlabeled: Marker = None
    n_channels: int = 6
    rtol: float = 1e-7

    def data(self, seed=0, equal=False):
        """X in a form that the estimator takes, with unequal lengths if it takes these; and y."""
        X, y = recordings(self.n_channels, seed, equal or not (self.ragged or self.padded))
        return (X if self.ragged else padded(X)), y


def contract_of(estimator, ragged, padded, unlabeled, n_channels, rtol):
    """A `Contract`; "auto" is the marker that the parameter ``unlabeled`` names, or None without one."""
    if isinstance(unlabeled, str) and unlabeled == "auto":
        unlabeled = marker_of(estimator, None)
    return Contract(ragged, padded, unlabeled, n_channels, rtol)


def recordings(n_channels, seed=0, equal=False):
    """Noisy oscillations, as a list, and integers y; the class is their speed and level.

    Values are float64, and multiples of 1/256, which float32 holds exactly, too.
    """
    rng = np.random.default_rng(seed)
    y = np.tile(np.arange(N_CLASSES), PER_CLASS)
    lengths = rng.integers(SHORTEST, LONGEST + 1, len(y))
    lengths[:2] = SHORTEST, LONGEST
    if equal:
        lengths[:] = LONGEST
    return [_swing(rng, k, n, n_channels) for k, n in zip(y, lengths)], y


def _swing(rng, k, length, n_channels):
    time = np.arange(length)[:, None]
    phases, channels = rng.uniform(0, 2 * np.pi, n_channels), np.arange(n_channels)
    x = np.sin((0.4 + 0.5 * k) * time + phases) + 1.5 * k + channels
    return np.round(256 * (x + rng.normal(0, 0.2, x.shape))) / 256


def padded(X, more=0):
    """Sequences as one array, with NaN after their ends, and `more` steps of NaN after the longest."""
    longest = max(map(len, X)) + more
    values = np.full((len(X), longest, X[0].shape[1]), np.nan, dtype=X[0].dtype)
    for row, x in zip(values, X):
        row[: len(x)] = x
    return values


def object_array(X):
    """Sequences as the entries of an array of objects."""
    array = np.empty(len(X), dtype=object)
    array[:] = X
    return array


def forms(X, contract):
    """The same sequences, from a list, in each form that the contract allows, by name."""
    found = {}
    if contract.ragged:
        found |= {"a list": list(X), "a tuple": tuple(X), "an object array": object_array(X)}
    if contract.padded or len(set(map(len, X))) == 1:
        found |= {"an array (n, T, F)": padded(X)}
    return found


def partial_labels(y, contract):
    """y with the marker in two rows of five; text if the marker is text."""
    return marked(as_text(y) if isinstance(contract.unlabeled, str) else y, contract.unlabeled)


def marked(y, marker):
    """y with a marker in two of five rows of each class; of objects if its dtype cannot hold that."""
    hidden = np.arange(len(y)) // N_CLASSES >= 3
    if isinstance(marker, str) != (y.dtype.kind in "UO"):
        y = y.astype(object)
    return np.where(hidden, np.array(marker, dtype=y.dtype), y)


def as_text(y):
    """Codes 0, 1 and 2 as text in the same order."""
    return np.array(["kick", "sit", "walk"])[y]
