"""Measurements, run as ``python -m benchmarks.<name>`` from the repository.

A folder is a question (supervision, generation, lipschitz, ablations, speed) or what several of them
need: the catalogue of methods and data, rows that come to stay, the machine, and output. A module at
the top does nothing but name a command, apart from the demo.
"""
# SPDX-License-Identifier: BSD-3-Clause

from pathlib import Path

__all__ = ["RESULTS"]

RESULTS = Path(__file__).parent / "results"
"""Where what was measured lies, a folder for each question."""
