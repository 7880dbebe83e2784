"""A body of 25 joints: its rest pose, the limits of its joints, and positions from angles.

Axes: x to the person's right, y up, −z ahead. Someone who faces a Kinect has these as
the camera's own axes, x to the camera's left (so the right hand has the larger x), y up, z away.

Angles are in degrees and mean the same on both sides; if the name says no direction, positive is forwards, or
to the right. The upper arm is `shoulder` degrees up from hanging, in the vertical plane `plane` degrees ahead
of sideways; `twist` turns it inwards about itself. All functions work on many frames at once: the last axis,
of size N, counts frames, of any sequences. To add an angle, give its limits in ``LIMITS`` and the bone that
it turns in ``_HINGES``.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.datasets.skeleton import NTU_BONES, NTU_JOINT_NAMES

X, Y, Z = range(3)

_MIDLINE_LIMITS = {
    "lean": (-30, 60),
    "bend": (-25, 80),
    "side_bend": (-35, 35),
    "waist_twist": (-45, 45),
    "nod": (-45, 45),
    "head_turn": (-80, 80),
    "head_tilt": (-45, 45),
}
_SIDED_LIMITS = {
    "plane": (-45, 135),
    "shoulder": (0, 180),
    "twist": (-90, 90),
    "elbow": (0, 150),
    "wrist": (-70, 80),
    "hip": (-30, 120),
    "spread": (-20, 45),
    "hip_twist": (-45, 35),
    "knee": (0, 135),
    "ankle": (-50, 20),
}
LIMITS = {
    **_MIDLINE_LIMITS,
    **{f"{name}_{side}": limits for side in ("left", "right") for name, limits in _SIDED_LIMITS.items()},
    "lift": (0, 0.6),
    "shift": (-1, 1),
}
"""Smallest and largest value of each angle, in degrees: `lean` and `bend` of pelvis and spine,
then head, arms and legs. Mostly the normal ranges of the American Academy of Orthopaedic Surgeons
(1965). Last come two lengths in metres, of the whole body: off the floor, and to the right."""

ROW = {name: row for row, name in enumerate(LIMITS)}
"""Row of each angle in an array of shape (n_angles, N)."""

STANDING = dict.fromkeys(LIMITS, 0.0) | {
    f"{name}_{side}": angle
    for side in ("left", "right")
    for name, angle in {"plane": 30, "shoulder": 8, "twist": 10, "elbow": 12, "hip_twist": -8}.items()
}
"""At ease, arms hanging."""

# metres from the parent, of someone 1.7 m tall who stands upright with straight arms and legs
_MIDLINE_OFFSETS = {
    "spine_base": (0, 0, 0),
    "spine_mid": (0, 0.27, 0),
    "spine_shoulder": (0, 0.20, 0.01),
    "neck": (0, 0.06, 0),
    "head": (0, 0.13, -0.04),
}
_RIGHT_OFFSETS = {
    "shoulder": (0.17, -0.04, 0),
    "elbow": (0, -0.28, 0),
    "wrist": (0, -0.25, 0),
    "hand": (0, -0.07, 0),
    "hand_tip": (0, -0.08, 0),
    "thumb": (0, -0.05, -0.04),
    "hip": (0.085, -0.04, 0),
    "knee": (0, -0.42, 0),
    "ankle": (0, -0.40, 0),
    "foot": (0, -0.05, -0.13),
}
_MIRRORED = np.array([-1, 1, 1])
_OFFSETS = (
    _MIDLINE_OFFSETS
    | {f"{joint}_right": offset for joint, offset in _RIGHT_OFFSETS.items()}
    | {f"{joint}_left": _MIRRORED * offset for joint, offset in _RIGHT_OFFSETS.items()}
)
REST_OFFSETS = np.array([_OFFSETS[joint] for joint in NTU_JOINT_NAMES], dtype=float)
"""Position of each joint relative to its parent, shape (25, 3), in metres; the root's is 0."""

# joint -> turns of the bone that ends there, outermost first: angle, axis, degrees per degree
_SPINE = [("bend", X, -0.5), ("side_bend", Z, -0.5), ("waist_twist", Y, -0.5)]
_NECK = [("nod", X, -0.5), ("head_tilt", Z, -0.5), ("head_turn", Y, -0.5)]
_RIGHT_HINGES = {
    "elbow": [("plane", Y, 1), ("shoulder", Z, 1), ("plane", Y, -1), ("twist", Y, 1)],
    "wrist": [("elbow", X, 1)],
    "hand": [("wrist", X, 1)],
    "knee": [("hip", X, 1), ("spread", Z, 1), ("hip_twist", Y, 1)],
    "ankle": [("knee", X, -1)],
    "foot": [("ankle", X, 1)],
}


