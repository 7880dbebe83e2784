"""The data sets of the comparison, each prepared in one way that is the same for every method."""
# SPDX-License-Identifier: BSD-3-Clause

import hashlib
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

import numpy as np
from sklearn.pipeline import make_pipeline
from sklearn.utils import Bunch

from sklearn_seqgan.datasets import (
    body_parts,
    load_ntu_rgbd,
    load_sequences_npz,
    load_watch,
    make_skeleton_actions,
)
from sklearn_seqgan.preprocessing import AllZeroFrameRemover, FrameSubsampler, JointCenterer

__all__ = ["HELP", "PREPARATIONS", "SOURCES", "DataSet", "FilePreparation", "load"]

LONGEST = 150
"""Steps after which a file's sequences are cut, as in the paper; the windows of watch stay whole."""


class FilePreparation(NamedTuple):
    """How the sequences of a file are prepared.

    All-zero frames are always removed from skeletons, and every frame is centred on the hip.
    """

    step: int = 1
    split: str = "split"
    exclude: str | None = None
    select: str | None = None


PREPARATIONS = {
    "utd_mhad": FilePreparation(step=2),
    "hapt_segments": FilePreparation(step=2),
    "uci_har_rebuilt": FilePreparation(step=2),
    "nw_ucla": FilePreparation(split="split_xsub", exclude="dup_of_view2"),
    "ui_prmd_kinect": FilePreparation(step=2),
    "ipol_strides": FilePreparation(step=2, select="age_matched"),
}
"""By the file's name; any other file gets ``FilePreparation()``."""


@dataclass(frozen=True, eq=False)  # no tuple: joblib's dask backend scatters what can be weakly referenced
class DataSet:
    """Training and test part of a prepared data set.

    Attributes
    ----------
    name : str
    X, y, groups : list of (T_i, F) arrays, labels 0..K-1 and subject of each
    train, test : ndarray of row numbers
    target_names : ndarray of K str
    channel_names : list of F str
    parts : list of lists of channel indices, and bones : (n_bones, 2); None unless the channels are joints
    """

    name: str
    X: list
    y: np.ndarray
    groups: np.ndarray
    train: np.ndarray
    test: np.ndarray
    target_names: np.ndarray
    channel_names: list
    parts: list | None = None
    bones: np.ndarray | None = None

    @property
    def fingerprint(self):
        """A hash of the prepared sequences, their labels and subjects, and the split."""
        lengths = np.array([len(x) for x in self.X])
        arrays = np.concatenate(self.X), lengths, self.y, self.groups, self.train, self.test
        digest = hashlib.sha256(str([array.shape for array in arrays]).encode())
        for array in arrays:
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()[:16]


def load(source):
    """Load and prepare what `HELP` names."""
    kind, _, folder = str(source).partition(":")
    if kind in SOURCES:
        return SOURCES[kind](folder)
    return _load_npz(str(source))


def _load_watch(_):
    watch = load_watch()
    train, test = (np.flatnonzero(watch.groups % 2 == odd) for odd in (1, 0))
    names = watch.target_names, watch.feature_names
    return DataSet("watch", watch.X, watch.y, watch.groups, train, test, *names)


def _load_ntu(folder):
    """NTU RGB+D by subject, as in the paper, which is the default of the loader."""
    ntu = load_ntu_rgbd(folder, verbose=1)
    split, names = (ntu.train_indices, ntu.test_indices), (ntu.target_names, ntu.feature_names)
    return DataSet("ntu_rgbd", ntu.X, ntu.y, ntu.groups, *split, *names, ntu.parts, ntu.bones)


def _make_actions(_):
    """Synthetic skeletons, prepared like recorded ones."""
    made = make_skeleton_actions(random_state=0)
    X = make_pipeline(JointCenterer(), FrameSubsampler(max_length=LONGEST)).fit_transform(made.X)
    train, test = (np.flatnonzero(made.groups % 2 == odd) for odd in (1, 0))
    names = made.target_names, made.feature_names
    return DataSet("actions", X, made.y, made.groups, train, test, *names, made.parts, made.bones)


