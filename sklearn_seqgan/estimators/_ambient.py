"""torch with its own defaults inside the public methods of all estimators.

A caller's default dtype, default device, no_grad, inference_mode and autocast are meant for the caller's own
networks. Ours are float32, on the device that ``device`` names, and need gradients to learn. A public method
sets torch accordingly, and restores the caller's settings afterwards. Settings that affect speed rather than
results are left to the caller: threads, deterministic algorithms, the precision of float32 products.
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
        if torch.empty(0).device.type != "cpu":  # the context slows down every call of torch
            stack.enter_context(torch.device("cpu"))
        yield


def in_plain_torch(method: Callable[_P, _R]) -> Callable[_P, _R]:
    """Run a method within `plain_torch`, in a frame of this package, so that warnings point outside."""

    @functools.wraps(method)
    def inside(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with plain_torch():
            return method(*args, **kwargs)

    return inside


class _DefaultFloat32:
    """float32 as torch's default while a thread is inside.

    The default belongs to the process, not to a thread: the first thread to enter remembers it, the last one
    to leave restores it.
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
    """Restore os.environ, into which torch's compiler, loaded by its optimisers, writes a cache folder."""
    is_first = module not in sys.modules and name not in os.environ
    try:
        yield
    finally:
        if is_first and module in sys.modules:
            os.environ.pop(name, None)
