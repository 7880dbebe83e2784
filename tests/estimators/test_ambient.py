"""Whatever a caller has set in torch, results are bit-identical and the caller's settings stay."""
# SPDX-License-Identifier: BSD-3-Clause

import os
import pickle
import random
import subprocess
import sys
import warnings
from contextlib import ExitStack, contextmanager
from threading import Barrier, Thread

import numpy as np
import pytest
import torch

from sklearn_seqgan import CNNClassifier, SemiSupervisedInfoGANClassifier, SemiSupervisedRocketClassifier
from sklearn_seqgan.estimators._ambient import plain_torch
from sklearn_seqgan.model_selection import ClassBalancedSelfTraining

pytestmark = pytest.mark.usefixtures("one_block")


@contextmanager
def default_dtype(dtype):
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(torch.float32)


@contextmanager
def deterministic():
    torch.use_deterministic_algorithms(True)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(False)


@contextmanager
def all_at_once():
    with ExitStack() as stack:
        for name in ("float64", "meta", "inference_mode", "autocast"):
            stack.enter_context(AMBIENT[name]())
        yield


AMBIENT = {
    "float64": lambda: default_dtype(torch.float64),
    "bfloat16": lambda: default_dtype(torch.bfloat16),
    "meta": lambda: torch.device("meta"),
    "no_grad": torch.no_grad,
    "inference_mode": torch.inference_mode,
    "autocast": lambda: torch.autocast("cpu", dtype=torch.bfloat16),
    "deterministic": deterministic,
    "all at once": all_at_once,
}


def settings():
    """All that a caller can have set, as far as it may matter."""
    return {
        "dtype": torch.get_default_dtype(),
        "device": torch.empty(0).device,
        "grad": torch.is_grad_enabled(),
        "inference": torch.is_inference_mode_enabled(),
        "autocast": (torch.is_autocast_enabled("cpu"), torch.get_autocast_dtype("cpu")),
        "deterministic": torch.are_deterministic_algorithms_enabled(),
        "precision": torch.get_float32_matmul_precision(),
        "threads": torch.get_num_threads(),
        "torch's generator": torch.random.get_rng_state().numpy().tolist(),
        "Python's generator": random.getstate(),
        "numpy's generator": np.random.get_state()[1].tolist(),  # noqa: NPY002
        "environment": dict(os.environ),
    }


def found_by(fitted, rhythms):
    """What every public method gives after a fit, of an opened copy, and after a fit that goes on."""
    X, _, y = rhythms
    found = asked(fitted.fit(X, y), X)
    opened = pickle.loads(pickle.dumps(fitted))
    found += asked(opened, X)
    if hasattr(opened, "partial_fit"):
        found += [opened.partial_fit(X, y).predict_proba(X), opened.forward(X).numpy()]
    if hasattr(opened, "warm_start"):
        found += [opened.set_params(warm_start=True).fit(X, y).predict_proba(X)]
    return found


def asked(fitted, X):
    names = "predict", "predict_proba", "transform", "score_samples", "reconstruct"
    found = [getattr(fitted, name)(X) for name in names if hasattr(fitted, name)]
    if hasattr(fitted, "sample"):
        found += [fitted.sample(3)[0], fitted.inverse_transform(latents(fitted))]
    return found


def latents(fitted):
    n_codes = len(fitted.classes_)
    noise = np.random.default_rng(0).normal(size=(n_codes, fitted.noise_dim))
    return np.hstack([np.eye(n_codes), noise])


def assert_equal(found, expected):
    for one, other in zip(found, expected, strict=True):
        for x, y in zip(one, other, strict=True):
            np.testing.assert_array_equal(x, y)


@pytest.fixture(scope="module")
def expected():
    """What is found under torch's own defaults, by name: once for all settings."""
    return {}


def check(name, make, ambient, rhythms, expected):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # four steps make poor generators
        if name not in expected:
            expected[name] = found_by(make(), rhythms)
        with AMBIENT[ambient]():
            before = settings()
            found = found_by(make(), rhythms)
            after = settings()
    assert after == before
    assert_equal(found, expected[name])


@pytest.mark.slow
@pytest.mark.parametrize("ambient", AMBIENT)
def test_an_estimator_finds_the_same(quick, ambient, rhythms, expected):
    check(type(quick()).__name__, quick, ambient, rhythms, expected)


@pytest.mark.parametrize("ambient", AMBIENT)
def test_so_does_an_encoder_with_axes_of_the_noise(ambient, rhythms, expected):
    few = {"reconstruction_steps": 4, "max_steps": 0, "generator_units": 16, "n_continuous_codes": 2}
    check("axes", lambda: SemiSupervisedInfoGANClassifier(**few, random_state=0), ambient, rhythms, expected)


