"""A file is there as a whole or not at all."""
# SPDX-License-Identifier: BSD-3-Clause

import os

import pytest

from sklearn_seqgan._whole_file import write_whole


def test_the_new_file_replaces_the_one_before(tmp_path):
    path = tmp_path / "file"
    for content in (b"first", b"", b"third"):
        write_whole(path, content)
        assert path.read_bytes() == content
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt])
def test_where_it_cannot_be_written_the_one_before_stays_and_nothing_beside_it(error, tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, b"before")

    def fail(*_):
        raise error

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((OSError, KeyboardInterrupt)):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before" and os.listdir(tmp_path) == ["file"]
