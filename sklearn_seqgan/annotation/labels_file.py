"""Labels in a CSV file that survives a crash: each is saved before the next is given."""
# SPDX-License-Identifier: BSD-3-Clause

import csv
import io
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sklearn_seqgan._whole_file import write_whole
from sklearn_seqgan.typing import FilePath, Marker

__all__ = ["Label", "LabelsFile", "fingerprint", "read_labels"]

HEADER = "row", "label", "time"
OPENING = "# recordings: "


class Label(NamedTuple):
    """A label as it was given; "" for a recording that the user was not sure about."""

    row: int
    label: str
    time: str


class LabelsFile:
    """Labels of some recordings, in the order in which they were given.

    The first line identifies the recordings by their fingerprint; then come the columns row, label and time.
    Each change replaces the whole file: a crash leaves either the old file or the new one.

    Parameters
    ----------
    path : str or Path
        Created by the first label if it does not exist.
    recordings : str
        `fingerprint` of the recordings.
    n_samples : int

    Raises
    ------
    ValueError
        If the file belongs to other recordings, or a line is not a label; the message says which.
    """

    def __init__(self, path, recordings: str, n_samples: int):
        self.path, self.n_samples = Path(path), n_samples
        self._opening = OPENING + recordings
        self.labels = _read(self.path, n_samples, self._opening)

    def give(self, row: int, label: str) -> None:
        """Append a label, "" if not sure."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._replace([*self.labels, Label(row, label, now)])

    def take_back(self) -> int | None:
        """Remove the last label, and return its row, or None if there is none."""
        if not self.labels:
            return None
        row = self.labels[-1].row
        self._replace(self.labels[:-1])
        return row

    @property
    def y(self) -> np.ndarray:
        """Label of each recording as an object array, None if it has none; the last one counts."""
        return _as_array(self.labels, self.n_samples)

    def _replace(self, labels):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([HEADER, *labels])
        write_whole(self.path, f"{self._opening}\n{text.getvalue()}".encode())
        self.labels = labels


def fingerprint(X) -> str:
    """A hash of recordings: 16 hexadecimal digits of their shapes and values.

    Parameters
    ----------
    X : list of arrays of shape (T_i, F)
    """
    digest = blake2b(digest_size=8)
    for x in X:
        digest.update(str((x.shape, x.dtype.str)).encode())
        digest.update(np.ascontiguousarray(x))  # pyright: ignore[reportArgumentType]
    return digest.hexdigest()


def read_labels(path: FilePath, n_samples: int, unlabeled: Marker = -1) -> np.ndarray:
    """Labels that were given on the page, as y.

    Parameters
    ----------
    path : str or Path
        The file that the page has written.
    n_samples : int
        Number of recordings.
    unlabeled : object, default=-1
        Marker for recordings without a label, or if the user was not sure.

    Returns
    -------
    ndarray of shape (n_samples,), object
        Labels are text, as they were given; the last one of a recording counts.

    Raises
    ------
    FileNotFoundError
        If the file does not exist.
    ValueError
        If a line is not a label; the message says which.

    See Also
    --------
    open_page : Open a page for labelling recordings, suggested one after another.

    Examples
    --------
    >>> import tempfile, os
    >>> from sklearn_seqgan.annotation import read_labels
    >>> path = os.path.join(tempfile.mkdtemp(), "labels.csv")
    >>> with open(path, "w") as file:
    ...     print("# recordings: 0", "row,label,time", "2,walk,2026-01-01", sep="\\n", file=file)
    >>> read_labels(path, 4).tolist()
    [-1, -1, 'walk', -1]
    """
    if not Path(path).exists():
        raise FileNotFoundError(f"there is no file {path}.")
    y = _as_array(_read(Path(path), n_samples), n_samples)
    return np.array([unlabeled if label is None else label for label in y], dtype=object)


def _read(path, n_samples, opening=None):
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        first = file.readline().rstrip("\r\n")
        _check_opening(path, first, opening)
        lines = csv.reader(file)
        next(lines, None)
        return [_parse(path, lines.line_num + 1, cells, n_samples) for cells in lines]


def _check_opening(path, first, opening):
    if not first.startswith(OPENING):
        raise ValueError(f"{path} is no file of labels: its first line does not begin with {OPENING!r}.")
    if opening not in (None, first):
        raise ValueError(
            f"{path} holds labels of other recordings ({first!r}; those given are {opening!r}). Give the "
            "file of these recordings, or a new name."
        )


def _parse(path, number, cells, n_samples):
    row = cells[0] if cells else ""
    if len(cells) != len(HEADER) or not row.isdecimal() or int(row) >= n_samples:
        raise ValueError(
            f"{path}, line {number}: {cells!r} is no label of one of {n_samples} recordings; row, label and "
            "time are wanted."
        )
    return Label(int(row), cells[1], cells[2])


def _as_array(labels, n_samples):
    y = np.full(n_samples, None, dtype=object)
    for row, label, _ in labels:
        y[row] = label or None
    return y
