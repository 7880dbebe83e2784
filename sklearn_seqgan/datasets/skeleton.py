"""Parts of a skeleton, by the names of its joints."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

__all__ = ["NTU_BONES", "NTU_FEATURE_NAMES", "NTU_JOINT_NAMES", "body_parts", "joint_channels"]

NTU_JOINT_NAMES = [
    *("spine_base", "spine_mid", "neck", "head"),
    *("shoulder_left", "elbow_left", "wrist_left", "hand_left"),
    *("shoulder_right", "elbow_right", "wrist_right", "hand_right"),
    *("hip_left", "knee_left", "ankle_left", "foot_left"),
    *("hip_right", "knee_right", "ankle_right", "foot_right"),
    *("spine_shoulder", "hand_tip_left", "thumb_left", "hand_tip_right", "thumb_right"),
]
"""The 25 joints of a Kinect v2, in the order of NTU RGB+D (Shahroudy et al., 2016, figure 1)."""

NTU_FEATURE_NAMES = [f"{joint}_{axis}" for joint in NTU_JOINT_NAMES for axis in "xyz"]

_CHAINS = [
    ("spine_base", "spine_mid", "spine_shoulder", "neck", "head"),
    *(
        chain
        for side in ("left", "right")
        for chain in (
            ("spine_shoulder", *(f"{joint}_{side}" for joint in ("shoulder", "elbow", "wrist", "hand"))),
            (f"hand_{side}", f"hand_tip_{side}"),
            (f"wrist_{side}", f"thumb_{side}"),
            ("spine_base", *(f"{joint}_{side}" for joint in ("hip", "knee", "ankle", "foot"))),
        )
    ),
]

NTU_BONES = np.array(
    [
        [NTU_JOINT_NAMES.index(parent), NTU_JOINT_NAMES.index(child)]
        for chain in _CHAINS
        for parent, child in pairwise(chain)
    ]
)
"""Parent and child of each of the 24 bones, shape (24, 2), counted from 0; from the root outwards."""

_TORSO = {"head", "neck", "shoulder_center", "spine_shoulder", "spine", "spine_mid", "torso"}
_TORSO |= {"hip_center", "spine_base"}
_ARM = {"shoulder", "elbow", "wrist", "hand", "hand_tip", "thumb"}
_LEG = {"hip", "knee", "ankle", "foot"}

# in the order in which the parts are given
_JOINTS_OF_PART = [
    _TORSO,
    {f"{joint}_left" for joint in _ARM},
    {f"{joint}_right" for joint in _ARM},
    {f"{joint}_left" for joint in _LEG},
    {f"{joint}_right" for joint in _LEG},
]
_PART_OF_JOINT = {joint: part for part, joints in enumerate(_JOINTS_OF_PART) for joint in joints}


def body_parts(joint_names: Iterable[str], n_dims: int = 3) -> list[list[int]]:
    """Channels of torso, left arm, right arm, left leg and right leg.

    Channels are joint by joint: joint j has channels j * n_dims up to (j + 1) * n_dims − 1. Use the result as
    ``parts`` of `PartAwareLSTMClassifier`.

    Parameters
    ----------
    joint_names : iterable of str
        Torso: ``head``, ``neck``, ``shoulder_center``, ``spine_shoulder``, ``spine``,
        ``spine_mid``, ``torso``, ``hip_center``, ``spine_base``. Arms: ``shoulder``,
        ``elbow``, ``wrist``, ``hand``, ``hand_tip``, ``thumb``, and legs: ``hip``,
        ``knee``, ``ankle``, ``foot``, each with ``_left`` or ``_right``. A prefix ``p1_`` or ``p2_`` assigns
        a joint to one of two persons, who have separate parts.
    n_dims : int, default=3
        Number of channels per joint.

    Returns
    -------
    list of lists of int
        For each person in turn, the parts that have a joint.

    Raises
    ------
    ValueError
        If a name is not among those above.

    See Also
    --------
    joint_channels :
        Channels of each joint, if channels are joint by joint, as for `inspection.channel_importance`.
    sklearn_seqgan.PartAwareLSTMClassifier :
        The part-aware LSTM: a memory for each part of the body, read at the last valid step.

    References
    ----------
    The parts of Shahroudy et al. (2016), NTU RGB+D, section 4.2. arXiv:1604.02808

    Examples
    --------
    >>> from sklearn_seqgan.datasets import body_parts
    >>> body_parts(["head", "hand_left", "hand_right", "foot_right", "spine"], n_dims=2)
    [[0, 1, 8, 9], [2, 3], [4, 5], [6, 7]]
    """
    parts = {}
    for j, name in enumerate(joint_names):
        channels = range(j * n_dims, (j + 1) * n_dims)
        parts.setdefault(_person_and_part(name), []).extend(channels)
    return [parts[key] for key in sorted(parts)]


def _person_and_part(name):
    name = str(name)
    person, joint = (name[:3], name[3:]) if name.startswith(("p1_", "p2_")) else ("", name)
    if joint not in _PART_OF_JOINT:
        known = ", ".join(sorted(_PART_OF_JOINT))
        raise ValueError(f"Joint {name!r} is in no part; rename it to one of {known}, or list parts by hand.")
    return person, _PART_OF_JOINT[joint]


def joint_channels(joint_names: Iterable[str], n_dims: int = 3) -> dict[str, list[int]]:
    """Channels of each joint, if channels are joint by joint, as for `inspection.channel_importance`.

    Parameters
    ----------
    joint_names : iterable of str
        Names of the joints, in the order of the channels.
    n_dims : int, default=3
        Number of channels per joint.

    Returns
    -------
    dict of str -> list of int
        In the order of the joints.

    Raises
    ------
    ValueError
        If two joints have the same name.

    See Also
    --------
    body_parts : Channels of torso, left arm, right arm, left leg and right leg.
    sklearn_seqgan.inspection.channel_importance :
        Drop in a score when a part of each sequence is replaced by that of another one.

    Examples
    --------
    >>> from sklearn_seqgan.datasets import joint_channels
    >>> joint_channels(["hip", "knee"], n_dims=2)
    {'hip': [0, 1], 'knee': [2, 3]}
    """
    names = [str(name) for name in joint_names]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ValueError(f"Two joints are called {twice[0]!r}; give each a name of its own.")
    return {name: list(range(j * n_dims, (j + 1) * n_dims)) for j, name in enumerate(names)}
