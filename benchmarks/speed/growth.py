"""How time and memory grow with the number of sequences, their length and channels, classes, and the batch.

Growth is the slope of log seconds (or MiB) against log size, over the larger sizes: 1 is linear, 0 is no
growth.
"""
# SPDX-License-Identifier: BSD-3-Clause

from functools import partial

import numpy as np

from benchmarks import RESULTS
from benchmarks.machine.timing import in_turn, reading, rise_in_memory
from benchmarks.speed.steps import CONFIGURATIONS, before_the_first_step

__all__ = ["growth", "slope"]

PICTURE = RESULTS / "speed" / "growth.png"

BASE = {"n": 128, "T": 60, "F": 24, "K": 8, "batch": 64}
SIZES = {
    "n": (128, 512, 2048),
    "T": (30, 60, 120, 240, 480),
    "F": (6, 24, 96, 384),
    "K": (2, 8, 32, 128),
    "batch": (16, 64, 256, 1024),
}


def growth(options):
    """Growth of a training step with all sizes but n, and of a fit of one step with n."""
    curves = {}
    for name, make in CONFIGURATIONS.items():
        for axis, sizes in SIZES.items():
            measured = [_measure(make, axis, size, options) for size in sizes]
            for quantity, unit, values in zip(
                ("time", "memory"), ("s", "MiB"), zip(*measured, strict=True), strict=True
            ):
                what = "fit of one step" if axis == "n" else "step"
                label = f"{what}: {quantity} against {axis}"
                medians = [np.median(v) for v in values]
                curves[name, label] = sizes, medians, unit
                for size, value in zip(sizes, values, strict=True):
                    yield reading(f"{label} = {size}", name, value, unit)
                yield reading(f"{label}: slope", name, [slope(sizes, medians)], "", "<= 1.1")
    if options.picture:
        draw(curves, PICTURE)


def _measure(make, axis, size, options):
    """Seconds of some rounds, and the rise of memory in MiB."""
    at = BASE | {axis: size}
    if axis == "K":
        at["n"] = max(at["n"], 2 * size)
    X, y = _data(**at)
    estimator = make(device=options.device, random_state=0, max_steps=1, batch_size=at["batch"])
    if axis == "n":
        way = partial(estimator.fit, X, y)
        rounds = 1
    else:
        s, data = before_the_first_step(estimator, X, y)
        way, rounds = partial(s.networks.step, s, data), options.rounds
    taken = in_turn({"": way}, rounds, options.device, warm_up=1)[""]
    return taken, [rise_in_memory(way, options.device)]


def _data(n, T, F, K, batch):
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, T, F)).astype(np.float32), np.arange(n) % K


def slope(sizes, values):
    """Slope of log values against log sizes, over the larger half of the sizes."""
    half = len(sizes) // 2
    values = np.maximum(values[half - 1 :], 1e-3)
    return np.polyfit(np.log(sizes[half - 1 :]), np.log(values), 1)[0]


def draw(curves, path):
    """One panel for each axis and quantity, a line for each configuration."""
    from matplotlib.figure import Figure

    labels = list(dict.fromkeys(label for _, label in curves))
    figure = Figure(figsize=(4 * len(labels) // 2, 7), layout="constrained")
    for axes, label in zip(figure.subplots(2, len(labels) // 2).T.flat, labels, strict=True):
        for name in CONFIGURATIONS:
            sizes, values, unit = curves[name, label]
            axes.loglog(sizes, values, marker="o", label=name)
        axes.set(title=label, xlabel=label.split()[-1], ylabel=unit)
        axes.set_xticks(sizes, sizes)
        axes.tick_params(axis="x", which="minor", bottom=False, labelbottom=False)
        axes.legend()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=80)
