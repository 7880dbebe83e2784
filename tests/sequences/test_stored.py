"""Large arrays: never copied whole, and to the bit what a copy would give."""
# SPDX-License-Identifier: BSD-3-Clause

from functools import partialmethod

import numpy as np
import pytest

from sklearn_seqgan import CNNClassifier, SemiSupervisedInfoGANClassifier
from sklearn_seqgan._validation import SequenceInputMixin
from sklearn_seqgan.scaling import ChannelScale
from sklearn_seqgan.sequences import from_array, store


@pytest.fixture
def padded():
    """40 sequences of 3 to 9 steps in two channels, NaN behind; nobody has all ten steps."""
    rng = np.random.default_rng(0)
    X = rng.normal(3, 2, (40, 10, 2)).astype(np.float32)
    for x, length in zip(X, rng.integers(3, 10, 40)):
        x[length:] = np.nan
    return X


@pytest.fixture
def everything_is_large(monkeypatch):
    """Five sequences are checked at one time."""
    validate = SequenceInputMixin._validate_sequences
    monkeypatch.setattr(SequenceInputMixin, "_validate_sequences", partialmethod(validate, largest_copy=0))
    monkeypatch.setattr("sklearn_seqgan.sequences.stored._CHUNK", 5 * 10 * 2 * 4)


@pytest.mark.usefixtures("everything_is_large")
def test_rows_are_those_of_a_copy(padded):
    copied, stored = from_array(padded), store(padded)
    assert stored.shape == copied.shape
    for rows in (slice(3, 17), np.array([5, 0, 5]), np.arange(40) % 3 == 0):
        for method in ("rows", "take"):
            for ours, expected in zip(
                getattr(stored, method)(rows), getattr(copied, method)(rows), strict=True
            ):
                np.testing.assert_array_equal(ours, expected)


@pytest.mark.usefixtures("everything_is_large")
def test_scaling_is_that_of_a_copy(padded):
    copied, stored = from_array(padded), store(padded)
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
    with pytest.raises(ValueError, match=message):
        store(padded)


@pytest.mark.usefixtures("one_block")
@pytest.mark.parametrize(
    "estimator",
    [
        SemiSupervisedInfoGANClassifier(trunk="conv", max_steps=3, batch_size=8, random_state=0),
        SemiSupervisedInfoGANClassifier(max_steps=2, batch_size=8, random_state=0),
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
    np.testing.assert_array_equal(estimator.fit(mapped, y).predict_proba(mapped), expected)
    np.testing.assert_array_equal(mapped, padded)
