"""Every bad input gets a ValueError that says where and what to do."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

NAN = np.nan
GOOD = np.random.default_rng(0).normal(size=(6, 5, 2))
Y = np.array([0, 1, 0, 1, -1, -1])


def spoiled(value, place):
    X = GOOD.copy()
    X[place] = value
    return X


def as_list(**replaced):
    X = list(GOOD)
    for i, x in replaced.items():
        X[int(i[1:])] = x
    return X


BAD_FITS = {
    "empty X": (np.empty((0, 5)), Y[:0], r"0 sample\(s\)"),
    "empty list": ([], [], r"0 sample\(s\)"),
    "empty object array": (np.empty(0, dtype=object), [], r"0 sample\(s\)"),
    "empty sequence": (as_list(_3=np.empty((0, 2))), Y, "Sample 3 of X is an empty sequence.*Remove"),
    "sequence of NaN": (spoiled(NAN, 2), Y, "Sample 2 of X is an empty sequence.*Remove"),
    "infinity": (spoiled(np.inf, (1, 3, 0)), Y, r"infinity \(inf\).*sample 1, at step 3, channel 0.*clip"),
    "beyond float32": (spoiled(1e300, (1, 3, 0)), Y, "too large for float32.*sample 1, at step 3"),
    "NaN inside": (spoiled(NAN, (4, 2, 1)), Y, "NaN inside sample 4, at step 2, channel 1.*fill"),
    "channel counts": (as_list(_2=np.ones((4, 3))), Y, "Sample 2 of X has 3 channels, but sample 0 has 2"),
    "text in a sequence": (as_list(_1=np.array([["a", "b"]])), Y, "Sample 1 of X is not an array of numbers"),
    "1-D": (GOOD[:, 0, 0], Y, "Expected 2D array, got 1D"),
    "4-D": (GOOD[None], Y[:1], r"X has 4 dimensions; expected \(n, T\)"),
    "short y": (GOOD, Y[:4], "X has 6 samples, but y has 4"),
    "one recording": (GOOD[0], [0], r"X has 5 samples, but y has 1: .* put it into a list: \[X\]"),
    "two-dimensional y": (GOOD, np.ones((6, 2)), "y should be a 1d array"),
    "no y": (GOOD, None, "requires y to be passed, but the target y is None"),
    "no label": (GOOD, np.full(6, -1), "no label: every row is marked"),
    "one class": (GOOD, [3, 3, 3, -1, -1, -1], "1 class only .3.*at least 2 classes"),
    "labels {-1, 1}": (GOOD, [-1, 1, -1, 1, 1, -1], "1 class only.*pass unlabeled=None"),
    "marker spelled out": (GOOD, np.array(["a", "b", "a", "-1", "b", "a"]), "Pass unlabeled='-1'"),
    "regression target": (GOOD, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], "Unknown label type"),
    "infinite y": (GOOD, [0, 1, 0, 1, np.inf, 0], "Input y contains infinity"),
    "nested list": ([x[: 2 + i].tolist() for i, x in enumerate(GOOD)], Y, r"Pass a list of arrays"),
    "text": (np.full((6, 5, 2), "1.5"), Y, r"X holds text; convert it to numbers, by X.astype\(float\)"),
    "text among objects": (np.full((6, 5), "a", dtype=object), Y, "X is not an array of numbers: could not"),
    "complex": (GOOD * 1j, Y, "Complex data not supported: X is complex"),
    "complex among objects": ((GOOD * 1j).astype(object), Y, "X is not an array of numbers: .*complex"),
    "records": (np.zeros((6, 5), dtype="i4,f8"), Y, "X holds records of several fields"),
    "bytes": (GOOD, np.array([b"a", b"b"] * 3), "y holds bytes; decode"),
    "NaN spelled out": (GOOD, np.array(["a", "b", "a", "b", np.nan, "a"]), "Pass unlabeled='nan'"),
    "mixed labels": (GOOD, np.array([0, "a", 0, "a", -1, -1], dtype=object), "mixes int and str"),
}


@pytest.mark.parametrize(("X", "y", "message"), BAD_FITS.values(), ids=BAD_FITS)
def test_fit_refuses(X, y, message, quick):
    with pytest.raises((TypeError, ValueError), match=message):
        quick().fit(X, y)


BAD_PARAMETERS = {
    "max_steps": (-1, "max_steps"),
    "batch_size": (-3, "batch_size"),
    "device": ("abacus", "device='abacus' is no device; use 'auto'"),
    "random_state": ("x", "random_state"),
    "unlabeled": ([1], "unlabeled"),
}


@pytest.mark.parametrize("name", BAD_PARAMETERS)
def test_fit_refuses_a_parameter(name, quick):
    value, message = BAD_PARAMETERS[name]
    if name not in quick().get_params():
        pytest.skip("it has no such parameter")
    with pytest.raises(ValueError, match=message):
        quick(**{name: value}).fit(GOOD, Y)


def test_cuda_is_asked_for_where_there_is_none(quick, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(ValueError, match="finds no CUDA device; use 'auto' or 'cpu'"):
        quick(device="cuda").fit(GOOD, Y)


BAD_INFOGAN_PARAMETERS = {
    "generator_units": 0,
    "noise_dim": 0,
    "n_codes": 1,
    "code_prior": "normal",
    "length_prior": "gamma",
    "kernel_size": 2.5,
    "share_trunk": "yes",
    "information_weight": -1,
    "real_information_weight": -0.1,
    "n_critic": 0,
    "learning_rate": 0,
    "betas": (0.5, 1.0),
    "representation": "pixels",
    "callbacks": [3],
    "verbose": -1,
}


@pytest.mark.parametrize("name", BAD_INFOGAN_PARAMETERS)
def test_infogan_refuses_a_parameter(name, quick_infogan):
    with pytest.raises(ValueError, match=name):
        quick_infogan(**{name: BAD_INFOGAN_PARAMETERS[name]}).fit(GOOD, Y)


def test_fewer_codes_than_classes(quick_infogan):
    with pytest.raises(ValueError, match="n_codes=2 is less than the 3 classes"):
        quick_infogan(n_codes=2).fit(GOOD, [0, 1, 2, 0, 1, 2])


def test_nothing_to_train_the_encoder_on(quick_infogan):
    with pytest.raises(ValueError, match="encoder has no loss to learn from"):
        quick_infogan(n_codes=2, real_information_weight=0).fit(GOOD)
    with pytest.raises(ValueError, match="encoder has no loss to learn from"):
        quick_infogan(supervised_weight=0, real_information_weight=0).fit(GOOD, Y)


def test_predict_refuses(quick):
    with pytest.raises(NotFittedError):
        quick().predict(GOOD)
    fitted = quick().fit(GOOD, Y)
    with pytest.raises(ValueError, match=r"X has 3 channels, but .* was fitted with 2"):
        fitted.predict(np.ones((4, 5, 3)))
    with pytest.raises(ValueError, match="NaN inside sample 0, at step 0"):
        fitted.predict(spoiled(NAN, (0, 0, 0)))


def test_sample_refuses(quick_infogan):
    with pytest.raises(NotFittedError):
        quick_infogan().sample(3)
    fitted = quick_infogan().fit(GOOD, Y)
    with pytest.raises(ValueError, match="n_samples=0 must be an integer of at least 1"):
        fitted.sample(0)
    with pytest.raises(ValueError, match="label 7, which is not among the classes"):
        fitted.sample(2, y=7)
    with pytest.raises(ValueError, match="y has shape"):
        fitted.sample(2, y=[0, 1, 0])


def test_parameters_of_skorch_that_have_no_meaning_here():
    from sklearn_seqgan import CNNClassifier

    with pytest.raises(TypeError, match="counted in max_steps"):
        CNNClassifier(max_epochs=3)
    with pytest.raises(TypeError, match="taken from y"):
        CNNClassifier(classes=[1, 0])


def test_a_failed_fit_leaves_no_half_of_a_model(quick):
    fitted = quick().fit(GOOD, Y)
    with pytest.raises(ValueError):
        fitted.fit(GOOD[:, :, :1], np.full(6, -1))
    with pytest.raises(NotFittedError):
        fitted.predict(GOOD)
