"""How time and memory of a fit in closed form grow with the number of sequences and of classes.

Growth is the slope of log seconds, or MiB, against log size, from one size to the next: 1 is linear.
"""
# SPDX-License-Identifier: BSD-3-Clause

from functools import partial

from benchmarks.extremes import waves
from benchmarks.machine.timing import in_turn, reading, rise_in_memory
from benchmarks.speed.growth import slope
from sklearn_seqgan import SemiSupervisedRocketClassifier

__all__ = ["solve"]

N_LABELS = 1
"""Labels per class."""

BASE = {"n": 2000, "K": 10}
N_TIME_STEPS, N_CHANNELS = 50, 6

SIZES = {"n": (1250, 5000, 20_000), "K": (10, 100, 1000)}

TARGETS = {("n", 20_000): ("< 120", ""), ("K", 1000): ("< 60", "< 2048")}
"""(axis, size) -> targets for seconds and for MiB."""


def solve(options):
    """One fit of each size, which takes minutes; repeated fits take almost the same time."""
    for axis, sizes in SIZES.items():
        taken = [_measure(**{**BASE, axis: size}, options=options) for size in sizes]
        for what, unit, number in ("time", "s", 0), ("memory", "MiB", 1):
            name, values = f"fit: {what} against {axis}", [pair[number] for pair in taken]
            for size, value in zip(sizes, values, strict=True):
                target = TARGETS.get((axis, size), ("", ""))[number]
                yield reading(f"{name} = {size}", "Rocket", [value], unit, target)
            for i, size in enumerate(sizes[1:]):
                between = slope(sizes[i : i + 2], values[i : i + 2])
                yield reading(f"{name}: slope up to {size}", "Rocket", [between], "", "<= 1.1")


def _measure(n, K, options):
    """Seconds of a fit, and the rise of memory in another one, in MiB."""
    X, y = waves(n, N_TIME_STEPS, N_CHANNELS, K, N_LABELS)
    way = partial(SemiSupervisedRocketClassifier(random_state=0, device=options.device).fit, X, y)
    return in_turn({"": way}, 1, options.device, warm_up=0)[""][0], rise_in_memory(way, options.device)
