"""Data sets are prepared as their name says, and identified by their content."""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.catalogue import prepared_data
from benchmarks.catalogue.prepared_data import FilePreparation, hips, load

JOINTS = ["hip_center", "head", "hand_left"]
COLUMNS = {"class_names": ["a", "b"], "subject": [1, 2], "y": [0, 1], "split": ["train", "test"]}


def counting(n_steps, n_channels=1, start=1):
    """Frames of start, start + 1, ... in every channel."""
    return np.repeat(np.arange(start, start + n_steps, dtype=np.float32)[:, None], n_channels, axis=1)


def test_any_file_keeps_its_frame_rate(write_npz):
    data = load(write_npz("unknown", [counting(5), counting(2)], **COLUMNS))
    assert (data.name, data.parts) == ("unknown", None)
    assert [x[:, 0].tolist() for x in data.X] == [[1, 2, 3, 4, 5], [1, 2]]
    assert (data.train.tolist(), data.test.tolist()) == ([0], [1])
    assert (data.y.tolist(), data.groups.tolist(), data.target_names.tolist()) == ([0, 1], [1, 2], ["a", "b"])


@pytest.mark.parametrize("name", ["utd_mhad", "hapt_segments", "uci_har_rebuilt"])
def test_every_second_frame_of_some(write_npz, name):
    data = load(write_npz(name, [counting(5), counting(2)], **COLUMNS))
    assert [x[:, 0].tolist() for x in data.X] == [[1, 3, 5], [1]]


def test_what_is_longer_than_in_the_paper_is_cut_after_the_frame_rate(write_npz):
    X = [counting(151), counting(299), counting(400)]
    columns = COLUMNS | {"subject": [1, 2, 3], "y": [0, 1, 1], "split": ["train", "train", "test"]}
    assert [len(x) for x in load(write_npz("unknown", X, **columns)).X] == [150, 150, 150]
    halved = load(write_npz("utd_mhad", X, **columns)).X
    assert [len(x) for x in halved] == [76, 150, 150]
    assert halved[2][-1] == 299


def test_skeletons_lose_empty_frames_and_their_place_in_the_room(write_npz, monkeypatch):
    """Frames without a body go first, else every second frame would be another one."""
    x = counting(5, 9).reshape(5, 3, 3)
    x[:, 1, 0] += 10
    x[:, 2, 2] -= 20
    x[1] = 0
    monkeypatch.setitem(prepared_data.PREPARATIONS, "bodies", FilePreparation(step=2))
    data = load(write_npz("bodies", [x.reshape(5, 9)] * 2, joint_names=JOINTS, **COLUMNS))
    centred = [0, 0, 0, 10, 0, 0, 0, 0, -20]
    assert data.X[0].tolist() == [centred, centred]  # of frames 0, 2, 3 and 4 the first and third
    assert data.parts == [[0, 1, 2, 3, 4, 5], [6, 7, 8]]


def test_frames_of_other_recordings_may_be_zero(write_npz):
    x = counting(4, start=0)
    assert load(write_npz("unknown", [x, x], **COLUMNS)).X[0][:, 0].tolist() == [0, 1, 2, 3]


def test_without_a_centre_the_hips_are_it():
    assert hips(["head", "hip_center", "hip_left", "hip_right"], "a.npz") == [1]
    assert hips(["head", "hip_left", "hand_left", "hip_right"], "a.npz") == [1, 3]
    assert hips(["p1_hip_left", "p1_hip_right", "p2_hip_left", "p2_hip_right", "p1_head"], "a.npz") == [
        0,
        1,
        2,
        3,
    ]


def test_hips_left_and_right_meet_at_the_origin(write_npz):
    x = np.array([[1, 2, 3, 3, 4, 5, 9, 9, 9]], dtype=np.float32)
    names = ["hip_left", "hip_right", "head"]
    data = load(write_npz("bodies", [x, x], joint_names=names, **COLUMNS))
    assert data.X[0].tolist() == [[-1, -1, -1, 1, 1, 1, 7, 6, 5]]


def test_of_nw_ucla_repeated_recordings_are_in_no_part(write_npz):
    columns = COLUMNS | {"subject": [1, 2, 3], "y": [0, 1, 1], "split": ["test"] * 3}
    columns |= {"split_xsub": ["train", "test", "test"], "dup_of_view2": [False, False, True]}
    data = load(write_npz("nw_ucla", [counting(3)] * 3, **columns))
    assert (data.train.tolist(), data.test.tolist()) == ([0], [1])


def test_watch_trains_on_the_odd_subjects_and_is_left_whole():
    pytest.importorskip("seglearn")
    data = load("watch")
    assert set(data.groups[data.train]) == {1, 3, 5, 7, 9}
    assert set(data.groups[data.test]) == {2, 4, 6, 8, 10}
    assert len(data.train) + len(data.test) == len(data.X) == len(data.y)
    assert (min(map(len, data.X)), max(map(len, data.X))) == (75, 200)


