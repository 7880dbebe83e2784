"""A ``.skeleton`` file of NTU RGB+D, as the tracks of the bodies in it.

Each line of the text has one value or one row of values: the number of frames; in each frame the number of
bodies; for each body ten values, the first of which is its ID, then the number of joints, 25, and for each
joint a line of twelve values, the first three of which are x, y and z. Only these three are converted to
numbers. This module does not know which body is the actor.

Files in the usual form of the data set (one space between values, the same line ends throughout) are parsed
as whole arrays. Any other text is parsed line by line, which either succeeds or says where the text is wrong.
"""
# SPDX-License-Identifier: BSD-3-Clause

from pathlib import Path
from typing import NamedTuple

import numpy as np

__all__ = ["N_JOINTS", "Recording", "Track", "parse_skeleton", "read_skeleton"]

N_JOINTS = 25
VALUES_OF_BODY, VALUES_OF_JOINT = 10, 12
LARGEST = float(np.finfo(np.float32).max)
N_DECIMALS = 12  # with one digit before the point, exact in float64 as a count of 1e-12


class Track(NamedTuple):
    """One body: its frames, counted from 0, of shape (n,), and its joints, (n, 25, 3), float32, in metres."""

    frames: np.ndarray
    joints: np.ndarray


class Recording(NamedTuple):
    """A file's number of frames, and the track of each body ID in order of appearance."""

    n_frames: int
    tracks: dict


def read_skeleton(path):
    """The `Recording` in a file; a ValueError names the file and the place in it."""
    path = Path(path)
    if path.exists() and not path.is_file():
        raise OSError(f"{path.name} is no regular file.")  # a pipe would block forever
    try:
        return parse_skeleton(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path.name}, {error}") from error


def parse_skeleton(data):
    """The `Recording` in the bytes of a file.

    Raises
    ------
    ValueError
        If the text is not a complete recording, does not have 25 joints, or a position is not a finite
        number.
    """
    found = _parse_regular(data)
    n_frames, frames, ids, joints = _parse_lines(data) if found is None else found
    return Recording(n_frames, _tracks(frames, ids, joints))


def _tracks(frames, ids, joints):
    rows_of = {}
    for row, body in enumerate(ids):
        rows_of.setdefault(body, []).append(row)
    tracks = {body: Track(frames[rows], joints[rows]) for body, rows in rows_of.items()}
    for body, track in tracks.items():
        twice = track.frames[1:][np.diff(track.frames) == 0]
        if len(twice):
            raise ValueError(f"frame {twice[0] + 1}: body ID {body} is there twice.")
    return tracks


def _parse_regular(data):
    """Frames, IDs and joints of all bodies in the order of the file; None if anything is unusual."""
    buffer = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(buffer <= 32)  # of the tokens: every blank ends one
    blanks = buffer[ends]
    found = _walk(data, memoryview(ends), blanks.tobytes())
    if found is None:
        return None
    n_frames, frames, ids, first, newline, n_used = found
    if not _one_blank_each(ends, blanks, n_used) or ends[-1] != len(data) - 1:
        return None
    token = first[:, None, None] + _tokens_of_positions(len(newline))
    starts, stops = (ends[token - 1] + 1).ravel(), ends[token].ravel()
    values = _decimals(data, buffer, starts, stops)
    if values is None:
        return None
    return n_frames, np.array(frames, dtype=np.int64), ids, values.reshape(-1, N_JOINTS, 3)


def _tokens_of_positions(newline_length):
    """Positions of x, y and z among the tokens of a body's joints, shape (25, 3)."""
    return np.arange(N_JOINTS)[:, None] * (VALUES_OF_JOINT - 1 + newline_length) + np.arange(3)


def _walk(data, ends, blanks):
    """Follow the counts from frame to frame by the blanks alone; None if one is not in its place.

    Returns the number of frames; for each body its frame, ID and the number of the first joint's first token;
    the line end; and the number of blanks up to the last value.
    """
    newline = b"\r\n" if blanks[:1] == b"\r" else b"\n"
    body = _row(VALUES_OF_BODY, newline) + newline + _row(VALUES_OF_JOINT, newline) * N_JOINTS
    to_count, to_joints = VALUES_OF_BODY - 1 + len(newline), VALUES_OF_BODY - 1 + 2 * len(newline)

    def integer(token):
        if token >= len(ends):
            return None
        text = data[ends[token - 1] + 1 if token else 0 : ends[token]]
        return int(text) if text.isdigit() else None

    n_frames, at = integer(0), len(newline)
    frames, ids, first = [], [], []
    for frame in range(n_frames or 0):
        n_bodies = integer(at)
        if n_bodies is None or not blanks.startswith(newline, at):
            return None
        at += len(newline)
        for _ in range(n_bodies):
            if not blanks.startswith(body, at) or integer(at + to_count) != N_JOINTS:
                return None
            frames.append(frame)
            ids.append(integer(at))
            first.append(at + to_joints)
            at += len(body)
    whole = bool(n_frames) and blanks.startswith(newline) and None not in ids
    return (n_frames, frames, ids, np.array(first, dtype=np.int64), newline, at) if whole else None


def _row(n_values, newline):
    """The blanks of a line."""
    return b" " * (n_values - 1) + newline


def _one_blank_each(ends, blanks, n_used):
    """Whether blanks up to number `n_used` follow a value, or a carriage return, and later ones nothing."""
    touching = np.flatnonzero(np.diff(ends[:n_used]) == 1)
    n_returns = np.count_nonzero(blanks[:n_used] == 13)
    only_returns = len(touching) == n_returns and (blanks[touching] == 13).all()
    return only_returns and ends[0] > 0 and ends[-1] - ends[n_used - 1] == len(ends) - n_used


