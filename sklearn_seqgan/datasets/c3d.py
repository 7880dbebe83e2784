"""Markers from C3D files, as written by motion capture systems; read with ezc3d."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Sequence

import numpy as np
from sklearn.utils import Bunch

from sklearn_seqgan.datasets._skeleton_files import JointRecording, as_paths, collect, extra, read_all
from sklearn_seqgan.typing import FilePath

__all__ = ["load_c3d"]


def load_c3d(paths: FilePath | Sequence[FilePath], markers: Sequence[str] | None = None) -> Bunch:
    """Load the markers of C3D files (needs the extra ``c3d``).

    Parameters
    ----------
    paths : str, Path, or list of n
        The files, one per recording.
    markers : list of J str, default=None
        Markers to load, in this order. None: all of the first file; the others must have them too.

    Returns
    -------
    Bunch
        - X : list of n arrays of shape (T_i, J * 3), float64, marker by marker; NaN if one was not seen
        - joint_names : list of J str
        - feature_names : list of J * 3 str
        - rate_hz : float, or ndarray of shape (n,) where files have different ones
        - unit : str, of length
        - events : dict of str -> ndarray: "recording" (number of the file), "start" (seconds from its first
          frame), "label" and "context" of what was marked
        - analogs : list of n arrays of shape (T'_i, C_i), for example of force plates and electrodes
        - analog_names : list of n lists of C_i str
        - analog_rate_hz : ndarray of shape (n,)

    Raises
    ------
    ImportError
        If ezc3d is missing.
    FileNotFoundError
        If the file does not exist.
    ValueError
        If a file cannot be read, has no markers, or lacks one; the message names the file.

    See Also
    --------
    sklearn_seqgan.sequences.resample_recordings : For files of different rates.
    sklearn_seqgan.preprocessing.GapFiller : For markers that were not seen.

    Examples
    --------
    >>> import os, tempfile
    >>> import ezc3d, numpy as np
    >>> from sklearn_seqgan.datasets import load_c3d
    >>> file, path = ezc3d.c3d(), os.path.join(tempfile.mkdtemp(), "walk.c3d")
    >>> file["parameters"]["POINT"]["LABELS"]["value"] = ["hip", "knee"]
    >>> file["parameters"]["POINT"]["RATE"]["value"] = [100.0]
    >>> file["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    >>> file["data"]["points"] = np.ones((50, 2, 4)).T  # x, y, z and 1 of two markers in 50 frames
    >>> file.write(path)
    >>> data = load_c3d(path)
    >>> data.X[0].shape, data.joint_names
    ((50, 6), ['hip', 'knee'])
    """
    with extra("c3d", "C3D files"):
        import ezc3d
    paths = as_paths(paths)
    files = read_all(paths, lambda path: ezc3d.c3d(str(path)))
    recordings = read_all(paths, lambda path: _markers(files[paths.index(path)]))
    data = collect(paths, recordings, markers)
    data.events = _all_events(files)
    data.analogs = [np.array(file["data"]["analogs"][0].T) for file in files]
    data.analog_names = [
        _texts(file, "ANALOG", "LABELS")[: x.shape[1]] for file, x in zip(files, data.analogs)
    ]
    data.analog_rate_hz = np.array([_number(file, "ANALOG", "RATE") for file in files])
    return data


def _markers(file):
    points = file["data"]["points"]  # (x, y, z and 1; markers; frames)
    if not points.shape[1] or not points.shape[2]:
        raise ValueError("it has no markers.")
    joints = np.array(points[:3].transpose(2, 1, 0))
    joints[(file["data"]["meta_points"]["residuals"][0] < 0).T] = np.nan
    unit = _texts(file, "POINT", "UNITS")
    rate = _number(file, "POINT", "RATE")
    return JointRecording(
        joints, _texts(file, "POINT", "LABELS")[: points.shape[1]], rate, unit[0] if unit else None
    )


def _values(file, group, name):
    """A parameter; if texts need more than one block of 255, all blocks."""
    group = file["parameters"].get(group, {})
    names = [
        name,
        *(key for key in sorted(group, key=len) if key.startswith(name) and key[len(name) :].isdigit()),
    ]
    return [value for key in names if key in group for value in group[key]["value"]]


def _texts(file, group, name):
    return [str(value).strip() for value in _values(file, group, name)]


def _number(file, group, name):
    values = _values(file, group, name)
    return float(values[0]) if values else np.nan


def _all_events(files):
    rows = [(i, *event) for i, file in enumerate(files) for event in _events(file)]
    columns = list(zip(*rows)) or [()] * 4
    kinds = {"recording": np.int64, "start": np.float64, "label": str, "context": str}
    return {name: np.array(column, dtype=kind) for (name, kind), column in zip(kinds.items(), columns)}


def _events(file):
    """Seconds from the first frame, label and context of each event."""
    times = file["parameters"].get("EVENT", {}).get("TIMES", {}).get("value")
    labels, contexts = _texts(file, "EVENT", "LABELS"), _texts(file, "EVENT", "CONTEXTS")
    if times is None or not labels:
        return
    first = file["header"]["points"]["first_frame"] / _number(file, "POINT", "RATE")
    for k, label in enumerate(labels):
        minutes, seconds = np.asarray(times)[:, k]
        yield 60 * minutes + seconds - first, label, contexts[k] if k < len(contexts) else ""
