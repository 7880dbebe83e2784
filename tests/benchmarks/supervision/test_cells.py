"""One cell: its key, its scores, the content of its row, and parallel runs."""
# SPDX-License-Identifier: BSD-3-Clause

import json
import warnings
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix
from sklearn.pipeline import make_pipeline

from benchmarks.catalogue import methods, peers
from benchmarks.catalogue.methods import Method
from benchmarks.catalogue.peers import PEERS
from benchmarks.machine import memory
from benchmarks.machine.threads import one_thread
from benchmarks.rows.code_version import code_version, definitions
from benchmarks.supervision import cells
from benchmarks.supervision.cells import Cell, counts, measure, metric_versions, parameters_of
from sklearn_seqgan import (
    CNNClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedInfoGANClassifier,
    __version__,
)
from sklearn_seqgan.metrics import evaluate_predictions
from sklearn_seqgan.model_selection import LabeledOnly, label_efficiency_curve

CELL = Cell("random forest", 0.5, 0, "tiny", "f", "c")
NO_PARTS = SimpleNamespace(parts=None)


def test_counts_are_those_made_by_hand():
    """3 of 4 and 1 of 2 right; of class 2 there is no row, but one prediction, and class 3 is nowhere."""
    y = np.array([0, 0, 0, 0, 1, 1])
    predicted = np.array([0, 0, 0, 2, 1, 0])
    found = counts(y, predicted, groups=np.array([7, 7, 8, 8, 8, 10]), n_classes=4)
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
    monkeypatch.setitem(
        methods.METHODS, CELL.method, Method(lambda data, seed, device: LogisticRegression(C=2.0))
    )
    assert CELL.key(NO_PARTS) != before


