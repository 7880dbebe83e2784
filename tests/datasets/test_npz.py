"""load_sequences_npz on files written here by hand."""
# SPDX-License-Identifier: BSD-3-Clause

import io
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sklearn_seqgan.datasets import load_sequences_npz, save_sequences_npz

ARRAYS = {
    "values": np.arange(36, dtype=np.float16).reshape(6, 6),
    "lengths": np.array([1, 3, 2], dtype=np.int32),
    "y": np.array([1, 0, 1], dtype=np.int16),
    "class_names": np.array(["walk", "run"]),
    "subject": np.array([4, 5, 6], dtype=np.int8),
    "split": np.array(["train", "test", "train"]),
    "split_xsub": np.array(["test", "train", "none"]),
    "copied": np.array([True, False, False]),
    "joint_names": np.array(["hip_center", "head"]),
    "bones": np.array([[0, 1]], dtype=np.int8),
    "rate_hz": np.float32(30),
}


@pytest.fixture
def write(tmp_path):
    def write(without=(), **changed):
        path = tmp_path / "data.npz"
        np.savez(path, **{k: v for k, v in (ARRAYS | changed).items() if k not in without})
        return path

    return write


def test_everything_in_its_place(write):
    data = load_sequences_npz(write())
    assert [x.shape for x in data.X] == [(1, 6), (3, 6), (2, 6)]
    assert {x.dtype for x in data.X} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(data.X[1], np.arange(6, 24).reshape(3, 6))
    assert data.y.tolist() == [1, 0, 1]
    assert data.y.dtype == np.int64
    assert data.groups.tolist() == [4, 5, 6]
    assert data.train_indices.tolist() == [0, 2]
    assert data.test_indices.tolist() == [1]
    assert data.target_names.tolist() == ["walk", "run"]
    assert data.joint_names == ["hip_center", "head"]
    assert data.bones.tolist() == [[0, 1]]
    assert data.feature_names == [f"{j}_{a}" for j in ("hip_center", "head") for a in "xyz"]
    assert data.rate_hz == 30.0
    assert set(data.columns) == {"split", "split_xsub", "copied"}


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int16, np.uint8])
def test_what_float32_holds_is_float32(write, dtype):
    X = load_sequences_npz(write(values=np.arange(36).reshape(6, 6).astype(dtype))).X
    assert {x.dtype for x in X} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(np.concatenate(X), np.arange(36).reshape(6, 6))


def test_what_is_small_beside_its_offset_is_kept(write):
    """A movement of decimetres in degrees of latitude, and counts beyond 2 ** 24."""
    degrees = 52.5 + 1e-6 * np.random.default_rng(0).normal(size=(6, 6))
    for values in (degrees, 2**40 + np.arange(36).reshape(6, 6)):
        np.testing.assert_array_equal(np.concatenate(load_sequences_npz(write(values=values)).X), values)


def test_another_split_and_rows_left_out(write):
    data = load_sequences_npz(str(write()), split="split_xsub", exclude="copied")
    assert data.train_indices.tolist() == [1]
    assert data.test_indices.tolist() == []
    assert len(data.X) == 3


def test_no_split(write):
    data = load_sequences_npz(write(without=["split"]), split=None)
    assert len(data.train_indices) == len(data.test_indices) == 0


