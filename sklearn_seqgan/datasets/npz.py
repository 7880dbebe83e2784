"""Sequence data sets of one ``.npz`` file each.

The file holds all sequences, concatenated, their lengths, labels, subjects, and one or more splits into
training and test sets. This module does not know what is measured on them.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from sklearn.utils import Bunch

from sklearn_seqgan.datasets._npz_file import read_arrays
from sklearn_seqgan.labels import array_of, as_labels, encode_labels, is_labeled, labels_of
from sklearn_seqgan.sequences import held_by_float32, store
from sklearn_seqgan.typing import ArrayLike, FilePath, GroupsLike, LabelsLike, Marker, SequencesLike

__all__ = ["load_sequences_npz", "save_sequences_npz"]

NEEDED = ("values", "lengths", "y", "class_names")


LARGEST = 2**34
"""Maximum number of bytes of the arrays in a file: 16 GiB."""


def load_sequences_npz(
    path: FilePath,
    split: str | None = "split",
    exclude: str | None = None,
    max_bytes: int = LARGEST,
    *,
    select: str | None = None,
) -> Bunch:
    """Load sequences from a ``.npz`` file.

    Parameters
    ----------
    path : str or Path
        File with the arrays ``values`` (total_steps, F), all sequences, concatenated; ``lengths`` (n,); ``y``
        (n,), 0..K-1, or -1 for no label; ``class_names`` (K,); ``subject`` (n,), which may be missing; and
        those named by `split`, `exclude` and `select`. Skeletons have joint-major channels (``x.reshape(T, J,
        3)``), ``joint_names`` (J,) and ``bones`` (n_bones, 2); other recordings may have ``channel_names``
        (F,). Nothing in it is unpickled.
    split : str or None, default="split"
        Name of the array (n,) of "train" and "test". Rows with any other value are in neither set. None: no
        split.
    exclude : str, default=None
        Name of an array (n,) of booleans; rows where it is true are in neither set.
    max_bytes : int, default=16 GiB
        Maximum size of the unpacked arrays. A small file can declare any size.
    select : str, default=None
        Name of an array (n,) of booleans; rows where it is false are in neither set. All rows stay in X, as
        with `exclude`.

    Returns
    -------
    Bunch
        - X : list of n arrays of shape (T_i, F), float32, or float64 if float32 cannot hold the values
        - y : ndarray of shape (n,), int64, -1 for no label
        - groups : ndarray of shape (n,), the subject; None if the file has none
        - train_indices, test_indices : ndarray of int64, empty without a split
        - target_names : ndarray of K str
        - feature_names : list of F str
        - joint_names : list of J str, and bones : ndarray of shape (n_bones, 2); both None
          unless the channels are joints
        - rate_hz : float or None
        - columns : dict of the file's other arrays of shape (n,)

    Raises
    ------
    FileNotFoundError
        If the file does not exist.
    ValueError
        If the file is not an ``.npz`` file, lacks an array, or its arrays contradict each other; the message
        names the file and the array.

    See Also
    --------
    save_sequences_npz : Save sequences to a ``.npz`` file that `load_sequences_npz` reads.

    Examples
    --------
    >>> import numpy as np, tempfile, os
    >>> path = os.path.join(tempfile.mkdtemp(), "two.npz")
    >>> np.savez(path, values=np.zeros((7, 2)), lengths=[3, 4], y=[0, 1],
    ...          class_names=["walk", "run"], subject=[1, 2], split=["train", "test"])
    >>> data = load_sequences_npz(path)
    >>> [x.shape for x in data.X], data.train_indices, data.test_indices
    ([(3, 2), (4, 2)], array([0]), array([1]))
    """
    arrays = _read(Path(path), max_bytes)
    _raise_if_contradictory(arrays, path, [name for name in (split, exclude, select) if name is not None])
    train, test = _parts(arrays, path, split, exclude, select)
    joint_names = arrays.get("joint_names")
    n = len(arrays["lengths"])
    known = {*NEEDED, "subject", "bones", "joint_names", "channel_names"}
    return Bunch(
        X=np.split(_as_floats(arrays["values"]), np.cumsum(arrays["lengths"])[:-1]),
        y=arrays["y"].astype(np.int64),
        groups=arrays.get("subject"),
        train_indices=train,
        test_indices=test,
        target_names=arrays["class_names"],
        feature_names=_feature_names(arrays),
        joint_names=None if joint_names is None else joint_names.tolist(),
        bones=arrays.get("bones"),
        rate_hz=float(arrays["rate_hz"]) if "rate_hz" in arrays else None,
        columns={k: v for k, v in arrays.items() if v.shape == (n,) and k not in known},
    )


def save_sequences_npz(
    path: FilePath,
    X: SequencesLike,
    y: LabelsLike | None = None,
    groups: GroupsLike | None = None,
    *,
    target_names: ArrayLike | None = None,
    split: ArrayLike | None = None,
    feature_names: Sequence[str] | None = None,
    joint_names: Sequence[str] | None = None,
    bones: ArrayLike | None = None,
    rate_hz: float | None = None,
    columns: Mapping[str, ArrayLike] | None = None,
    unlabeled: Marker = -1,
) -> None:
    """Save sequences to a ``.npz`` file that `load_sequences_npz` reads.

    Parameters
    ----------
    path : str or Path
        Overwritten.
    X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        NaN inside a sequence stays; steps at the end that are NaN in every channel are padding.
    y : array-like of shape (n,), default=None
        Labels; rows without one are -1 in the file. None: no labels at all.
    groups : array-like of shape (n,), default=None
        Persons, as numbers or text.
    target_names : array-like of shape (K,), default=None
        Names of the classes, if y holds their numbers, 0 to K − 1, as loaded data do. None: the labels
        themselves, sorted.
    split : array-like of shape (n,), default=None
        "train", "test" or anything else.
    feature_names : list of F str, default=None
        Names of the channels.
    joint_names : list of J str, default=None
        Names of the joints of a skeleton, in the order of the channels.
    bones : array-like of shape (n_bones, 2), default=None
        Pairs of joints.
    rate_hz : float, default=None
        Steps per second.
    columns : dict of str -> array-like of shape (n,), default=None
        Any other values per sequence.
    unlabeled : object, default=-1
        The marker in y for "no label".

    Raises
    ------
    ValueError
        If X is not a set of sequences, or another argument does not fit it; nothing is written then.

    See Also
    --------
    load_sequences_npz : Load sequences from a ``.npz`` file.

    Examples
    --------
    >>> import numpy as np, tempfile, os
    >>> path = os.path.join(tempfile.mkdtemp(), "two.npz")
    >>> save_sequences_npz(path, [np.zeros((3, 2)), np.ones((4, 2))], ["walk", "?"], unlabeled="?")
    >>> data = load_sequences_npz(path, split=None)
    >>> [x.shape for x in data.X], data.y, data.target_names
    ([(3, 2), (4, 2)], array([ 0, -1]), array(['walk'], dtype='<U4'))
    """
    sequences = store(X, np.float64, allow_gaps=True)
    n = len(sequences.lengths)
    values = np.concatenate([sequences.take(slice(i, i + 1)).values[0] for i in range(n)])
    codes, names = _codes(y, n, target_names, unlabeled)
    given = {
        "subject": groups,
        "split": split,
        "channel_names": feature_names,
        "joint_names": joint_names,
        "bones": bones,
        "rate_hz": rate_hz,
        **(columns or {}),
    }
    arrays = {"values": _as_floats(values), "lengths": sequences.lengths, "y": codes, "class_names": names}
    arrays |= {name: _plain(value, name) for name, value in given.items() if value is not None}
    _raise_if_contradictory(arrays, path, [*(columns or {}), *(["split"] if split is not None else [])])
    with open(path, "wb") as file:
        np.savez_compressed(file, **arrays)


def _codes(y, n, target_names, unlabeled):
    """Numbers of the classes, −1 for no label, and the names of the classes."""
    if y is None:
        return np.full(n, -1), np.array([], dtype=str)
    y = as_labels(y, n_samples=n)
    labeled = is_labeled(y, unlabeled)
    if target_names is None:
        names = np.unique(labels_of(y, labeled))
        return encode_labels(y, names, unlabeled), names
    codes = np.full(n, -1)
    codes[labeled] = y[labeled].astype(np.int64)
    return codes, _plain(target_names, "target_names")


def _plain(value, name):
    """An array of numbers or text, which needs no pickle."""
    array = np.asarray(value)
    array = array_of(array.tolist()) if array.dtype == object else array
    if array.dtype == object or (
        array.dtype.kind == "U" and not all(isinstance(v, str) for v in _flat(value))
    ):
        raise ValueError(f"{name!r} must be of numbers or of text, in one array.")
    return array


def _flat(value):
    return np.asarray(value, dtype=object).ravel().tolist()


def _read(path, max_bytes):
    arrays = read_arrays(path, max_bytes)
    missing = [name for name in NEEDED if name not in arrays]
    if missing:
        raise ValueError(f"{path} lacks the array(s) {missing}; it has {sorted(arrays)}.")
    return arrays


def _raise_if_contradictory(arrays, path, columns):
    _raise_if_of_another_kind(arrays, path)
    _raise_if_rows_differ(arrays, path, columns)
    _raise_if_lengths_do_not_add_up(arrays["lengths"], arrays["values"], path)
    classes = len(arrays["class_names"])
    outside = np.flatnonzero((arrays["y"] < -1) | (arrays["y"] >= classes))
    if len(outside):
        raise ValueError(
            f"{path}: 'y' is {arrays['y'][outside[0]]} in row {outside[0]}, but 'class_names' has {classes} "
            "(and -1 is no label)."
        )
    _raise_if_channels_differ(arrays, path)


KINDS = {
    "values": (2, "fiu", "numbers"),
    "lengths": (1, "iu", "integers"),
    "y": (1, "iu", "integers"),
    "subject": (1, "biufSU", "numbers or text"),
    "class_names": (1, "biufSU", "names"),
    "channel_names": (1, "U", "text"),
    "joint_names": (1, "U", "text"),
    "bones": (2, "iu", "integers"),
    "rate_hz": (0, "fiu", "numbers"),
}
"""Axes and kinds of dtype of each array, if it exists."""


def _raise_if_of_another_kind(arrays, path):
    for name in KINDS.keys() & arrays.keys():
        array, (n_axes, kinds, of) = arrays[name], KINDS[name]
        if array.dtype.kind not in kinds:
            raise ValueError(f"{path}: {name!r} has dtype {array.dtype}, but must be of {of}.")
        if array.ndim != n_axes:
            raise ValueError(f"{path}: {name!r} has shape {array.shape}, but must have {n_axes} axes.")


def _raise_if_rows_differ(arrays, path, columns):
    n = len(arrays["lengths"])
    for name in ("y", *(["subject"] if "subject" in arrays else []), *columns):
        if name not in arrays:
            raise ValueError(f"{path} has no array {name!r}; it has {sorted(arrays)}.")
        if arrays[name].shape != (n,):
            raise ValueError(f"{path}: {name!r} has shape {arrays[name].shape}, but there are {n} lengths.")
    if not n:
        raise ValueError(f"{path} holds no sequence.")


def _raise_if_lengths_do_not_add_up(lengths, values, path):
    if lengths.min() < 1:
        raise ValueError(f"{path}: sequence {lengths.argmin()} has {lengths.min()} steps.")
    total = sum(lengths.tolist())  # Python's numbers, which do not wrap around
    if total != len(values):
        raise ValueError(
            f"{path}: 'values' has shape {values.shape}, but the lengths add up to {total} steps."
        )


def _raise_if_channels_differ(arrays, path):
    n_channels = arrays["values"].shape[1]
    if n_channels == 0:
        raise ValueError(f"{path}: 'values' has shape {arrays['values'].shape}, so no channel.")
    if "channel_names" in arrays and len(arrays["channel_names"]) != n_channels:
        raise ValueError(
            f"{path}: 'channel_names' has {len(arrays['channel_names'])} names for {n_channels} channels."
        )
    n_joints = len(arrays.get("joint_names", "?"))
    if n_joints == 0 or n_channels % n_joints:
        raise ValueError(f"{path}: {n_channels} channels do not divide among {n_joints} joints.")
    bones = arrays.get("bones", np.zeros((0, 2), int))
    if bones.shape[1] != 2 or ((bones < 0) | (bones >= n_joints)).any():
        raise ValueError(f"{path}: 'bones' must be pairs of numbers of the {n_joints} joints.")


def _as_floats(values):
    """As float32 if nothing is lost: small movements on a large offset would be rounded away."""
    return values.astype(np.float32 if held_by_float32(values) else np.float64)


def _parts(arrays, path, split, exclude, select):
    """Rows of the training set and of the test set."""
    kept = np.ones(len(arrays["y"]), dtype=bool)
    if exclude is not None:
        kept &= ~_mask(arrays, path, exclude)
    if select is not None:
        kept &= _mask(arrays, path, select)
        if not kept.any():
            raise ValueError(f"{path}: {select!r} selects no row that is not excluded.")
    if split is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    for part in ("train", "test"):
        if part not in arrays[split]:
            found = np.unique(arrays[split]).tolist()
            raise ValueError(
                f"{path}: {split!r} has no {part!r} in it, only {found}; pass split=None for no split."
            )
    return tuple(np.flatnonzero((arrays[split] == part) & kept) for part in ("train", "test"))


def _mask(arrays, path, name):
    if arrays[name].dtype.kind != "b":
        raise ValueError(f"{path}: {name!r} has dtype {arrays[name].dtype}, but must be of booleans.")
    return arrays[name]


def _feature_names(arrays):
    """Names from the file, or joint and axis, or channel numbers."""
    n_channels = arrays["values"].shape[1]
    if "channel_names" in arrays:
        return arrays["channel_names"].tolist()
    if "joint_names" not in arrays:
        return [f"channel{i}" for i in range(n_channels)]
    n_axes = n_channels // len(arrays["joint_names"])
    axes = "xyz" if n_axes == 3 else range(n_axes)
    return [f"{joint}_{axis}" for joint in arrays["joint_names"] for axis in axes]
