"""Results as rows of JSON lines, found again by their keys.

A row is a dictionary that ``json`` can write; this module reads only its key. Several processes may write to
one file: each write holds a lock, which is a file beside it.
"""
# SPDX-License-Identifier: BSD-3-Clause

import hashlib
import json
import warnings
from pathlib import Path

from filelock import FileLock
from joblib import Parallel
from tqdm import tqdm

__all__ = ["append", "append_all", "change", "exchange", "key", "read", "rewrite"]


def key(**identity):
    """16 hexadecimal digits for what identifies a row, independent of its order."""
    text = json.dumps(identity, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read(path):
    """All rows of a file by key; of rows with the same key, the last; {} if there is no file.

    If an interruption cut the last line short, it is left out with a warning.
    """
    path = Path(path)
    if not path.exists():
        return {}
    rows = {}
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            if number < len(lines):
                raise ValueError(
                    f"{path}, line {number} is not JSON: {error}. Repair or remove it."
                ) from error
            warnings.warn(f"{path}, line {number} is cut short and left out.", stacklevel=2)
            continue
        rows[row["key"]] = row
    return rows


def append(path, row):
    """Append a row; it replaces a last line that was cut short."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _lock(path), path.open("a+b") as file:
        _mend_end(file)
        file.write((json.dumps(row, separators=(",", ":")) + "\n").encode())


def append_all(path, calls, n_calls, jobs, name):
    """Run joblib's delayed calls, each of which returns a row, and append rows as they come."""
    found = Parallel(n_jobs=jobs, return_as="generator_unordered")(calls)
    for row in tqdm(found, total=n_calls, unit="fit", desc=name):
        append(path, row)


def rewrite(path, rows):
    """Replace the rows of a file by others, all at once."""
    path = Path(path)
    with _lock(path):
        _replace(path, rows)


def change(path, function):
    """Replace the rows of a file by a function of them; no other process writes meanwhile."""
    path = Path(path)
    with _lock(path):
        _replace(path, function(list(read(path).values())))


def exchange(path, others):
    """Replace some rows of a file: `others` is a dictionary of their keys -> the rows in their place."""
    change(path, lambda rows: [others.get(row["key"], row) for row in rows])


def _replace(path, rows):
    temporary = path.with_suffix(".tmp")
    temporary.write_text("".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows))
    temporary.replace(path)


def _lock(path):
    return FileLock(path.with_suffix(".lock"))


def _mend_end(file):
    """Drop a last line that was cut short; if it lacks only the line break, add that."""
    file.seek(0)
    rest = file.read().rpartition(b"\n")[2]
    try:
        json.loads(rest)
    except json.JSONDecodeError:
        file.truncate(file.tell() - len(rest))
    else:
        file.write(b"\n")
