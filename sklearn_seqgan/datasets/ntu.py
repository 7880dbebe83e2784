"""NTU RGB+D: 60 actions of 40 subjects in front of three Kinects, from the folder it was downloaded to."""
# SPDX-License-Identifier: BSD-3-Clause

import os
import warnings
from collections import Counter
from collections.abc import Iterable
from numbers import Integral, Real
from pathlib import Path

import numpy as np
from sklearn.utils import Bunch

from sklearn_seqgan.datasets._ntu_bodies import Preparation
from sklearn_seqgan.datasets._ntu_cache import BROKEN, UNREADABLE, Dropped, load_or_build
from sklearn_seqgan.datasets._ntu_format import N_JOINTS
from sklearn_seqgan.datasets._ntu_names import (
    ACTION_NAMES,
    TRAIN_CAMERAS,
    TRAIN_SUBJECTS,
    SampleName,
    read_missing_list,
)
from sklearn_seqgan.datasets.skeleton import NTU_BONES, NTU_FEATURE_NAMES, NTU_JOINT_NAMES, body_parts
from sklearn_seqgan.typing import FilePath

__all__ = ["load_ntu_rgbd"]

FRAMES_PER_SECOND = 30
SUFFIX = ".skeleton"
CACHE = "sklearn_seqgan_cache"
FOREIGN, SEQUEL = "foreign name", "not of NTU RGB+D 60"
OTHER_ACTION, LISTED = "other action", "in missing_list"
SPLITS = {"cross-subject": ("subject", TRAIN_SUBJECTS), "cross-view": ("camera", TRAIN_CAMERAS)}


