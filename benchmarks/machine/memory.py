"""Peak memory of a stretch of code."""
# SPDX-License-Identifier: BSD-3-Clause

from os import W_OK, access
from pathlib import Path

import torch

__all__ = ["PeakMemory", "kib"]

CLEAR, STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")


class PeakMemory:
    """Peak resident memory of the process within a ``with`` block; on a GPU, that of torch there.

    Parameters
    ----------
    device : str, default="cpu"
        Where the code computes.

    Attributes
    ----------
    mib : int or None
        Set after the block; None if the system has no high-water mark that can be reset.
    """

    mib = None

    def __init__(self, device="cpu"):
        self.device = device
        self.on_gpu = device.startswith("cuda")

    def __enter__(self):
        if self.on_gpu:
            torch.cuda.reset_peak_memory_stats(self.device)
        elif access(CLEAR, W_OK):
            CLEAR.write_text("5")  # resets the high-water mark (proc(5))
        return self

    def __exit__(self, *error):
        if self.on_gpu:
            self.mib = torch.cuda.max_memory_allocated(self.device) // 2**20
        elif access(CLEAR, W_OK):
            self.mib = kib("VmHWM") // 2**10


def kib(entry):
    """An entry of the process's status (proc(5)), in KiB: "VmHWM", "RssAnon"."""
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    return int(lines[entry].split()[0])
