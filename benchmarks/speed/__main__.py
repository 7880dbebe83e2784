"""How fast training, prediction and start are, as ratios within one run.

Alternatives are timed in turn, round by round, and each round gives a ratio. Printed are its median and, in
brackets, the tenth and ninetieth percentile. Nothing else should run meanwhile. With ``--json``, the readings
of each measurement become the lines of a file; its first line names machine and versions.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
import json
import platform
from pathlib import Path

import torch

from benchmarks.machine.versions import package_versions
from benchmarks.speed import fits, growth, inference, recurrence, solve, start, steps, taking_in, timelines

__all__ = ["MEASUREMENTS", "main"]

MEASUREMENTS = {
    "recurrence": recurrence.recurrence,
    "recurrence-floors": recurrence.floors,
    "recurrence-memory": recurrence.memory,
    "recurrence-table": recurrence.table,
    "iteration": steps.iteration,
    "epochs": steps.epochs,
    "fits": fits.fits,
    "prediction": inference.prediction,
    "sampling": inference.sampling,
    "growth": growth.growth,
    "solve": solve.solve,
    "start": start.start,
    "large-file": start.large_file,
    "taking-in": taking_in.taking_in,
    "timelines": timelines.timelines,
}
"""Functions of the options that yield readings; to add a measurement, write one and name it here."""


def main(arguments=None):
    options = parse_options(arguments)
    torch.set_num_threads(options.threads)
    here = machine(options)
    print(json.dumps(here))
    for name in options.only or MEASUREMENTS:
        lines = [here]
        for found in MEASUREMENTS[name](options):
            print(found, flush=True)
            lines.append(found._asdict())
        if options.json:
            write(options.json / f"{name}.jsonl", lines)


def write(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def parse_options(arguments):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=MEASUREMENTS, help="measurements (default: all)")
    parser.add_argument("--rounds", type=int, default=11, help="rounds of most measurements (default: 11)")
    parser.add_argument(
        "--threads", type=int, default=torch.get_num_threads(), help="threads of torch (default: its own)"
    )
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--gigabytes", type=float, default=6.0, help="size of the large file (default: 6)")
    parser.add_argument("--full", action="store_true", help="include what takes many minutes")
    parser.add_argument("--picture", action="store_true", help="draw growth into results/speed")
    parser.add_argument("--json", type=Path, help="folder for the readings")
    return parser.parse_args(arguments)


def machine(options):
    """What a reading depends on besides the code."""
    on_gpu = options.device.startswith("cuda")
    return {
        "device": torch.cuda.get_device_name(options.device) if on_gpu else _processor(),
        "threads": options.threads,
        "rounds": options.rounds,
        **package_versions(("torch", "numpy", "scikit-learn", "skorch", "numba", "triton")),
    }


def _processor():
    path = Path("/proc/cpuinfo")
    names = [line for line in path.read_text().splitlines() if "model name" in line] if path.exists() else []
    return names[0].split(":")[1].strip() if names else platform.processor()


if __name__ == "__main__":
    main()