def test_recordings_that_are_no_skeletons(write):
    without = ["joint_names", "bones", "rate_hz"]
    data = load_sequences_npz(write(without=without, channel_names=list("abcdef")))
    assert data.feature_names == list("abcdef")
    assert data.joint_names is data.bones is data.rate_hz is None
    assert load_sequences_npz(write(without=without)).feature_names[-1] == "channel5"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"without": ["y"]}, r"data.npz lacks the array\(s\) \['y'\]"),
        ({"without": ["split"]}, "data.npz has no array 'split'"),
        ({"y": [0, 1]}, r"'y' has shape \(2,\), but there are 3 lengths"),
        ({"lengths": [1, 3, 3]}, "lengths add up to 7 steps"),
        ({"lengths": [0, 4, 2]}, "sequence 0 has 0 steps"),
        ({"y": [0, 2, 1]}, "'y' is 2 in row 1, but 'class_names' has 2"),
        ({"y": [0, -2, 1]}, r"'y' is -2 in row 1, but 'class_names' has 2 \(and -1 is no label\)"),
        ({"joint_names": list("abcd")}, "6 channels do not divide among 4 joints"),
        ({"channel_names": list("abcd")}, "'channel_names' has 4 names for 6 channels"),
        ({"y": [0.0, 0.7, 1.0]}, "'y' has dtype float64, but must be of integers"),
        ({"lengths": [1.0, 3.0, 2.0]}, "'lengths' has dtype float64"),
        ({"split": ["Train", "Test", "Train"]}, r"'split' has no 'train' in it, only \['Test', 'Train'\]"),
        ({"split": ["train", "train", "train"]}, "'split' has no 'test' in it"),
        (
            dict.fromkeys(["lengths", "y", "subject", "split"], np.zeros(0, int)),
            "holds no sequence",
        ),
        ({"lengths": np.array([2**64 - 1, 1, 6], dtype=np.uint64)}, "lengths add up to 18446744073709551622"),
        ({"lengths": np.int32(6)}, r"'lengths' has shape \(\), but must have 1 axes"),
        ({"values": np.array(list("abcdef"))}, "'values' has dtype <U1, but must be of numbers"),
        ({"values": np.zeros((6, 6), complex)}, "'values' has dtype complex128"),
        ({"values": np.zeros((6, 0))}, "so no channel"),
        ({"joint_names": np.array([], dtype=str)}, "6 channels do not divide among 0 joints"),
        ({"bones": np.array([[0, 2]])}, "pairs of numbers of the 2 joints"),
        ({"bones": np.array([[0, 1, 1]])}, "pairs of numbers of the 2 joints"),
        ({"rate_hz": np.array([30.0, 25.0])}, r"'rate_hz' has shape \(2,\), but must have 0 axes"),
        ({"rate_hz": np.array("fast")}, "'rate_hz' has dtype <U4"),
        ({"class_names": np.array("walk")}, "'class_names' has shape"),
    ],
)
def test_a_file_that_contradicts_itself(write, changed, message):
    with pytest.raises(ValueError, match=message):
        load_sequences_npz(write(**changed))


def test_an_excluding_array_has_to_be_of_booleans(write):
    with pytest.raises(ValueError, match="'copied' has dtype <U2, but must be of booleans"):
        load_sequences_npz(write(copied=np.array(["no", "no", "no"])), exclude="copied")


def test_files_that_are_something_else(tmp_path):
    path = tmp_path / "data.npz"
    with pytest.raises(FileNotFoundError):
        load_sequences_npz(path)
    path.write_text("time,x\n0,1\n")
    with pytest.raises(ValueError, match=r"data\.npz cannot be read"):
        load_sequences_npz(path)
    np.savez(path, values=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match=r"data\.npz cannot be read"):
        load_sequences_npz(path)
    np.save(tmp_path / "data.npy", np.zeros(3))
    with pytest.raises(ValueError, match=r"data\.npy cannot be read"):
        load_sequences_npz(tmp_path / "data.npy")


def test_a_file_may_not_declare_more_than_is_allowed(write, tmp_path):
    path = write()
    n_bytes = sum(np.asarray(array).nbytes for array in ARRAYS.values())
    assert len(load_sequences_npz(path, max_bytes=n_bytes).X) == 3
    with pytest.raises(ValueError, match=rf"data\.npz .*take more than max_bytes={n_bytes - 1}"):
        load_sequences_npz(path, max_bytes=n_bytes - 1)
    path = tmp_path / "liar.npz"
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f4", "fortran_order": False, "shape": (2**40, 75)}
    )
    with ZipFile(path, "w") as archive:
        archive.writestr("values.npy", header.getvalue())
    with pytest.raises(ValueError, match=r"liar\.npz .*'values' declares 329853488332800 bytes, but has 0"):
        load_sequences_npz(path)


def packed(compressed):
    file = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(file, **ARRAYS)
    return file.getvalue()