def load_ntu_rgbd(
    folder: FilePath,
    split: str | None = "cross-subject",
    *,
    actions: int | Iterable[int] | None = range(1, 50),
    step: int = 2,
    max_length: int | None = 150,
    center: int | None = 0,
    denoise: bool = True,
    min_frames: int = 12,
    max_spread: float = 0.8,
    max_bad_share: float = 0.69754,
    join_tracks: bool = True,
    missing_list: FilePath | None = None,
    cache_dir: FilePath | None = None,
    on_error: str = "skip",
    n_jobs: int | None = None,
    verbose: int = 0,
) -> Bunch:
    """Load the skeletons of NTU RGB+D (the 60 actions of 2016) from their text files.

    The defaults are those of section 5 of the paper that this package follows: joints only,
    actions of a single person, every second frame, at most 150 of these, the hip at the
    origin in every frame. The data set is available from its authors, on request and for research only
    (https://rose1.ntu.edu.sg); no part of it comes with this package.

    Parameters
    ----------
    folder : str or Path
        Folder with the files ``SsssCcccPpppRrrrAaaa.skeleton``. Other suffixes and subfolders are ignored.
    split : {"cross-subject", "cross-view"} or None, default="cross-subject"
        Train on 20 of the 40 subjects, or on cameras 2 and 3; test on the other subjects, or on
        camera 1. None: no split.
    actions : int, iterable of int or None, default=range(1, 50)
        Numbers of the actions, 1 to 60, in the order of the labels. None: all 60. From 50 on, two persons are
        in view; as in all recordings, the one who moves more is used.
    step : int, default=2
        Of the frames that contain the actor, 0, step, 2 step, ... are kept.
    max_length : int or None, default=150
        Maximum number of steps after that; the rest is cut off. None: no limit.
    center : int or None, default=0
        Joint, counted from 0, whose position is subtracted from all in every frame; 0 is the base of
        the spine, the "hip". None: positions are relative to the camera.
    denoise : bool, default=True
        Whether bodies count as noise by the next three parameters, in recordings with more than one body ID.
        A rule that would leave no body is skipped. The default values are those in the code of SGN [3]_,
        which CTR-GCN [4]_ and others use; how they were found is not published.
    min_frames : int, default=12
        A body in fewer frames is noise.
    max_spread : float, default=0.8
        A frame is bad if the body's extent in x exceeds this times that in y, as for a piece of furniture.
    max_bad_share : float, default=0.69754
        A body is noise if this share of its frames is bad, or more.
    join_tracks : bool, default=True
        The actor is the body with the largest variance of its x, y and z over joints and frames (as the data
        set's authors advise; with `denoise`, over the frames that are not bad if that is less). If True,
        other bodies that share no frame with it continue it, in order of variance: the tracker gave the same
        person a new ID. Two bodies seen at the same time are never mixed. [3]_ compares first and last frames
        instead, and so fills no gaps.
    missing_list : str, Path or None, default=None
        Text file with the names of recordings to leave out, one per line, such as
        ``NTU_RGBD_samples_with_missing_skeletons.txt`` of the data set's authors (302 names). Recordings
        without a body in any frame are left out in any case.
    cache_dir : str, Path or None, default=None
        Folder for the parsed sequences; None: ``sklearn_seqgan_cache`` in `folder`. It has one pair of files
        for each choice of the parameters that change sequences (`split` does not), rebuilt when a file in
        `folder` has changed. Old ones can be deleted.
    on_error : {"skip", "raise"}, default="skip"
        What to do with files that are broken, cannot be read or have a foreign name: leave them out, with one
        warning and an entry for each in the report; or raise an error.
    n_jobs : int or None, default=None
        Number of parsing processes, as in joblib.
    verbose : int, default=0
        1 shows a progress bar.

    Returns
    -------
    Bunch
        - X : list of n arrays of shape (T_i, 75), float32, in metres, joint by joint; read-only views of the
          cache file, which is read as they are used; in order of their names
        - y : ndarray of shape (n,), int64, 0..K-1, in the order of `actions`
        - groups : ndarray of shape (n,), the subject, 1..40
        - camera, setup, replication : ndarray of shape (n,), 1..3, 1..17 and 1..2
        - train_indices, test_indices : ndarray of int64, empty without a split
        - target_names : ndarray of K str
        - names : list of n str, the files' names without suffix
        - feature_names : list of 75 str
        - joint_names : list of 25 str, and bones : ndarray of shape (24, 2)
        - parts : list of 5 lists of channels: torso, left arm, right arm, left leg, right leg
        - rate_hz : float, 30 / step
        - dropped : list of (name, reason, detail) of every ``.skeleton`` file that is not in X; for a broken
          file, detail says what is wrong and where
        - report : str, how many files are in X, and how many are not, by reason

    Raises
    ------
    FileNotFoundError
        If `folder` or `missing_list` does not exist.
    OSError
        If the cache cannot be written.
    ValueError
        If a parameter is out of its range, no sequence is left, or a part of the split is empty.
        With ``on_error="raise"``, also if a file is broken, cannot be read or has a foreign name.

    See Also
    --------
    make_skeleton_actions :
        Make skeletons that wave, kick, sit down and so on: 30 actions seen by a depth camera at 30 Hz.
    sklearn_seqgan.preprocessing.AllZeroFrameRemover :
        Drop the frames in which every channel is exactly 0: the tracker had lost the body.

    Notes
    -----
    With all 56,880 files, actions 1 to 49 are 46,452 recordings, 32,928 to train on and 13,524 to test
    by subject. Without those of the authors' list of missing skeletons there are 32,772 and 13,459. The
    paper reports 31,772 and 13,115 and does not say which it left out.

    Files of NTU RGB+D 120 (setups from 18, actions from 61, subjects from 41) may be in the same folder; they
    are left out, and listed in the report.

    While any file cannot be read (permissions, a missing disk), the cache is not used and all files are
    parsed again.

    References
    ----------
    .. [1] Shahroudy et al. (2016), NTU RGB+D: a large scale dataset for 3D human activity analysis.
       arXiv:1604.02808
    .. [2] The format and the list of missing skeletons: https://github.com/shahroudy/NTURGB-D
    .. [3] Zhang et al. (2020), Semantics-guided neural networks for efficient skeleton-based human
       action recognition. arXiv:1904.01189; https://github.com/microsoft/SGN
    .. [4] Chen et al. (2021), Channel-wise topology refinement graph convolution for skeleton-based
       action recognition. arXiv:2107.12213

    Examples
    --------
    A recording of two frames, typed in: one body, whose 25 joints are all 3 m before the camera.

    >>> import os, tempfile
    >>> joint = "0.1 0.2 3.0 250 200 1000 500 0 0 0 1 2"
    >>> body = ["72057594037944730 0 1 1 1 1 0 0.01 0.02 2", "25", *[joint] * 25]
    >>> folder = tempfile.mkdtemp()
    >>> with open(os.path.join(folder, "S001C002P003R001A008.skeleton"), "w") as file:
    ...     print("2", "1", *body, "1", *body, sep="\\n", file=file)
    >>> data = load_ntu_rgbd(folder, split=None, step=1, center=None)
    >>> data.X[0].shape, data.target_names[data.y[0]].item(), data.groups, data.rate_hz
    ((2, 75), 'sit down', array([3]), 30.0)
    >>> print(data.report)
    1 of 1 files loaded.
    """
    preparation = Preparation(
        step, max_length, center, denoise, min_frames, max_spread, max_bad_share, join_tracks
    )
    actions = _checked_actions(actions)
    _raise_if_out_of_range(preparation, split, on_error)
    files, dropped = _choose(Path(folder), actions, missing_list)
    if on_error == "raise":
        _raise_if_foreign(dropped, folder)
    cache = Path(folder) / CACHE if cache_dir is None else Path(cache_dir)
    stored = load_or_build(files, preparation, cache, n_jobs, verbose, raise_broken=on_error == "raise")
    dropped = sorted([*dropped, *stored.dropped])
    report = _report(len(stored.X), dropped)
    if not stored.X:
        raise ValueError(
            f"{folder} has no sequence to load. {report} Check folder, actions and missing_list."
        )
    _warn_of_errors(dropped, folder)
    data = _bunch(stored, actions, split, step, folder)
    data.update(dropped=dropped, report=report)
    return data


