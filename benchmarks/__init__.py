"""Measurements, run as ``python -m benchmarks.<name>`` from the repository.

A folder holds the code for one question (supervision, generation, lipschitz, ablations, speed), or code that
several share: the catalogue of methods and data, stored rows, the machine, and output. Most modules at the
top only name a command.
"""
# SPDX-License-Identifier: BSD-3-Clause

from pathlib import Path

__all__ = ["RESULTS"]

RESULTS = Path(__file__).parent / "results"
"""Where results are stored, with a folder for each question."""
