"""Recordings with their own times -> one time grid, or a warning about how uneven their times are.

This module does not know where the times come from, a table or a file.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numbers
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.signal import resample_poly
from sklearn.utils import Bunch

from sklearn_seqgan._warnings import warn
from sklearn_seqgan.sequences.windows import as_recordings
from sklearn_seqgan.typing import ArrayLike, SequencesLike

__all__ = ["as_seconds", "cut_at_holes", "resample_recordings", "warn_if_uneven"]

HOLES = ("split", "nan", "raise")
_STEPS_OF_A_GAP = 10  # that are bridged if longest_gap is not given
_ROUNDING = 1e-6  # of a step
_UNEVEN = 1.5  # largest step over the median; one lost sample makes it 2
_OTHER_RATE = 1.25  # of two recordings
_MOST_FINER = 100  # steps of the grid per step of a recording, beyond which the unit of time is not seconds


def resample_recordings(
    recordings: SequencesLike,
    times: Sequence[ArrayLike],
    rate_hz: float,
    *,
    longest_gap: float | None = None,
    holes: str = "split",
    names: Any = None,
) -> Bunch:
    """Resample recordings to one time grid: a step every 1 / rate_hz seconds from the first sample on.

    Between two samples, values are interpolated linearly. If the grid is coarser than the samples, movement
    too fast for it is filtered out first (`scipy.signal.resample_poly`), instead of being aliased into slower
    movement. A step next to a NaN is NaN in that channel, unless it coincides with a sample.

    Parameters
    ----------
    recordings : list of n arrays of shape (T_i, F)
        Samples, each recording with its own times.
    times : list of n array-likes of shape (T_i,)
        Time of each sample: seconds, durations (numpy.timedelta64) or dates (numpy.datetime64), in ascending
        order.
    rate_hz : float
        Steps per second.
    longest_gap : float, default=None
        Longest time between two samples that is bridged, in seconds. None: ten times the longer of the
        recording's median step and that of the grid.
    holes : {"split", "nan", "raise"}, default="split"
        What happens at a longer gap. "split": the recording is split there. "nan": it stays whole, with NaN
        in every channel within the gap, which `cut_windows` and `WindowedClassifier` do not cross. "raise":
        an error says where the gap is.
    names : array-like of shape (n,), default=None
        Names of the recordings in errors. None: their numbers.

    Returns
    -------
    Bunch
        - X : list of arrays of shape (T'_j, F), float64
        - recording : ndarray of int, which recording each is (a part) of
        - start : ndarray of float, seconds from the first sample of its recording
        - nearest : list of int arrays of shape (T'_j,), the sample of the recording that each step is nearest
          to; −1 in a gap. ``labels[nearest]`` are labels on the grid.

    Raises
    ------
    ValueError
        If times do not ascend or are missing, there is a gap with ``holes="raise"``, or times seem not to be
        in seconds, because the grid would have more than 100 steps per sample. The message names the
        recording and the place.

    See Also
    --------
    from_dataframe : Collect sequences from a data frame in long format: one row per step.
    sklearn_seqgan.preprocessing.SequenceResampler :
        Interpolate every sequence linearly at a fixed number of equally spaced times, from first to last
        step.

    Examples
    --------
    >>> import numpy as np
    >>> x, t = np.array([0.0, 1.0, 4.0, 5.0]), [0.0, 0.1, 0.4, 9.0]
    >>> grid = resample_recordings([x], [t], rate_hz=10, longest_gap=1)
    >>> [x[:, 0].round(9).tolist() for x in grid.X], grid.start
    ([[0.0, 1.0, 2.0, 3.0, 4.0], [5.0]], array([0., 9.]))
    """
    _check_options(rate_hz, longest_gap, holes)
    arrays = as_recordings(recordings)
    if len(times) != len(arrays):
        raise ValueError(f"There are {len(arrays)} recordings, but times of {len(times)}.")
    names = [f"recording {i}" for i in range(len(arrays))] if names is None else names
    parts = []
    for i, (x, t, name) in enumerate(zip(arrays, times, names)):
        t = as_seconds(t, name, len(x))
        parts += [(i, *part) for part in _on_grid(x, t, rate_hz, longest_gap, holes, name)]
    recording, start, X, nearest = zip(*parts)
    return Bunch(X=list(X), recording=np.array(recording), start=np.array(start), nearest=list(nearest))


def as_seconds(times, name, n=None):
    """Times of one recording as seconds from the first on, float64.

    Parameters
    ----------
    times : array-like of shape (T,)
        Seconds, durations or dates.
    name : str
        Name of the recording in errors.
    n : int, default=None
        Required number of times.

    Raises
    ------
    ValueError
        If one is missing or is not a time, or they do not ascend.
    """
    times = np.asarray(times)
    if times.ndim != 1 or times.dtype.kind not in "iufmM":
        raise ValueError(
            f"Times of {name} are of {times.dtype}, shape {times.shape}; pass seconds, or times of numpy."
        )
    if n is not None and len(times) != n:
        raise ValueError(f"There are {len(times)} times of {name}, which has {n} steps.")
    seconds = times - times[:1]
    seconds = seconds / np.timedelta64(1, "s") if times.dtype.kind in "mM" else seconds.astype(np.float64)
    if not np.isfinite(seconds).all():
        raise ValueError(f"Time {np.argmin(np.isfinite(seconds))} of {name} is missing or infinite.")
    if (np.diff(seconds) <= 0).any():
        step = np.argmax(np.diff(seconds) <= 0)
        raise ValueError(
            f"Times of {name} do not ascend: {times[step]} at step {step} comes before {times[step + 1]}. "
            "Sort them, with the values, and merge those that are equal."
        )
    return seconds


def cut_at_holes(seconds, longest_gap, holes, name):
    """Bounds of the parts of a recording between gaps that are too long; ndarray of shape (n_parts + 1,).

    Raises
    ------
    ValueError
        If there is such a gap, and ``holes="raise"``.
    """
    gaps = np.diff(seconds)
    wide = np.flatnonzero(gaps > longest_gap * (1 + 1e-9))
    if len(wide) and holes == "raise":
        at = wide[0]
        raise ValueError(
            f"There is a hole of {gaps[at]:g} in {name}, from {seconds[at]:g} to {seconds[at + 1]:g} after "
            f"its start, more than longest_gap={longest_gap:g}. Choose what becomes of it: holes='split' or "
            "'nan'."
        )
    return np.concatenate([[0], wide + 1, [len(seconds)]])


def warn_if_uneven(seconds, names):
    """Warn about recordings with uneven steps, or with steps of a different length than in others.

    Parameters
    ----------
    seconds : list of n ndarrays of shape (T_i,)
        Times of the steps.
    names : list of n str
    """
    advice = "Pass rate_hz (and times in seconds, dates or durations) to put them on one grid."
    known = [(t, np.diff(t), name) for t, name in zip(seconds, names) if len(t) > 1]
    ratios = np.array([gaps.max() / np.median(gaps) for _, gaps, _ in known])
    if (ratios > _UNEVEN).any():
        t, gaps, name = known[ratios.argmax()]
        at = gaps.argmax()
        warn(
            f"Steps are taken as equally far apart, but times of {(ratios > _UNEVEN).sum()} recording(s) are "
            f"not. The largest hole is in {name}: {gaps[at]:g}, from {t[at]:g} to {t[at + 1]:g} after its "
            f"start, where the median is {np.median(gaps):g}. {advice}"
        )
    known = [(np.median(gaps), name) for _, gaps, name in known if len(gaps) > 1]
    (slow, slowest), (fast, fastest) = (f(known, default=(1, "")) for f in (max, min))
    if slow > _OTHER_RATE * fast:
        warn(
            f"Steps of recordings are of different length: {slow:g} in {slowest}, {fast:g} in {fastest}. "
            f"{advice}"
        )


def _check_options(rate_hz, longest_gap, holes):
    for name, value in (("rate_hz", rate_hz), ("longest_gap", longest_gap)):
        number = isinstance(value, numbers.Real) and not isinstance(value, bool)
        if not (number and 0 < value < np.inf) and not (value is None and name == "longest_gap"):
            raise ValueError(f"{name}={value!r} must be a positive number.")
    if holes not in HOLES:
        raise ValueError(f"holes={holes!r} must be one of {list(HOLES)}.")


def _on_grid(x, seconds, rate_hz, longest_gap, holes, name):
    """Start in seconds, values and nearest samples of each part of one recording."""
    if not len(x):
        raise ValueError(f"There is no step in {name}.")
    own = np.median(np.diff(seconds)) if len(x) > 1 else 1 / rate_hz
    if len(x) > 1 and own * rate_hz > _MOST_FINER:
        raise ValueError(
            f"A grid of {rate_hz:g} Hz has {own * rate_hz:g} steps to one of {name}, whose times are {own:g} "
            "apart. Are they in seconds?"
        )
    longest = _STEPS_OF_A_GAP * max(own, 1 / rate_hz) if longest_gap is None else longest_gap
    bounds = cut_at_holes(seconds, longest, holes, name)
    with np.errstate(over="ignore", invalid="ignore"):  # the error names the recording
        parts = [_part(x, seconds, a, b, rate_hz, own) for a, b in pairwise(bounds)]
    if any(np.isinf(values).any() for _, values, _ in parts) and not np.isinf(x).any():
        raise ValueError(
            f"Values of {name} are too large to interpolate between; give them in a larger unit."
        )
    parts = [part for part in parts if len(part[1])]  # a single sample may lie between two steps
    if holes == "nan":
        parts = [_joined(parts, x.shape[1])]
    return [(first / rate_hz, values, nearest) for first, values, nearest in parts]


def _part(x, seconds, a, b, rate_hz, own):
    """First step on the grid, values and nearest samples, for samples a up to b without a hole."""
    first = int(np.ceil(seconds[a] * rate_hz - _ROUNDING))
    steps = np.arange(first, int(np.floor(seconds[b - 1] * rate_hz + _ROUNDING)) + 1)
    left, share = _between(seconds[a:b], steps / rate_hz)
    finer = int(np.ceil(1 / (own * rate_hz) - 0.01))  # samples per step of the grid
    if finer > 1 and len(steps) > 1:
        values = _thinned(x[a:b], seconds[a:b], steps, rate_hz, finer)
    else:
        values = _interpolated(x[a:b], left, share)
    return first, values, a + left + (share > 0.5)


def _between(seconds, at):
    """For each moment, the sample before it, and its position on the way to the next, in [0, 1]."""
    if len(seconds) == 1:
        return np.zeros(len(at), dtype=np.int64), np.zeros(len(at))
    left = np.clip(np.searchsorted(seconds, at, side="right") - 1, 0, len(seconds) - 2)
    share = (at - seconds[left]) / (seconds[left + 1] - seconds[left])
    share[np.abs(share) < _ROUNDING], share[np.abs(share - 1) < _ROUNDING] = 0, 1
    return left, np.clip(share, 0, 1)


def _interpolated(x, left, share):
    """Linearly interpolated values; at a sample its value, whatever its neighbours."""
    before, after = x[left].astype(np.float64), x[np.minimum(left + 1, len(x) - 1)].astype(np.float64)
    share = share[:, None]
    return np.where(share == 0, before, np.where(share == 1, after, before + (after - before) * share))


def _thinned(x, seconds, steps, rate_hz, finer):
    """Values on the grid, by way of a grid that is `finer` times as fine, with a low-pass filter."""
    fine = np.arange(steps[0] * finer, steps[-1] * finer + 1) / (finer * rate_hz)
    values = _interpolated(x, *_between(seconds, fine))
    missing = np.isnan(values)
    for f in np.flatnonzero(missing.any(axis=0)):
        known = ~missing[:, f]
        values[:, f] = np.interp(fine, fine[known], values[known, f]) if known.any() else 0.0
    thin = resample_poly(values, 1, finer, axis=0, padtype="line")[: len(steps)]
    thin[missing[::finer]] = np.nan
    return thin


def _joined(parts, n_channels):
    """Parts joined into one, with NaN between them."""
    first = parts[0][0]
    n = parts[-1][0] + len(parts[-1][1]) - first
    values, nearest = np.full((n, n_channels), np.nan), np.full(n, -1)
    for start, own, samples in parts:
        values[start - first :][: len(own)], nearest[start - first :][: len(own)] = own, samples
    return first, values, nearest
