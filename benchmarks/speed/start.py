"""Import and first fit, each in a new process; and a fit on a file larger than the memory allowed."""
# SPDX-License-Identifier: BSD-3-Clause

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.machine.timing import in_new_process, in_turn, reading

__all__ = ["large_file", "start"]

FIRST_FIT = """
import time, warnings, numpy as np
from sklearn_seqgan import CNNClassifier, SemiSupervisedInfoGANClassifier as InfoGAN
warnings.simplefilter("ignore")
X, y = np.random.default_rng(0).normal(size=(30, 20, 3)), np.arange(30) % 3
classifier = {make}
begin = time.perf_counter()
classifier.fit(X, y)
print(time.perf_counter() - begin)
"""

LARGE_FIT = """
import threading, time, warnings, numpy as np
from benchmarks.machine.memory import kib
from sklearn_seqgan import SemiSupervisedInfoGANClassifier as InfoGAN
warnings.simplefilter("ignore")
largest, done = 0, False

def watch():
    global largest
    while not done:
        largest = max(largest, kib("RssAnon"))
        time.sleep(0.01)

X = np.load("{path}", mmap_mode="r")
y = np.where(np.arange(len(X)) < 600, np.arange(len(X)) % 60, -1)
threading.Thread(target=watch, daemon=True).start()
begin = time.perf_counter()
{make}.fit(X, y)
done = True
print(largest / 1024, time.perf_counter() - begin)
"""


def start(options):
    """Import in a new process, against that of dependencies; first fit of 30 short sequences."""
    ways = {
        code: lambda code=code: in_new_process(code)
        for code in ("import torch, sklearn", "import sklearn_seqgan")
    }
    seconds = in_turn(ways, max(5, options.rounds), warm_up=1)
    ratio = seconds["import sklearn_seqgan"] / seconds["import torch, sklearn"]
    yield reading("import, over import torch, sklearn", "any", ratio, target="<= 1.3")
    makes = {
        "paper": "InfoGAN.paper(max_steps=1)",
        "default": "InfoGAN(reconstruction_steps=0, max_steps=1)",
        "CNN": "CNNClassifier(max_steps=1)",
    }
    for name, make in makes.items():
        taken = [float(in_new_process(FIRST_FIT.format(make=make))) for _ in range(max(5, options.rounds))]
        yield reading("first fit of 30 short sequences, one step", name, taken, "s", "<= 0.2")


def large_file(options):
    """A fit on a read-only file of `options.gigabytes`: anonymous memory of the process, and seconds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "X.npy"
        n = int(options.gigabytes * 1e9 / (150 * 75 * 4))
        X = np.lib.format.open_memmap(path, "w+", np.float32, (n, 150, 75))
        rng = np.random.default_rng(0)
        for begin in range(0, n, 2000):
            X[begin : begin + 2000] = rng.normal(size=(len(X[begin : begin + 2000]), 150, 75))
        X.flush()
        makes = {"paper": "InfoGAN.paper(max_steps=20)"}
        if options.full:
            makes["default"] = "InfoGAN(reconstruction_steps=0, max_steps=20)"
        for name, make in makes.items():
            anonymous, taken = map(float, in_new_process(LARGE_FIT.format(path=path, make=make)).split())
            label = f"fit on a file of {options.gigabytes:g} GB"
            yield reading(f"{label}: anonymous memory", name, [anonymous], "MiB", "<= 954")
            yield reading(f"{label}, 20 steps", name, [taken], "s")
