"""What load_ntu_rgbd keeps on disk is used while it is right, and only then."""
# SPDX-License-Identifier: BSD-3-Clause

import json
import os
import pickle

import numpy as np
import pytest

from sklearn_seqgan.datasets import _ntu_cache, load_ntu_rgbd

NAMES = [
    f"S001C00{camera}P00{person}R001A00{action}"
    for camera in (1, 2)
    for person in (1, 3)
    for action in (1, 5)
]


def skeleton(n_frames, x):
    joint = f"{x} 0.5 3 250 200 1000 500 0 0 0 1 2"
    body = ["1", "72057594037944730 0 1 1 1 1 0 -0.0143 0.0254 2", "25", *[joint] * 25]
    return "\n".join([str(n_frames), *body * n_frames]) + "\n"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "ntu"
    folder.mkdir()
    for i, name in enumerate(NAMES):
        (folder / f"{name}.skeleton").write_text(skeleton(i + 1, i / 8))
    return folder


@pytest.fixture
def parsed(monkeypatch):
    """Names of the files parsed so far in this process."""
    names, parse = [], _ntu_cache._parse
    monkeypatch.setattr(_ntu_cache, "_parse", lambda path, how: names.append(path.name) or parse(path, how))
    return names


def load(folder, **choice):
    return load_ntu_rgbd(folder, **{"step": 1, "center": None} | choice)


def cached_files(folder):
    return sorted((folder / "sklearn_seqgan_cache").iterdir())


def assert_right(data):
    assert data.names == NAMES
    for i, x in enumerate(data.X):
        np.testing.assert_array_equal(x, np.tile(np.float32([i / 8, 0.5, 3]), (i + 1, 25)))


def test_parsed_once(folder, parsed):
    assert_right(load(folder))
    assert len(parsed) == len(NAMES)
    again = load(folder, split="cross-view", n_jobs=2, on_error="raise", actions=[5, 1])
    assert_right(again)
    assert again.y.tolist() == [1, 0] * 4
    assert len(parsed) == len(NAMES)


def test_what_is_on_disk(folder):
    load(folder)
    values, index = cached_files(folder)
    assert (values.suffix, index.suffix) == (".f32", ".json")
    assert values.stat().st_size == 4 * 75 * sum(range(1, 9))
    assert np.fromfile(values, dtype="<f4")[75 * 3] == np.float32(2 / 8)
    content = json.loads(index.read_text())
    assert (content["version"], content["lengths"]) == (2, list(range(1, 9)))


def test_sequences_are_read_only_views_of_the_file(folder):
    X = load(folder).X
    assert not any(x.flags.writeable or x.flags.owndata for x in X)
    with pytest.raises(ValueError, match="read-only"):
        X[0][0, 0] = 1
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(X))[3], X[3])


@pytest.mark.parametrize(
    "choice",
    [
        {"step": 2},
        {"max_length": 3},
        {"max_length": None},
        {"center": 1},
        {"denoise": False},
        {"min_frames": 3},
        {"max_spread": 0.7},
        {"max_bad_share": 0.5},
        {"join_tracks": False},
        {"actions": [1]},
    ],
    ids=str,
)
def test_another_choice_is_another_cache(folder, parsed, choice):
    load(folder)
    first = cached_files(folder)
    n_parsed = len(parsed)
    other = load(folder, **choice)
    assert len(parsed) == n_parsed + len(other.X)
    assert len(cached_files(folder)) == 4
    assert set(first) < set(cached_files(folder))
    assert_right(load(folder))
    assert len(parsed) == n_parsed + len(other.X)


def test_a_list_of_missing_ones_is_another_cache(folder, tmp_path):
    load(folder)
    (tmp_path / "missing.txt").write_text(NAMES[2])
    assert len(load(folder, missing_list=tmp_path / "missing.txt").X) == len(NAMES) - 1


def test_a_changed_file_is_read_again(folder):
    load(folder)
    path = folder / f"{NAMES[0]}.skeleton"
    before = path.stat().st_mtime_ns
    path.write_text(skeleton(1, 3).replace("0.5", "0.7"))
    os.utime(path, ns=(before, before))
    assert load(folder).X[0][0, 0] == 3  # of another size
    path.write_text(skeleton(1, 4).replace("0.5", "0.7"))
    os.utime(path, ns=(before + 10**9, before + 10**9))
    assert load(folder).X[0][0, 0] == 4  # of the same size, changed at another time
    path.unlink()
    assert load(folder).names == NAMES[1:]


