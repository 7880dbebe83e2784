"""Values of metrics in a row, each with the version of the code that computed it.

A row holds them in "metrics", by name, and their versions in "metric_versions". So a changed metric
expires only its own values, and a new one is absent from older rows. This module does not know what the
metrics measure.
"""
# SPDX-License-Identifier: BSD-3-Clause

from benchmarks.rows.code_version import code_version

__all__ = ["current", "versions_of"]


def versions_of(metrics):
    """Name -> version of the code, for a registry of metrics."""
    return {name: code_version(metric) for name, metric in metrics.items()}


def current(row, versions):
    """The row without values that code of other versions has computed."""
    there = {name for name, version in row["metric_versions"].items() if versions.get(name) == version}
    kept = {field: _only(row[field], there) for field in ("metrics", "metric_versions")}
    return row | kept


def _only(values, names):
    return {name: value for name, value in values.items() if name in names}
