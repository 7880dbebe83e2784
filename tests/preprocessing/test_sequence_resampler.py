"""Resampling is numpy's linear interpolation; truncation is a slice."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.preprocessing import SequenceResampler, SequenceTruncator


@given(lengths=st.lists(st.integers(1, 30), min_size=1, max_size=4), length=st.integers(1, 40))
def test_it_is_linear_interpolation(lengths, length):
    rng = np.random.default_rng(0)
    X = [rng.normal(size=(n, 2)) for n in lengths]
    for x, found in zip(X, SequenceResampler(length).fit_transform(X), strict=True):
        times = np.linspace(0, len(x) - 1, length)
        expected = np.column_stack([np.interp(times, np.arange(len(x)), channel) for channel in x.T])
        np.testing.assert_allclose(found, expected, atol=1e-12)


def test_float32_is_interpolated_in_float64():
    x = np.array([1e7, -1e7], np.float32)
    found = SequenceResampler(4).fit_transform([x])[0][:, 0]
    np.testing.assert_array_equal(found, np.linspace(1e7, -1e7, 4).astype(np.float32))


def test_one_channel_becomes_as_many_columns():
    X = pd.DataFrame([[0.0, 1.0, 2.0], [4.0, 2.0, np.nan]])
    resampler = SequenceResampler(5).set_output(transform="pandas").fit(X)
    found = resampler.transform(X)
    np.testing.assert_allclose(found, [[0, 0.5, 1, 1.5, 2], [4, 3.5, 3, 2.5, 2]])
    assert found.columns.tolist() == [f"sequenceresampler{k}" for k in range(5)]


SLICES = {"start": slice(0, 4), "middle": slice(2, 6), "end": slice(5, 9)}


@pytest.mark.parametrize("keep", SLICES)
def test_truncation_is_a_slice(keep):
    X = [np.arange(18.0).reshape(9, 2), np.arange(6.0).reshape(3, 2)]
    long, short = SequenceTruncator(4, keep=keep).fit_transform(X)
    np.testing.assert_array_equal(long, X[0][SLICES[keep]])
    np.testing.assert_array_equal(short, X[1])


def test_columns_that_are_the_first_keep_their_names():
    X = pd.DataFrame(np.ones((2, 3)), columns=list("abc"))
    assert SequenceTruncator(2).fit(X).get_feature_names_out().tolist() == ["a", "b"]
    assert SequenceTruncator(3, keep="end").fit(X).get_feature_names_out().tolist() == ["a", "b", "c"]
    names = SequenceTruncator(2, keep="end").fit(X).get_feature_names_out().tolist()
    assert names == ["sequencetruncator0", "sequencetruncator1"]
