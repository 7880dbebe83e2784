"""Results are the same with and without dask; here, its workers are threads."""
# SPDX-License-Identifier: BSD-3-Clause

import joblib
import numpy as np
import pytest
from sklearn.model_selection import cross_validate

from benchmarks import workers
from benchmarks.extremes import waves
from benchmarks.rows import store
from benchmarks.supervision import grid
from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.model_selection import SemiSupervisedSplit

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def client():
    of_this_process = {"processes": False, "protocol": "tcp", "host": "127.0.0.1", "dashboard_address": None}
    with distributed.Client(n_workers=2, threads_per_worker=1, **of_this_process) as client:
        yield client


def test_predictions_are_those_of_all_files_in_order(client, tmp_path, one_block):
    paths = workers.written(tmp_path, 60, n_files=3)
    X = np.concatenate([waves(20, *workers.LONG, 3, 100, seed=i)[0] for i in range(3)])
    clf = SemiSupervisedRocketClassifier(random_state=0).fit(*waves(60, *workers.LONG, 3, 5))
    np.testing.assert_array_equal(workers.predicted(client, paths, clf), clf.predict(X))


def test_scores_are_those_without_dask(client, one_block):
    X, y = waves(60, *workers.SHORT, 3, 8)
    clf, split = SemiSupervisedRocketClassifier(random_state=0), SemiSupervisedSplit(2)
    found = workers.cross_validated(X, y, n_folds=2)
    np.testing.assert_array_equal(found, cross_validate(clf, X, y, cv=split)["test_score"])


def test_the_grid_of_the_benchmark_gives_its_rows(client, tiny, tmp_path):
    cells = grid.cells_of(tiny, ["MiniRocket + Ridge"], [2], [0, 1])
    done = len(client.cluster.scheduler.transition_log)
    with joblib.parallel_config("dask"):
        grid.run(cells, tiny, tmp_path / "dask.jsonl")
    assert len(client.cluster.scheduler.transition_log) > done
    grid.run(cells, tiny, tmp_path / "alone.jsonl")
    found, alone = (store.read(tmp_path / f"{name}.jsonl") for name in ("dask", "alone"))
    assert found.keys() == alone.keys() and len(found) == 2
    for key, row in found.items():
        assert row["error"] == "" and row["metrics"] == alone[key]["metrics"]
