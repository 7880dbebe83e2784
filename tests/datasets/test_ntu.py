"""load_ntu_rgbd on folders of files written here from the format's description."""
# SPDX-License-Identifier: BSD-3-Clause

import os

import numpy as np
import pytest

from sklearn_seqgan.datasets import body_parts, load_ntu_rgbd
from sklearn_seqgan.datasets._ntu_names import ACTION_NAMES, TRAIN_SUBJECTS, SampleName
from sklearn_seqgan.datasets.skeleton import NTU_BONES, NTU_JOINT_NAMES

TRAIN = "S001C002P001R001A008"
TEST = "S002C001P003R002A001"
FIVE_FRAMES = [1, 2, 4, 8, 16]


def skeleton(*x):
    """A file's text: one body a frame, all of whose joints but the base (x = 0) are at (x, 0.5, 3)."""
    lines = [str(len(x))]
    for value in x:
        joints = [f"{x} 0.5 3 250 200 1000 500 0 0 0 1 2" for x in (0, *[value] * 24)]
        lines += ["1", "72057594037944730 0 1 1 1 1 0 -0.0143 0.0254 2", "25", *joints]
    return "\r\n".join(lines) + "\r\n"


@pytest.fixture
def write(tmp_path):
    def write(texts):
        folder = tmp_path / "ntu"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / f"{name}.skeleton").write_bytes(text.encode())
        return folder

    return write


@pytest.fixture
def folder(write):
    return write({TRAIN: skeleton(*FIVE_FRAMES), TEST: skeleton(7)})


def test_everything_in_its_place(folder):
    data = load_ntu_rgbd(str(folder))
    assert data.names == [TRAIN, TEST]
    assert [x.shape for x in data.X] == [(3, 75), (1, 75)]
    assert {x.dtype for x in data.X} == {np.dtype(np.float32)}
    assert data.X[0][:, 3].tolist() == [1, 4, 16]
    np.testing.assert_array_equal(data.X[0][:, :3], 0)
    assert data.y.tolist() == [7, 0]
    assert data.y.dtype == np.int64
    assert (data.groups.tolist(), data.camera.tolist()) == ([1, 3], [2, 1])
    assert (data.setup.tolist(), data.replication.tolist()) == ([1, 2], [1, 2])
    assert (data.train_indices.tolist(), data.test_indices.tolist()) == ([0], [1])
    assert len(data.target_names) == 49
    assert data.target_names[data.y].tolist() == ["sit down", "drink water"]
    assert data.feature_names[:4] == ["spine_base_x", "spine_base_y", "spine_base_z", "spine_mid_x"]
    assert data.joint_names == NTU_JOINT_NAMES
    np.testing.assert_array_equal(data.bones, NTU_BONES)
    assert data.parts == body_parts(NTU_JOINT_NAMES)
    assert data.rate_hz == 15.0
    assert (data.dropped, data.report) == ([], "2 of 2 files loaded.")


def test_as_in_the_paper_unless_told_otherwise(write):
    folder = write({TRAIN: skeleton(*range(303)), TEST: skeleton(7), "S001C001P003R001A050": skeleton(7)})
    data = load_ntu_rgbd(folder)
    assert data.X[0][:, 3].tolist() == list(range(0, 300, 2))
    assert data.names == [TRAIN, TEST]


def test_each_choice_is_a_parameter(folder):
    def x_of_first(**choice):
        return load_ntu_rgbd(folder, **choice).X[0][:, 3].tolist()

    assert x_of_first(step=1) == FIVE_FRAMES
    assert x_of_first(step=1, max_length=2) == [1, 2]
    assert x_of_first(step=np.int64(3), max_length=None) == [1, 8]
    assert x_of_first(center=1) == [0, 0, 0]
    np.testing.assert_array_equal(
        load_ntu_rgbd(folder, center=None).X[0][:, 1:6], [[0.5, 3, x, 0.5, 3] for x in (1, 4, 16)]
    )
    assert load_ntu_rgbd(folder, step=1).rate_hz == 30.0


def test_the_limits_of_noise_are_parameters(write, folder):
    """A second body, wide and short in time, that moves more than the first."""
    joint = "250 200 1000 500 0 0 0 1 2"
    state = "0 1 1 1 1 0 -0.0143 0.0254 2"
    person = [f"1 {state}", "25", *[f"0 {j} 3 {joint}" for j in range(25)]]
    lines = ["13"]
    for frame in range(13):
        other = [f"2 {state}", "25", *[f"{50 * frame + 2 * j} {j} 3 {joint}" for j in range(25)]]
        lines += ["2", *person, *other] if frame < 11 else ["1", *person]
    write({TRAIN: "\n".join(lines)})

    def n_steps(**limits):
        return len(load_ntu_rgbd(folder, step=1, **limits).X[0])

    assert n_steps() == 13
    assert n_steps(denoise=False) == 11
    assert n_steps(min_frames=11) == n_steps(max_spread=3) == 13
    assert n_steps(min_frames=11, max_spread=3) == n_steps(min_frames=11, max_bad_share=1.1) == 11


