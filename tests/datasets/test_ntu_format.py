"""The parser of .skeleton files, on texts typed out from the format's description."""
# SPDX-License-Identifier: BSD-3-Clause

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.datasets import _ntu_format
from sklearn_seqgan.datasets._ntu_format import parse_skeleton, read_skeleton

BEYOND_INT32 = 72057594037944730
REST = "276.8135 195.8186 1037.113 485.1606 -0.2259 0.0412 -0.9702 0.0776 2"
STATE = "0 1 1 1 1 0 -0.01434 0.02543 2"


def joint(x, y="0.1725972", z="3.785547"):
    return f"{x} {y} {z} {REST}"


def body(body_id, *joints):
    return [f"{body_id} {STATE}", str(len(joints)), *joints]


def text(*lines, newline="\n"):
    return (newline.join(lines) + newline).encode()


FIRST = [joint(f"0.{j:02d}") for j in range(25)]
SECOND = [joint(f"-1.5{j:02d}", "0", "2.5E-05") for j in range(25)]
TWO_FRAMES = ["2", "1", *body(BEYOND_INT32, *FIRST), "1", *body(BEYOND_INT32, *SECOND)]


@pytest.fixture(params=["whole arrays", "line by line"])
def parse(request, monkeypatch):
    """The parser, and with nothing being regular to it."""
    if request.param == "line by line":
        monkeypatch.setattr(_ntu_format, "_parse_regular", lambda data: None)
    return parse_skeleton


def expected_of_two_frames():
    expected = np.empty((2, 25, 3), dtype=np.float32)
    expected[0] = np.transpose([[j / 100 for j in range(25)], [0.1725972] * 25, [3.785547] * 25])
    expected[1] = np.transpose([[-1.5 - j / 1000 for j in range(25)], [0] * 25, [2.5e-05] * 25])
    return expected


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_two_frames_of_one_body(parse, newline):
    recording = parse(text(*TWO_FRAMES, newline=newline))
    assert recording.n_frames == 2
    assert list(recording.tracks) == [BEYOND_INT32]
    frames, joints = recording.tracks[BEYOND_INT32]
    assert frames.tolist() == [0, 1]
    assert joints.dtype == np.float32
    np.testing.assert_array_equal(joints, expected_of_two_frames())


def test_such_files_are_read_in_whole_arrays(monkeypatch):
    monkeypatch.delattr(_ntu_format, "_parse_lines")
    for newline in ("\n", "\r\n"):
        assert parse_skeleton(text(*TWO_FRAMES, newline=newline)).n_frames == 2


def test_none_one_and_two_bodies_in_a_frame(parse):
    one, other = body(BEYOND_INT32, *FIRST), body(BEYOND_INT32 + 1, *SECOND)
    recording = parse(text("4", "0", "2", *other, *one, "0", "1", *one))
    assert list(recording.tracks) == [BEYOND_INT32 + 1, BEYOND_INT32]  # no float64 tells the two apart
    assert recording.tracks[BEYOND_INT32].frames.tolist() == [1, 3]
    assert recording.tracks[BEYOND_INT32 + 1].frames.tolist() == [1]
    np.testing.assert_array_equal(recording.tracks[BEYOND_INT32 + 1].joints[0], expected_of_two_frames()[1])


def test_no_body_at_all(parse):
    recording = parse(text("2", "0", "0"))
    assert (recording.n_frames, recording.tracks) == (2, {})


@pytest.mark.parametrize(
    "data",
    [
        text(*TWO_FRAMES, "", "  "),
        text(*TWO_FRAMES)[:-1],
        text(*TWO_FRAMES).replace(b" ", b"  "),
        text(*TWO_FRAMES).replace(b" 2\n", b" 2 \n"),
        text(*TWO_FRAMES).replace(b"\n", b"\r\n", 20),
        text(*TWO_FRAMES).replace(b"\n", b"\r"),
    ],
    ids=["blank lines behind", "no last line end", "two blanks", "blank at the end", "mixed", "returns"],
)
def test_other_white_space_means_the_same(data):
    np.testing.assert_array_equal(parse_skeleton(data).tracks[BEYOND_INT32].joints, expected_of_two_frames())


def change(number, line):
    """The text of two frames with one line (counted from 1) replaced, or taken out."""
    lines = list(TWO_FRAMES)
    lines[number - 1 : number] = [] if line is None else [line]
    return text(*lines)


