"""What the baselines add to the contract: dropped rows, skorch's tools, batches."""
# SPDX-License-Identifier: BSD-3-Clause

import pickle
from collections import Counter

import numpy as np
import pytest
import torch
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from skorch.callbacks import EarlyStopping
from skorch.dataset import ValidSplit

from sklearn_seqgan import CNNClassifier, DivergenceError, GRUClassifier, PartAwareLSTMClassifier
from sklearn_seqgan.estimators._net_batches import EPOCH_STEPS, Batches
from tests.pretend_device import DEVICE, PretendDevice

BASELINES = pytest.mark.parametrize("Baseline", [CNNClassifier, GRUClassifier, PartAwareLSTMClassifier])


@BASELINES
def test_rows_without_label_count_for_the_scale_alone(Baseline, rhythms):
    """Turned round in time they have the same mean and deviation, so nothing may change."""
    X, _, y = rhythms
    turned = [x if label >= 0 else x[::-1] for x, label in zip(X, y, strict=True)]
    first, second = (Baseline(max_steps=5, random_state=0).fit(data, y) for data in (X, turned))
    np.testing.assert_allclose(first.predict_proba(X), second.predict_proba(X), rtol=1e-4)
    without = Baseline(max_steps=5, random_state=0).fit([X[i] for i in np.flatnonzero(y >= 0)], y[y >= 0])
    assert not np.allclose(without.scale_.mean, first.scale_.mean, rtol=1e-6)


@pytest.mark.slow
@BASELINES
def test_it_learns_what_is_easy(Baseline, rhythms):
    X, y, _ = rhythms
    fitted = Baseline(max_steps=300, lr=5e-3, random_state=0).fit(X, y)
    assert fitted.score(X, y) > 0.95


@BASELINES
def test_steps_are_counted(Baseline, rhythms):
    X, _, y = rhythms
    fitted = Baseline(max_steps=25, random_state=0).fit(X, y)
    assert fitted.n_steps_ == 25 and len(fitted.history_) == 3
    optimizer_steps = {int(s["step"]) for s in fitted.optimizer_.state_dict()["state"].values()}
    assert optimizer_steps == {25}


@BASELINES
def test_partial_fit_and_warm_start_go_on(Baseline, rhythms):
    X, _, y = rhythms
    net = Baseline(max_steps=5, random_state=0).partial_fit(X, y)
    first = net.predict_proba(X)
    net.partial_fit(X, y)
    assert net.n_steps_ == 10 and not np.array_equal(net.predict_proba(X), first)
    whole = Baseline(max_steps=10, random_state=0, batch_size=5).fit(X, y)
    parts = Baseline(max_steps=5, random_state=0, batch_size=5).fit(X, y)
    parts = pickle.loads(pickle.dumps(parts)).partial_fit(X, y)
    np.testing.assert_array_equal(parts.predict_proba(X), whole.predict_proba(X))
    warm = Baseline(max_steps=5, random_state=0, warm_start=True).fit(X, y).fit(X, y)
    np.testing.assert_array_equal(warm.predict_proba(X), net.predict_proba(X))
    with pytest.raises(ValueError, match="label 7"):
        net.partial_fit(X, np.where(y == 1, 7, y))


@BASELINES
def test_it_goes_on_on_another_device(Baseline, rhythms):
    """Opened where there is a GPU, a network lies on the CPU at first."""
    X, _, y = rhythms
    fitted = Baseline(max_steps=2, random_state=0, device="cpu").fit(X, y)
    want = pickle.loads(pickle.dumps(fitted)).partial_fit(X, y).predict_proba(X)
    with PretendDevice():
        got = fitted.set_params(device=DEVICE.type).partial_fit(X, y).predict_proba(X)
    np.testing.assert_allclose(got, want, rtol=1e-5)


def test_module_parameters_are_searched(rhythms):
    X, y, _ = rhythms
    grid = GridSearchCV(CNNClassifier(max_steps=3, random_state=0), {"module__filters": [4, 8]}, cv=2)
    grid.fit(X, y)
    assert grid.best_estimator_.module_.trunk.width == grid.best_params_["module__filters"]
    fitted = grid.best_estimator_.set_params(module__filters=16)
    assert fitted.module_.trunk.width == 16 and fitted.device == "auto"
    with pytest.raises(NotFittedError):  # rather than the guesses of an untrained network
        fitted.predict(X)
    assert fitted.set_params(device="cpu").get_params()["device"] == "cpu"