def test_by_camera_and_not_at_all(folder, write):
    write({"S001C003P003R001A001": skeleton(1), "S001C001P001R001A001": skeleton(1)})
    data = load_ntu_rgbd(folder, split="cross-view")
    assert data.names == ["S001C001P001R001A001", TRAIN, "S001C003P003R001A001", TEST]
    assert (data.train_indices.tolist(), data.test_indices.tolist()) == ([1, 2], [0, 3])
    data = load_ntu_rgbd(folder, split=None)
    assert len(data.X) == 4 and len(data.train_indices) == len(data.test_indices) == 0


def test_subjects_to_test_are_those_of_the_published_lists():
    others = [3, 6, 7, 10, 11, 12, *range(20, 25), 26, 29, 30, 32, 33, 36, 37, 39, 40]
    assert sorted([*TRAIN_SUBJECTS, *others]) == list(range(1, 41))
    assert len(TRAIN_SUBJECTS) == len(others) == 20


def test_names_of_actions_are_where_they_belong():
    """Some of the numbered list of the data set's authors, from all over it."""
    assert len(ACTION_NAMES) == len(set(ACTION_NAMES)) == 60
    known = {
        1: "drink water",
        10: "clapping",
        23: "hand waving",
        27: "jump up",
        33: "check time (from watch)",
    }
    known |= {
        40: "cross hands in front",
        43: "falling down",
        49: "fan self",
        50: "punch/slap",
        51: "kicking",
        52: "pushing",
        60: "walking apart",
    }
    assert {number: ACTION_NAMES[number - 1] for number in known} == known


@pytest.mark.parametrize(
    "stem",
    ["", "S001C002P003R001A8", "s001c002p003r001a008", "S001C002P003R001A008 ", "S001C002P003R001A00٣"],
)
def test_what_is_no_name(stem):
    assert SampleName.parse(stem) is None


def test_labels_are_in_the_order_of_the_actions(folder, write):
    write({"S001C001P004R001A060": skeleton(1)})
    data = load_ntu_rgbd(folder, actions=[60, 8, 1])
    assert data.y.tolist() == [0, 1, 2]
    assert data.target_names.tolist() == ["walking apart", "sit down", "drink water"]
    every = load_ntu_rgbd(folder, actions=None)
    assert len(every.target_names) == 60
    assert every.y.tolist() == [59, 7, 0]


def test_every_file_is_loaded_or_in_the_report(folder, write, tmp_path):
    write(
        {
            "S001C001P001R001A002": "2\n0\n0\n",
            "S001C001P001R001A003": skeleton(1)[:500],
            "S001C001P001R001A004": skeleton(1),
            "S001C001P001R001A050": skeleton(1),
            "S018C001P001R001A001": skeleton(1),
            "S001C001P001R001A061": skeleton(1),
            "S001C001P041R001A001": skeleton(1),
            "copy of S001": skeleton(1),
        }
    )
    (folder / "readme.txt").write_text("no skeleton")
    listed = tmp_path / "missing.txt"
    listed.write_text(
        "Samples with\r\nmissing skeletons:\r\n\r\nS001C001P001R001A004\r\nS009C001P001R001A004\r\n"
    )
    with pytest.warns(
        UserWarning, match=r"ntu: 2 file.s. broken.* The first: S001C001P001R001A003\.skeleton, line 17"
    ) as warned:
        data = load_ntu_rgbd(folder, missing_list=listed)
    assert len(warned) == 1
    assert data.names == [TRAIN, TEST]
    assert {(row.name.removesuffix(".skeleton"), row.reason) for row in data.dropped} == {
        ("S001C001P001R001A002", "no body in any frame"),
        ("S001C001P001R001A003", "broken"),
        ("S001C001P001R001A004", "in missing_list"),
        ("S001C001P001R001A050", "other action"),
        ("S018C001P001R001A001", "not of NTU RGB+D 60"),
        ("S001C001P001R001A061", "not of NTU RGB+D 60"),
        ("S001C001P041R001A001", "not of NTU RGB+D 60"),
        ("copy of S001", "foreign name"),
    }
    assert data.report.startswith("2 of 10 files loaded. Not loaded: 3 not of NTU RGB+D 60; 1 ")