NEEDED = {
    "metrics": dict,
    "metric_versions": dict,
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
    assert (list(row["subjects"]), total, right / total) == (["3", "4"], 12, row["metrics"]["accuracy"])
    confusion = np.array(row["confusion"])
    assert (confusion.sum(axis=1).tolist(), np.trace(confusion)) == ([4, 4, 4], right)
    assert row["fit_seconds"] > 0 and row["predict_seconds"] > 0
    assert row["versions"]["sklearn_seqgan"] == __version__
    assert row["versions"]["torch"] == torch.__version__


def test_calibration_is_measured_where_there_are_probabilities(tiny):
    assert 0 < measure(CELL, tiny)["metrics"]["calibration_error"] < 1
    without = measure(CELL._replace(method="MiniRocket + Ridge"), tiny)
    assert (
        without["metrics"].keys()
        == without["metric_versions"].keys()
        == {"accuracy", "balanced_accuracy", "macro_f1"}
    )


def test_probabilities_that_are_not_numbers_cost_no_row(tiny, monkeypatch):
    """As label spreading gives them for rows that no label reaches."""

    class Unreached(DummyClassifier):
        def predict_proba(self, X):
            return np.full((len(X), 3), np.nan)

    monkeypatch.setitem(
        methods.METHODS, CELL.method, Method(lambda data, seed, device: LabeledOnly(Unreached()))
    )
    row = measure(CELL, tiny)
    assert row["error"] == "" and row["metrics"]["accuracy"] > 0 and "calibration_error" not in row["metrics"]


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
        make = lambda data, seed, device, name=name: Listener(name, seed)  # noqa: E731
        monkeypatch.setitem(methods.METHODS, name, Method(make))
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
    monkeypatch.setitem(methods.METHODS, "failing", Method(lambda data, seed, device: Failing()))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        row = measure(CELL._replace(method="failing"), tiny)
    assert row["error"] == "RuntimeError: no luck | today"
    assert row | {"method": "failing", "n_labeled": 12} == row
    assert row["metrics"] == {} and not row.keys() & {"subjects", "confusion", "fit_seconds"}
    assert json.loads(json.dumps(row)) == row


@pytest.mark.skipif(not memory.CLEAR.exists(), reason="no high-water mark that can be reset")
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


def curve_of(cell, data):
    """What `label_efficiency_curve` finds for a cell: labels seen, predictions, and probabilities."""
    seen = {}

    def scorer(estimator, X, y):
        has = hasattr(estimator, "predict_proba")
        probabilities = estimator.predict_proba(X) if has else None
        seen.update(predicted=estimator.predict(X), probabilities=probabilities)
        return 0.0

    estimator = methods.make(cell.method, data, cell.seed)
    with one_thread():
        columns = label_efficiency_curve(
            estimator,
            data.X,
            data.y,
            cv=[(data.train, data.test)],
            levels=[cell.level],
            seeds=[cell.seed],
            scoring=scorer,
            error_score="raise",
        )
    return seen | {"n_labeled": columns["n_labeled"][0]}


@pytest.mark.parametrize("level", [0.25, 1.0, 2])
@pytest.mark.parametrize(
    "method", [*PEERS, "CNN, max_steps=3", "InfoGAN, reconstruction_steps=0, max_steps=1, trunk=conv"]
)
def test_a_cell_comes_out_to_the_bit_as_the_curve_has_it(tiny, monkeypatch, method, level):
    """The same labels, seeds, predictions and probabilities, by counts and by metrics."""
    monkeypatch.setattr(peers, "N_COMPONENTS", 8)  # of fewer rows than 64
    cell = CELL._replace(method=method, level=level, seed=3)
    row, expected = measure(cell, tiny), curve_of(cell, tiny)
    assert row["error"] == "" and row["n_labeled"] == expected["n_labeled"]
    y = tiny.y[tiny.test]
    assert row["metrics"] == evaluate_predictions(y, expected["predicted"], expected["probabilities"])
    assert row["confusion"] == confusion_matrix(y, expected["predicted"]).tolist()


def test_open_random_states_are_those_of_the_curve(tiny, monkeypatch):
    """Nested ones too; one that is set stays."""
    found = []

    class Listener(DummyClassifier):
        def fit(self, X, y):
            found.append((y, self.random_state))
            return super().fit(X, y)

    make = lambda data, seed, device: LabeledOnly(Listener(random_state=given))  # noqa: E731
    monkeypatch.setitem(methods.METHODS, "listener", Method(make))
    cell = CELL._replace(method="listener", seed=5)
    for given in (None, 7):
        measure(cell, tiny)
        curve_of(cell, tiny)
        (ours, our_seed), (theirs, their_seed) = found[-2:]
        np.testing.assert_array_equal(ours, theirs)
        assert our_seed == their_seed == (given or 5)


def test_a_marker_that_is_taken_for_a_class_is_an_error(tiny, monkeypatch):
    monkeypatch.setitem(methods.METHODS, "naive", Method(lambda data, seed, device: DummyClassifier()))
    row = measure(CELL._replace(method="naive"), tiny)
    assert row["error"] == "ValueError: DummyClassifier took -1, which marks no label, for a class."


def test_a_metric_that_is_added_or_changed_expires_no_row(tiny, monkeypatch):
    """Only the values of the one that has changed are left out."""
    row = measure(CELL, tiny) | {"code": cells.version_of(CELL.method)}
    assert cells.of_todays_code([row]) == [row]
    changed = metric_versions() | {"macro_f1": "other", "new": "n"}
    monkeypatch.setattr(cells, "metric_versions", lambda: changed)
    (found,) = cells.of_todays_code([row])
    assert found["metrics"] == {name: row["metrics"][name] for name in row["metrics"] if name != "macro_f1"}
    assert found["metric_versions"].keys() == found["metrics"].keys()
    assert found["code"] == row["code"] and "macro_f1" in row["metrics"]


def test_no_metric_is_in_the_version_of_a_method():
    """Otherwise a new metric would expire every row."""
    function = methods.code_of("CNN")
    behind = [function, cells.draw_labels, cells.seeded, cells.fit_and_predict]
    places = definitions((f.__module__, f.__name__) for f in behind)
    assert ("sklearn_seqgan.model_selection.masking", "mask_labels") in places
    assert not {module for module, _ in places if "metric" in module}
    assert cells.version_of("CNN") == code_version(*behind)


def test_the_newest_row_of_each_cell_and_how_many_are_of_older_code(tiny):
    today = measure(CELL, tiny) | {"code": cells.version_of(CELL.method)}
    older = [
        today | {"code": code, "metrics": {"accuracy": value}} for code, value in [("a", 0.1), ("b", 0.2)]
    ]
    elsewhere = [row | {"seed": 7} for row in older]
    found, n_older = cells.of_any_code([*older, *elsewhere])
    assert [row["metrics"] for row in found] == [{"accuracy": 0.2}] * 2 and n_older == 2
    found, n_older = cells.of_any_code([today, *older, *elsewhere])
    assert n_older == 1 and {row["seed"]: row["metrics"]["accuracy"] for row in found} == {
        CELL.seed: today["metrics"]["accuracy"],
        7: 0.2,
    }
    assert cells.of_any_code([today | {"method": "gone"}]) == ([], 0)
