"""Implementations of the generator's recurrence against the reference, torch's GRU and lower bounds."""
# SPDX-License-Identifier: BSD-3-Clause

from importlib.util import find_spec
from itertools import product
from typing import NamedTuple

import torch
from torch import nn

from benchmarks.machine.timing import in_new_process, in_turn, reading
from sklearn_seqgan.networks.recurrence import KERNELS, Weights, autoregressive_gru, choose

__all__ = ["Size", "floors", "memory", "one_pass", "recurrence", "table"]

TARGETS = {
    "cpu": (">= 1.7", ">= 1"),
    "compiled": (">= 3, aim 5", ">= 1"),
    "triton": (">= 20", ">= 1"),
    "stepwise": ("", ""),
}
"""Required speed relative to the reference, and to torch's GRU."""

LARGEST_CELL = 2**25
"""Largest number of values that the states of a table's cell may have."""


MEMORY = """
from benchmarks.speed.recurrence import *
from benchmarks.machine.timing import rise_in_memory
size = {size}
one_pass(size._replace(n_steps=2), "{device}", "{name}")()
print(rise_in_memory(one_pass(size, "{device}", "{name}"), "{device}"))
"""


class Size(NamedTuple):
    batch: int = 64
    n_steps: int = 150
    features: int = 75
    units: int = 64


def recurrence(options):
    """Seconds and errors of forward and backward passes at the size of NTU RGB+D."""
    size, device = Size(), options.device
    names = _available(device)
    ways = {name: one_pass(size, device, name) for name in ["reference", *names]}
    ways["GRU"] = _torchs_gru(size, device)
    seconds = in_turn(ways, options.rounds, device)
    exact = _values_and_gradients(_leaves(size, device, torch.float64), size, "reference")
    for name in names:
        faster, than_gru = TARGETS[name]
        yield reading(
            f"recurrence, {name}: faster than the reference",
            "any",
            seconds["reference"] / seconds[name],
            target=faster,
        )
        yield reading(
            f"recurrence, {name}: faster than torch.nn.GRU",
            "any",
            seconds["GRU"] / seconds[name],
            target=than_gru,
        )
        ours = _values_and_gradients(_leaves(size, device), size, name)
        yield reading(f"recurrence, {name}: largest error", "any", [_error(ours, exact)], "", "<= 1e-5")
    for name in ways:
        yield reading(f"recurrence, {name}: forward and backward", "any", seconds[name], "s")


def table(options):
    """Speed of the chosen implementation relative to the reference, for sizes up to `LARGEST_CELL`."""
    device = options.device
    for units, n_steps, batch in product((32, 64, 128, 256), (20, 150, 1000), (1, 64, 512, 4096)):
        size = Size(batch, n_steps, 75, units)
        if batch * n_steps * units > LARGEST_CELL:
            continue
        leaves = _leaves(size, device)
        name = choose(leaves[0], n_steps)
        ways = {way: _pass(leaves, size, way) for way in ("reference", name)}
        seconds = in_turn(ways, max(3, options.rounds // 3), device, warm_up=1)
        label = f"recurrence, H {units}, T {n_steps}, batch {batch}: {name}"
        yield reading(label, "any", seconds["reference"] / seconds[name], target=">= 1")


def memory(options):
    """Rise of memory while values and gradients are computed, over what has to be kept.

    Each has a process of its own, since an allocator with memory left would not request more.
    """
    size = Size(n_steps=3000)
    kept = 4 * size.batch * size.n_steps * (6 * size.units + 2 * size.features) / 2**20
    for name in ["reference", *_available(options.device)]:
        rise = float(in_new_process(MEMORY.format(name=name, size=size, device=options.device)))
        label = f"recurrence, {name}: memory over 4 B T (6 H + 2 F)"
        yield reading(label, "any", [rise / kept], target="<= 1.2" if name != "reference" else "")


def floors(options):
    """Lower bounds of arithmetic and memory at the size of `recurrence`, and the distance to them."""
    size, device = Size(), options.device
    a, copied = torch.rand(2048, 2048, device=device), torch.rand(2**26, device=device)
    target = torch.empty_like(copied)
    fastest = choose(_leaves(size, device)[0], size.n_steps)
    ways = {
        "product": lambda: a @ a,
        "copy": lambda: target.copy_(copied),
        "recurrence": one_pass(size, device, fastest),
    }
    seconds = in_turn(ways, options.rounds, device)
    peak, bandwidth = 2 * 2048**3 / seconds["product"], 2 * 4 * 2**26 / seconds["copy"]
    rows = size.batch * size.n_steps
    operations = rows * (3 * 2 * size.units * 4 * size.units + 3 * 2 * size.units * size.features)
    moved = 4 * rows * (2 * 5 * size.units + 4 * size.units + 3 * size.features)
    yield reading("floor: arithmetic peak", "any", peak / 1e9, "GFLOP/s")
    yield reading("floor: bandwidth of memory", "any", bandwidth / 1e9, "GB/s")
    yield reading("floor: the recurrence's arithmetic", "any", operations / peak, "s")
    yield reading("floor: the recurrence's bytes", "any", moved / bandwidth, "s")
    yield reading(f"{fastest} over the larger floor", "any", seconds["recurrence"] / (operations / peak))


def _available(device):
    on_gpu = device.startswith("cuda")
    fits = {"cpu": True, "compiled": not on_gpu, "triton": on_gpu, "stepwise": on_gpu}
    return [name for name, library in KERNELS.items() if fits[name] and (not library or find_spec(library))]


def _leaves(size, device, dtype=torch.float32):
    """A drive and weights of scale 1/√fan_in, the same at every call."""
    rng = torch.Generator().manual_seed(0)
    h, f = size.units, size.features
    shapes = [(size.batch, 3 * h), (3 * h, f), (3 * h, h), (3 * h,), (f, h), (f,)]
    drawn = [2 * torch.rand(shape, generator=rng, dtype=torch.float64) - 1 for shape in shapes]
    scaled = [x / (f if x.shape == (3 * h, f) else h) ** 0.5 for x in drawn]
    return [x.to(device, dtype).requires_grad_() for x in scaled]


def one_pass(size, device, name):
    """A function that computes values and gradients once."""
    return _pass(_leaves(size, device), size, name)


def _pass(leaves, size, name):
    direction = torch.randn(size.batch, size.n_steps, size.features, device=leaves[0].device)

    def run():
        y = autoregressive_gru(leaves[0], Weights(*leaves[1:]), size.n_steps, implementation=name)
        torch.autograd.grad(y, leaves, direction)

    return run


def _torchs_gru(size, device):
    """A function that does the same with torch's GRU, which gets as many input channels as it has units."""
    gru = nn.GRU(size.units, size.units, batch_first=True, device=device)
    x = torch.randn(size.batch, size.n_steps, size.units, device=device)
    direction = torch.randn_like(x)
    return lambda: torch.autograd.grad(gru(x)[0], list(gru.parameters()), direction)


def _values_and_gradients(leaves, size, name):
    y = autoregressive_gru(leaves[0], Weights(*leaves[1:]), size.n_steps, implementation=name)
    rng = torch.Generator().manual_seed(1)
    direction = torch.randn(y.shape, generator=rng, dtype=torch.float64).to(y)
    return [x.detach().double() for x in (y, *torch.autograd.grad(y, leaves, direction))]


def _error(ours, exact):
    """Max-norm of the difference over that of the tensor; the largest over all tensors."""
    return max(float((a - b).abs().max() / b.abs().max()) for a, b in zip(ours, exact, strict=True))
