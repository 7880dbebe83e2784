"""The arrays of an ``.npz`` file, which is checked before anything is unpacked.

A file of a few kilobytes can declare arrays of many gigabytes, and a damaged one can declare anything.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from numpy.lib import format as npy

__all__ = ["read_arrays"]

SUFFIX = ".npy"


def read_arrays(path: Path, max_bytes: int) -> dict[str, np.ndarray]:
    """Every array by name; nothing is unpickled.

    Raises
    ------
    FileNotFoundError
        If the file does not exist.
    ValueError
        If it is not a complete ``.npz`` file of plain arrays, or they take more than `max_bytes`.
    """
    try:
        _raise_if_too_large(path, max_bytes)
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except FileNotFoundError:
        raise
    except Exception as error:  # a damaged file may make zipfile, zlib and numpy raise nearly anything
        raise ValueError(f"{path} cannot be read as an .npz file of plain arrays: {error}") from error


def _raise_if_too_large(path, max_bytes):
    left = max_bytes
    with ZipFile(path) as archive:
        for entry in archive.infolist():
            name = entry.filename.removesuffix(SUFFIX)
            with archive.open(entry) as file:
                declared = _declared_bytes(file)
                stored = entry.file_size - file.tell()
            if declared != stored:
                raise ValueError(f"array {name!r} declares {declared} bytes, but has {stored}.")
            left -= declared
            if left < 0:
                raise ValueError(
                    f"array {name!r} and those before it take more than max_bytes={max_bytes}. If the file "
                    "is to be trusted, raise it."
                )


def _declared_bytes(file):
    read_header = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    version = npy.read_magic(file)
    if version not in read_header:
        raise ValueError(f"format {version} of numpy's files is not known here.")
    shape, _, dtype = read_header[version](file)
    if dtype.hasobject:
        raise ValueError("it holds Python objects.")
    return math.prod(shape) * dtype.itemsize
