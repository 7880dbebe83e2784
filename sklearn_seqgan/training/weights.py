"""Networks without the constraints that they were trained under."""
# SPDX-License-Identifier: BSD-3-Clause

from torch import nn
from torch.nn.utils import parametrize

__all__ = ["settle"]


def settle(networks: nn.Module) -> nn.Module:
    """Networks whose weights are those in effect, in evaluation; what constrained them is gone. In place."""
    networks.eval()
    for layer in list(networks.modules()):
        for name in list(getattr(layer, "parametrizations", {})):
            weight = getattr(layer, name).detach()
            parametrize.remove_parametrizations(layer, name, leave_parametrized=False)
            setattr(layer, name, nn.Parameter(weight))
    return networks
