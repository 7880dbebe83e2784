"""Runs of missing values, and ways to fill them from the known values on both sides."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from scipy.interpolate import Akima1DInterpolator, CubicSpline, PchipInterpolator, interp1d

__all__ = ["FILLINGS", "fill", "runs_of"]

FILLINGS = {
    "linear": (2, lambda t, v: lambda at: np.interp(at, t, v)),
    "nearest": (2, lambda t, v: interp1d(t, v, kind="nearest")),
    "previous": (2, lambda t, v: interp1d(t, v, kind="previous")),
    "pchip": (2, PchipInterpolator),
    "akima": (5, Akima1DInterpolator),
    "cubic": (4, CubicSpline),
}
"""Name -> number of known values required (linear interpolation if fewer), and how the function is made."""


def fill(values, holes, method):
    """Values of a channel at its holes; before the first known value and after the last, that value.

    Parameters
    ----------
    values : ndarray of shape (T,)
    holes : ndarray of shape (T,), bool
        True at holes, but not everywhere.
    method : str
        One of `FILLINGS`.

    Returns
    -------
    ndarray of shape (n_holes,)
    """
    known, at = np.flatnonzero(~holes), np.flatnonzero(holes)
    least, make = FILLINGS[method]
    if len(known) < least:
        _, make = FILLINGS["linear"]
    return make(known, values[known])(np.clip(at, known[0], known[-1])) if len(known) > 1 else values[known]


def runs_of(flags):
    """First index and length of each run of True; two arrays."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    return edges[::2], edges[1::2] - edges[::2]
