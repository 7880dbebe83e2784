"""Recordings of joints from several files -> one set of channels.

This module does not know the format of the files.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.utils import Bunch

__all__ = ["JointRecording", "as_paths", "collect", "extra", "read_all"]


class JointRecording(NamedTuple):
    """What was read from one file.

    Attributes
    ----------
    joints : ndarray of shape (T, J, 3)
    names : list of J str
    rate_hz : float
    unit : str or None
    """

    joints: np.ndarray
    names: list
    rate_hz: float
    unit: str | None = None


@contextmanager
def extra(name: str, what: str):
    """Context for importing a package that only some users have.

    Raises
    ------
    ImportError
        If it is missing; the message says how to install it.
    """
    try:
        yield
    except ImportError as error:
        message = f"{what} need the extra `{name}`: pip install 'sklearn_seqgan[{name}]'."
        raise ImportError(message) from error


def as_paths(paths):
    """One path or several as a list.

    Raises
    ------
    FileNotFoundError
        If the file does not exist.
    """
    paths = [paths] if isinstance(paths, (str, PathLike)) else list(paths)
    if not paths:
        raise ValueError("There are no files: paths is empty.")
    for path in paths:
        if not Path(path).is_file():
            raise FileNotFoundError(f"There is no file {path}.")
    return [Path(path) for path in paths]


def collect(paths, recordings: list[JointRecording], chosen=None) -> Bunch:
    """Recordings with the same joints in the same order.

    Parameters
    ----------
    paths : list of n Path
    recordings : list of n JointRecording
    chosen : list of str, default=None
        Names of joints. None: all of the first file.

    Returns
    -------
    Bunch
        X, joint_names, feature_names, rate_hz, unit.

    Raises
    ------
    ValueError
        If a file lacks a joint, has it twice, or has another unit of length than the first; the message names
        the file.
    """
    names = recordings[0].names if chosen is None else list(chosen)
    units = [r.unit for r in recordings]
    for path, unit in zip(paths, units):
        if unit != units[0]:
            raise ValueError(f"{path} is in {unit}, but {paths[0]} in {units[0]}. Load them one by one.")
    rates = np.array([r.rate_hz for r in recordings], dtype=float)
    return Bunch(
        X=[_channels(r, names, path) for r, path in zip(recordings, paths)],
        joint_names=list(names),
        feature_names=[f"{name}_{axis}" for name in names for axis in "xyz"],
        rate_hz=float(rates[0]) if (rates == rates[0]).all() else rates,
        unit=units[0],
    )


def _channels(recording, names, path):
    """Joints with these names, joint by joint; (T, J * 3)."""
    joints = recording.joints
    if recording.names != names:
        joints = joints[:, [_place(name, recording.names, path) for name in names]]
    return joints.reshape(len(joints), -1)


def _place(name, names, path):
    places = [j for j, known in enumerate(names) if known == name]
    if len(places) != 1:
        wrong = f"has no joint {name!r}" if not places else f"has {len(places)} joints called {name!r}"
        raise ValueError(f"{path} {wrong}; it has {names}.")
    return places[0]


def read_all(paths, read: Callable):
    """The result of a function for each file; its errors name the file.

    Raises
    ------
    ValueError
        If it fails.
    """
    found = []
    for path in paths:
        try:
            found.append(read(path))
        except Exception as error:  # readers raise nearly anything on a damaged file
            raise ValueError(f"{path} cannot be read: {error}") from error
    return found
