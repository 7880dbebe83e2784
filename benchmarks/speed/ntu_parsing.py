"""Files and megabytes of NTU RGB+D that are parsed per second, and the same for a plain loop.

The files are made up, in the true format, and are in the system's file cache. The loop does what published
readers do. It reads line by line and passes all twelve values of a joint, and all values of a body but its
ID, to ``float()``. x, y and z become one array per body. The loop checks, chooses and stores nothing. The
loader's time is that of the whole call: checks, choice of the actor, and writing the cache. Both are timed
in turn, round by round, in this process, and each round gives a ratio. The processes of `n_jobs` are
started before. Nothing else should run meanwhile.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
import json
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from benchmarks.machine.memory import PeakMemory
from sklearn_seqgan.datasets import load_ntu_rgbd

__all__ = ["main", "measure", "read_in_a_loop", "write_files"]

N_JOINTS = 25


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ntu_parsing", description=__doc__)
    parser.add_argument("--files", type=int, default=300, help="number of files (default: 300)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each kind (default: 7)")
    parser.add_argument("--jobs", type=int, default=2, help="processes to compare with one (default: 2)")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        write_files(Path(folder), options.files)
        found = measure(Path(folder), options.rounds, options.jobs)
    print(json.dumps(found) if options.json else as_text(found))


def measure(folder, rounds, jobs):
    """Measure the seconds of each round."""
    files = sorted(folder.glob("*.skeleton"))
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    ways = {
        "loop": lambda: [read_in_a_loop(file) for file in files],
        "loader": partial(parse_anew, folder),
        f"loader, n_jobs={jobs}": partial(parse_anew, folder, n_jobs=jobs),
    }
    ways["loader, from the cache"] = partial(load_ntu_rgbd, folder, split=None)
    with PeakMemory() as before:
        pass
    with PeakMemory() as peak:
        ways["loader"]()
    for warm_up in ways.values():  # also starts the processes, which takes seconds
        warm_up()
    seconds = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            seconds[name].append(seconds_of(way))
    rise = None if peak.mib is None else peak.mib - before.mib
    return {"files": len(files), "megabytes": megabytes, "memory_rise_mib": rise, "seconds": seconds}


def parse_anew(folder, n_jobs=1):
    with TemporaryDirectory() as cache:
        load_ntu_rgbd(folder, split=None, cache_dir=cache, n_jobs=n_jobs)


def seconds_of(way):
    start = perf_counter()
    way()
    return perf_counter() - start


def as_text(found):
    text = [f"{found['files']} files, {found['megabytes']:.0f} MB of text"]
    loop = np.array(found["seconds"]["loop"])
    for name, seconds in found["seconds"].items():
        seconds = np.array(seconds)
        faster = loop / seconds
        text.append(
            f"{name:24s} {found['files'] / np.median(seconds):8.0f} files/s "
            f"{found['megabytes'] / np.median(seconds):8.1f} MB/s   "
            f"{np.median(faster):5.2f} times the loop ({faster.min():.2f} to {faster.max():.2f})"
        )
    text.append(f"Memory rises by at most {found['memory_rise_mib']} MiB while parsing in one process.")
    return "\n".join(text)


def read_in_a_loop(path):
    """{body ID: (n, 25, 3) array} of a file, by readline() and float()."""
    tracks = {}
    with open(path) as file:
        for _ in range(int(file.readline())):
            for _ in range(int(file.readline())):
                body_id, *state = file.readline().split()
                [float(value) for value in state]
                n_joints = int(file.readline())
                joints = [[float(value) for value in file.readline().split()] for _ in range(n_joints)]
                tracks.setdefault(body_id, []).append([joint[:3] for joint in joints])
    return {body: np.array(joints, dtype=np.float32) for body, joints in tracks.items()}


def write_files(folder, n_files, seed=0):
    """Made-up recordings of 32 to 150 frames; every tenth has a second body."""
    rng = np.random.default_rng(seed)
    for i in range(n_files):
        subject, action = 1 + i // 49 % 40, 1 + i % 49
        name = f"S{1 + i // 1960 % 17:03d}C{1 + i % 3:03d}P{subject:03d}R001A{action:03d}.skeleton"
        lines = recording(rng, n_frames=rng.integers(32, 151), n_bodies=1 + (i % 10 == 0))
        (folder / name).write_bytes(("\r\n".join(lines) + "\r\n").encode())


def recording(rng, n_frames, n_bodies):
    lines = [str(n_frames)]
    values = rng.uniform(-1, 1, (n_frames, n_bodies, N_JOINTS, 11))
    values[..., 2] += 3.5
    values[..., 3:7] = 200 * values[..., 3:7] + 500
    for frame in values:
        lines.append(str(n_bodies))
        for number, body in enumerate(frame):
            lines += [f"{72057594037944730 + number} 0 1 1 1 1 0 -0.01434 0.02543 2", str(N_JOINTS)]
            lines += [" ".join(f"{value:.7g}" for value in joint) + " 2" for joint in body.tolist()]
    return lines
