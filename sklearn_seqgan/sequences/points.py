"""Which channels are coordinates of the same point, such as a joint of a skeleton.

This follows from the channel names, or from the order: joint by joint, x, y and z of each. Bones show whether
channels are positions at all, and not three axes of a sensor: a joint keeps its distance from some other
joint while both move. Seen in two dimensions bones change their length more, so there the names have to say
which channels are coordinates.
"""
# SPDX-License-Identifier: BSD-3-Clause

import re
from typing import NamedTuple

import numpy as np

__all__ = ["Placement", "find_points", "place"]

AXES = "xyz"
_COORDINATE = re.compile(rf"(.*)[_.\-\s]([{AXES}])", re.IGNORECASE)

FEWEST = 5
"""Fewest points for "auto": with two, as from a watch or phone, their distance is mostly noise."""

FEWEST_ASKED = 3
"""Fewest points if `dims` is given: an angle takes this many."""

_SEQUENCES, _STEPS = 64, 16  # used to look for bones

STEADY = 0.25
"""Largest share of its length by which a bone varies. Recorded skeletons have at most 0.18, seen from the
front as well; noise and velocities have above 0.4."""

RIGID = {2: np.inf, 3: 0.32}
"""Coordinates per point -> largest ratio of that variation to the movement of one end around the other. Bones
have at most 0.28, but 0.48 seen from the front; sensors, noise and velocities have above 0.34."""


class Placement(NamedTuple):
    """Positions of points from scaled channels: stretch · x + origin has the same unit for all.

    Attributes
    ----------
    stretch, origin : ndarray of shape (F,), float64
        Lengths are in units of the root mean square deviation of a coordinate, relative to the middle of the
        mean pose, so that a large offset costs no digits.
    """

    stretch: np.ndarray
    origin: np.ndarray


def place(scale, points):
    """The `Placement` of channels that a `ChannelScale` has scaled."""
    channels = np.asarray(points)  # (J, D)
    unit = np.sqrt(np.square(scale.scale[channels]).mean())
    origin = scale.mean / unit
    origin[channels] -= origin[channels].mean(0)
    return Placement(scale.scale / unit, origin)


def find_points(sequences, names, dims):
    """Channels of each point.

    Parameters
    ----------
    sequences : Sequences or StoredSequences
    names : array-like of F str, or None
        "..._x", "..._y" (and "..._z") are coordinates of one point.
    dims : {"auto", 2, 3, None}
        Coordinates per point. "auto": 3, or 2 if the names say so, if there are at least five points and most
        have another one at an almost constant distance. None: do not look for points.

    Returns
    -------
    tuple of tuples of int
        Empty if there are none.

    Raises
    ------
    ValueError
        If `dims` is 2 or 3 and the channels are not such points.
    """
    if dims is None:
        return ()
    n_channels = sequences.shape[2]
    points = _by_name(names) or _in_order(n_channels, 3 if dims == "auto" else dims)
    if dims != "auto":
        return _asked_for(points, n_channels, dims)
    fits = len(points) >= FEWEST and len(points[0]) in RIGID
    return points if fits and _have_bones(sequences, points) else ()


def _by_name(names):
    """Points from channels whose name ends in an axis; a point with fewer axes than others does not count."""
    found = {}
    for channel, name in enumerate(() if names is None else names):
        if match := _COORDINATE.fullmatch(name):
            found.setdefault(match[1], {})[match[2].lower()] = channel
    n_axes = max(map(len, found.values()), default=0)
    whole = [point for point in found.values() if set(point) == set(AXES[:n_axes])]
    return tuple(tuple(point[axis] for axis in AXES[:n_axes]) for point in whole)


def _in_order(n_channels, dims):
    """Points joint by joint; none if a coordinate is left over."""
    if n_channels % dims:
        return ()
    return tuple(tuple(range(first, first + dims)) for first in range(0, n_channels, dims))


def _asked_for(points, n_channels, dims):
    if len(points) < FEWEST_ASKED or len(points[0]) != dims:
        raise ValueError(
            f"point_dims={dims}, but the {n_channels} channels of X are not at least {FEWEST_ASKED} points "
            f"of {dims} coordinates each, joint by joint or with names that end in {', '.join(AXES[:dims])}. "
            "Take other channels out of X, or set point_dims=None."
        )
    return points


def _have_bones(sequences, points):
    """Whether most points have another one at a steady distance although the vector between them varies.

    For the vector v between two points and its length d = ‖v‖, within sequences: sd(d) / mean(d) is at most
    `STEADY`, and sd(d) / sd(v) at most `RIGID`.
    """
    positions = _look(sequences)[:, :, np.asarray(points)].transpose(2, 0, 1, 3)  # (J, n, steps, D)
    return np.mean([_has_neighbour(positions, j) for j in range(len(points))]) > 0.5


def _has_neighbour(positions, j):
    vectors = np.delete(positions, j, axis=0) - positions[j]
    distances = np.linalg.norm(vectors, axis=-1)
    deviation = np.sqrt(distances.var(axis=2).mean(1))
    of_vectors = np.sqrt(vectors.var(axis=2).sum(-1).mean(1))
    steady = deviation <= STEADY * distances.mean((1, 2))
    rigid = deviation <= RIGID[positions.shape[-1]] * of_vectors
    return bool((steady & (of_vectors > 0) & rigid).any())


def _look(sequences):
    """Some steps of some sequences, (n, steps, F), float64."""
    rows = np.flatnonzero(sequences.lengths > 1)
    if len(rows) == 0:
        return np.zeros((1, 1, sequences.shape[2]))
    part = sequences.take(rows[np.unique(np.linspace(0, len(rows) - 1, _SEQUENCES).astype(int))])
    steps = np.linspace(0, part.lengths - 1, _STEPS, axis=1).astype(int)
    return np.take_along_axis(part.values, steps[:, :, None], axis=1).astype(np.float64)