BROKEN = {
    "empty": (b"", "header: the file ends here, after 0 lines"),
    "blank": (b"\n\n", r"line 1 \(header\): the count of frames was expected here, but there is ''"),
    "no number of frames": (change(1, "two"), r"line 1 \(header\): the count of frames"),
    "no frames": (text("0"), "line 1: the count of frames is 0"),
    "more frames than there are": (change(1, "3"), "frame 3 of 3: the file ends here, after 57 lines"),
    "fewer frames": (change(1, "1"), r"line 30 \(after the last frame\): '1', but .* end after 1 frames"),
    "negative count": (change(2, "-1"), r"line 2 \(frame 1 of 2\): the count of bodies"),
    "more bodies than there are": (change(2, "2"), r"line 30 \(frame 1 of 2, body 2\): a body has 10 values"),
    "cut in a frame": (text(*TWO_FRAMES[:40]), "frame 2 of 2, body 1: the file ends here, after 40 lines"),
    "cut in a line": (text(*TWO_FRAMES)[:-30], r"line 57 \(frame 2 of 2, body 1\): joint 25 has 12 values"),
    "cut in a position": (text(*TWO_FRAMES[:-1], "-1.5"), "joint 25 has 12 values, but here are 1: '-1.5'"),
    "24 joints": (text("1", "1", *body(7, *FIRST[:24])), r"line 4 \(frame 1 of 1, body 1\): 24 joints, but"),
    "25 lines for 24 joints": (change(4, "24"), r"line 4 .* 24 joints, but"),
    "26 joints": (text("1", "1", *body(7, *FIRST, FIRST[0])), "26 joints, but NTU RGB.D has 25"),
    "a line too few": (change(10, None), r"line 29 .* joint 25 has 12 values, but here are 1: '1'"),
    "a value too many": (change(10, FIRST[5] + " 2"), r"line 10 .* joint 6 has 12 values, but here are 13"),
    "a value too few": (change(10, FIRST[5][:-2]), r"line 10 .* joint 6 has 12 values, but here are 11"),
    "two blanks for a value": (change(10, " " + FIRST[5][:-2]), "joint 6 has 12 values, but here are 11"),
    "body with 9 values": (change(3, "7 0 1 1 1 1 0 0 0"), r"line 3 .* a body has 10 values, but here are 9"),
    "body ID with a point": (change(3, f"7.5 {STATE}"), r"line 3 .* the body ID is '7\.5', no integer"),
    "nan": (change(10, joint("nan")), r"line 10 .* the position of joint 6 is 'nan 0\.17.*, no finite"),
    "infinite": (change(10, joint("-inf")), "the position of joint 6 is '-inf"),
    "beyond float32": (change(10, joint("1e39")), "the position of joint 6 is '1e39"),
    "a word": (change(10, joint("0.1x")), r"the position of joint 6 is '0\.1x"),
    "comma": (change(10, joint("0,1")), "the position of joint 6 is '0,1"),
    "minus alone": (change(10, joint("-")), "the position of joint 6 is '- "),
    "letter behind many digits": (change(10, joint("0.1234567890123x")), "the position of joint 6 is"),
    "underscore": (change(10, joint("1_0")), "the position of joint 6 is '1_0"),
    "letter in a decimal": (change(10, joint("0.12:4")), r"the position of joint 6 is '0\.12:4"),
    "garbage after the end": (text(*TWO_FRAMES, "x"), r"line 58 \(after the last frame\): 'x'"),
    "garbage without a line end": (text(*TWO_FRAMES) + b"x", r"line 58 \(after the last frame\): 'x'"),
    "binary": (bytes(range(256)), "line 1 .*the count of frames"),
    "the same body twice": (text("1", "2", *body(7, *FIRST) * 2), "frame 1: body ID 7 is there twice"),
}


@pytest.mark.parametrize(("data", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_told_where(data, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        parse_skeleton(data)
    path = tmp_path / "S001C001P001R001A001.skeleton"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=r"A001\.skeleton, .*" + message):
        read_skeleton(path)


def test_every_cut_is_noticed():
    whole = text("1", "1", *body(7, *FIRST), newline="\r\n")
    for end in range(len(whole) - 2):
        with pytest.raises(ValueError, match=r"ends here|values|joints|count of"):
            parse_skeleton(whole[:end])


def naive(data):
    """As published readers do it, with no check at all: {ID as text: [frame, 25 x (x, y, z)]}."""
    file, found = io.StringIO(data.decode()), {}
    for frame in range(int(file.readline())):
        for _ in range(int(file.readline())):
            body_id = file.readline().split()[0]
            joints = [file.readline().split() for _ in range(int(file.readline()))]
            found.setdefault(body_id, []).append((frame, [[float(v) for v in row[:3]] for row in joints]))
    return found


numbers = st.one_of(
    st.floats(-9, 9).map(lambda v: f"{v:.7g}"),
    st.floats(-2000, 2000, width=32).map(repr),
    st.decimals(-9, 9, places=12).map(lambda v: f"{v:f}"),
    st.sampled_from(
        [
            "0",
            "-0",
            "1",
            "-1",
            "0.",
            "-.5",
            ".25",
            "1E-05",
            "-1.2E+02",
            "+3.5",
            "12.75",
            "-0.0",
            "0.12345678901234567",
        ]
    ),
)
bodies = st.lists(st.sampled_from([1, 7, BEYOND_INT32, BEYOND_INT32 + 1]), max_size=3, unique=True)


@given(
    frames=st.lists(bodies, min_size=1, max_size=4),
    some=st.lists(numbers, min_size=1, max_size=20),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_the_same_as_reading_line_by_line(frames, some, newline):
    pool = iter(range(10**6))
    lines = [str(len(frames))]
    for ids in frames:
        lines.append(str(len(ids)))
        for body_id in ids:
            positions = [[some[next(pool) % len(some)] for _ in range(3)] for _ in range(25)]
            lines += body(body_id, *(joint(*position) for position in positions))
    data = text(*lines, newline=newline)
    tracks, expected = parse_skeleton(data).tracks, naive(data)
    assert [str(body_id) for body_id in tracks] == list(expected)
    for track, rows in zip(tracks.values(), expected.values()):
        assert track.frames.tolist() == [frame for frame, _ in rows]
        np.testing.assert_array_equal(
            track.joints, np.array([joints for _, joints in rows], dtype=np.float32)
        )
