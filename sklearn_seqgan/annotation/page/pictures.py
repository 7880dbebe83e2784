"""Recordings in the form that the browser's player needs."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import numpy as np

__all__ = ["Pictures"]

MOST_STEPS = 1_000
"""Maximum number of steps sent per recording; longer ones are thinned to that many, at equal distances."""

MOST_CURVES = 12
"""Maximum number of channels drawn as curves: those that vary most."""

DIGITS = 4
RATE_HZ = 30.0
"""Rate to use if that of the recordings is unknown."""


class Pictures(NamedTuple):
    """Recordings, with names, bones and rate.

    Attributes
    ----------
    X : list of arrays of shape (T_i, F)
    names : list of F str
    bones : array of shape (n_bones, 2), or None
        If given, the channels are x, y (and z) of each joint, joint by joint.
    rate_hz : float or None
    """

    X: list
    names: list
    bones: np.ndarray | None = None
    rate_hz: float | None = None

    def of(self, row: int) -> dict:
        """One recording: frames, bones or None, coordinates per point, names and time steps per second."""
        x = np.asarray(self.X[row], dtype=float)
        kept = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST_STEPS)).round().astype(int))
        rate = (self.rate_hz or RATE_HZ) * len(kept) / len(x)
        drawn, names, dims = (x, self.names, self._dims()) if self.bones is not None else self._curves(x)
        scale = float(np.abs(drawn).max()) or 1.0
        frames = (drawn[kept] / scale).round(DIGITS).tolist()
        bones = None if self.bones is None else np.asarray(self.bones).tolist()
        return {"frames": frames, "bones": bones, "dims": dims, "names": names, "rate": rate}

    def _dims(self):
        """Coordinates per joint, inferred from the highest joint in a bone."""
        n_channels = len(self.names)
        n_joints = int(np.max(self.bones)) + 1
        return next(d for d in (3, 2) if n_channels % d == 0 and n_channels // d >= n_joints)

    def _curves(self, x):
        """The channels that vary most, each scaled to [-1, 1]."""
        deviations = x.std(axis=0)
        shown = np.sort(np.argsort(-deviations, kind="stable")[:MOST_CURVES])
        return x[:, shown], [self.names[i] for i in shown], len(shown)