def test_errors_can_be_raised(folder, write):
    write({"S001C001P001R001A003": skeleton(1)[:500]})
    for _ in range(2):
        with pytest.raises(ValueError, match=r"A003\.skeleton, line 17 .*on_error='skip'"):
            load_ntu_rgbd(folder, on_error="raise")
        with pytest.warns(UserWarning, match=r"1 file.s. broken"):  # now it is in the cache
            load_ntu_rgbd(folder)
    write({"S1": ""})
    with pytest.raises(ValueError, match=r"S1\.skeleton has no name like .*on_error='skip'"):
        load_ntu_rgbd(folder, on_error="raise")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_and_a_link_to_itself_are_unreadable(folder):
    pipe, link = (folder / f"S001C001P001R001A00{i}.skeleton" for i in (3, 4))
    os.mkfifo(pipe)
    link.symlink_to(link)
    with pytest.warns(UserWarning, match=r"2 file.s. broken, unreadable"):
        dropped = load_ntu_rgbd(folder).dropped
    assert [(row.name, row.reason) for row in dropped] == [(p.name, "unreadable") for p in (pipe, link)]
    assert "no regular file" in dropped[0].detail


def test_an_unreadable_file_is_tried_again(folder):
    """A link to nowhere cannot be read, by anybody; a folder is not looked at."""
    path = folder / "S001C001P001R001A003.skeleton"
    path.symlink_to(folder / "nowhere")
    (folder / "S001C001P001R001A004.skeleton").mkdir()
    with pytest.warns(UserWarning, match=r"1 file.s. broken, unreadable"):
        assert load_ntu_rgbd(folder).dropped[0].reason == "unreadable"
    with pytest.raises(ValueError, match="A003"):
        load_ntu_rgbd(folder, on_error="raise")


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"split": "xsub"}, r"split='xsub' must be one of \['cross-subject', 'cross-view'\] or None"),
        ({"on_error": "ignore"}, "on_error='ignore' must be 'skip' or 'raise'"),
        ({"actions": [0]}, r"actions=\[0\] must be different numbers from 1 to 60"),
        ({"actions": [61]}, r"actions=\[61\]"),
        ({"actions": [1, 1]}, r"actions=\[1, 1\]"),
        ({"actions": []}, r"actions=\[\]"),
        ({"actions": ["drop"]}, r"actions=\['drop'\]"),
        ({"step": 0}, "step=0 must be an integer of at least 1"),
        ({"step": 1.5}, r"step=1\.5"),
        ({"step": None}, "step=None"),
        ({"step": True}, "step=True"),
        ({"max_length": 0}, "max_length=0 must be an integer of at least 1"),
        ({"center": 25}, "center=25 must be an integer of at least 0 and at most 24"),
        ({"center": -1}, "center=-1"),
        ({"min_frames": -1}, "min_frames=-1"),
        ({"max_spread": 0}, "max_spread=0 must be a number above 0"),
        ({"max_bad_share": float("nan")}, "max_bad_share=nan must be a number above 0"),
        ({"max_spread": "wide"}, "max_spread='wide'"),
    ],
)
def test_what_a_parameter_may_not_be(folder, choice, message):
    with pytest.raises(ValueError, match=message):
        load_ntu_rgbd(folder, **choice)
    assert not (folder / "sklearn_seqgan_cache").exists()


def test_nothing_to_load(write, tmp_path):
    with pytest.raises(FileNotFoundError):
        load_ntu_rgbd(tmp_path / "nowhere")
    folder = write({})
    with pytest.raises(ValueError, match=r"ntu has no \.skeleton file in it; give the folder"):
        load_ntu_rgbd(folder)
    write({"S001C001P001R001A050": skeleton(1), TRAIN: "1\n0\n"})
    with pytest.raises(
        ValueError, match=r"no sequence to load\. 0 of 2 files loaded.* 1 no body in any frame"
    ):
        load_ntu_rgbd(folder)


@pytest.mark.parametrize(
    ("name", "split", "message"),
    [
        (TRAIN, "cross-subject", r"nothing to test; every subject loaded is in \[1\].*split=None"),
        (TEST, "cross-subject", r"nothing to train; every subject loaded is in \[3\]"),
        (TEST, "cross-view", r"split='cross-view' leaves nothing to train; every camera"),
    ],
)
def test_a_part_without_files(write, name, split, message):
    with pytest.raises(ValueError, match=message):
        load_ntu_rgbd(write({name: skeleton(1)}), split=split)


def test_a_list_that_is_none(folder, tmp_path):
    with pytest.raises(FileNotFoundError):
        load_ntu_rgbd(folder, missing_list=tmp_path / "missing.txt")
    (tmp_path / "missing.txt").write_text("<html>404</html>")
    with pytest.raises(ValueError, match=r"missing_list='.*missing\.txt' has no line that is a name"):
        load_ntu_rgbd(folder, missing_list=tmp_path / "missing.txt")


def test_silent_unless_asked(folder, capfd):
    load_ntu_rgbd(folder)
    assert capfd.readouterr() == ("", "")
    load_ntu_rgbd(folder, step=1, verbose=1)
    assert "2/2" in capfd.readouterr().err
