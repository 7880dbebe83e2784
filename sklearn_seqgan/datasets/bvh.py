"""Skeletons from BVH files, as written by animation tools and inertial suits; read with pybvh."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Sequence

import numpy as np
from sklearn.utils import Bunch

from sklearn_seqgan.datasets._skeleton_files import JointRecording, as_paths, collect, extra, read_all
from sklearn_seqgan.typing import ArrayLike, FilePath

__all__ = ["load_bvh"]


def load_bvh(
    paths: FilePath | Sequence[FilePath],
    joints: Sequence[str] | None = None,
    *,
    values: ArrayLike = "positions",
) -> Bunch:
    """Load the skeletons of BVH files (needs the extra ``bvh``).

    Parameters
    ----------
    paths : str, Path, or list of n
        The files, one per recording.
    joints : list of J str, default=None
        Joints to load, in this order. None: all of the first file; the others must have them too.
    values : {"positions", "angles"}, default="positions"
        The position of each joint, by forward kinematics; or its three angles in the file, in degrees and in
        the order of the file, for `preprocessing.AngleUnwrapper`.

    Returns
    -------
    Bunch
        - X : list of n arrays of shape (T_i, J * 3), float64, joint by joint
        - joint_names : list of J str
        - feature_names : list of J * 3 str
        - bones : ndarray of shape (n_bones, 2), parent and child among these joints
        - rate_hz : float, or ndarray of shape (n,) where files have different ones
        - unit : None, because the format has none
        - root : list of n arrays of shape (T_i, 3), position of the root

    Raises
    ------
    ImportError
        If pybvh is missing.
    FileNotFoundError
        If the file does not exist.
    ValueError
        If a file cannot be read, or lacks a joint; the message names the file.

    See Also
    --------
    load_c3d : Load the markers of C3D files (needs the extra ``c3d``).

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sklearn_seqgan.datasets import load_bvh
    >>> path = Path(tempfile.mkdtemp(), "step.bvh")
    >>> _ = path.write_text('''HIERARCHY
    ... ROOT Hips
    ... {
    ...     OFFSET 0 0 0
    ...     CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
    ...     End Site
    ...     {
    ...         OFFSET 0 1 0
    ...     }
    ... }
    ... MOTION
    ... Frames: 2
    ... Frame Time: 0.04
    ... 0 1 0 0 0 0
    ... 0 1 0.5 0 0 0
    ... ''')
    >>> data = load_bvh(path)
    >>> data.joint_names, data.X[0].tolist(), data.rate_hz
    (['Hips'], [[0.0, 1.0, 0.0], [0.0, 1.0, 0.5]], 25.0)
    """
    if values not in ("positions", "angles"):
        raise ValueError(f"values={values!r} must be 'positions' or 'angles'.")
    with extra("bvh", "BVH files"):
        import pybvh
    paths = as_paths(paths)
    files = read_all(paths, lambda path: pybvh.read_bvh_file(path, warn_on_world_up_disagreement=False))
    data = collect(paths, [_recording(file, values) for file in files], joints)
    data.bones = _bones(files[0], data.joint_names)
    data.root = [np.array(file.root_pos, dtype=float) for file in files]
    if values == "angles":
        orders = dict(zip(files[0].joint_names, files[0].euler_orders))
        data.feature_names = [f"{name}_{axis}rotation" for name in data.joint_names for axis in orders[name]]
    return data


def _recording(file, values):
    joints = file.joint_positions() if values == "positions" else np.degrees(file.joint_angles)
    return JointRecording(np.array(joints, dtype=float), list(file.joint_names), float(file.fps))


def _bones(file, names):
    """Pairs of each loaded joint and its nearest loaded ancestor."""
    parents = {file.joint_names[child]: file.joint_names[parent] for child, parent in file.edges}
    bones = []
    for name in names:
        above = parents.get(name)
        while above is not None and above not in names:
            above = parents.get(above)
        if above is not None:
            bones.append([names.index(above), names.index(name)])
    return np.array(bones, dtype=np.int64).reshape(-1, 2)