def test_wherever_it_lies(folder, tmp_path, parsed):
    load(folder)
    moved = folder.rename(tmp_path / "elsewhere")
    assert_right(load(moved))
    assert len(parsed) == len(NAMES)


def shorten(values, index):
    values.write_bytes(values.read_bytes()[:-300])


def turn_a_bit(values, index):
    data = bytearray(values.read_bytes())
    data[1000] ^= 1
    values.write_bytes(data)


def lose_values(values, index):
    values.unlink()


def lose_index(values, index):
    index.unlink()


def cut_index(values, index):
    index.write_text(index.read_text()[:-10])


def change_index(**changes):
    def change(values, index):
        index.write_text(json.dumps(json.loads(index.read_text()) | changes))

    return change


BROKEN = {
    "short": shorten,
    "bit": turn_a_bit,
    "no values": lose_values,
    "no index": lose_index,
    "index cut": cut_index,
    "list": lambda values, index: index.write_text("[]"),
    "version": change_index(version=0),
    "fingerprint": change_index(fingerprint="0"),
    "names": change_index(names=NAMES[1:]),
    "lengths": change_index(lengths="many"),
    "checksum": change_index(crc32=0),
    "dropped": change_index(dropped=[["a", "b", "c", "d"]]),
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
def test_a_broken_cache_is_made_anew(folder, parsed, damage):
    load(folder)
    damage(*cached_files(folder))
    assert_right(load(folder))
    assert len(parsed) == 2 * len(NAMES)
    assert_right(load(folder))
    assert len(parsed) == 2 * len(NAMES)
    assert len(cached_files(folder)) == 2


def test_another_version_of_the_code_reads_anew(folder, parsed, monkeypatch):
    load(folder)
    monkeypatch.setattr(_ntu_cache, "VERSION", _ntu_cache.VERSION + 1)
    assert_right(load(folder))
    assert len(parsed) == 2 * len(NAMES)


def test_what_could_not_be_read_is_tried_again(folder, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(_ntu_cache, "read_skeleton", refuse)
        with pytest.raises(ValueError, match=r"no sequence to load.* 8 unreadable"):
            load(folder)
    assert_right(load(folder))


def test_a_run_cut_short_leaves_nothing(folder, monkeypatch):
    def interrupted(paths, preparation):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(_ntu_cache, "_parse_batch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            load(folder)
    assert cached_files(folder) == []
    assert_right(load(folder))


def test_two_processes_make_the_same(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(_ntu_cache, "BATCH", 3)
    assert_right(load(folder, cache_dir=tmp_path / "a" / "one", n_jobs=1))
    assert_right(load(folder, cache_dir=tmp_path / "a" / "two", n_jobs=2))
    one, two = (
        [path.read_bytes() for path in sorted((tmp_path / "a" / n).iterdir())] for n in ("one", "two")
    )
    assert one == two
    assert not (folder / "sklearn_seqgan_cache").exists()


def test_a_folder_that_cannot_be_written(folder, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OSError, match=r"cannot be written to .*file; give another cache_dir"):
        load(folder, cache_dir=tmp_path / "file")


def test_only_batches_are_in_memory(folder, monkeypatch):
    """Each sequence is on its way to the file before the next batch is parsed."""
    monkeypatch.setattr(_ntu_cache, "BATCH", 1)
    alive, most = [], []
    parse = _ntu_cache._parse

    def counted(path, how):
        import gc
        import weakref

        gc.collect()
        most.append(sum(ref() is not None for ref in alive))
        sequence = parse(path, how)
        alive.append(weakref.ref(sequence))
        return sequence

    monkeypatch.setattr(_ntu_cache, "_parse", counted)
    assert_right(load(folder))
    assert max(most) <= 3


def test_a_flipped_bit_of_the_index_gives_no_other_label(folder):
    load(folder)
    _, index = cached_files(folder)
    content = index.read_bytes()
    for place in range(0, len(content), 7):
        damaged = bytearray(content)
        damaged[place] ^= 1 << place % 7
        index.write_bytes(damaged)
        assert_right(load(folder))
        assert index.read_bytes() == content, f"byte {place} was not noticed"
