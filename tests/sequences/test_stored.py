"""X is checked in place and read by rows: bit for bit as a copy would be, in little memory."""
# SPDX-License-Identifier: BSD-3-Clause

import tracemalloc
import warnings

import numpy as np
import pytest
import torch

from sklearn_seqgan import CNNClassifier, SemiSupervisedInfoGANClassifier
from sklearn_seqgan.sequences import from_array, store
from sklearn_seqgan.sequences.scaling import ChannelScale
from sklearn_seqgan.training.data import TrainingSet


@pytest.fixture
def padded():
    """40 sequences of 3 to 9 steps in two channels, padded with NaN; none has all ten steps."""
    rng = np.random.default_rng(0)
    X = rng.normal(3, 2, (40, 10, 2)).astype(np.float32)
    for x, length in zip(X, rng.integers(3, 10, 40)):
        x[length:] = np.nan
    return X


@pytest.fixture
def everything_is_large(monkeypatch):
    """Five sequences are checked at one time, and none is copied to train on."""
    monkeypatch.setattr("sklearn_seqgan.estimators._semi_supervised.LARGEST_COPY", 0)
    monkeypatch.setattr("sklearn_seqgan.sequences.stored._BYTES", 5 * 10 * 2 * 4)


def as_list(padded):
    """The same sequences in an array each, some with padding of their own."""
    lengths = np.isfinite(padded).all(axis=2).sum(axis=1)
    return [x[: n + i % 2] for i, (x, n) in enumerate(zip(padded, lengths))]


@pytest.mark.usefixtures("everything_is_large")
@pytest.mark.parametrize("form", [np.asarray, as_list], ids=["array", "list"])
def test_rows_are_those_of_a_copy(padded, form):
    copied, stored = from_array(padded), store(form(padded))
    assert stored.shape == copied.shape
    for rows in (slice(3, 17), np.array([5, 0, 5]), np.arange(40) % 3 == 0):
        for method in ("rows", "take"):
            for ours, expected in zip(
                getattr(stored, method)(rows), getattr(copied, method)(rows), strict=True
            ):
                np.testing.assert_array_equal(ours, expected)


@pytest.mark.usefixtures("everything_is_large")
@pytest.mark.parametrize("form", [np.asarray, as_list], ids=["array", "list"])
def test_scaling_is_that_of_a_copy(padded, form):
    copied, stored = from_array(padded), store(form(padded))
    scale = ChannelScale.fit(stored)
    for ours, expected in zip(scale, ChannelScale.fit(copied), strict=True):
        np.testing.assert_array_equal(ours, expected)
    everything = scale.apply(stored).rows(slice(None)).values
    np.testing.assert_array_equal(everything, scale.apply(copied).values)


@pytest.mark.usefixtures("everything_is_large")
@pytest.mark.parametrize(
    ("step", "bad", "message"),
    [(slice(None), np.nan, "Sample 23 of X is an empty"), (1, np.inf, "sample 23, at step 1, channel 0"),
     ((0, 1), np.nan, "inside sample 23, at step 0, channel 1")],
)  # fmt: skip
def test_errors_name_the_sample_of_the_whole(padded, step, bad, message):
    padded[23][step] = bad
    for form in (padded, list(padded)):
        with pytest.raises(ValueError, match=message):
            store(form)


@pytest.mark.usefixtures("one_block")
@pytest.mark.parametrize(
    "estimator",
    [
        SemiSupervisedInfoGANClassifier(
            trunk="conv", reconstruction_steps=0, max_steps=3, batch_size=8, random_state=0
        ),
        SemiSupervisedInfoGANClassifier(reconstruction_steps=0, max_steps=2, batch_size=8, random_state=0),
        CNNClassifier(max_steps=3, random_state=0),
    ],
    ids=["conv", "default", "CNN"],
)
def test_a_fit_on_a_read_only_file_is_the_fit_on_a_copy(estimator, padded, tmp_path, request):
    y = np.where(np.arange(40) < 12, np.arange(40) % 2, -1)
    expected = estimator.fit(padded, y).predict_proba(padded)
    request.getfixturevalue("everything_is_large")
    np.save(tmp_path / "X.npy", padded)
    mapped = np.load(tmp_path / "X.npy", mmap_mode="r")
    for X in (mapped, as_list(mapped)):
        np.testing.assert_array_equal(estimator.fit(X, y).predict_proba(X), expected)
    np.testing.assert_array_equal(mapped, padded)


@pytest.mark.parametrize("form", [np.asarray, list], ids=["array", "list"])
def test_values_that_float32_does_not_hold_are_read_in_float64(form):
    X = np.linspace(0, 1, 24).reshape(4, 3, 2)
    stored = store(form(X))
    assert not stored.single and np.array_equal(stored.load().values, X)
    assert store(form(X.astype(np.float32).astype(float))).single
    assert store(form(X), dtype=np.float32).load().values.dtype == np.float32
    assert store(form((8 * X).astype(int))).single and not store(form(X + 2.0**24)).single


def memory(function):
    """Bytes that numpy takes at most while a function runs, and that what it returns holds."""
    tracemalloc.start()
    try:
        kept = function()  # noqa: F841
        held, most = tracemalloc.get_traced_memory()
        return most, held
    finally:
        tracemalloc.stop()


@pytest.fixture(scope="module")
def large():
    """A list of 200 float32 sequences of 40 MB, all of one length."""
    rng = np.random.default_rng(0)
    return [x.astype(np.float32) for x in rng.normal(5, 2, (200, 1000, 50))]


def take_in(X):
    """What a fit does with X before it trains."""
    sequences = store(X)
    scaled = ChannelScale.fit(sequences).apply(sequences)
    return TrainingSet(scaled.load(), np.full(len(X), -1), torch.device("cpu"))


@pytest.mark.parametrize("form", [list, np.stack], ids=["list", "array"])
def test_one_copy_of_x_is_taken_in(large, form, monkeypatch):
    monkeypatch.setattr("sklearn_seqgan.sequences.stored._BYTES", 2**21)
    monkeypatch.setattr("sklearn_seqgan.sequences.scaling._SEQUENCES", 10)
    X = form(large)
    most, held = memory(lambda: take_in(X))
    assert most < 1.3 * 40e6 and held < 1.01 * 40e6


@pytest.mark.usefixtures("everything_is_large")
def test_a_list_of_mapped_views_is_not_copied_at_all(large, tmp_path, monkeypatch):
    monkeypatch.setattr("sklearn_seqgan.sequences.stored._BYTES", 2**21)
    monkeypatch.setattr("sklearn_seqgan.sequences.scaling._SEQUENCES", 10)
    np.save(tmp_path / "X.npy", np.stack(large))
    mapped = list(np.load(tmp_path / "X.npy", mmap_mode="r"))
    clf = SemiSupervisedInfoGANClassifier.paper(max_steps=1, batch_size=4, random_state=0)
    y = np.where(np.arange(200) < 8, np.arange(200) % 2, -1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one step makes a poor generator
        clf.fit(mapped[:9], y[:9])  # loads what is loaded once
        assert memory(lambda: clf.fit(mapped, y))[0] < 0.5 * 40e6


@pytest.mark.parametrize(("n_axes", "says_how"), [(1, False), (4, True), (5, False)])
def test_only_an_array_of_joints_is_told_how_to_become_one_of_channels(n_axes, says_how):
    with pytest.raises(ValueError, match=f"X has {n_axes} dimension") as refused:
        from_array(np.ones((2,) * n_axes))
    assert ("X.reshape(*X.shape[:2], -1)" in str(refused.value)) == says_how
