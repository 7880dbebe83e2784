"""One cell: its key, its scores, what is in its row, and what of it runs side by side."""
# SPDX-License-Identifier: BSD-3-Clause

import json
import warnings
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from joblib import parallel_config
from joblib.parallel import get_active_backend
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from threadpoolctl import threadpool_info

from benchmarks import cells, memory, methods
from benchmarks.cells import Cell, measure, one_thread, parameters_of, scores
from benchmarks.memory import PeakMemory
from sklearn_seqgan import (
    CNNClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedInfoGANClassifier,
    __version__,
)
from sklearn_seqgan.model_selection import LabeledOnly

CELL = Cell("random forest", 0.5, 0, "tiny", "f", "c")
NO_PARTS = SimpleNamespace(parts=None)


def test_scores_are_those_counted_by_hand():
    """3 of 4 and 1 of 2 right; of class 2 there is no row, but one prediction, and class 3 is nowhere."""
    y = np.array([0, 0, 0, 0, 1, 1])
    predicted = np.array([0, 0, 0, 2, 1, 0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn: a class that is only predicted
        found = scores(y, predicted, groups=np.array([7, 7, 8, 8, 8, 10]), n_classes=4)
    assert found["accuracy"] == pytest.approx(4 / 6)
    assert found["balanced_accuracy"] == pytest.approx((3 / 4 + 1 / 2) / 2)
    assert found["macro_f1"] == pytest.approx((6 / 8 + 2 / 3 + 0) / 3)
    assert found["subjects"] == {"7": [2, 2], "8": [2, 3], "10": [0, 1]}
    assert found["confusion"] == [[3, 0, 1, 0], [1, 1, 0, 0], [0] * 4, [0] * 4]


def test_parameters_are_those_that_are_not_the_defaults():
    assert parameters_of(LogisticRegression(C=1.0)) == {}
    assert parameters_of(LogisticRegression(C=2.0, max_iter=50)) == {"C": 2.0, "max_iter": 50}
    assert parameters_of(SemiSupervisedInfoGANClassifier(random_state=3, device="cpu", verbose=1)) == {}
    assert parameters_of(CNNClassifier(lr=0.5, module__filters=8)) == {"lr": 0.5, "module__filters": 8}
    assert parameters_of(PartAwareLSTMClassifier(parts=[[0, 1], [2]])) == {"parts": [[0, 1], [2]]}


def test_parameters_within_have_their_long_names():
    forest = RandomForestClassifier(7, random_state=1)
    assert parameters_of(LabeledOnly(forest)) == {"estimator__n_estimators": 7}
    expected = {"labeledonly__estimator__n_estimators": 7}
    pipeline = make_pipeline(LabeledOnly(forest))
    assert parameters_of(pipeline) == expected
    assert parameters_of(LabeledOnly(pipeline)) == {f"estimator__{k}": v for k, v in expected.items()}


def test_the_paper_is_known_by_its_parameters():
    paper = parameters_of(methods.make(methods.PAPER, NO_PARTS, 0))
    assert paper and parameters_of(methods.make(methods.OURS, NO_PARTS, 0)) == {}
    assert json.loads(json.dumps(paper)) == paper


@pytest.mark.parametrize(
    "change",
    [
        {"method": "GRU"},
        {"level": 0.25},
        {"level": 1},
        {"seed": 1},
        {"data": "other"},
        {"fingerprint": "g"},
        {"code": "d"},
    ],
    ids=str,
)
def test_a_key_changes_with_the_cell(change):
    cell = CELL._replace(method="CNN", level=1.0)
    assert cell._replace(**change).key(NO_PARTS) != cell.key(NO_PARTS)
    assert cell._replace().key(NO_PARTS) == cell.key(NO_PARTS)


def test_a_key_changes_with_a_parameter(monkeypatch):
    before = CELL.key(NO_PARTS)
    monkeypatch.setitem(methods.METHODS, CELL.method, lambda data, seed, device: LogisticRegression(C=2.0))
    assert CELL.key(NO_PARTS) != before


def test_the_part_aware_lstm_is_for_skeletons():
    names = ["CNN", "PA-LSTM"]
    assert methods.available(names, NO_PARTS) == ["CNN"]
    assert methods.available(names, SimpleNamespace(parts=[[0]])) == names


NEEDED = {
    "accuracy": float,
    "balanced_accuracy": float,
    "macro_f1": float,
    "calibration_error": float,
    "fit_seconds": float,
    "predict_seconds": float,
    "peak_memory_mib": int,
    "versions": dict,
    "parameters": dict,
    "device": str,
    "error": str,
    "n_labeled": int,
    "n_unlabeled": int,
}


def test_a_row_holds_everything_in_plain_json(tiny):
    row = measure(CELL, tiny)
    assert json.loads(json.dumps(row)) == row
    if not memory.CLEAR.exists():
        assert row["peak_memory_mib"] is None
        row["peak_memory_mib"] = 0
    assert {name for name, kind in NEEDED.items() if not isinstance(row[name], kind)} == set()
    assert row | CELL._asdict() | {"key": CELL.key(tiny)} == row
    assert row["parameters"] == {"labeledonly__estimator__n_estimators": 200}
    assert (row["n_labeled"], row["n_unlabeled"], row["error"]) == (12, 12, "")
    right, total = np.sum(list(row["subjects"].values()), axis=0)
    assert (list(row["subjects"]), total, right / total) == (["3", "4"], 12, row["accuracy"])
    confusion = np.array(row["confusion"])
    assert (confusion.sum(axis=1).tolist(), np.trace(confusion)) == ([4, 4, 4], right)
    assert row["fit_seconds"] > 0 and row["predict_seconds"] > 0
    assert row["versions"]["sklearn_seqgan"] == __version__
    assert row["versions"]["torch"] == torch.__version__


def test_calibration_is_measured_where_there_are_probabilities(tiny):
    assert 0 < measure(CELL, tiny)["calibration_error"] < 1
    assert "calibration_error" not in measure(CELL._replace(method="MiniRocket + Ridge"), tiny)


def test_probabilities_that_are_not_numbers_cost_no_row(tiny, monkeypatch):
    """As label spreading gives them for rows that no label reaches."""

    class Unreached(DummyClassifier):
        def predict_proba(self, X):
            return np.full((len(X), 3), np.nan)

    monkeypatch.setitem(methods.METHODS, CELL.method, lambda data, seed, device: LabeledOnly(Unreached()))
    row = measure(CELL, tiny)
    assert row["error"] == "" and row["accuracy"] > 0 and "calibration_error" not in row


def test_labels_of_one_draw_are_the_same_for_every_method(tiny, monkeypatch):
    seen = {}

    class Listener(ClassifierMixin, BaseEstimator):
        def __init__(self, name="", random_state=None):
            self.name = name
            self.random_state = random_state

        def fit(self, X, y):
            seen[self.name] = y
            return self

        def predict(self, X):
            return np.zeros(len(X), dtype=int)

    for name in ("one", "two"):
        monkeypatch.setitem(methods.METHODS, name, lambda data, seed, device, name=name: Listener(name, seed))
    for level, seed in ((0.25, 3), (0.5, 3), (2, 3)):
        both = [measure(CELL._replace(method=m, level=level, seed=seed), tiny) for m in ("one", "two")]
        np.testing.assert_array_equal(seen["one"], seen["two"])
        assert [r["n_labeled"] for r in both] == [6 if level == 2 else 24 * level] * 2
        if level == 0.25:
            few = seen["one"]
        assert (seen["one"][few != -1] == few[few != -1]).all()  # nested


class Failing(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        raise RuntimeError("no luck | today")


def test_a_fit_that_fails_is_a_row(tiny, monkeypatch):
    monkeypatch.setitem(methods.METHODS, "failing", lambda data, seed, device: Failing())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        row = measure(CELL._replace(method="failing"), tiny)
    assert row["error"] == "RuntimeError: no luck | today"
    assert row | {"method": "failing", "n_labeled": 12} == row
    assert not row.keys() & {"accuracy", "subjects", "confusion", "fit_seconds"}
    assert json.loads(json.dumps(row)) == row


def test_within_a_cell_nothing_else_runs():
    with parallel_config(backend="threading", n_jobs=2), one_thread():
        assert {pool["num_threads"] for pool in threadpool_info()} == {1}
        assert type(get_active_backend()[0]).__name__ == "SequentialBackend"


needs_a_mark = pytest.mark.skipif(not memory.CLEAR.exists(), reason="no high-water mark that can be reset")


@needs_a_mark
def test_peak_memory_sees_what_is_gone_again_and_not_what_was_before():
    with PeakMemory() as before:
        pass
    with PeakMemory() as with_array:
        np.ones(25 * 2**20).sum()  # 200 MiB
    with PeakMemory() as after:
        pass
    assert before.mib > 10
    assert 190 <= with_array.mib - before.mib <= 260
    assert with_array.mib - after.mib >= 190


def test_without_a_mark_memory_is_not_known(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "CLEAR", tmp_path / "clear_refs")
    with PeakMemory() as found:
        pass
    assert found.mib is None


def test_on_a_gpu_memory_is_that_of_torch_there(monkeypatch):
    calls = []
    monkeypatch.setattr(torch.cuda, "reset_peak_memory_stats", lambda device: calls.append(device))
    monkeypatch.setattr(torch.cuda, "max_memory_allocated", lambda device: 3 * 2**20 * len(calls))
    with PeakMemory("cuda:1") as found:
        assert calls == ["cuda:1"]
    assert found.mib == 3


@needs_a_mark
def test_peers_compute_on_the_cpu_where_there_is_a_gpu(tiny, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    row = measure(CELL, tiny)
    assert row["device"] == "cpu"
    assert row["peak_memory_mib"] > 10


def test_networks_compute_where_they_are_told(monkeypatch):
    used = partial(cells._device_used, "CNN")
    for there, device in ((True, "cuda"), (False, "cpu")):
        monkeypatch.setattr(torch.cuda, "is_available", lambda there=there: there)
        assert used("auto") == device
        assert used("cpu") == "cpu"


def test_a_cell_leaves_the_number_of_threads_as_it_was(tiny):
    threads = torch.get_num_threads()
    measure(CELL, tiny)
    assert torch.get_num_threads() == threads
