"""What the joints of a skeleton are to each other, by their names."""
# SPDX-License-Identifier: BSD-3-Clause

__all__ = ["body_parts"]

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


def body_parts(joint_names, n_dims=3):
    """Channels of torso, left arm, right arm, left leg and right leg.

    Channels are joint by joint: joint j has j * n_dims up to (j + 1) * n_dims − 1. They
    are for `PartAwareLSTMClassifier`, as its ``parts``.

    Parameters
    ----------
    joint_names : iterable of str
        Torso: ``head``, ``neck``, ``shoulder_center``, ``spine_shoulder``, ``spine``,
        ``spine_mid``, ``torso``, ``hip_center``, ``spine_base``. Arms: ``shoulder``,
        ``elbow``, ``wrist``, ``hand``, ``hand_tip``, ``thumb``, and legs: ``hip``,
        ``knee``, ``ankle``, ``foot``, each with ``_left`` or ``_right``. With ``p1_`` or
        ``p2_`` before it, a joint is one of two persons, who have parts of their own.
    n_dims : int, default=3
        Channels of a joint.

    Returns
    -------
    list of lists of int
        Of each person in turn, the parts that have a joint.

    Raises
    ------
    ValueError
        If a name is not among those above.

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
