"""Values of a metric expire when its code changes."""
# SPDX-License-Identifier: BSD-3-Clause

from benchmarks.rows.metric_values import current, versions_of
from sklearn_seqgan.metrics import PREDICTION_METRICS, SEQUENCE_METRICS

ROW = {"key": "k", "metrics": {"a": 0.5, "b": [1, 2]}, "metric_versions": {"a": "1", "b": "2"}}


def test_values_of_other_versions_are_left_out_and_nothing_else():
    assert current(ROW, {"a": "1", "b": "2", "new": "3"}) == ROW
    assert current(ROW, {"a": "1", "b": "3"}) == ROW | {"metrics": {"a": 0.5}, "metric_versions": {"a": "1"}}
    assert current(ROW, {}) == ROW | {"metrics": {}, "metric_versions": {}}
    assert set(ROW["metrics"]) == {"a", "b"}


def test_every_metric_has_a_version_of_its_own():
    versions = versions_of(PREDICTION_METRICS | SEQUENCE_METRICS)
    assert len(set(versions.values())) == len(versions) == len(PREDICTION_METRICS) + len(SEQUENCE_METRICS)