SOURCES = {"watch": _load_watch, "actions": _make_actions, "ntu": _load_ntu}
"""Name (before a colon, if there is one) -> function of the text after it. All other names are files."""

HELP = (
    "'watch', 'actions' (synthetic skeletons), 'ntu:FOLDER' (NTU RGB+D) or the path of an .npz file, of "
    "which FILE?target=COLUMN&OTHER=VALUE takes the rows where OTHER is VALUE, and COLUMN for their class"
)


def _load_npz(source):
    file, _, query = source.partition("?")
    path, wanted = Path(file), dict(parse_qsl(query, strict_parsing=bool(query)))
    preparation = PREPARATIONS.get(path.stem, FilePreparation())
    how = {name: getattr(preparation, name) for name in ("split", "exclude", "select")}
    data = load_sequences_npz(path, **how)
    if wanted or preparation.select:
        data = _narrowed(data, wanted, path)
    _warn_of_persons_on_both_sides(data, path)
    steps = [FrameSubsampler(step=preparation.step, max_length=LONGEST)]
    if data.joint_names is not None:
        steps = [AllZeroFrameRemover(), JointCenterer(hips(data.joint_names, path)), *steps]
    return DataSet(
        "-".join([path.stem, *(f"{name}_{value}" for name, value in wanted.items())]),
        make_pipeline(*steps).fit_transform(data.X),
        data.y,
        data.groups,
        data.train_indices,
        data.test_indices,
        data.target_names,
        data.feature_names,
        _parts(data.joint_names, path),
        data.bones,
    )


def _narrowed(data, wanted, path):
    """The requested rows of both parts, with the classes that occur in them.

    Parameters
    ----------
    data : Bunch of `load_sequences_npz`
    wanted : dict of str -> str
        Column -> its required value; "target" -> the column that holds the class.
    path : Path
    """
    conditions = {name: value for name, value in wanted.items() if name != "target"}
    named = [*conditions, *([wanted["target"]] if "target" in wanted else [])]
    unknown = [name for name in named if name not in data.columns]
    if unknown:
        raise ValueError(f"{path} has no column {unknown[0]!r}; it has {sorted(data.columns)}.")
    kept = np.zeros(len(data.X), dtype=bool)
    kept[np.r_[data.train_indices, data.test_indices]] = True
    for name, value in conditions.items():
        kept &= data.columns[name].astype(str) == value
    if "target" in wanted:
        values, y = np.unique(data.columns[wanted["target"]], return_inverse=True)
        names = np.array([f"{wanted['target']} {value}" for value in values])
    else:
        names, y = data.target_names, data.y
    rows = np.flatnonzero(kept)
    if not len(rows):
        raise ValueError(f"{path}: no row has {conditions}.")
    place = np.cumsum(kept) - 1
    classes, codes = np.unique(y[rows], return_inverse=True)
    parts = {name: place[data[name][kept[data[name]]]] for name in ("train_indices", "test_indices")}
    X = [data.X[i] for i in rows]
    return Bunch(
        **data | parts | {"X": X, "y": codes, "groups": data.groups[rows], "target_names": names[classes]}
    )


def _warn_of_persons_on_both_sides(data, path):
    both = np.intersect1d(data.groups[data.train_indices], data.groups[data.test_indices])
    if len(both):
        warnings.warn(f"{path}: subjects {both.tolist()} are in training and in test.", stacklevel=3)


def _parts(joint_names, path):
    """Parts of the body by the joints' names; None if there are no names, or unknown ones."""
    if joint_names is None:
        return None
    try:
        return body_parts(joint_names)
    except ValueError as error:
        warnings.warn(f"{path}: PA-LSTM is left out. {error}", stacklevel=3)
        return None


def hips(joint_names, path):
    """The joint named hip centre or waist; if there is none, the left and right hips."""
    centre = [i for i, name in enumerate(joint_names) if name in ("hip_center", "spine_base", "waist")]
    found = centre or [i for i, n in enumerate(joint_names) if n.endswith(("hip_left", "hip_right"))]
    if not found:
        raise ValueError(f"{path}: no joint is called hip_center, spine_base, waist, hip_left or hip_right.")
    return found
