"""Removes the constraints under which networks were trained."""
# SPDX-License-Identifier: BSD-3-Clause

from torch import nn
from torch.nn.utils import parametrize

__all__ = ["settle"]


def settle(networks: nn.Module) -> nn.Module:
    """Replace constrained weights by their effective values, and set evaluation mode; in place."""
    networks.eval()
    for layer in list(networks.modules()):
        for name in list(getattr(layer, "parametrizations", {})):
            weight = getattr(layer, name).detach()
            parametrize.remove_parametrizations(layer, name, leave_parametrized=False)
            setattr(layer, name, nn.Parameter(weight))
    return networks