def _sided(hinges, side):
    """The turn for one side: a mirror image turns the other way about y and z, and the same way about x."""
    mirrored = -1 if side == "left" else 1
    return {
        f"{joint}_{side}": [(f"{a}_{side}", axis, k if axis == X else k * mirrored) for a, axis, k in turns]
        for joint, turns in hinges.items()
    }


_HINGES = {
    "spine_base": [("lean", X, -1)],
    **dict.fromkeys(("spine_mid", "spine_shoulder"), _SPINE),
    **dict.fromkeys(("neck", "head"), _NECK),
    **_sided(_RIGHT_HINGES, "left"),
    **_sided(_RIGHT_HINGES, "right"),
}

_SIGN = np.ones((len(LIMITS), 1))
_SIGN[[ROW[name] for name in ("side_bend", "waist_twist", "head_turn", "head_tilt", "shift")]] = -1
_OTHER_SIDE = [
    ROW[name.replace("left", "#").replace("right", "left").replace("#", "right")] for name in LIMITS
]
_ANKLES, _FEET = (
    [NTU_JOINT_NAMES.index(f"{joint}_{side}") for side in ("left", "right")] for joint in ("ankle", "foot")
)


def clip_to_limits(angles):
    """Angles (n_angles, N), clipped to their limits."""
    low, high = np.array(list(LIMITS.values()), dtype=angles.dtype).T[..., None]
    return np.clip(angles, low, high)


def mirror(angles):
    """Angles (n_angles, N) of the mirror image: left for right."""
    return _SIGN.astype(angles.dtype) * angles[_OTHER_SIDE]


def forward_kinematics(angles, offsets):
    """Positions of the joints, from the pelvis outwards.

    Parameters
    ----------
    angles : ndarray of shape (n_angles, N)
        In the order of ``LIMITS``. The two lengths at its end are for `stand`.
    offsets : ndarray of shape (25, 3, N) or (25, 3, 1)
        Each joint from its parent, in metres, in the body's rest pose.

    Returns
    -------
    ndarray of shape (25, 3, N)
        Positions in metres from the root, which is at 0.
    """
    identity = np.repeat(np.eye(3, dtype=angles.dtype)[..., None], angles.shape[1], axis=2)
    frames = {0: _turned(identity, "spine_base", angles)}
    positions = np.zeros((len(NTU_JOINT_NAMES), 3, angles.shape[1]), dtype=angles.dtype)
    for parent, child in NTU_BONES:
        frame = frames[child] = _turned(frames[parent], NTU_JOINT_NAMES[child], angles)
        dx, dy, dz = offsets[child]
        positions[child] = positions[parent] + frame[X] * dx + frame[Y] * dy + frame[Z] * dz
    return positions


def _turned(frame, joint, angles):
    """The frame, given by its axes, turned about its own axes: R ↦ R R_axis(angle), for each in turn."""
    for name, axis, factor in _HINGES.get(joint, ()):
        radians = angles[ROW[name]] * angles.dtype.type(factor * np.pi / 180)
        cos, sin = np.cos(radians), np.sin(radians)
        i, j = (axis + 1) % 3, (axis + 2) % 3
        frame = [*frame]
        frame[i], frame[j] = cos * frame[i] + sin * frame[j], cos * frame[j] - sin * frame[i]
    return frame


def stand(positions, lift, shift, softness=0.02):
    """Put bodies on the floor, y = 0: the lower foot carries them and stays at z = 0.

    Parameters
    ----------
    positions : ndarray of shape (25, 3, N)
        Positions in metres from the root; changed in place.
    lift, shift : ndarray of shape (N,)
        Distances off the floor and to the right, in metres.
    softness : float, default=0.02
        Feet whose heights differ by less, in metres, share the load.

    Returns
    -------
    ndarray of shape (25, 3, N)
    """
    heights = np.minimum(positions[_ANKLES, Y], positions[_FEET, Y])  # (2, N)
    left_load = 1 / (1 + np.exp(np.clip((heights[0] - heights[1]) / softness, -50, 50)))
    left, right = positions[_ANKLES, Z]
    positions[:, X] += shift
    positions[:, Y] += lift - heights.min(axis=0)
    positions[:, Z] -= left_load * left + (1 - left_load) * right
    return positions


def turn_about_the_vertical(positions, yaw):
    """Positions (25, 3, N) turned to the person's left by `yaw` degrees, shape (N,) or ()."""
    cos, sin = np.cos(np.radians(yaw)), np.sin(np.radians(yaw))
    x, y, z = positions.swapaxes(0, 1)
    return np.stack([cos * x + sin * z, y, cos * z - sin * x], axis=1)