def test_parts_reach_the_network_and_survive_the_tools(rhythms):
    X, y, _ = rhythms
    parts = [[0, 1], np.array([2])]
    net = clone(PartAwareLSTMClassifier(parts, max_steps=3, random_state=0))
    assert net.get_params()["parts"] == parts
    probabilities = net.fit(X, y).predict_proba(X)
    assert [w.shape[1] for w in net.module_.layers[0].part_weights] == [2, 1]
    reloaded = pickle.loads(pickle.dumps(net))
    np.testing.assert_array_equal(reloaded.predict_proba(X), probabilities)
    grid = GridSearchCV(net, {"parts": [None, [[0], [1, 2]]], "module__units": [3]}, cv=2).fit(X, y)
    best = grid.best_estimator_
    assert best.module_.layers[0].width == 3 * len(best.parts or [0])


def test_a_channel_in_no_part_is_not_read(rhythms):
    X, y, _ = rhythms
    net = PartAwareLSTMClassifier([[0], [2]], max_steps=3, random_state=0).fit(X, y)
    turned = [x * [1, -1, 1] for x in X]
    np.testing.assert_array_equal(net.predict_proba(turned), net.predict_proba(X))


def test_new_parts_want_a_new_fit(rhythms):
    X, y, _ = rhythms
    net = PartAwareLSTMClassifier(max_steps=3, random_state=0, warm_start=True).fit(X, y)
    net.set_params(parts=[[0, 1], [2]])
    with pytest.raises(NotFittedError):  # rather than the predictions of the parts before
        net.predict(X)
    assert len(net.partial_fit(X, y).module_.layers[0].part_weights) == 2 and net.n_steps_ == 3
    fresh = PartAwareLSTMClassifier([[0, 1], [2]], max_steps=3, random_state=0).fit(X, y)
    np.testing.assert_array_equal(net.predict_proba(X), fresh.predict_proba(X))


def test_parts_that_do_not_fit_are_refused_by_fit(rhythms):
    X, y, _ = rhythms
    net = PartAwareLSTMClassifier(max_steps=3).fit(X, y).set_params(parts=[[0, 1], [3]])
    with pytest.raises(ValueError, match=r"parts\[1\] holds channel 3, but X has 3 channels; use 0 to 2"):
        net.fit(X, y)
    with pytest.raises(NotFittedError):
        net.predict(X)


def test_skorchs_own_validation_and_early_stopping_work(rhythms):
    X, y, _ = rhythms
    stopping = EarlyStopping(monitor="valid_acc", lower_is_better=False, patience=2)
    net = CNNClassifier(
        max_steps=400,
        lr=5e-3,
        random_state=0,
        train_split=ValidSplit(3, stratified=True),
        callbacks=[stopping],
    )
    state = torch.random.get_rng_state()
    net.fit(X, np.array(["a", "b", "c"])[y])
    assert torch.equal(torch.random.get_rng_state(), state)
    assert 2 < len(net.history_) < 40 and net.n_steps_ == 10 * len(net.history_)
    assert net.history_[-1]["valid_acc"] > 0.5 and "valid_loss" in net.history_[-1]


def test_a_run_that_diverges_says_so(rhythms):
    X, _, y = rhythms
    net = CNNClassifier(max_steps=20, lr=3e37, random_state=0)
    with pytest.raises(DivergenceError, match="Lower lr"):
        net.fit(X, y)
    with pytest.raises(NotFittedError):
        net.predict(X)


def test_device_auto_survives_pickling(rhythms):
    X, _, y = rhythms
    net = pickle.loads(pickle.dumps(CNNClassifier(max_steps=2, random_state=0).fit(X, y)))
    assert net.device == "auto" and net.get_params()["device"] == "auto"


def test_initialize_without_data_says_why():
    with pytest.raises(Exception, match="known once fit has seen X and y"):
        CNNClassifier().initialize()


def test_private_attributes_and_epochs_are_no_parameters():
    names = CNNClassifier().get_params()
    assert not any(name.startswith("_") for name in names) and "max_epochs" not in names


def test_batches_spend_the_budget_and_no_more():
    batches = Batches(n_rows=50, batch_size=8, n_steps=EPOCH_STEPS + 3, rng=torch.Generator().manual_seed(0))
    first, second, third = list(batches), list(batches), list(batches)
    assert (len(first), len(second), len(third)) == (EPOCH_STEPS, 3, 0)
    assert {len(rows) for rows in first + second} == {8}
    assert len(Counter(row for rows in first for row in rows)) > 30
    few = Batches(n_rows=5, batch_size=8, n_steps=1, rng=None)
    assert list(few) == [[0, 1, 2, 3, 4]]