def _checked_actions(actions):
    actions = range(1, len(ACTION_NAMES) + 1) if actions is None else actions
    actions = [actions] if isinstance(actions, Integral) else list(actions)
    known = all(isinstance(a, Integral) and 1 <= a <= len(ACTION_NAMES) for a in actions)
    if not actions or not known or len(set(actions)) < len(actions):
        raise ValueError(f"actions={actions} must be different numbers from 1 to {len(ACTION_NAMES)}.")
    return [int(action) for action in actions]


def _raise_if_out_of_range(preparation, split, on_error):
    if split is not None and split not in SPLITS:
        raise ValueError(f"split={split!r} must be one of {[*SPLITS]} or None.")
    if on_error not in ("skip", "raise"):
        raise ValueError(f"on_error={on_error!r} must be 'skip' or 'raise'.")
    limits = {
        "step": (1, None),
        "max_length": (1, None),
        "center": (0, N_JOINTS - 1),
        "min_frames": (0, None),
    }
    for name, (least, most) in limits.items():
        _raise_if_no_integer(name, getattr(preparation, name), least, most)
    for name in ("max_spread", "max_bad_share"):
        value = getattr(preparation, name)
        if not isinstance(value, Real) or not value > 0:
            raise ValueError(f"{name}={value!r} must be a number above 0.")


def _raise_if_no_integer(name, value, least, most):
    if value is None and name in ("max_length", "center"):
        return
    is_integer = isinstance(value, Integral) and not isinstance(value, bool)
    if not is_integer or value < least or (most is not None and value > most):
        at_most = "" if most is None else f" and at most {most}"
        raise ValueError(f"{name}={value!r} must be an integer of at least {least}{at_most}.")


def _choose(folder, actions, missing_list):
    """Files to parse, by name, and the files that are left out, with reasons."""
    missing = set() if missing_list is None else read_missing_list(missing_list)
    with os.scandir(folder) as entries:
        found = [e for e in entries if e.name.endswith(SUFFIX) and not os.path.isdir(e)]
    files = sorted(found, key=lambda entry: entry.name)
    if not files:
        raise ValueError(f"{folder} has no {SUFFIX} file in it; give the folder that they are in.")
    reasons = [_why_not(file.name.removesuffix(SUFFIX), set(actions), missing) for file in files]
    chosen = [file for file, reason in zip(files, reasons) if reason is None]
    return chosen, [Dropped(file.name, reason) for file, reason in zip(files, reasons) if reason]


def _why_not(stem, actions, missing):
    name = SampleName.parse(stem)
    if name is None:
        return FOREIGN
    if not name.of_the_sixty():
        return SEQUEL
    if name.action not in actions:
        return OTHER_ACTION
    return LISTED if stem in missing else None


def _raise_if_foreign(dropped, folder):
    for row in dropped:
        if row.reason == FOREIGN:
            raise ValueError(
                f"{Path(folder) / row.name} has no name like S001C002P003R001A008{SUFFIX}. Rename or "
                "remove it, or pass on_error='skip'."
            )


def _report(n_loaded, dropped):
    counts = Counter(row.reason for row in dropped)
    why = "; ".join(f"{count} {reason}" for reason, count in counts.most_common())
    return f"{n_loaded} of {n_loaded + len(dropped)} files loaded." + (f" Not loaded: {why}." if why else "")


def _warn_of_errors(dropped, folder):
    errors = [row for row in dropped if row.reason in (BROKEN, UNREADABLE, FOREIGN)]
    if errors:
        first = errors[0].detail or f"{errors[0].name}: {errors[0].reason}."
        warnings.warn(
            f"{folder}: {len(errors)} file(s) broken, unreadable or of a foreign name are left out; "
            f"`dropped` has all of them. The first: {first}",
            stacklevel=3,
        )


def _bunch(stored, actions, split, step, folder):
    names = [name.removesuffix(SUFFIX) for name in stored.names]
    setup, camera, subject, replication, action = np.array([SampleName.parse(name) for name in names]).T
    train, test = _parts(split, {"subject": subject, "camera": camera}, folder)
    label_of = np.full(len(ACTION_NAMES) + 1, -1)
    label_of[actions] = np.arange(len(actions))
    return Bunch(
        X=stored.X,
        y=label_of[action].astype(np.int64),
        groups=subject,
        camera=camera,
        setup=setup,
        replication=replication,
        train_indices=train,
        test_indices=test,
        target_names=np.array(ACTION_NAMES)[np.array(actions) - 1],
        names=names,
        feature_names=list(NTU_FEATURE_NAMES),
        joint_names=list(NTU_JOINT_NAMES),
        bones=NTU_BONES.copy(),
        parts=body_parts(NTU_JOINT_NAMES),
        rate_hz=FRAMES_PER_SECOND / step,
    )


def _parts(split, columns, folder):
    """Rows of the training set and of the test set."""
    if split is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    column, ids = SPLITS[split]
    in_train = np.isin(columns[column], ids)
    if in_train.all() or not in_train.any():
        part = "test" if in_train.all() else "train"
        raise ValueError(
            f"{folder}: split={split!r} leaves nothing to {part}; every {column} loaded is in "
            f"{np.unique(columns[column]).tolist()}. Add files, or pass split=None."
        )
    return np.flatnonzero(in_train), np.flatnonzero(~in_train)
