"""A file is whole or refused."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from safetensors.numpy import save_file

from sklearn_seqgan.model_file import read, write
from sklearn_seqgan.model_file.container import FORMAT

ARRAYS = {"a": np.arange(6.0).reshape(2, 3), "b": np.array(True), "c": np.zeros((0, 2), dtype=np.int8)}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.safetensors"


def test_what_was_written_is_read(path):
    write(path, {"name": "x", "é": [1, None]}, ARRAYS)
    about, arrays = read(path)
    assert about == {"name": "x", "é": [1, None]} and arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype and arrays[name].shape == array.shape
        np.testing.assert_array_equal(arrays[name], array)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_every_flipped_bit_and_every_cut_is_noticed(path):
    write(path, {"name": "x"}, ARRAYS)
    content, rng = path.read_bytes(), np.random.default_rng(0)
    for place in rng.integers(len(content), size=300):
        damaged = bytearray(content)
        damaged[place] ^= 1 << rng.integers(8)
        path.write_bytes(damaged)
        try:
            about, arrays = read(path)
        except ValueError:
            continue
        assert about == {"name": "x"} and all((arrays[k] == v).all() for k, v in ARRAYS.items())
    for end in range(0, len(content), 7):
        path.write_bytes(content[:end])
        with pytest.raises(ValueError, match=r"model\.safetensors"):
            read(path)


def test_other_files_and_newer_ones_are_refused(path):
    with pytest.raises(FileNotFoundError):
        read(path)
    save_file(ARRAYS, path)
    with pytest.raises(ValueError, match="is no model of this package"):
        read(path)
    save_file(ARRAYS, path, {"format": FORMAT, "version": "99"})
    with pytest.raises(ValueError, match="format '99'; this version of the package reads formats up to 1"):
        read(path)


def test_a_write_that_fails_leaves_the_file_before(path, monkeypatch):
    write(path, {"name": "first"}, ARRAYS)
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write(path, {"name": "second"}, ARRAYS)
    assert read(path)[0] == {"name": "first"}
