"""Prepared sequences of NTU RGB+D on disk: one file of float32 values, and an index beside it.

The file's name is a fingerprint of how the sequences were prepared and of the files that they come from
(names, sizes, modification times). If an index has another version, or does not fit its values, both files
are rewritten. Only a few batches of sequences are in memory at a time.
"""
# SPDX-License-Identifier: BSD-3-Clause

import hashlib
import json
import os
import zlib
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed

from sklearn_seqgan._progress import bar
from sklearn_seqgan.datasets._ntu_bodies import sequence_of
from sklearn_seqgan.datasets._ntu_format import N_JOINTS, read_skeleton

__all__ = ["BROKEN", "NO_BODY", "UNREADABLE", "Dropped", "Stored", "load_or_build"]

VERSION = 2
"""Increase it with every change to the format, or to the values that the same options give."""

NO_BODY, BROKEN, UNREADABLE = "no body in any frame", "broken", "unreadable"
N_CHANNELS = 3 * N_JOINTS
BATCH = 32
CHUNK = 2**22


class Dropped(NamedTuple):
    """A file that gave no sequence, and why."""

    name: str
    reason: str
    detail: str = ""


class Stored(NamedTuple):
    """Sequences as read-only views of one file, the names of their source files, and what was dropped."""

    X: list
    names: list
    dropped: list


def load_or_build(files, preparation, folder, n_jobs=None, verbose=0, raise_broken=False):
    """The sequences of the files from the cache; files that are not in it are parsed first.

    Parameters
    ----------
    files : list of os.DirEntry or Path
        In the order of the sequences.
    preparation : Preparation
    folder : Path
        Folder of the cache; created if it does not exist.
    n_jobs, verbose : as in `load_ntu_rgbd`
    raise_broken : bool
        Whether to stop at the first file that is broken or cannot be read.

    Returns
    -------
    Stored

    Raises
    ------
    OSError
        If `folder` cannot be written to.
    ValueError
        If a file is broken or cannot be read, with `raise_broken`.
    """
    fingerprint = _fingerprint(files, preparation)
    values, index = folder / f"ntu-{fingerprint[:16]}.f32", folder / f"ntu-{fingerprint[:16]}.json"
    stored = _load(values, index, fingerprint)
    if stored is None:
        _build(files, preparation, values, index, fingerprint, n_jobs, verbose, raise_broken)
        stored = _load(values, index, fingerprint, retry_unreadable=False)
    for dropped in stored.dropped if raise_broken else []:
        _raise_if_broken(dropped)
    return stored


def _raise_if_broken(dropped):
    if dropped.reason in (BROKEN, UNREADABLE):
        raise ValueError(f"{dropped.detail} Repair or remove the file, or pass on_error='skip'.")


def _fingerprint(files, preparation):
    sources = [(file.name, *_size_and_time(file)) for file in files]
    text = json.dumps([asdict(preparation), sources], default=lambda number: number.item())
    return hashlib.sha256(text.encode()).hexdigest()


def _size_and_time(file):
    try:
        stat = file.stat()
    except OSError:  # such as a dangling link: reported when it is read
        return None, None
    return stat.st_size, stat.st_mtime_ns


def _load(values, index, fingerprint, retry_unreadable=True):
    """What is stored; None if it is missing, was changed, or has files that may be readable by now."""
    try:
        content = json.loads(index.read_text(encoding="utf-8"))
        if content.pop("index_crc32") != _checksum_of(content):
            return None
        if (content["version"], content["fingerprint"]) != (VERSION, fingerprint):
            return None
        names, lengths = content["names"], content["lengths"]
        dropped = [Dropped(*row) for row in content["dropped"]]
        if values.stat().st_size != 4 * N_CHANNELS * sum(lengths) or len(names) != len(lengths):
            return None
        if _checksum(values) != content["crc32"]:
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    if retry_unreadable and any(row.reason == UNREADABLE for row in dropped):
        return None
    return Stored(_views(values, lengths), names, dropped)


def _checksum_of(content):
    """Checksum of an index, because a changed name would mean another label."""
    return zlib.crc32(json.dumps(content, sort_keys=True).encode())


def _checksum(path):
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def _views(path, lengths):
    if not lengths:
        return []
    values = np.asarray(np.memmap(path, dtype="<f4", mode="r", shape=(sum(lengths), N_CHANNELS)))
    return np.split(values, np.cumsum(lengths)[:-1])


def _build(files, preparation, values, index, fingerprint, n_jobs, verbose, raise_broken):
    mark = f".{os.getpid()}-{os.urandom(4).hex()}.tmp"  # two processes may build the same cache
    new_values, new_index = Path(f"{values}{mark}"), Path(f"{index}{mark}")
    found = _parse_all(files, preparation, n_jobs, verbose)
    try:
        values.parent.mkdir(parents=True, exist_ok=True)
        with new_values.open("xb") as file:
            content = _write(file, found, raise_broken)
        content |= {"version": VERSION, "fingerprint": fingerprint, "crc32": _checksum(new_values)}
        content["index_crc32"] = _checksum_of(content)
        new_index.write_text(json.dumps(content), encoding="utf-8")
        os.replace(new_values, values)
        os.replace(new_index, index)
    except OSError as error:
        message = f"The cache cannot be written to {values.parent}; give another cache_dir. {error}"
        raise OSError(error.errno, message) from error
    finally:
        found.close()
        for path in (new_values, new_index):
            with suppress(OSError):  # usually it has its final name by now
                path.unlink()


def _write(file, found, raise_broken):
    """Append sequences as they arrive, and return their entries for the index."""
    names, lengths, dropped = [], [], []
    for name, result in found:
        if isinstance(result, Dropped):
            if raise_broken:
                _raise_if_broken(result)
            dropped.append(result)
        else:
            file.write(np.ascontiguousarray(result, dtype="<f4").data)
            names.append(name)
            lengths.append(len(result))
    return {"names": names, "lengths": lengths, "dropped": dropped}


def _parse_all(files, preparation, n_jobs, verbose):
    """(name, sequence or Dropped) of each file in turn."""
    paths = [Path(file) for file in files]
    batches = [paths[i : i + BATCH] for i in range(0, len(paths), BATCH)]
    calls = (delayed(_parse_batch)(batch, preparation) for batch in batches)
    with bar("NTU RGB+D", len(paths), verbose, unit="file") as progress:
        for results in Parallel(n_jobs=n_jobs, return_as="generator")(calls):
            yield from results
            progress.update(len(results))


def _parse_batch(paths, preparation):
    return [(path.name, _parse(path, preparation)) for path in paths]


def _parse(path, preparation):
    try:
        sequence = sequence_of(read_skeleton(path), preparation)
    except ValueError as error:
        return Dropped(path.name, BROKEN, str(error))
    except OSError as error:
        return Dropped(path.name, UNREADABLE, str(error))
    return Dropped(path.name, NO_BODY) if sequence is None else sequence
