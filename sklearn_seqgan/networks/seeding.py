"""Builds a network from an explicit random generator, without touching torch's global one."""
# SPDX-License-Identifier: BSD-3-Clause

import math
from collections.abc import Callable

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

__all__ = ["build_empty", "build_seeded", "build_without_memory"]


def build_seeded(factory: Callable[[], nn.Module], rng: torch.Generator) -> nn.Module:
    """Build a network whose initial weights come from `rng` alone.

    The layers' constructors, which use torch's global generator, are kept from drawing. Every weight and bias
    is drawn from U(−1/√fan_in, 1/√fan_in), torch's own rule for these layers. A layer with another rule has a
    method ``initialise(rng)``.

    Parameters
    ----------
    factory : callable without arguments that returns a network
    rng : torch.Generator on the CPU

    Returns
    -------
    Module in training mode, on the CPU
    """
    network = build_empty(factory)
    for layer in network.modules():
        _initialise(layer, rng)
    return network


def build_empty(factory: Callable[[], nn.Module]) -> nn.Module:
    """Build a network on the CPU with uninitialised weights, drawing nothing."""
    with torch.device("cpu"), _WithoutDrawing():
        return factory()


def build_without_memory(factory: Callable[[], nn.Module]) -> nn.Module:
    """Build a network whose weights have shapes and dtypes, but no values."""
    with torch.device("meta"), _WithoutDrawing():
        return factory()


class _WithoutDrawing(TorchFunctionMode):
    """Turns torch's random initialisers into no-ops.

    Building layers on torch's "meta" device would do the same, but it loads symbolic shapes, which takes a
    third of a second.
    """

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if function.__name__.endswith(("uniform_", "normal_", "orthogonal_")):
            return args[0] if args else kwargs["tensor"]
        return function(*args, **(kwargs or {}))


@torch.no_grad()
def _initialise(layer, rng):
    if hasattr(layer, "initialise"):
        layer.initialise(rng)
    elif isinstance(layer, nn.Conv1d | nn.Linear | nn.GRU):
        bound = 1 / math.sqrt(_fan_in(layer))
        for parameter in layer.parameters(recurse=False):
            parameter.uniform_(-bound, bound, generator=rng)


def _fan_in(layer):
    if isinstance(layer, nn.GRU):
        return layer.hidden_size
    if isinstance(layer, nn.Conv1d):
        return layer.in_channels * layer.kernel_size[0]
    return layer.in_features
