"""Files of classifiers that are networks; weights are checked against the network before use."""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import asdict

import numpy as np
import torch

from sklearn_seqgan._files import FileMixin
from sklearn_seqgan._warnings import warn
from sklearn_seqgan.estimators._ambient import in_plain_torch
from sklearn_seqgan.sequences.scaling import ChannelScale

__all__ = ["NetworkFileMixin", "check_arrays", "check_scale_and_classes", "check_sizes", "check_weights"]

MOST_LAYERS, LARGEST_SIZE = 100, 10**6
"""Limits for a network in a file."""


class NetworkFileMixin(FileMixin):
    """`save` and `load` of a classifier whose weights are for networks."""

    _file_kinds: dict = {"ChannelScale": ChannelScale}

    _not_in_files = ("checkpoint",)  # depends on the machine, not on the model

    @classmethod
    @in_plain_torch
    def _from_content(cls, content):
        device = content["parameters"].get("device", "auto")
        if _is_elsewhere(device):
            warn(f"The model is for device={device!r}, and torch finds no CUDA device: it has 'auto' now.")
            content = content | {"parameters": content["parameters"] | {"device": "auto"}}
        return super()._from_content(content)


def _is_elsewhere(device):
    """Whether the device is a GPU that this machine does not have."""
    return isinstance(device, str) and device.startswith("cuda") and not torch.cuda.is_available()


def check_sizes(sizes):
    """Raise a ValueError if a file cannot be for a network of these sizes.

    Parameters
    ----------
    sizes : dict or dataclass
    """
    sizes = sizes if isinstance(sizes, dict) else asdict(sizes)
    for name, value in sizes.items():
        most = MOST_LAYERS if "layers" in name else LARGEST_SIZE
        if isinstance(value, int) and abs(value) > most:
            raise ValueError(f"{name}={value} is above {most}.")


def check_arrays(name, arrays, shapes, dtypes="f"):
    """Raise a ValueError if arrays do not have the given shapes (None: any length), or are not finite.

    Parameters
    ----------
    name : str
    arrays : list of ndarray
    shapes : list of tuple
    dtypes : str
        Kind of dtype of each array, or of all.
    """
    if len(arrays) != len(shapes):
        raise ValueError(f"{name} has {len(arrays)} parts.")
    for array, shape, kind in zip(arrays, shapes, dtypes * (len(shapes) // len(dtypes)), strict=True):
        fits = array.ndim == len(shape) and all(n in (None, m) for n, m in zip(shape, array.shape))
        if not fits or array.dtype.kind != kind or array.dtype.itemsize < 4:
            raise ValueError(f"{name} has a part of shape {array.shape} and dtype {array.dtype}.")
        if not np.isfinite(array).all():
            raise ValueError(f"{name} is not finite.")


def check_scale_and_classes(clf):
    """Raise a ValueError if the scale does not fit the channels, or the classes are not a row of names."""
    check_arrays("scale_", [clf.scale_.mean, clf.scale_.scale], [(clf.n_channels_,)] * 2)
    if not (isinstance(clf.classes_, np.ndarray) and clf.classes_.ndim == 1):
        raise ValueError("its classes are not a list of names.")


def check_weights(weights, module):
    """Raise a ValueError if arrays do not match the weights of a module, which may be on the meta device."""
    expected = {name: (tuple(v.shape), v.dtype) for name, v in module.state_dict().items()}
    found = {name: (v.shape, torch.from_numpy(v).dtype) for name, v in weights.items()}
    if found != expected:
        name = next(n for n in {**expected, **found} if expected.get(n) != found.get(n))
        raise ValueError(f"the weight {name} is {found.get(name)}, but must be {expected.get(name)}.")
