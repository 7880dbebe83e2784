"""Seconds of several ways to do one thing, timed in turn: noise of the machine affects all of them."""
# SPDX-License-Identifier: BSD-3-Clause

import subprocess
import sys
from ctypes import CDLL
from ctypes.util import find_library
from time import perf_counter
from typing import NamedTuple

import numpy as np
import torch

from benchmarks.machine.memory import PeakMemory

__all__ = ["Reading", "reading", "in_new_process", "in_turn", "rise_in_memory"]


class Reading(NamedTuple):
    """One measured number.

    Attributes
    ----------
    name : str
    configuration : str
        "paper", "default", or another configuration.
    median, low, high : float
        Low and high are the tenth and the ninetieth percentile of the rounds.
    unit : str
        "times", "s", "MiB", and so on.
    target : str
        What the number should be; "" if there is no target.
    """

    name: str
    configuration: str
    median: float
    low: float
    high: float
    unit: str
    target: str = ""

    def __str__(self):
        numbers = f"{self.median:10.4g} {self.unit:5s} ({self.low:.4g} to {self.high:.4g})"
        target = f"   target: {self.target}" if self.target else ""
        return f"{self.name:58s} {self.configuration:10s}{numbers}{target}"


def reading(name, configuration, values, unit="times", target=""):
    """Make a `Reading` of the values of all rounds."""
    low, median, high = np.percentile(np.asarray(values, dtype=float), [10, 50, 90]).tolist()
    return Reading(name, configuration, median, low, high, unit, target)


def in_turn(ways, rounds, device="cpu", warm_up=2):
    """Seconds of each round.

    Parameters
    ----------
    ways : dict of callables without arguments
    rounds : int
    device : str
        On a GPU, each timing waits for its queue, before and after.
    warm_up : int
        Rounds at the start that do not count.

    Returns
    -------
    dict of ndarray of shape (rounds,)
    """
    seconds = {name: [] for name in ways}
    for _ in range(warm_up + rounds):
        for name, way in ways.items():
            seconds[name].append(_seconds(way, device))
    return {name: np.array(taken[warm_up:]) for name, taken in seconds.items()}


def _seconds(way, device):
    _wait(device)
    start = perf_counter()
    way()
    _wait(device)
    return perf_counter() - start


def _wait(device):
    if device.startswith("cuda"):
        torch.cuda.synchronize(device)


def rise_in_memory(way, device="cpu"):
    """Largest rise of the memory of the process, or of torch on a GPU, in MiB; NaN if unknown."""
    _give_free_memory_back()
    with PeakMemory(device) as before:
        pass
    with PeakMemory(device) as peak:
        way()
    return float("nan") if peak.mib is None else peak.mib - before.mib


def _give_free_memory_back():
    """Release memory that an allocator keeps for later, which would hide a rise."""
    if library := find_library("c"):
        getattr(CDLL(library), "malloc_trim", lambda _: None)(0)


def in_new_process(code):
    """Output of a Python program, run in a new process with nothing loaded."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
