"""Joints that the tracker lost, whatever it wrote instead."""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Integral, Real

import numpy as np

from sklearn_seqgan._compat import Interval
from sklearn_seqgan.preprocessing._base import SequenceTransformer
from sklearn_seqgan.preprocessing._gaps import runs_of
from sklearn_seqgan.sequences import Sequences

__all__ = ["MissingJointMarker"]


_LOOK_BACK = 500  # runs; keeps the time linear in the length even for noise, which jumps at each step


class MissingJointMarker(SequenceTransformer):
    """Turn positions of joints that were not tracked into NaN, for `GapFiller` to fill.

    A joint counts as lost in a frame if one of its coordinates is NaN, or if one of the rules in use says so:
    it is exactly at zero, its confidence is low, it stands still for too long, or it has jumped. All its
    coordinates then become NaN.

    Channels are joint by joint: of a frame x of shape (J * point_dims,), joint j is at
    ``x.reshape(J, point_dims)[j]``. With `min_confidence` each joint has one more channel, its confidence,
    after its coordinates, as in tables of DeepLabCut (likelihood) and OpenPose (c). The output has no
    confidences.

    Parameters
    ----------
    point_dims : int, default=3
        Coordinates per joint.
    zeros : bool, default=True
        Whether a joint with all coordinates exactly 0 is lost, as written by trackers. Use this before
        anything that moves zeros.
    min_confidence : float, default=None
        Confidence below which a joint is lost; NaN counts as lost, too. None: there are no confidence
        channels.
    longest_still : int, default=None
        Number of steps for which a joint may keep exactly the same position. In longer runs the tracker is
        assumed to repeat itself, and all steps but the first are lost. None: any number.
    fastest : float, default=None
        Distance in units of X that a joint may move per step, or per second with `rate_hz`. Faster jumps
        split its course into runs; of these, the runs are kept that can be reached from each other and have
        the most steps in total. None: any distance.
    rate_hz : float, default=1.0
        Steps per second.

    Attributes
    ----------
    n_features_in_ : int
        Number of channels.
    feature_names_in_ : ndarray of shape (`n_features_in_`,) of str objects
        Names of the columns in `fit`; only if X was a frame, or held frames, whose column names are strings.
    n_channels_ : int
    input_form_ : {"3d", "list", "object"}
        Form of X in `fit`.

    See Also
    --------
    GapFiller : Fill NaN inside sequences from the values on both sides of the gap.

    Notes
    -----
    With `fastest`, at most 500 consecutive runs are left out between two kept ones.

    Examples
    --------
    Two joints in the plane, the second of which is lost for a frame:

    >>> import numpy as np
    >>> X = [np.array([[1.0, 2.0, 5.0, 7.0], [2.0, 2.0, 0.0, 0.0], [3.0, 2.0, 5.0, 8.0]])]
    >>> MissingJointMarker(point_dims=2).fit_transform(X)[0][1].tolist()
    [2.0, 2.0, nan, nan]
    """

    _parameter_constraints: dict = {
        "point_dims": [Interval(Integral, 1, None, closed="left")],
        "zeros": ["boolean"],
        "min_confidence": [Interval(Real, None, None, closed="neither"), None],
        "longest_still": [Interval(Integral, 1, None, closed="left"), None],
        "fastest": [Interval(Real, 0, None, closed="neither"), None],
        "rate_hz": [Interval(Real, 0, None, closed="neither")],
    }
    _one_channel = False
    _allow_gaps = True
    _keeps_ends = True

    def __init__(
        self,
        point_dims: int = 3,
        *,
        zeros: bool = True,
        min_confidence: float | None = None,
        longest_still: float | None = None,
        fastest: float | None = None,
        rate_hz: float = 1.0,
    ) -> None:
        self.point_dims = point_dims
        self.zeros = zeros
        self.min_confidence = min_confidence
        self.longest_still = longest_still
        self.fastest = fastest
        self.rate_hz = rate_hz

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _fit_sequences(self, sequences):
        if self.n_channels_ % self._width:
            also = " and a confidence (min_confidence)" if self._has_confidence else ""
            raise ValueError(
                f"X has {self.n_channels_} channels, no multiple of the {self._width} that a joint has here: "
                f"point_dims={self.point_dims} coordinates{also}. Take other channels out of X."
            )

    def _transform_sequences(self, sequences):
        values, lengths = sequences
        joints = values.reshape(*values.shape[:2], -1, self._width)
        points = joints[..., : self.point_dims].copy()
        lost = np.isnan(points).any(axis=3)
        if self.zeros:
            lost |= (points == 0).all(axis=3)
        if self._has_confidence:
            lost |= ~(joints[..., self.point_dims] >= self.min_confidence)
        for i, length in enumerate(lengths):
            for j in range(points.shape[2]):
                self._follow(points[i, :length, j], lost[i, :length, j])
        points[lost] = np.nan
        points[~sequences.mask] = 0
        return Sequences(points.reshape(*values.shape[:2], -1), lengths)

    def _follow(self, x, lost):
        """Add to `lost` what follows from the course of one joint, (T, point_dims)."""
        if self.longest_still is not None:
            lost |= frozen(x, lost, self.longest_still)
        if self.fastest is not None:
            lost |= jumped(x, lost, self.fastest / self.rate_hz)

    @property
    def _has_confidence(self):
        return self.min_confidence is not None

    @property
    def _width(self):
        """Channels per joint."""
        return self.point_dims + self._has_confidence

    def _channels(self, names):
        return [name for k, name in enumerate(names) if k % self._width < self.point_dims]


def frozen(x, lost, longest):
    """Steps of runs of more than `longest` equal positions, except the first of each; (T,), bool."""
    same = np.append(False, (x[1:] == x[:-1]).all(axis=1) & ~lost[1:] & ~lost[:-1])
    found = np.zeros(len(x), dtype=bool)
    for start, length in zip(*runs_of(same)):  # the run begins one step before
        found[start : start + length] = length + 1 > longest
    return found


def jumped(x, lost, fastest):
    """Steps that are not in one of the kept runs between jumps; (T,), bool.

    Of runs r, from step a_r to b_r, those are kept that maximise Σ (b_r − a_r + 1) subject to ‖x(a_s) −
    x(b_r)‖ ≤ fastest (a_s − b_r) for each two consecutive kept runs r and s.
    """
    known = np.flatnonzero(~lost)
    if len(known) < 2:
        return np.zeros(len(x), dtype=bool)
    steps = np.diff(known)
    far = np.linalg.norm(np.diff(x[known].astype(np.float64), axis=0), axis=1) > fastest * steps
    first = known[np.append(True, far)]
    last = known[np.append(far, True)]
    sizes = np.diff(np.flatnonzero(np.append(np.append(True, far), True)))
    kept = np.zeros(len(x), dtype=bool)
    for r in _heaviest_chain(x.astype(np.float64), first, last, sizes, fastest):
        kept[first[r] : last[r] + 1] = True
    return ~kept & ~lost


def _heaviest_chain(x, first, last, sizes, fastest):
    """Runs of the chain with the most steps in which each run can be reached from the one before."""
    weight, before = sizes.astype(np.int64), np.full(len(first), -1)
    for s in range(1, len(first)):
        near = slice(max(0, s - _LOOK_BACK), s)
        distance = np.linalg.norm(x[first[s]] - x[last[near]], axis=1)
        reached = near.start + np.flatnonzero(distance <= fastest * (first[s] - last[near]))
        if len(reached):
            before[s] = reached[weight[reached].argmax()]
            weight[s] += weight[before[s]]
    r = weight.argmax()
    while r >= 0:
        yield r
        r = before[r]
