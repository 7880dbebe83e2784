"""A device that is not the CPU, on a machine that has no other.

Its tensors say that they lie on torch's "meta" device, but hold values, on the CPU. As on a GPU, an operation
over tensors of both devices is an error, and a value has to be fetched before numpy or Python can look at it.
So what a GPU would find wrong with where things lie is found, and what is computed is what the CPU computes.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch.utils._python_dispatch import TorchDispatchMode, return_and_correct_aliasing
from torch.utils._pytree import tree_leaves, tree_map_only

__all__ = ["DEVICE", "PretendDevice"]

DEVICE, CPU = torch.device("meta"), torch.device("cpu")
ACROSS = {"copy_", "_to_copy"}
"""Operations that may see both devices."""

WAITING = {"_local_scalar_dense", "nonzero", "masked_select", "is_nonzero", "equal", "unique", "_unique2"}
"""Operations whose result the host, or the size of a tensor, depends on."""


class PretendDevice(TorchDispatchMode):
    """While it is entered, the device is there.

    Attributes
    ----------
    waits : list of str
        Operations by which something went from one device to the other, or for which the host had to wait.
    """

    def __init__(self):
        super().__init__()
        self.waits = []

    def __enter__(self):
        torch.Generator, torch.tensor = AnyGenerator, make_tensor
        # replaces a module's weights: the data of a tensor on this device cannot be exchanged in place
        torch.__future__.set_overwrite_module_params_on_conversion(True)
        return super().__enter__()

    def __exit__(self, *error):
        torch.Generator, torch.tensor = _Generator, _tensor
        torch.__future__.set_overwrite_module_params_on_conversion(False)
        return super().__exit__(*error)

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if waits(function, args, kwargs):
            self.waits.append(name_of(function))
        return run(function, args, kwargs)


class Placed(torch.Tensor):
    """A tensor on the device; `held` is what lies there."""

    @staticmethod
    def __new__(cls, held):
        return torch.Tensor._make_wrapper_subclass(
            cls, held.shape, held.stride(), held.storage_offset(), dtype=held.dtype, device=DEVICE
        )

    def __init__(self, held):
        self.held = held

    def tolist(self):
        return self.cpu().tolist()

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        return run(function, args, kwargs or {})


class PlacedGenerator(torch.Generator):
    """A stream that says it is the device's."""

    device = DEVICE


_Generator, _tensor = torch.Generator, torch.tensor


class AnyGenerator(torch.Generator):
    """Stands in for torch's class, and makes streams of either device."""

    def __new__(cls, device="cpu"):
        return PlacedGenerator() if torch.device(device) == DEVICE else _Generator(device)


def make_tensor(data, *, device=None, **options):
    """As torch's, which would make an empty one of a list and DEVICE."""
    return _tensor(data, **options).to(device)


def run(function, args, kwargs):
    """What an operation gives, where its tensors lie or the arguments say."""
    tensors = tensors_of(args, kwargs)
    there = any(isinstance(t, Placed) for t in tensors)
    here = any(t.ndim for t in tensors if not isinstance(t, Placed))  # a GPU takes numbers from the host
    if there and here and name_of(function) not in ACROSS:
        raise RuntimeError(f"{name_of(function)}: expected all tensors to be on the same device")
    held = tree_map_only(Placed, lambda t: t.held, (args, kwargs))
    held_args, held_kwargs = tree_map_only(torch.device, lambda _: CPU, held)
    result = function(*held_args, **held_kwargs)
    if target_of(function, args, kwargs) == CPU:
        return result
    return return_and_correct_aliasing(function, args, kwargs, tree_map_only(torch.Tensor, Placed, result))


def waits(function, args, kwargs):
    """Whether the host waits for an operation on the device, or sends it something."""
    name, tensors = name_of(function), tensors_of(args, kwargs)
    devices = {t.device for t in tensors if t.ndim or isinstance(t, Placed) or name in ACROSS}
    if name == "index":
        by_mask = any(t.dtype in (torch.bool, torch.uint8) for t in tensors_of(args[1], {}))
        return by_mask and DEVICE in devices
    sent = bool(devices) and devices != {target_of(function, args, kwargs)}
    return sent or (name in WAITING and DEVICE in devices)


def target_of(function, args, kwargs):
    """Where the result will lie."""
    if name_of(function) == "copy_":
        return args[0].device
    there = any(isinstance(t, Placed) for t in tensors_of(args, kwargs))
    return kwargs.get("device") or (DEVICE if there else CPU)


def tensors_of(args, kwargs):
    return [t for t in tree_leaves((args, kwargs)) if isinstance(t, torch.Tensor)]


def name_of(function):
    return function.overloadpacket.__name__
