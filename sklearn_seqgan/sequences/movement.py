"""Poses in xarray's form, as the package `movement` reads them from the files of many trackers.

`movement` reads DeepLabCut, SLEAP, LightningPose, Anipose, FreeMoCap and NWB. xarray is not imported here:
only the methods of a dataset and the names of its dimensions are used.
"""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Any, NamedTuple

import numpy as np
from sklearn.utils import Bunch

__all__ = ["from_xarray"]

_NAMES = {
    "time": ("time",),
    "individual": ("individuals", "individual"),
    "keypoint": ("keypoints", "keypoint"),
    "space": ("space",),
}
"""Dimension -> its names in different versions of `movement`."""


class Poses(NamedTuple):
    """Of one dataset: positions (individuals, time, keypoints, space), and the labels of these axes."""

    values: np.ndarray
    individuals: list
    keypoints: list
    axes: list
    times: np.ndarray
    rate_hz: float | None


def from_xarray(dataset: Any, min_confidence: float | None = None) -> Bunch:
    """Extract poses from datasets of the package `movement`.

    Parameters
    ----------
    dataset : xarray.Dataset, or list of n of them
        With the variable ``position`` over time, space and, if present, keypoints and individuals, in any
        order; and ``confidence`` over the same dimensions without space.
    min_confidence : float, default=None
        A keypoint with a lower confidence, or none, is NaN. None: confidence is ignored.

    Returns
    -------
    Bunch
        - X : list of arrays of shape (T_i, J * S), float64, keypoint by keypoint: one per dataset and
          individual, NaN where it was not seen
        - recording : ndarray of int, number of the dataset that each is of
        - individual : ndarray of str, its name
        - joint_names : list of J str
        - feature_names : list of J * S str
        - rate_hz : float or None, or ndarray of shape (n,) where datasets have different ones
        - times : list of arrays of shape (T_i,), as the datasets have them: for `resample_recordings`

    Raises
    ------
    TypeError
        If it is not a dataset.
    ValueError
        If there is no position, a dimension is missing, or a dataset has other keypoints than the first.

    See Also
    --------
    from_dataframe : Collect sequences from a data frame in long format: one row per step.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> position = np.arange(24.0).reshape(3, 2, 2, 2)
    >>> names = {"space": ["x", "y"], "keypoints": ["nose", "paw"], "individuals": ["a", "b"]}
    >>> dataset = xr.Dataset({"position": (("time", *names), position)}, coords=names, attrs={"fps": 30})
    >>> data = from_xarray(dataset)
    >>> len(data.X), data.X[0].shape, data.feature_names, data.rate_hz
    (2, (3, 4), ['nose_x', 'nose_y', 'paw_x', 'paw_y'], 30.0)
    """
    datasets = list(dataset) if isinstance(dataset, (list, tuple)) else [dataset]
    if not datasets:
        raise ValueError("There are no datasets.")
    poses = [_pose(own, i, min_confidence) for i, own in enumerate(datasets)]
    first = poses[0]
    for i, own in enumerate(poses):
        if sorted(own.keypoints) != sorted(first.keypoints) or own.axes != first.axes:
            raise ValueError(
                f"Dataset {i} has the keypoints {own.keypoints} and axes {own.axes}, but dataset 0 has "
                f"{first.keypoints} and {first.axes}."
            )
    rates = np.array([np.nan if own.rate_hz is None else own.rate_hz for own in poses])
    return Bunch(
        X=[x for own in poses for x in _sequences(own, first.keypoints)],
        recording=np.repeat(np.arange(len(poses)), [len(own.individuals) for own in poses]),
        individual=np.array([name for own in poses for name in own.individuals]),
        joint_names=first.keypoints,
        feature_names=[f"{joint}_{axis}" for joint in first.keypoints for axis in first.axes],
        rate_hz=first.rate_hz if (rates == rates[0]).all() or np.isnan(rates).all() else rates,
        times=[own.times for own in poses for _ in own.individuals],
    )


def _pose(dataset, i, min_confidence):
    """The poses of one dataset."""
    if not hasattr(dataset, "data_vars"):
        raise TypeError(f"Dataset {i} is a {type(dataset).__name__}; pass an xarray.Dataset of `movement`.")
    if "position" not in dataset.data_vars:
        raise ValueError(f"Dataset {i} has no variable 'position'; it has {list(dataset.data_vars)}.")
    position = _with_all(dataset["position"], i, ("individual", "time", "keypoint", "space"))
    values = position.to_numpy().astype(np.float64)
    if min_confidence is not None:
        if "confidence" not in dataset.data_vars:
            raise ValueError(
                f"Dataset {i} has no variable 'confidence', but min_confidence={min_confidence}."
            )
        confidence = _with_all(dataset["confidence"], i, ("individual", "time", "keypoint")).to_numpy()
        values[~(confidence >= min_confidence)] = np.nan
    individuals, times, keypoints, axes = (_labels(position, dim) for dim in position.dims)
    return Poses(
        values=values,
        individuals=[str(name) for name in individuals],
        keypoints=[str(name) for name in keypoints],
        axes=[str(name) for name in axes],
        times=times,
        rate_hz=_rate(dataset, times),
    )


def _with_all(array, i, wanted):
    """An array with these dimensions in this order; individuals and keypoints may be missing."""
    dims = []
    for kind in wanted:
        found = next((name for name in _NAMES[kind] if name in array.dims), None)
        if found is None and kind in ("time", "space"):
            raise ValueError(f"{array.name!r} of dataset {i} has no dimension {kind!r}, only {array.dims}.")
        if found is None:
            found = _NAMES[kind][0]
            array = array.expand_dims(found)
        dims.append(found)
    others = set(array.dims) - set(dims)
    if others:
        raise ValueError(
            f"{array.name!r} of dataset {i} has dimensions that are not known: {sorted(others)}."
        )
    return array.transpose(*dims)


def _labels(array, dim):
    return array[dim].to_numpy() if dim in array.coords else np.arange(array.sizes[dim])


def _rate(dataset, times):
    """Frames per second, from the attribute or from times in seconds."""
    fps = dataset.attrs.get("fps")
    if fps is not None and np.isfinite(fps):
        return float(fps)
    if dataset.attrs.get("time_unit") == "seconds" and len(times) > 1:
        return float(1 / np.median(np.diff(times)))
    return None


def _sequences(pose, keypoints):
    """One array per individual, with keypoints in this order."""
    order = [pose.keypoints.index(name) for name in keypoints]
    values = pose.values[:, :, order]
    return list(values.reshape(*values.shape[:2], -1))
