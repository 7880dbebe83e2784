"""Tensors in nested dictionaries and lists: copies, and conversion to numpy and back."""
# SPDX-License-Identifier: BSD-3-Clause

from hashlib import blake2b

import numpy as np
import torch
from torch import Tensor

__all__ = ["copy_tensors", "share_arrays", "to_numpy", "to_tensors"]


def copy_tensors(tree):
    """Copy the tensors, each on its device."""
    return _map_leaves(tree, lambda v: v.detach().clone() if isinstance(v, Tensor) else v)


def to_numpy(tree):
    """Copy the tensors into numpy arrays."""
    return _map_leaves(tree, lambda v: v.detach().cpu().numpy().copy() if isinstance(v, Tensor) else v)


def to_tensors(tree):
    """Copy the numpy arrays into tensors."""
    return _map_leaves(tree, lambda v: torch.tensor(v) if isinstance(v, np.ndarray) else v)


def share_arrays(tree, arrays):
    """The tree, with each array replaced by a bit-identical one of `arrays`, if there is one.

    Shared arrays take no extra memory, and are pickled once.
    """
    by_bytes = {_bits(array): array for array in arrays}
    return _map_leaves(tree, lambda v: by_bytes.get(_bits(v), v) if isinstance(v, np.ndarray) else v)


def _bits(array):
    return array.dtype.str, array.shape, blake2b(np.ascontiguousarray(array), digest_size=32).digest()


def _map_leaves(tree, function):
    if isinstance(tree, dict):
        return {key: _map_leaves(value, function) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_map_leaves(value, function) for value in tree]
    return function(tree)
