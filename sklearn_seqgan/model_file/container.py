"""A safetensors file: arrays and a JSON text, with a checksum over both.

Nothing in it is unpickled or executed, and reading allocates no more than the size of the file. A file is
always replaced as a whole.
"""
# SPDX-License-Identifier: BSD-3-Clause

import json
from hashlib import blake2b
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save

from sklearn_seqgan._whole_file import write_whole

__all__ = ["read", "write"]

FORMAT, VERSION = "sklearn_seqgan model", 1
"""The version is raised when older code can no longer read new files."""


def write(path, about: dict, arrays: dict[str, np.ndarray]) -> None:
    """Write arrays and a JSON-compatible dict; an existing file stays until the new one is complete."""
    path, text = Path(path), json.dumps(about, allow_nan=False)
    arrays = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    metadata = {"format": FORMAT, "version": str(VERSION), "about": text, "checksum": _checksum(text, arrays)}
    write_whole(path, save(arrays, metadata))


def read(path) -> tuple[dict, dict[str, np.ndarray]]:
    """Read the dict and the arrays that `write` has written.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, of another kind, or in a newer format.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}.")
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            _raise_if_of_another_kind(path, metadata)
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118, no dictionary
        about = json.loads(metadata["about"])
    except _OfAnotherKind:
        raise
    except Exception as error:  # safetensors and json raise many kinds
        raise ValueError(f"{path} cannot be read as a model: {error}") from error
    if _checksum(metadata["about"], arrays) != metadata.get("checksum"):
        raise ValueError(f"{path} is damaged: its checksum does not match.")
    return about, arrays


class _OfAnotherKind(ValueError):
    pass


def _raise_if_of_another_kind(path, metadata):
    if metadata.get("format") != FORMAT:
        raise _OfAnotherKind(f"{path} is no model of this package.")
    version = metadata.get("version", "")
    if not version.isdecimal() or int(version[:9]) > VERSION:
        raise _OfAnotherKind(
            f"{path} has format {version!r}; this version of the package reads formats up to {VERSION}. Open "
            "it with a newer one."
        )


def _checksum(text, arrays):
    digest = blake2b(text.encode(), digest_size=16)
    for name in sorted(arrays):
        array = arrays[name]
        digest.update(repr((name, array.dtype.str, array.shape)).encode())
        digest.update(np.asarray(array, order="C"))
    return digest.hexdigest()
