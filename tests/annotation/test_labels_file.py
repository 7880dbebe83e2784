"""Labels in a file: there at once, whole or not changed at all, and of these recordings only."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.annotation import read_labels
from sklearn_seqgan.annotation.labels_file import LabelsFile, fingerprint


@pytest.fixture
def path(tmp_path):
    return tmp_path / "labels.csv"


def test_each_label_is_in_the_file_at_once(path):
    file = LabelsFile(path, "abc", 5)
    file.give(3, "walk")
    file.give(0, "")
    first, header, *lines = path.read_text().splitlines()
    assert (first, header) == ("# recordings: abc", "row,label,time")
    assert [line.rsplit(",", 1)[0] for line in lines] == ["3,walk", "0,"]
    assert not list(path.parent.glob("*.tmp"))
    again = LabelsFile(path, "abc", 5)
    assert again.labels == file.labels and again.y.tolist() == [None, None, None, "walk", None]


def test_the_last_label_of_a_recording_counts_and_can_be_taken_back(path):
    file = LabelsFile(path, "abc", 2)
    file.give(1, "walk")
    file.give(1, "run")
    assert read_labels(path, 2, unlabeled="?").tolist() == ["?", "run"]
    assert file.take_back() == 1 and read_labels(path, 2).tolist() == [-1, "walk"]
    assert file.take_back() == 1 and file.take_back() is None
    assert read_labels(path, 2).tolist() == [-1, -1]


@given(name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_name_comes_back(tmp_path_factory, name):
    path = tmp_path_factory.mktemp("names") / "labels.csv"
    LabelsFile(path, "abc", 1).give(0, name)
    assert read_labels(path, 1).tolist() == [name]


def test_a_crash_while_writing_leaves_the_labels_before(path, monkeypatch):
    file = LabelsFile(path, "abc", 2)
    file.give(0, "walk")
    before = path.read_bytes()
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        file.give(1, "run")
    assert path.read_bytes() == before and len(file.labels) == 1


def test_labels_of_other_recordings_are_refused(path):
    LabelsFile(path, "abc", 2).give(0, "walk")
    with pytest.raises(ValueError, match="holds labels of other recordings"):
        LabelsFile(path, "xyz", 2)


@pytest.mark.parametrize(
    "text, message",
    [
        ("row,label\n", "is no file of labels"),
        ("", "is no file of labels"),
        (
            "# recordings: abc\nrow,label,time\n9,walk,now\n",
            r"line 3: \['9', 'walk', 'now'\] is no label",
        ),
        ("# recordings: abc\nrow,label,time\n1,walk,now\nx,walk,now\n", "line 4"),
        ("# recordings: abc\nrow,label,time\n1,walk\n", "line 3"),
    ],
)
def test_a_damaged_file_is_refused_by_line(path, text, message):
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        LabelsFile(path, "abc", 2)


def test_a_missing_file_is_no_empty_one_to_who_reads(path):
    with pytest.raises(FileNotFoundError, match=r"labels\.csv"):
        read_labels(path, 2)


def test_the_fingerprint_knows_values_shapes_and_order():
    X = [np.zeros((2, 3)), np.ones((3, 2))]
    others = [X[::-1], [X[0].reshape(3, 2), X[1]], [X[0], X[1] + 1], X[:1]]
    assert fingerprint(X) == fingerprint([x.copy() for x in X])
    assert fingerprint(X) not in [fingerprint(other) for other in others]
