"""From the bodies in a recording of NTU RGB+D to the sequence of its main actor.

Kinect finds bodies in furniture, gives a person a new ID after losing track, and sees passers-by. The rules
and limits against this are those of later users of the data set, in the code of SGN and CTR-GCN; how they
were found is not published.
"""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import dataclass

import numpy as np

from sklearn_seqgan.datasets._ntu_format import Track

__all__ = ["Preparation", "main_actor", "sequence_of"]


@dataclass(frozen=True)
class Preparation:
    """How a recording becomes a sequence; see `load_ntu_rgbd` for each."""

    step: int = 2
    max_length: int | None = 150
    center: int | None = 0
    denoise: bool = True
    min_frames: int = 12
    max_spread: float = 0.8
    max_bad_share: float = 0.69754
    join_tracks: bool = True


def sequence_of(recording, preparation):
    """The main actor's joints as float32 of shape (T, 75); None if no frame has a body."""
    if not recording.tracks:
        return None
    joints = main_actor(recording, preparation).joints[:: preparation.step][: preparation.max_length]
    if preparation.center is not None:
        joints = joints - joints[:, preparation.center, None]
    return joints.reshape(len(joints), -1)


def main_actor(recording, preparation):
    """The `Track` of the body that moves most, joined with others; only frames that contain it."""
    tracks = list(recording.tracks.values())
    if preparation.denoise:
        tracks = _without_phantoms(tracks, preparation)
    if len(tracks) == 1:
        return tracks[0]
    limit = preparation.max_spread if preparation.denoise else None
    tracks.sort(key=lambda track: -_motion(track, limit))  # stable: of equals, the one that appeared first
    return _join(tracks) if preparation.join_tracks else tracks[0]


def _without_phantoms(tracks, preparation):
    """Tracks that are long enough and upright in enough frames; a rule that no track meets is skipped."""
    long = [track for track in tracks if len(track.frames) >= preparation.min_frames] or tracks
    if len(long) == 1:
        return long
    bad_shares = [1 - _is_upright(track, preparation.max_spread).mean() for track in long]
    return [track for track, bad in zip(long, bad_shares) if bad < preparation.max_bad_share] or long


def _is_upright(track, max_spread):
    """Whether a body is no wider than `max_spread` times its height, in each frame."""
    width, height = np.ptp(track.joints[..., :2], axis=1).T
    return width <= max_spread * height


def _motion(track, max_spread):
    """Sum of the variances of x, y and z over joints and frames; over upright frames only if that is less."""
    motion = _variance(track.joints)
    if max_spread is None:
        return motion
    upright = _is_upright(track, max_spread)
    return min(motion, _variance(track.joints[upright])) if upright.any() else motion


def _variance(joints):
    return joints.reshape(-1, 3).var(axis=0, dtype=np.float64).sum()


def _join(tracks):
    """The first track and, in order, all others that share no frame with those joined so far."""
    joined, taken = [], set()
    for track in tracks:
        frames = set(track.frames.tolist())
        if taken.isdisjoint(frames):
            joined.append(track)
            taken |= frames
    frames = np.concatenate([track.frames for track in joined])
    joints = np.concatenate([track.joints for track in joined])
    order = np.argsort(frames)
    return Track(frames[order], joints[order])
