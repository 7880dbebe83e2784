"""torch as it is when nobody has changed it, at the public doors of all estimators.

A caller's default dtype, default device, no_grad, inference_mode and autocast are for the caller's own
networks. Ours are float32, lie where ``device`` says, and need gradients to learn. Within a door they find
torch so, and behind it the caller finds everything as it was. What says how fast, and not what, is left to
the caller: threads, deterministic algorithms, the precision of float32 products.
"""
# SPDX-License-Identifier: BSD-3-Clause

import functools
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from threading import Lock
from typing import ParamSpec, TypeVar

import torch

__all__ = ["in_plain_torch", "plain_torch"]

_P = ParamSpec("_P")
_R = TypeVar("_R")

_AUTOCAST_DEVICES = "cpu", "cuda", "mps", "xpu"


@contextmanager
def plain_torch():
    """Context within which torch has its own defaults."""
    with ExitStack() as stack:
        stack.enter_context(_default_float32)
        stack.enter_context(_environment_kept())
        stack.enter_context(torch.inference_mode(False))
        stack.enter_context(torch.enable_grad())
        for device in _AUTOCAST_DEVICES:
            if torch.amp.is_autocast_available(device) and torch.is_autocast_enabled(device):
                stack.enter_context(torch.autocast(device, enabled=False))
        if torch.empty(0).device.type != "cpu":  # the context costs every call of torch a detour
            stack.enter_context(torch.device("cpu"))
        yield


def in_plain_torch(method: Callable[_P, _R]) -> Callable[_P, _R]:
    """A method that runs within `plain_torch`, by a frame of this package: warnings look for one outside."""

    @functools.wraps(method)
    def inside(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with plain_torch():
            return method(*args, **kwargs)

    return inside


class _DefaultFloat32:
    """float32 as torch's default while a thread is inside.

    The default is of the process, not of a thread: the first thread in remembers it, the last one out sets it
    again.
    """

    def __init__(self):
        self._lock, self._n_inside, self._found = Lock(), 0, None

    def __enter__(self):
        with self._lock:
            if self._n_inside == 0:
                self._found = torch.get_default_dtype()
            self._n_inside += 1
            torch.set_default_dtype(torch.float32)

    def __exit__(self, *_):
        with self._lock:
            self._n_inside -= 1
            if self._n_inside == 0:
                torch.set_default_dtype(self._found)


_default_float32 = _DefaultFloat32()


@contextmanager
def _environment_kept(module="torch._dynamo", name="TORCHINDUCTOR_CACHE_DIR"):
    """torch's optimisers load its compiler, which writes down in os.environ where its files go by default."""
    is_first = module not in sys.modules and name not in os.environ
    try:
        yield
    finally:
        if is_first and module in sys.modules:
            os.environ.pop(name, None)
