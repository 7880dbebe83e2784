"""Synthetic people of 25 joints who do everyday actions in front of a depth camera.

This module draws who acts, in what style, from where to where, and where the camera stands. ``_actions``
defines the actions, ``_kinematics`` the body. The frames of all sequences of a block are concatenated along
the last axis. To make the task harder, add a draw to `_draw_takes`, scaled by `difficulty`.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Sequence
from numbers import Integral
from typing import NamedTuple

import numpy as np
from scipy.signal import lfilter
from sklearn.utils import Bunch, check_random_state, check_scalar

from sklearn_seqgan.datasets._actions import ACTIONS
from sklearn_seqgan.datasets._kinematics import (
    LIMITS,
    REST_OFFSETS,
    ROW,
    STANDING,
    clip_to_limits,
    forward_kinematics,
    mirror,
    stand,
    turn_about_the_vertical,
)
from sklearn_seqgan.datasets.skeleton import NTU_BONES, NTU_FEATURE_NAMES, NTU_JOINT_NAMES, body_parts
from sklearn_seqgan.typing import RandomStateLike

__all__ = ["make_skeleton_actions"]

RATE_HZ = 30.0
STEPS_PER_CYCLE = 16
BLOCK = 64
"""Number of sequences of one action made together, from one seed. It affects results, so do not tune it."""

_REST = np.array([STANDING[name] for name in LIMITS], dtype=np.float32)[:, None]
_IDLE_ARMS = [
    {"shoulder": 35, "plane": -10, "twist": 60, "elbow": 105},  # hand on the hip
    {"shoulder": 18, "plane": 60, "twist": 50, "elbow": 85},  # hand in front of the belly
    {"shoulder": 12, "plane": 60, "twist": 5, "elbow": 95},  # forearm ahead
]
_SEATED = ["hip_left", "hip_right", "knee_left", "knee_right"]
_NEED_LEGS = {"lift", "shift", "lean"} | {
    name for name in LIMITS if name.startswith(("hip", "knee", "spread"))
}

# bones, by the joint at their end, whose lengths vary together among subjects, equal on both sides
_BONE_GROUPS = {
    "spine": ("spine_mid", "spine_shoulder", "neck", "head"),
    "shoulder": ("shoulder_left", "shoulder_right"),
    "arm": ("elbow_left", "elbow_right", "wrist_left", "wrist_right"),
    "hip": ("hip_left", "hip_right"),
    "leg": ("knee_left", "knee_right", "ankle_left", "ankle_right"),
}
_EXTREMITIES = [
    j
    for j, name in enumerate(NTU_JOINT_NAMES)
    if name.startswith(("wrist", "hand", "thumb", "ankle", "foot"))
]


class Subjects(NamedTuple):
    """Traits of n subjects, in everything they do."""

    offsets: np.ndarray  # (n, 25, 3), metres
    style: np.ndarray  # (n_angles, n), degrees beyond what the action asks for
    amplitude: np.ndarray  # (n,)
    slowness: np.ndarray  # (n,), log of the time they take


class Takes(NamedTuple):
    """How each of n sequences is performed and recorded."""

    length: np.ndarray  # (n,), steps
    start: np.ndarray  # (n,), share of the length before the action begins
    share: np.ndarray  # (n,), share of the length that it lasts
    warp: np.ndarray  # (n,), > 0 hurries at the start
    cycles: np.ndarray  # (n,)
    amplitude: np.ndarray  # (n,)
    idle: np.ndarray  # (n_angles, n), degrees, where the body is before the action
    style: np.ndarray  # (n_angles, n), degrees added to where the action goes
    sway: np.ndarray  # (3, n_angles, n): degrees, cycles per step, phase
    mirrored: np.ndarray  # (n,), True where done on the left
    yaw: np.ndarray  # (n,), degrees
    place: np.ndarray  # (3, n), metres from the camera to the floor below the pelvis


def make_skeleton_actions(
    n_per_class: int = 50,
    n_subjects: int = 10,
    *,
    actions: Sequence[str] | None = None,
    difficulty: float = 1.0,
    shortest: int = 20,
    longest: int = 150,
    jitter: float = 0.005,
    random_state: RandomStateLike = None,
) -> Bunch:
    """Make skeletons that wave, kick, sit down and so on: 30 actions seen by a depth camera at 30 Hz.

    A substitute for the recordings of NTU RGB+D without licence restrictions: same 25 joints, order and axes.
    Angles that follow the action move a body of fixed bone lengths. Some actions are others run backwards
    (sit down and stand up, throw and catch), so a mean pose cannot distinguish them. One-sided actions are
    done with the left or the right at random. The length of a sequence says nothing about its class. With the
    defaults, the nearest neighbour by mean pose finds the class of less than 40 % of the sequences of new
    subjects. For as many classes as in NTU RGB+D, 60, use ``2 * y + (side == "left")``; for actions with both
    sides alike, the two classes cannot be distinguished.

    Parameters
    ----------
    n_per_class : int, default=50
        Sequences of each action.
    n_subjects : int, default=10
        Number of subjects. They take turns: each does every action about equally often, if `n_per_class` is
        at least as large. If there are more subjects than sequences, some do not appear.
    actions : list of str, default=None
        Actions, in the order of their labels. None: all.
    difficulty : float, default=1.0
        From 0 to 3. Scales the differences between sequences of a class: body, style and speed of the
        subjects, amplitude, camera yaw (up to ±45 degrees times `difficulty`) and noise. Up to 1, it also
        scales the tempo from take to take, when an action starts and from which posture, and where the person
        stands. 0: all alike except for side, length and number of repetitions.
    shortest, longest : int, default=20 and 150
        Range of lengths in steps, both included.
    jitter : float, default=0.005
        Standard deviation of the sensor's noise in metres, times `difficulty`; twice that at hands and feet.
        It is correlated by 0.5 from step to step.
    random_state : int, RandomState instance or None, default=None
        A seed gives the same result each time.

    Returns
    -------
    Bunch
        - X : list of n arrays of shape (T_i, 75), float32; joint by joint x, y, z in metres from the
          camera. y is up and z away from the camera; x is to its left, so the right hand of someone who faces
          it has the larger x.
        - y : ndarray of shape (n,), 0..K-1, in turn
        - groups : ndarray of shape (n,), the subject, 1..n_subjects
        - side : ndarray of n str, "left" or "right"; for actions with both sides alike, the direction of
          mirroring
        - yaw : ndarray of shape (n,), degrees by which the person is turned to their left, away from the
          camera
        - target_names : ndarray of K str
        - feature_names : list of 75 str
        - joint_names : list of 25 str, and bones : ndarray of shape (24, 2)
        - parts : list of 5 lists of int, the channels of torso, arms and legs
        - rate_hz : float

    Raises
    ------
    ValueError
        If an action is unknown or named twice, or a number is out of its range.

    See Also
    --------
    load_ntu_rgbd : The recordings themselves.

    Examples
    --------
    >>> from sklearn_seqgan.datasets import make_skeleton_actions
    >>> data = make_skeleton_actions(2, 2, actions=["wave", "sit down", "stand up"], random_state=0)
    >>> len(data.X), data.X[0].shape[1], data.y, data.groups
    (6, 75, array([0, 1, 2, 0, 1, 2]), array([1, 1, 1, 2, 2, 2]))
    """
    names = _check(n_per_class, n_subjects, actions, difficulty, shortest, longest, jitter)
    rng = check_random_state(random_state)
    subjects = _draw_subjects(n_subjects, difficulty, np.random.default_rng(rng.randint(2**31 - 1)))
    who = np.arange(len(names) * n_per_class).reshape(len(names), n_per_class) % n_subjects
    filmed = [
        _film(name, subjects, who_next, rng.randint(2**31 - 1), difficulty, shortest, longest, jitter)
        for name, who_does in zip(names, who, strict=True)
        for who_next in np.split(who_does, range(BLOCK, n_per_class, BLOCK))
    ]
    in_turn = np.arange(who.size).reshape(who.shape).T.ravel()  # they were made class by class
    X = [x for sequences, _ in filmed for x in sequences]
    mirrored = np.concatenate([takes.mirrored for _, takes in filmed])
    yaw = np.concatenate([takes.yaw for _, takes in filmed])
    return Bunch(
        X=[X[i] for i in in_turn],
        y=np.tile(np.arange(len(names)), n_per_class),
        groups=who.ravel()[in_turn] + 1,
        side=np.where(mirrored, "left", "right")[in_turn],
        yaw=yaw[in_turn],
        target_names=np.array(names),
        feature_names=list(NTU_FEATURE_NAMES),
        joint_names=list(NTU_JOINT_NAMES),
        bones=NTU_BONES.copy(),
        parts=body_parts(NTU_JOINT_NAMES),
        rate_hz=RATE_HZ,
    )


def _check(n_per_class, n_subjects, actions, difficulty, shortest, longest, jitter):
    """Names of the actions, after checking all parameters."""
    check_scalar(n_per_class, "n_per_class", Integral, min_val=1)
    check_scalar(n_subjects, "n_subjects", Integral, min_val=1)
    check_scalar(shortest, "shortest", Integral)
    check_scalar(longest, "longest", Integral)
    if not 0 <= difficulty <= 3:
        raise ValueError(f"difficulty={difficulty} must be from 0 to 3.")
    if not 0 <= jitter < np.inf:
        raise ValueError(f"jitter={jitter} must be metres, at least 0.")
    if not 2 <= shortest <= longest:
        raise ValueError(f"shortest={shortest} must be at least 2 and at most longest={longest}.")
    names = list(ACTIONS) if actions is None else list(actions)
    unknown = [name for name in names if name not in ACTIONS]
    if unknown:
        raise ValueError(f"actions has {unknown}, which are unknown; take some of {list(ACTIONS)}.")
    if not names or len(set(names)) < len(names):
        raise ValueError(f"actions={names} must list at least one action, and none twice.")
    return names


def _draw_subjects(n, difficulty, rng):
    offsets = np.repeat(REST_OFFSETS[None], n, axis=0)
    offsets *= np.exp(rng.uniform(-0.08, 0.08, (n, 1, 1)) * difficulty)
    for joints in _BONE_GROUPS.values():
        scale = np.exp(rng.uniform(-0.05, 0.05, (n, 1, 1)) * difficulty)
        offsets[:, [NTU_JOINT_NAMES.index(j) for j in joints]] *= scale
    return Subjects(
        offsets=offsets.astype(np.float32),
        style=_draw_angles(n, 0.04 * difficulty, rng),
        amplitude=np.exp(rng.uniform(-0.15, 0.15, n) * difficulty),
        slowness=rng.uniform(-0.3, 0.3, n) * difficulty,
    )


def _draw_angles(n, share, rng):
    """Deviations of all angles by a share of their range; a quarter of that for legs and pelvis."""
    low, high = np.array(list(LIMITS.values())).T
    calm = [name.startswith(("lean", "hip", "spread", "knee", "ankle")) for name in LIMITS]
    scale = (high - low) * np.where(calm, 0.25, 1.0) * share
    scale[[ROW["lift"], ROW["shift"]]] = 0
    return scale[:, None] * rng.standard_normal((len(LIMITS), n))


def _draw_takes(n, subjects, who, difficulty, shortest, longest, rng):
    mild = min(difficulty, 1.0)
    log_length = rng.normal(0, 0.25, n) + (rng.normal(0, 0.3, n) + subjects.slowness[who]) * mild
    length = np.clip(np.sqrt(shortest * longest) * np.exp(log_length), shortest, longest).round()
    share = 1 - mild * rng.uniform(0, 0.7, n)
    n_cycles = length * share / STEPS_PER_CYCLE * np.exp(rng.normal(0, 0.25, n) * mild)
    frequency = rng.uniform(0.005, 0.03, (len(LIMITS), n))
    phase = rng.uniform(0, 2 * np.pi, (len(LIMITS), n))
    beside, above, away = rng.uniform(-1, 1, (3, n)) * mild
    takes = Takes(
        length=length,
        start=rng.uniform(0, 1, n) * (1 - share),
        share=share,
        warp=rng.uniform(-0.8, 0.8, n) * mild,
        cycles=np.clip(n_cycles.round(), 2, 8),
        amplitude=subjects.amplitude[who] * np.exp(rng.uniform(-0.2, 0.2, n) * difficulty),
        idle=_draw_idle(n, mild, rng) + _draw_angles(n, 0.1 * difficulty, rng),
        style=subjects.style[:, who] + _draw_angles(n, 0.05 * difficulty, rng),
        sway=np.stack([_draw_angles(n, 0.015 * difficulty, rng), frequency, phase]),
        mirrored=rng.random(n) < 0.5,
        yaw=rng.uniform(-45, 45, n) * difficulty,
        place=np.stack([0.5 * beside, -1 + 0.15 * above, 3 + 0.5 * away]),
    )
    kinds = {"length": int, "mirrored": bool}
    return Takes(**{name: v.astype(kinds.get(name, np.float32)) for name, v in takes._asdict().items()})


def _draw_idle(n, mild, rng):
    """Where the arms rest, and whether the person is seated, which matters for actions without legs."""
    idle = np.repeat(_REST, n, axis=1)
    for side in ("left", "right"):
        for arm in _IDLE_ARMS:
            chosen = rng.random(n) < 0.3 * mild
            for name, angle in arm.items():
                idle[ROW[f"{name}_{side}"], chosen] = angle
    seated = rng.random(n) < 0.35 * mild
    for name in _SEATED:
        idle[ROW[name], seated] = 88
    return idle


def _film(action, subjects, who, seed, difficulty, shortest, longest, jitter):
    """Sequences of one action by the subjects `who`, and their takes."""
    rng = np.random.default_rng(seed)
    takes = _draw_takes(len(who), subjects, who, difficulty, shortest, longest, rng)
    frame = np.repeat(np.arange(len(who)), takes.length)  # sequence of each frame
    angles = _angles(action, takes, frame)
    body = np.moveaxis(subjects.offsets[who], 0, -1)[..., frame]
    positions = stand(forward_kinematics(angles, body), angles[ROW["lift"]], angles[ROW["shift"]])
    positions = turn_about_the_vertical(positions, takes.yaw[frame])
    positions += takes.place[:, frame]
    positions += jitter * difficulty * _noise(positions.shape, rng)
    steps = np.ascontiguousarray(positions.reshape(-1, len(frame)).T)
    return [x.copy() for x in np.split(steps, np.cumsum(takes.length)[:-1])], takes


def _angles(action, takes, frame):
    """Angles (n_angles, N) over the frames of a block, within their limits."""
    first = np.cumsum(takes.length) - takes.length
    step = (np.arange(len(frame)) - first[frame]).astype(np.float32)
    moves = ACTIONS[action](_progress(step, takes, frame), takes.cycles[frame])
    angles = _idle(moves, takes)[:, frame]
    style, amplitude = takes.style[:, frame], takes.amplitude[frame]
    for weight, targets in moves:
        for name, target in targets.items():
            i = ROW[name]
            aim = _REST[i] + amplitude * (target - _REST[i]) + style[i]
            angles[i] += weight * (aim - angles[i])
    degrees, frequency, phase = takes.sway[..., frame]
    angles = clip_to_limits(angles + degrees * np.sin(2 * np.pi * frequency * step + phase))
    return np.where(takes.mirrored[frame], mirror(angles), angles)


def _progress(step, takes, frame):
    """Progress of the action: 0 until it starts, 1 once it is done."""
    now = step / (takes.length[frame] - 1).astype(np.float32)
    t = np.clip((now - takes.start[frame]) / takes.share[frame], 0, 1)
    return t + takes.warp[frame] * np.sin(2 * np.pi * t) / (2 * np.pi)


def _idle(moves, takes):
    """Posture before the action; seated people get up for an action that needs the legs."""
    idle = clip_to_limits(takes.idle)
    if any(name in _NEED_LEGS for _, targets in moves for name in targets):
        legs = [ROW[name] for name in _SEATED]
        idle[legs] = np.where(idle[legs] > 45, 0, idle[legs])
    return idle


def _noise(shape, rng):
    """Standard normal, correlated by 0.5 from frame to frame, twice as strong at hands and feet.

    The correlation carries over from one sequence of a block to the next, where it fades at once.
    """
    fresh = rng.standard_normal(shape, dtype=np.float32)
    noise = lfilter(np.array([np.sqrt(0.75)], np.float32), np.array([1, -0.5], np.float32), fresh)
    noise[_EXTREMITIES] *= 2
    return noise
