"""Tensors in nested dictionaries and lists: copied, to numpy and back; and weights without constraints."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

__all__ = ["copy_tensors", "settle", "to_numpy", "to_tensors"]


def copy_tensors(tree):
    """Copy the tensors, each where it lies."""
    return _map_leaves(tree, lambda v: v.detach().clone() if isinstance(v, Tensor) else v)


def to_numpy(tree):
    """Copy the tensors into numpy arrays."""
    return _map_leaves(tree, lambda v: v.detach().cpu().numpy().copy() if isinstance(v, Tensor) else v)


def to_tensors(tree):
    """Copy the numpy arrays into tensors."""
    return _map_leaves(tree, lambda v: torch.tensor(v) if isinstance(v, np.ndarray) else v)


def settle(networks: nn.Module) -> nn.Module:
    """Networks whose weights are those in effect, in evaluation; what constrained them is gone. In place."""
    networks.eval()
    for layer in list(networks.modules()):
        for name in list(getattr(layer, "parametrizations", {})):
            weight = getattr(layer, name).detach()
            parametrize.remove_parametrizations(layer, name, leave_parametrized=False)
            setattr(layer, name, nn.Parameter(weight))
    return networks


def _map_leaves(tree, function):
    if isinstance(tree, dict):
        return {key: _map_leaves(value, function) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_map_leaves(value, function) for value in tree]
    return function(tree)