@pytest.mark.parametrize("ambient", AMBIENT)
def test_so_does_self_training_around_a_network(ambient, rhythms, expected):
    def make():
        return ClassBalancedSelfTraining(CNNClassifier(max_steps=2, random_state=0), n_rounds=1)

    check("self-training", make, ambient, rhythms, expected)


def test_weights_are_float32_on_the_cpu(quick, rhythms):
    X, _, y = rhythms
    with warnings.catch_warnings(), all_at_once():
        warnings.simplefilter("ignore")
        fitted = quick(device="cpu").fit(X, y)
        copy = pickle.loads(pickle.dumps(fitted))
    for one in (fitted, copy):
        if hasattr(one, "module_"):
            weights = [*one.module_.parameters(), *one.optimizer_.state_dict()["state"][0].values()]
            assert {(w.dtype, w.device.type, w.is_inference()) for w in weights} == {
                (torch.float32, "cpu", False)
            }
        else:
            assert {w.dtype for w in one.weights_.values() if w.dtype.kind == "f"} == {np.dtype("float32")}


def test_a_network_made_anew_by_set_params_is_the_same(rhythms):
    X, _, y = rhythms
    fitted = CNNClassifier(max_steps=2, random_state=0).fit(X, y)
    want = fitted.initialize().forward(X)
    with all_at_once():
        got = fitted.set_params(module__dropout=0.1).forward(X)
    torch.testing.assert_close(got, want, rtol=0, atol=0)


def test_settings_are_as_they_were_after_an_error(quick, rhythms):
    X, _, y = rhythms
    broken = [x.copy() for x in X]
    broken[3][2, 1] = np.inf
    with all_at_once():
        before = settings()
        for bad in (broken, [x[:, :1] for x in X[:4]]):
            with pytest.raises(ValueError):
                quick().fit(bad, y)
            assert settings() == before
    fitted = quick().fit(X, y)
    with all_at_once():
        with pytest.raises(ValueError):
            fitted.predict(broken)
        assert settings() == before


def test_threads_share_one_default_dtype():
    """The first in remembers it, and only the last one out sets it again."""
    steps, seen = [Barrier(2) for _ in range(3)], {}

    def first():
        with plain_torch():
            steps[0].wait()
            steps[1].wait()
        steps[2].wait()

    def second():
        steps[0].wait()
        with plain_torch():
            steps[1].wait()
            steps[2].wait()
            seen["the other gone"] = torch.get_default_dtype()

    with default_dtype(torch.float64):
        threads = [Thread(target=f) for f in (first, second)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        seen["both gone"] = torch.get_default_dtype()
    assert seen == {"the other gone": torch.float32, "both gone": torch.float64}


def test_a_door_in_a_door_leaves_the_outer_one_as_it_was():
    with default_dtype(torch.float64), plain_torch():
        with plain_torch(), torch.no_grad():
            pass
        assert torch.empty(0).dtype is torch.float32 and torch.is_grad_enabled()


NEW_PROCESS = """
import os
import numpy, sklearn, torch
before = dict(os.environ)
from sklearn_seqgan import CNNClassifier
from sklearn_seqgan.datasets import make_rhythms
assert dict(os.environ) == before
X, y = make_rhythms(n_per_class=4, random_state=0)
CNNClassifier(max_steps=2, random_state=0).fit(X, y)
assert dict(os.environ) == before, set(os.environ) - set(before)
"""


def test_import_and_fit_leave_the_environment_alone():
    """In a new process, in which the first optimiser loads torch's compiler."""
    environment = {k: v for k, v in os.environ.items() if k != "TORCHINDUCTOR_CACHE_DIR"}
    subprocess.run([sys.executable, "-c", NEW_PROCESS], env=environment, check=True)


def test_what_is_set_in_the_environment_stays(monkeypatch, tmp_path, rhythms):
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path))
    X, _, y = rhythms
    CNNClassifier(max_steps=1, random_state=0).fit(X, y)
    assert os.environ["TORCHINDUCTOR_CACHE_DIR"] == str(tmp_path)


def test_tensors_made_in_inference_mode_are_taken(rhythms):
    X, _, y = rhythms
    with torch.inference_mode():
        tensors = [torch.tensor(x) for x in X]
    want = SemiSupervisedRocketClassifier(random_state=0).fit(X, y).predict_proba(X)
    got = SemiSupervisedRocketClassifier(random_state=0).fit(tensors, y).predict_proba(tensors)
    np.testing.assert_array_equal(got, want)