@pytest.mark.parametrize("compressed", [False, True])
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_by_name(compressed, tmp_path, data):
    content = bytearray(packed(compressed))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.sampled_from([None, -1, -30, len(content) // 2, 3]))]
    path = tmp_path / "damaged.npz"
    path.write_bytes(content)
    try:
        load_sequences_npz(path)
    except ValueError as error:
        assert "damaged.npz" in str(error)


def test_rows_that_are_selected_and_not_excluded(tmp_path):
    path = tmp_path / "few.npz"
    arrays = {"values": np.zeros((4, 1)), "lengths": [1] * 4, "y": [0, 1, 0, 1], "class_names": ["a", "b"]}
    arrays |= {"subject": [1, 2, 3, 4], "split": ["train", "train", "test", "test"]}
    arrays |= {"matched": [True, True, False, True], "twice": [True, False, False, False]}
    np.savez(path, **arrays)
    data = load_sequences_npz(path, select="matched", exclude="twice")
    assert (data.train_indices.tolist(), data.test_indices.tolist(), len(data.X)) == ([1], [3], 4)
    assert load_sequences_npz(path, select="matched").train_indices.tolist() == [0, 1]
    with pytest.raises(ValueError, match="'subject' has dtype int64, but must be of booleans"):
        load_sequences_npz(path, select="subject")
    with pytest.raises(ValueError, match="has no array 'old'"):
        load_sequences_npz(path, select="old")
    np.savez(path, **arrays | {"matched": [False] * 4})
    with pytest.raises(ValueError, match="'matched' selects no row"):
        load_sequences_npz(path, select="matched")


def test_rows_without_a_label_are_minus_one_there_and_back(write, tmp_path):
    assert load_sequences_npz(write(y=[0, -1, 1])).y.tolist() == [0, -1, 1]
    X = [np.arange(6.0).reshape(3, 2), np.ones((2, 2))]
    for y, unlabeled in (
        (["walk", "?"], "?"),
        (np.array(["walk", -1], dtype=object), -1),
        (["walk", None], -1),
        (np.ma.masked_array(["walk", "x"], [False, True]), -1),
    ):
        path = tmp_path / "few.npz"
        save_sequences_npz(path, X, y, unlabeled=unlabeled)
        data = load_sequences_npz(path, split=None)
        assert data.y.tolist() == [0, -1] and data.target_names.tolist() == ["walk"]
        assert data.groups is None


def test_what_is_loaded_is_what_was_saved(write, tmp_path):
    data = load_sequences_npz(write(y=[1, -1, 0]))
    path = tmp_path / "again"
    columns = {name: data.columns[name] for name in ("split_xsub", "copied")}
    named = {name: data[name] for name in ("target_names", "joint_names", "bones", "rate_hz")}
    save_sequences_npz(
        path, data.X, data.y, data.groups, split=data.columns["split"], columns=columns, **named
    )
    again = load_sequences_npz(path)
    for x, expected in zip(again.X, data.X, strict=True):
        np.testing.assert_array_equal(x, expected)
        assert x.dtype == expected.dtype
    for name in ("y", "groups", "train_indices", "test_indices", "target_names", "bones"):
        np.testing.assert_array_equal(again[name], data[name])
    for name in ("joint_names", "feature_names", "rate_hz"):
        assert again[name] == data[name]
    assert {k: v.tolist() for k, v in again.columns.items()} == {
        k: v.tolist() for k, v in data.columns.items()
    }


def test_every_form_of_X_is_saved_alike(tmp_path):
    X = [np.array([[1.0, 2.0], [np.nan, 4.0], [5.0, 6.0]]), np.array([[7.0, 8.0]])]
    padded = np.full((2, 4, 2), np.nan)
    padded[0, :3], padded[1, :1] = X
    for form in (X, padded, [pd.DataFrame(x, columns=["a", "b"]) for x in X]):
        save_sequences_npz(tmp_path / "x.npz", form, feature_names=["a", "b"])
        data = load_sequences_npz(tmp_path / "x.npz", split=None)
        assert data.feature_names == ["a", "b"] and data.y.tolist() == [-1, -1] and not len(data.target_names)
        for x, expected in zip(data.X, X, strict=True):
            np.testing.assert_array_equal(x, expected)
    fine = 52.5 + 1e-7 * np.arange(6).reshape(1, 3, 2)
    save_sequences_npz(tmp_path / "x.npz", fine, np.array([3]))
    data = load_sequences_npz(tmp_path / "x.npz", split=None)
    np.testing.assert_array_equal(data.X[0], fine[0])
    assert data.target_names.tolist() == [3]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"y": ["a"]}, "X has 2 samples, but y has 1"),
        ({"groups": [1]}, "'subject' has shape"),
        ({"groups": [1, "a"]}, "'subject' must be of numbers or of text"),
        ({"joint_names": ["a", "b", "c"]}, "2 channels do not divide among 3 joints"),
        ({"y": [0, 5], "target_names": ["a", "b"]}, "'y' is 5 in row 1, but 'class_names' has 2"),
        ({"columns": {"day": [1, 2, 3]}}, "'day' has shape"),
    ],
)
def test_what_does_not_fit_is_not_saved(tmp_path, options, message):
    path = tmp_path / "never.npz"
    with pytest.raises(ValueError, match=message):
        save_sequences_npz(path, np.zeros((2, 3, 2)), **options)
    assert not path.exists()
