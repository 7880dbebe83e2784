"""Smartwatch recordings of shoulder exercises, cut into windows."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.utils import Bunch, check_random_state

from sklearn_seqgan.typing import RandomStateLike

__all__ = ["load_watch"]


def load_watch(shortest: int = 75, longest: int = 200, random_state: RandomStateLike = 0) -> Bunch:
    """Load the watch data that the package seglearn ships (extra ``bench``).

    Ten people did seven shoulder physiotherapy exercises, some twenty repetitions of each on either side,
    with a smartwatch on the wrist: 140 recordings of six channels at 50 Hz. Each recording is cut into
    consecutive windows of random length; the rest at its end, too short for a window, is dropped.

    Parameters
    ----------
    shortest, longest : int, default=75 and 200
        Range of the windows' lengths in steps of 20 ms, both included.
    random_state : int, RandomState instance or None, default=0
        A seed gives the same result each time.

    Returns
    -------
    Bunch
        - X : list of n arrays of shape (T_i, 6), float32
        - y : ndarray of shape (n,), 0..6
        - groups : ndarray of shape (n,), the person, 1..10
        - feature_names : list of 6 str, acceleration and angular rate
        - target_names : ndarray of 7 str

    Raises
    ------
    ImportError
        If seglearn is not installed.
    ValueError
        If `shortest` is not between 1 and `longest`.

    See Also
    --------
    load_sequences_npz : Load sequences from a ``.npz`` file.

    References
    ----------
    Burns et al. (2018), Shoulder physiotherapy exercise recognition: machine learning
    the inertial signals from a smartwatch. Physiological Measurement 39.

    Examples
    --------
    >>> from sklearn_seqgan.datasets import load_watch
    >>> data = load_watch()
    >>> len(data.X), data.X[0].shape[1]
    (1709, 6)
    """
    if not 1 <= shortest <= longest:
        raise ValueError(f"shortest={shortest} must be at least 1 and at most longest={longest}.")
    raw = _load_recordings()
    rng = check_random_state(random_state)
    recordings = [np.asarray(x, dtype=np.float32) for x in raw["X"]]
    windows = [_cut(x, shortest, longest, rng) for x in recordings]
    counts = [len(w) for w in windows]
    return Bunch(
        X=[w for of_one in windows for w in of_one],
        y=np.repeat(np.asarray(raw["y"], dtype=np.int64), counts),
        groups=np.repeat(np.asarray(raw["subject"], dtype=np.int64), counts),
        feature_names=list(raw["X_labels"]),
        target_names=np.array(raw["y_labels"]),
    )


def _load_recordings():
    try:
        from seglearn.datasets import load_watch as load
    except ImportError as error:
        raise ImportError(
            "load_watch reads data that the package seglearn ships: pip install seglearn."
        ) from error
    return load()


def _cut(x, shortest, longest, rng):
    """Consecutive windows of a recording, lengths uniform in [shortest, longest]."""
    windows, start = [], 0
    while True:
        length = rng.randint(shortest, longest + 1)
        if start + length > len(x):
            return windows
        windows.append(x[start : start + length])
        start += length
