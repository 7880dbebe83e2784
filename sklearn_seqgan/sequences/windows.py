"""Long recordings -> windows of equal length, as views, each with its most frequent label.

This module does not know what classifies the windows.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numbers
from typing import NamedTuple

import numpy as np
from sklearn.utils import Bunch

from sklearn_seqgan._warnings import warn
from sklearn_seqgan.labels import as_column, encode_labels
from sklearn_seqgan.sequences.incoming import as_numbers, is_ragged, raise_if_columns_differ
from sklearn_seqgan.step_labels import as_step_labels, classes_of, room_for
from sklearn_seqgan.typing import GroupsLike, Marker, SequencesLike, StepLabelsLike

__all__ = ["as_recordings", "cut_windows", "in_steps", "one_each", "parts", "window_starts"]

_PIECE = 2**18  # steps that are processed together


def cut_windows(
    recordings: SequencesLike,
    length: float,
    stride: float,
    *,
    labels: StepLabelsLike | None = None,
    groups: GroupsLike | None = None,
    rate_hz: float | None = None,
    min_share: float = 0.5,
    unlabeled: Marker = -1,
) -> Bunch:
    """Cut recordings into windows of equal length.

    No window crosses a hole: a run of time steps that are NaN in every channel. If a hole is short enough,
    fill it first with `preprocessing.GapFiller`. Steps left over at the end of a recording, or before a hole,
    are in no window.

    Parameters
    ----------
    recordings : list of n arrays of shape (T_i, F) or (T_i,), or array of shape (n, T, F)
        Whole recordings, however long.
    length : int, or float in seconds with `rate_hz`
        Length of a window.
    stride : int, or float in seconds with `rate_hz`
        Distance from the start of one window to that of the next.
    labels : list of n array-likes of shape (T_i,), or array-like of shape (n, T), default=None
        Label of every time step.
    groups : array-like of shape (n,), default=None
        For example, the person in each recording.
    rate_hz : float, default=None
        Steps per second. None: `length` and `stride` are in steps.
    min_share : float in (0, 1], default=0.5
        Minimum share of a window's steps that must have its label.
    unlabeled : object, default=-1
        The marker for "no label", in `labels` and in the result.

    Returns
    -------
    Bunch
        - X : list of n_windows arrays of shape (length, F), views of the recordings
        - y : ndarray of shape (n_windows,), the label that most steps of the window have, if those are at
          least `min_share` of all; `unlabeled` if not, or if two labels have as many. None without `labels`.
        - groups : ndarray of shape (n_windows,), or None
        - recording : ndarray of shape (n_windows,), number of the recording
        - start : ndarray of shape (n_windows,), in time steps

    Raises
    ------
    ValueError
        If no recording is as long as a window, or labels or groups do not fit the recordings.

    Warns
    -----
    UserWarning
        If some recordings are too short for a window.

    See Also
    --------
    sklearn_seqgan.model_selection.WindowedClassifier :
        Classify the time steps of long recordings with a classifier of windows.
    labels_from_intervals : Give every time step the label of the interval that contains it.

    Examples
    --------
    >>> import numpy as np
    >>> walk = np.arange(10.0)
    >>> windows = cut_windows([walk], length=4, stride=3, labels=[[0, 0, 0, 0, -1, -1, 1, 1, 1, 1]])
    >>> windows.y, windows.start, windows.X[1][:, 0]
    (array([ 0, -1,  1]), array([0, 3, 6]), array([3., 4., 5., 6.]))
    """
    arrays = as_recordings(recordings)
    length, stride = in_steps(length, stride, rate_hz)
    places = [window_starts(x, length, stride) for x in arrays]
    _raise_if_none(places, arrays, length, recordings)
    recording = np.repeat(np.arange(len(arrays)), [len(starts) for starts in places])
    return Bunch(
        X=[x[s : s + length] for x, starts in zip(arrays, places) for s in starts.tolist()],
        y=None if labels is None else _window_labels(labels, arrays, places, length, min_share, unlabeled),
        groups=None if groups is None else one_each(groups, len(arrays))[recording],
        recording=recording,
        start=np.concatenate(places),
    )


def as_recordings(recordings):
    """Recordings in any form as a list of n arrays (T_i, F) of numbers; such arrays are not copied.

    Raises
    ------
    ValueError
        If there are none, or one of them has other channels or another number of dimensions.
    """
    if is_ragged(recordings):
        raise_if_columns_differ(recordings)
        arrays = [as_numbers(x, i) for i, x in enumerate(recordings)]
    else:
        arrays = list(_with_channels(as_numbers(recordings)))
    if not arrays:
        raise ValueError("There are no recordings.")
    return _checked(arrays)


def _with_channels(array):
    if array.ndim not in (2, 3):
        raise ValueError(
            f"recordings has {array.ndim} dimension(s); pass a list of arrays (T_i, F), also of one: [x]."
        )
    return array if array.ndim == 3 else array[:, :, None]


def _checked(arrays):
    arrays = [x[:, None] if x.ndim == 1 else x for x in arrays]
    for i, x in enumerate(arrays):
        if x.ndim != 2:
            raise ValueError(
                f"Recording {i} has shape {x.shape}, but must have (T_i, F). Joints (T, J, 3) are brought "
                "there by x.reshape(len(x), -1)."
            )
        if x.shape[1] != arrays[0].shape[1]:
            raise ValueError(
                f"Recording {i} has {x.shape[1]} channels, but recording 0 has {arrays[0].shape[1]}."
            )
    return arrays


def in_steps(length, stride, rate_hz=None):
    """Length and stride as whole numbers of steps, at least 1.

    Raises
    ------
    ValueError
        If they are not whole numbers, or less than a step.
    """
    if rate_hz is not None and not (_is_number(rate_hz) and 0 < rate_hz < np.inf):
        raise ValueError(f"rate_hz={rate_hz!r} must be a positive number.")
    return tuple(_in_steps(name, v, rate_hz) for name, v in (("length", length), ("stride", stride)))


def _in_steps(name, value, rate_hz):
    if not _is_number(value) or (rate_hz is None and not float(value).is_integer()):
        wanted = "a whole number of steps, or of seconds with rate_hz" if rate_hz is None else "in seconds"
        raise ValueError(f"{name}={value!r} must be {wanted}.")
    steps = round(value * (rate_hz or 1))
    if steps < 1:
        unit = "" if rate_hz is None else f" seconds at {rate_hz:g} Hz"
        raise ValueError(f"{name}={value!r}{unit} is less than one step.")
    return steps


def _is_number(value):
    return isinstance(value, numbers.Real) and not isinstance(value, bool) and np.isfinite(value)


class Part(NamedTuple):
    """A run of steps without a hole, from `start` up to, but not including, `stop`."""

    start: int
    stop: int


def parts(x):
    """Runs of steps of a recording (T, F) without any step that is NaN in every channel; a list of `Part`."""
    if x.dtype.kind != "f":
        return [Part(0, len(x))] if len(x) else []
    there = np.empty(len(x), dtype=bool)
    for start in range(0, len(x), _PIECE):
        there[start : start + _PIECE] = ~np.isnan(x[start : start + _PIECE]).all(axis=1)
    edges = np.flatnonzero(np.diff(there, prepend=False, append=False))
    return [Part(*map(int, pair)) for pair in zip(edges[::2], edges[1::2])]


def window_starts(x, length, stride, to_the_end=False):
    """First steps of the windows of one recording.

    Parameters
    ----------
    x : ndarray of shape (T, F)
    length, stride : int
        In steps.
    to_the_end : bool, default=False
        Whether the last window of each part ends with the part, whatever the stride. Then every step of a
        part that is long enough is in a window.

    Returns
    -------
    ndarray of shape (n_windows,), int64
        In ascending order.
    """
    starts = [np.zeros(0, dtype=np.int64)]
    for part in parts(x):
        last = part.stop - length
        own = np.arange(part.start, last + 1, stride, dtype=np.int64)
        if to_the_end and len(own) and own[-1] < last:
            own = np.append(own, last)
        starts.append(own)
    return np.concatenate(starts)


def _raise_if_none(places, arrays, length, recordings):
    """Refuse recordings that are all too short for a window; warn if only some are."""
    without = [i for i, starts in enumerate(places) if not len(starts)]
    if len(without) == len(places):
        longest = max((p.stop - p.start for x in arrays for p in parts(x)), default=0)
        alone = getattr(recordings, "ndim", 0) == 2
        wrap = f" X, of shape {recordings.shape}, is taken for {len(arrays)} recordings." if alone else ""
        wrap += " If it is one recording, put it into a list: [X]." if alone else ""
        raise ValueError(
            f"No window of {length} steps fits: the longest run without a hole has {longest}.{wrap}"
        )
    if without:
        warn(
            f"{len(without)} recording(s) are too short for a window of {length} steps, or have holes too "
            f"near each other: {without[:5]}{' and others' if len(without) > 5 else ''}."
        )


def one_each(values, n, name="groups"):
    """Values, one per recording, as an array (n,); text, numbers and tuples keep their type.

    Raises
    ------
    ValueError
        If there are not n values.
    """
    if isinstance(values, (list, tuple)):
        column = np.empty(len(values), dtype=object)
        column[:] = values
        plain = np.array(values) if len({type(v) for v in values}) == 1 else column
        values = plain if plain.ndim == 1 else column
    values = as_column(values)
    if len(values) != n:
        raise ValueError(
            f"There are {n} recordings, but {name} has {len(values)}: Found input variables with "
            "inconsistent numbers of samples."
        )
    return values


def _window_labels(labels, arrays, places, length, min_share, unlabeled):
    if not (_is_number(min_share) and 0 < min_share <= 1):
        raise ValueError(f"min_share={min_share!r} must be in (0, 1]: the share of a window's steps.")
    if unlabeled is None:
        raise ValueError("unlabeled=None names no marker; windows without a label need one, such as -1.")
    labels = as_step_labels(labels, [len(x) for x in arrays])
    classes = classes_of(labels, unlabeled)
    values = np.array([*classes.tolist(), unlabeled], dtype=room_for(unlabeled, classes))
    codes = [_covering(y, starts, length, min_share, classes, unlabeled) for y, starts in zip(labels, places)]
    return values[np.concatenate(codes)]


def _covering(y, starts, length, min_share, classes, unlabeled):
    """Number of the class that covers each window of one recording, −1 if none does."""
    found = np.full(len(starts), -1, dtype=np.int64)
    if not len(classes):
        return found
    size = max(1, _PIECE // (int(starts[1] - starts[0]) if len(starts) > 1 else 1))
    for i in range(0, len(starts), size):
        some = starts[i : i + size]
        codes = encode_labels(y[some[0] : some[-1] + length], classes, unlabeled)
        counts = _counts(codes, some - some[0], length, len(classes))
        most = counts.max(axis=1)
        is_one = (counts == most[:, None]).sum(axis=1) == 1
        covers = is_one & (most >= min_share * length * (1 - 1e-12))
        found[i : i + size][covers] = counts.argmax(axis=1)[covers]
    return found


def _counts(codes, starts, length, n_classes):
    """Number of steps of each class in each window, (n_windows, n_classes)."""
    counts = np.empty((len(starts), n_classes), dtype=np.int64)
    for k in range(n_classes):
        before = np.concatenate([[0], np.cumsum(codes == k, dtype=np.int64)])
        counts[:, k] = before[starts + length] - before[starts]
    return counts
