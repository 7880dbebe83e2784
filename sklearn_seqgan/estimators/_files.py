"""Files of classifiers that are networks: before use, every array of weights is held against its network."""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import asdict

import torch

from sklearn_seqgan._files import FileMixin
from sklearn_seqgan._warnings import warn
from sklearn_seqgan.estimators._ambient import in_plain_torch
from sklearn_seqgan.sequences.scaling import ChannelScale

__all__ = ["NetworkFileMixin", "check_sizes", "check_weights"]

MOST_LAYERS, LARGEST_SIZE = 100, 10**6
"""Of a network in a file."""


class NetworkFileMixin(FileMixin):
    """`save` and `load` of a classifier whose weights are for networks."""

    _file_kinds: dict = {"ChannelScale": ChannelScale}

    @classmethod
    @in_plain_torch
    def _from_content(cls, content):
        device = content["parameters"].get("device", "auto")
        if _is_elsewhere(device):
            warn(f"The model is for device={device!r}, and torch finds no CUDA device: it has 'auto' now.")
            content = content | {"parameters": content["parameters"] | {"device": "auto"}}
        return super()._from_content(content)


def _is_elsewhere(device):
    """Whether it is a GPU that this machine does not have."""
    return isinstance(device, str) and device.startswith("cuda") and not torch.cuda.is_available()


def check_sizes(sizes):
    """Raise a ValueError if a network of some sizes could not be what a file of theirs is for.

    Parameters
    ----------
    sizes : dict or dataclass
    """
    sizes = sizes if isinstance(sizes, dict) else asdict(sizes)
    for name, value in sizes.items():
        most = MOST_LAYERS if "layers" in name else LARGEST_SIZE
        if isinstance(value, int) and abs(value) > most:
            raise ValueError(f"{name}={value} is above {most}.")


def check_weights(weights, module):
    """Raise a ValueError if arrays are not those of a module, which may be without memory."""
    expected = {name: (tuple(v.shape), v.dtype) for name, v in module.state_dict().items()}
    found = {name: (v.shape, torch.from_numpy(v).dtype) for name, v in weights.items()}
    if found != expected:
        name = next(n for n in {**expected, **found} if expected.get(n) != found.get(n))
        raise ValueError(f"the weight {name} is {found.get(name)}, but must be {expected.get(name)}.")
