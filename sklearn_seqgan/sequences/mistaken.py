"""Forms of X that may be mistakes: channels before time, or one recording without its list.

Nothing is transposed or wrapped here, since no shape is proof: this module only gives texts for errors and
warnings.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.sequences.incoming import is_ragged

__all__ = [
    "MOST_SENSORS",
    "advice_on_channels",
    "advice_on_column",
    "advice_on_rows_in_time",
    "advice_on_turned_axes",
]

MOST_SENSORS = 12
"""Number of steps up to which the first axis may be one of sensors: four of three axes each, or two of
six."""

_FEWEST_STEPS, _RATIO = 16, 4  # of the second axis, and its length over that of the first
_FIRST = slice(0, 32)  # sequences that are read if shapes do not tell
_ROUGHER = 4  # time than channels; the ratio is at most 0.9 in twelve sets of recordings, resampled or not
_FEWEST_ROWS = 50  # of one recording; fewer may look continuous by chance

_TURN = "If its axes are (n, channels, time), turn them: sequences.from_aeon(X)."
_WRAP = "If X is one recording, put it into a list: [X]."


def advice_on_turned_axes(sequences):
    """Advice if channels may come before time: few steps, all lengths equal, or smooth across channels.

    Parameters
    ----------
    sequences : Sequences or StoredSequences
        Values are read only if shapes do not tell.

    Returns
    -------
    str
        "" if lengths differ or there are fewer than 16 channels. Also "" if there are more than
        `MOST_SENSORS` steps, or fewer than 4 channels per step, unless values change far more from step to
        step than from channel to channel.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.sequences import from_array
    >>> advice_on_turned_axes(from_array(np.zeros((2, 6, 100))))[:57]
    'X is taken for 2 sequences of 6 steps in 100 channels. If'
    >>> advice_on_turned_axes(from_array(np.zeros((2, 100, 6))))
    ''
    """
    lengths, n_channels = sequences.lengths, sequences.shape[2]
    n_steps = int(lengths[0])
    if n_channels < _FEWEST_STEPS or (lengths != n_steps).any():
        return ""
    few = n_steps <= MOST_SENSORS and n_channels >= _RATIO * n_steps
    if not few and not _is_rough_in_time(sequences.take(_FIRST).values):
        return ""
    return f"X is taken for {len(lengths)} sequences of {n_steps} steps in {n_channels} channels. {_TURN}"


def _is_rough_in_time(values):
    with np.errstate(over="ignore", invalid="ignore"):
        in_time, across = (_mean_of_finite(np.abs(np.diff(values, axis=axis))) for axis in (1, 2))
        return bool(in_time > _ROUGHER * across)


def _mean_of_finite(x):
    return x.mean(where=np.isfinite(x), dtype=np.float64) if np.isfinite(x).any() else np.nan


def advice_on_column(shape, form):
    """Advice for a column, after a fit to sequences in another form.

    Parameters
    ----------
    shape : tuple of int
        Shape of a two-dimensional X.
    form : {"2d", "3d", "list", "object"}
        Form of the X in fit.

    Returns
    -------
    str
        "" if X is not a column of several rows.
    """
    if form == "2d" or shape[0] == 1 or shape[1] != 1:
        return ""
    return f"X, of shape {shape}, is taken for {shape[0]} sequences of one step. {_WRAP}"


def advice_on_rows_in_time(X):
    """Advice for a two-dimensional X of few columns whose rows continue each other, as frames do.

    This is the case if, in every column that is not constant, Σ (x_{i+1} − x_i)² < 0.1 Σ (x_i − mean)², whose
    ratio is 2 in random order, and Σ (x_{i+2} − 2 x_{i+1} + x_i)² < 1.5 Σ (x_{i+1} − x_i)², whose ratio is 3
    for noise, and 2 for a random walk or for jumps between sorted classes.

    Parameters
    ----------
    X : ndarray of shape (n, T)

    Returns
    -------
    str
        "" if rows do not continue each other, or there are fewer than 50 rows or more than `MOST_SENSORS`
        steps.

    Examples
    --------
    >>> import numpy as np
    >>> walk = np.sin(np.arange(200)[:, None] / 10 + np.arange(3))
    >>> advice_on_rows_in_time(walk)[:48]
    'X, of shape (200, 3), is taken for 200 sequences'
    >>> advice_on_rows_in_time(np.random.default_rng(0).permutation(walk))
    ''
    """
    if len(X) < _FEWEST_ROWS or X.shape[1] > MOST_SENSORS:
        return ""
    known = np.asarray(X, dtype=np.float64)
    known = known[np.isfinite(known).all(axis=1)]
    if not len(known) or not _goes_on(known[:, np.ptp(known, axis=0) > 0]):
        return ""
    wrong = f"X, of shape {X.shape}, is taken for {len(X)} sequences of {X.shape[1]} step(s) in one channel."
    return f"{wrong} {_WRAP}"


def _goes_on(x):
    """Whether every column of x, shape (n, d), is smooth."""
    first, second = (np.square(np.diff(x, k, axis=0)).sum(axis=0) for k in (1, 2))
    total = np.square(x - x.mean(axis=0)).sum(axis=0)
    return x.size > 0 and bool(((first < 0.1 * total) & (second < 1.5 * first)).all())


def advice_on_channels(X, n_channels):
    """Advice for X with another number of channels.

    Parameters
    ----------
    X : array-like, or list of arrays
        As it came.
    n_channels : int
        Expected number of channels.

    Returns
    -------
    str
        The advice, with a leading space, or "".
    """
    shapes = {np.shape(x) for x in X} if is_ragged(X) else {np.shape(X)[1:]}
    if all(shape == (n_channels,) for shape in shapes):
        return f" {_WRAP}"
    if all(len(shape) == 2 and shape[0] == n_channels for shape in shapes):
        return f" {_TURN}"
    return ""