def _decimals(data, buffer, starts, stops):
    """The numbers at given places of a text, float32; None if one is not a finite number.

    Numbers like -1.234567 are expressed in units of 1e-12, which float64 holds exactly. So the single
    division rounds as parsing each number would.
    """
    if not len(starts):
        return np.zeros(0, dtype=np.float32)
    negative = buffer[starts] == ord("-")
    first = starts + negative
    behind = (stops - first - 2).clip(0, 255).astype(np.uint8)
    # every position has nine values after it in its line, so no window extends beyond the text
    windows = np.ndarray(len(data) - 15, dtype="V16", buffer=data, strides=(1,))
    columns = np.ascontiguousarray(windows[first].view(np.uint8).reshape(-1, 16).T)
    digits = columns[2 : 2 + N_DECIMALS] - np.uint8(48)
    digits *= np.arange(N_DECIMALS, dtype=np.uint8)[:, None] < behind
    whole = columns[0] - np.uint8(48)
    usual = (columns[1] == ord(".")) & (whole < 10) & (digits.max(axis=0) < 10)
    usual &= (behind > 0) & (behind <= N_DECIMALS)
    pairs = digits[::2] * np.uint8(10) + digits[1::2]
    fours = pairs[::2].astype(np.uint16) * 100 + pairs[1::2]  # else numpy 1 stays with uint8
    decimals = np.array([1e8, 1e4, 1.0]) @ fours
    values = (whole * 10.0**N_DECIMALS + decimals) / 10.0**N_DECIMALS
    values[negative] *= -1
    return _mend(values, np.flatnonzero(~usual), data, starts, stops)


def _mend(values, rows, data, starts, stops):
    """Parse unusual numbers, such as 0 and 1.2E-05, one by one."""
    try:
        numbers = np.array([_number(data[starts[row] : stops[row]]) for row in rows])
    except ValueError:
        return None
    if not (np.abs(numbers) <= LARGEST).all():  # False for NaN, too
        return None
    values[rows] = numbers
    return values.astype(np.float32)


def _number(token):
    if b"_" in token:  # which float() ignores
        raise ValueError
    return float(token)


def _parse_lines(data):
    """As `_parse_regular`, but for any text; raises a ValueError that says where it is wrong."""
    lines = _Lines(data)
    n_frames = lines.integer("the count of frames")
    if not n_frames:
        raise ValueError("line 1: the count of frames is 0.")
    frames, ids, joints = [], [], []
    for frame in range(n_frames):
        lines.place = f"frame {frame + 1} of {n_frames}"
        for body in range(lines.integer("the count of bodies")):
            lines.place = f"frame {frame + 1} of {n_frames}, body {body + 1}"
            frames.append(frame)
            ids.append(lines.body_id())
            joints.append(lines.joints())
    lines.expect_end(n_frames)
    values = np.array(joints, dtype=np.float32).reshape(-1, N_JOINTS, 3)
    return n_frames, np.array(frames, dtype=np.int64), ids, values


class _Lines:
    """The lines of a file, one by one, and the current position."""

    def __init__(self, data):
        self.lines, self.number, self.place = data.splitlines(), 0, "header"

    def take(self):
        if self.number >= len(self.lines):
            raise ValueError(f"{self.place}: the file ends here, after {self.number} lines.")
        self.number += 1
        return self.lines[self.number - 1].split()

    def wrong(self, what):
        return ValueError(f"line {self.number} ({self.place}): {what}")

    def integer(self, what):
        tokens = self.take()
        if len(tokens) != 1 or not tokens[0].isdigit():
            raise self.wrong(f"{what} was expected here, but there is {_shown(tokens)}.")
        return int(tokens[0])

    def values(self, what, n_values):
        tokens = self.take()
        if len(tokens) != n_values:
            raise self.wrong(f"{what} has {n_values} values, but here are {len(tokens)}: {_shown(tokens)}.")
        return tokens

    def body_id(self):
        token = self.values("a body", VALUES_OF_BODY)[0]
        if not token.isdigit():
            raise self.wrong(f"the body ID is {_shown([token])}, no integer.")
        return int(token)

    def joints(self):
        n_joints = self.integer("the count of joints")
        if n_joints != N_JOINTS:
            raise self.wrong(f"{n_joints} joints, but NTU RGB+D has {N_JOINTS}.")
        return [self.position(joint) for joint in range(N_JOINTS)]

    def position(self, joint):
        tokens = self.values(f"joint {joint + 1}", VALUES_OF_JOINT)[:3]
        try:
            position = [_number(token) for token in tokens]
        except ValueError:
            position = [np.inf]
        if not all(abs(value) <= LARGEST for value in position):  # False for NaN, too
            raise self.wrong(f"the position of joint {joint + 1} is {_shown(tokens)}, no finite numbers.")
        return position

    def expect_end(self, n_frames):
        rest = self.lines[self.number :]
        more = next((i for i, line in enumerate(rest) if line.strip()), None)
        if more is not None:
            self.number, self.place = self.number + more + 1, "after the last frame"
            raise self.wrong(
                f"{_shown(rest[more].split())}, but the file should end after {n_frames} frames."
            )


def _shown(tokens):
    """The start of a line as text for a message."""
    text = b" ".join(tokens).decode("ascii", "replace")
    return repr(text if len(text) <= 40 else text[:40] + "…")
