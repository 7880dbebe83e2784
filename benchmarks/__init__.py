"""Measurements, run as ``python -m benchmarks.<name>`` from the repository."""
# SPDX-License-Identifier: BSD-3-Clause