def test_ntu_comes_prepared(tmp_path):
    """Every second of 303 frames and at most 150 of them, relative to the hip; no second subsampling."""
    for name in ("S001C001P001R001A049", "S001C001P003R001A002"):
        lines = ["303"]
        for x in range(303):
            joints = [f"{x} 0.5 3 250 200 1000 500 0 0 0 1 2" for x in (1, *[x] * 24)]
            lines += ["1", "72057594037944730 0 1 1 1 1 0 -0.0143 0.0254 2", "25", *joints]
        (tmp_path / f"{name}.skeleton").write_text("\n".join(lines) + "\n")
    data = load(f"ntu:{tmp_path}")
    assert (data.name, data.y.tolist(), data.groups.tolist()) == ("ntu_rgbd", [48, 1], [1, 3])
    assert (data.train.tolist(), data.test.tolist()) == ([0], [1])
    assert data.X[0][:, 3].tolist() == list(range(-1, 299, 2))
    assert data.channel_names[3:5] == ["spine_mid_x", "spine_mid_y"]
    assert len(data.target_names) == 49
    assert data.parts[1][:3] == [12, 13, 14]
    assert len(data.fingerprint) == 16


def test_a_fingerprint_does_not_know_where_a_file_lies(tiny, tiny_path):
    other = tiny_path.with_name("copy.npz")
    other.write_bytes(tiny_path.read_bytes())
    assert load(other).fingerprint == tiny.fingerprint
    assert len(tiny.fingerprint) == 16 and int(tiny.fingerprint, 16) >= 0


def with_one_value_changed(data):
    X = [x.copy() for x in data.X]
    X[3][2, 1] = np.nextafter(X[3][2, 1], np.float32(9))
    return replace(data, X=X)


def with_one_frame_moved(data):
    """From the end of one sequence to the start of the next."""
    X = list(data.X)
    X[0], X[1] = X[0][:-1], np.concatenate([X[0][-1:], X[1]])
    return replace(data, X=X)


def with_one_label_changed(data):
    y = data.y.copy()
    y[5] = (y[5] + 1) % 3
    return replace(data, y=y)


CHANGES = {
    "value": with_one_value_changed,
    "length": with_one_frame_moved,
    "label": with_one_label_changed,
    "left out of training": lambda data: replace(data, train=data.train[:-1]),
    "left out of the test": lambda data: replace(data, test=data.test[1:]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_fingerprint_changes_with_one(tiny, change):
    assert change(tiny).fingerprint != tiny.fingerprint


def test_a_fingerprint_tells_where_the_training_part_ends(tiny):
    rows = np.concatenate([tiny.train, tiny.test])
    moved = replace(tiny, train=rows[: len(tiny.train) + 1], test=rows[len(tiny.train) + 1 :])
    assert moved.fingerprint != tiny.fingerprint
    assert replace(tiny, groups=tiny.groups[::-1]).fingerprint != tiny.fingerprint


def test_a_skeleton_without_a_hip_cannot_be_centred():
    with pytest.raises(ValueError, match=r"a\.npz: no joint is called hip_center"):
        hips(["head", "pelvis"], "a.npz")


def test_persons_on_both_sides_and_unknown_joints_are_warned_of(tmp_path):
    path = tmp_path / "few.npz"
    np.savez(
        path,
        values=np.ones((4, 6)),
        lengths=[2, 2],
        y=[0, 1],
        class_names=["a", "b"],
        subject=[7, 7],
        split=["train", "test"],
        joint_names=["hip_center", "tail"],
    )
    with pytest.warns(UserWarning) as warned:
        assert load(path).parts is None
    messages = [str(w.message) for w in warned]
    assert any("subjects [7] are in training and in test" in m for m in messages)
    assert any("PA-LSTM is left out. Joint 'tail' is in no part" in m for m in messages)


def test_of_ipol_strides_the_matched_persons_at_25_hz_and_their_two_classes(write_npz):
    columns = {"class_names": ["healthy", "orthopaedic", "neurological"], "y": [2, 0, 1, 1]}
    columns |= {"subject": [1, 2, 3, 4], "split": ["train", "test", "train", "train"]}
    columns |= {"age_matched": [True, True, False, True]}
    X = [counting(4), counting(5), counting(6), counting(300)]
    data = load(write_npz("ipol_strides", X, **columns))
    assert [x[:3, 0].tolist() for x in data.X] == [[1, 3], [1, 3, 5], [1, 3, 5]]
    assert len(data.X[2]) == 150
    assert (data.y.tolist(), data.groups.tolist()) == ([2, 0, 1], [1, 2, 4])
    assert (data.train.tolist(), data.test.tolist()) == ([0, 2], [1])
    two = load(write_npz("ipol_strides", X, **columns | {"y": [2, 0, 1, 0]}))
    assert (two.y.tolist(), two.target_names.tolist()) == ([1, 0, 0], ["healthy", "neurological"])


def test_rows_of_one_value_and_another_target(write_npz):
    columns = {"class_names": ["a", "b"], "y": [0, 1, 0, 1, 0], "subject": [1, 2, 3, 4, 5]}
    columns |= {"split": ["train", "test", "train", "test", "test"], "movement": [1, 1, 2, 1, 1]}
    columns |= {"correct": [0, 1, 1, 1, 0]}
    path = write_npz("moves", [counting(n) for n in range(1, 6)], **columns)
    data = load(f"{path}?target=correct&movement=1")
    assert data.name == "moves-target_correct-movement_1"
    assert [len(x) for x in data.X] == [1, 2, 4, 5]
    assert (data.y.tolist(), data.target_names.tolist()) == ([0, 1, 1, 0], ["correct 0", "correct 1"])
    assert (data.train.tolist(), data.test.tolist()) == ([0], [1, 2, 3])
    whole = load(f"{path}?movement=2")
    assert (whole.target_names.tolist(), len(whole.X), len(whole.test)) == (["a"], 1, 0)
    for query, message in (("target=wrong", "no column 'wrong'"), ("movement=7", "no row has")):
        with pytest.raises(ValueError, match=message):
            load(f"{path}?{query}")
