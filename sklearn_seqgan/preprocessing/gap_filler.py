"""Filling values that are missing inside a sequence."""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Integral

import numpy as np

from sklearn_seqgan._compat import Interval, StrOptions
from sklearn_seqgan.preprocessing._base import SequenceTransformer
from sklearn_seqgan.preprocessing._gaps import FILLINGS, fill, runs_of
from sklearn_seqgan.sequences import Sequences, one_at_a_time
from sklearn_seqgan.typing import SequencesLike

__all__ = ["GapFiller", "usable_rows"]


class GapFiller(SequenceTransformer):
    """Fill NaN inside sequences from the values on both sides of the gap.

    A gap at the start of a channel gets the channel's first value, one at the end its last value. But steps
    at the end that are NaN in every channel are padding, and stay NaN. Most other transformers and all
    classifiers refuse NaN, so put this before them in a pipeline, after `MissingJointMarker`, which finds
    missing values, and after `AngleUnwrapper`.

    Parameters
    ----------
    longest_gap : int or None, default=10
        Longest gap to fill, in steps. None: any.
    method : {"linear", "nearest", "previous", "pchip", "akima", "cubic"}, default="linear"
        Linear interpolation, the nearest value, the one before, or scipy's PchipInterpolator, which does not
        overshoot, Akima1DInterpolator or CubicSpline. The last three fall back to linear interpolation if a
        channel has too few values.
    long_gaps : {"raise", "leave"}, default="raise"
        What happens to longer gaps: "raise" an error that says where they are, or "leave" them unchanged, for
        tools that accept NaN or do not cross holes, like `WindowedClassifier`. Then padding stays, too.

    Attributes
    ----------
    n_features_in_ : int
        T after a fit on (n, T), else the number of channels.
    feature_names_in_ : ndarray of shape (`n_features_in_`,) of str objects
        Names of the columns in `fit`; only if X was a frame, or held frames, whose column names are strings.
    n_channels_ : int
    input_form_ : {"2d", "3d", "list", "object"}
        Form of X in `fit`.

    See Also
    --------
    usable_rows : Which sequences it can fill.

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.array([[1.0, 5.0], [np.nan, 6.0], [3.0, np.nan], [4.0, np.nan]])]
    >>> GapFiller().fit_transform(X)[0].tolist()
    [[1.0, 5.0], [2.0, 6.0], [3.0, 6.0], [4.0, 6.0]]
    """

    _parameter_constraints: dict = {
        "longest_gap": [Interval(Integral, 1, None, closed="left"), None],
        "method": [StrOptions(set(FILLINGS))],
        "long_gaps": [StrOptions({"raise", "leave"})],
    }
    _allow_gaps = True
    _keeps_ends = property(lambda self: self.long_gaps == "leave")

    def __init__(
        self, longest_gap: int | None = 10, method: str = "linear", long_gaps: str = "raise"
    ) -> None:
        self.longest_gap = longest_gap
        self.method = method
        self.long_gaps = long_gaps

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _fit_sequences(self, sequences):
        if self.long_gaps == "raise":
            for i, f, holes in _channels_with_holes(sequences):
                self._check(holes, i, f)

    def _transform_sequences(self, sequences):
        values, lengths = sequences
        filled = values.copy()
        for i, f, holes in _channels_with_holes(sequences):
            if self.long_gaps == "raise":
                self._check(holes, i, f)
            elif holes.all():
                continue
            new = fill(values[i, : lengths[i], f].astype(np.float64), holes, self.method)
            short = ~_in_long_gaps(holes, self.longest_gap)[holes]
            filled[i, np.flatnonzero(holes)[short], f] = np.broadcast_to(new, holes.sum())[short]
        return Sequences(filled, lengths)

    def _check(self, holes, i, f):
        if holes.all():
            raise ValueError(
                f"Channel {f} of sample {i} of X is NaN at every step: there is nothing to fill it from. "
                "Remove the sample, together with its label, or the channel; preprocessing.usable_rows tells "
                "all such samples."
            )
        starts, lengths = runs_of(holes)
        longest = lengths.argmax()
        if self.longest_gap is not None and lengths[longest] > self.longest_gap:
            raise ValueError(
                f"Sample {i} of X has a gap of {lengths[longest]} steps in channel {f}, from step "
                f"{starts[longest]} on, more than longest_gap={self.longest_gap}. Cut the sequence there, "
                "allow longer gaps or leave them (long_gaps), or drop such samples "
                "(preprocessing.usable_rows)."
            )


def usable_rows(X: SequencesLike, longest_gap: int | None = 10) -> np.ndarray:
    """Which sequences `GapFiller` can fill; drop the others, with their labels.

    Parameters
    ----------
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
    longest_gap : int or None, default=10
        Longest gap that can be filled, in steps. None: any.

    Returns
    -------
    ndarray of shape (n,), bool
        False if a channel is NaN at every step or has a longer gap, or a value is infinite.

    Raises
    ------
    ValueError
        If X is not a set of sequences.

    See Also
    --------
    GapFiller : Fill NaN inside sequences from the values on both sides of the gap.

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.array([[1.0, 5.0], [np.nan, 6.0]]), np.array([[1.0, np.nan], [2.0, np.nan]])]
    >>> y = np.array(["walk", "run"])
    >>> rows = usable_rows(X)
    >>> rows, y[rows], len([x for x, usable in zip(X, rows) if usable])
    (array([ True, False]), array(['walk'], dtype='<U4'), 1)
    """
    if longest_gap is not None and (not isinstance(longest_gap, Integral) or longest_gap < 1):
        raise ValueError(f"longest_gap={longest_gap!r} must be an int of at least 1, or None.")
    return np.array([_is_usable(x, longest_gap) for x in one_at_a_time(X)], dtype=bool)


def _is_usable(x, longest_gap):
    """Whether a sequence (T, F) can be filled."""
    missing = np.isnan(x) if x.dtype.kind == "f" else np.zeros(x.shape, dtype=bool)
    known = np.flatnonzero(~missing.all(axis=1))
    if not len(known) or np.isinf(x).any():
        return False
    missing = missing[: known[-1] + 1]  # the rest is padding
    too_long = [_in_long_gaps(holes, longest_gap).any() for holes in missing[:, missing.any(axis=0)].T]
    return not missing.all(axis=0).any() and not any(too_long)


def _in_long_gaps(holes, longest_gap):
    """Steps of gaps longer than `longest_gap`."""
    long = np.zeros(len(holes), dtype=bool)
    for start, length in zip(*runs_of(holes)):
        long[start : start + length] = longest_gap is not None and length > longest_gap
    return long


def _channels_with_holes(sequences):
    """Sample, channel, and the steps at which the channel is NaN."""
    missing = np.isnan(sequences.values) & sequences.mask[:, :, None]
    for i, f in np.argwhere(missing.any(axis=1)):
        yield i, f, missing[i, : sequences.lengths[i], f]
