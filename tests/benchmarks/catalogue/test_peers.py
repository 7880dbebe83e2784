"""Peers: sequences of one length, and the rows they learn from."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score

from benchmarks.catalogue.peers import PEERS, SparseScaler, resample, summary_statistics
from sklearn_seqgan.datasets import make_rhythms


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=4),
    st.integers(1, 40),
    st.floats(-5, 5),
    st.floats(-5, 5),
)
def test_a_straight_line_stays_one(lengths, length, start, slope):
    """Resampled from the first to the last value of each sequence, in the requested number of steps."""
    X = [np.column_stack([start + slope * np.arange(n), np.arange(n)]) for n in lengths]
    resampled = resample(X, length)
    assert resampled.shape == (len(lengths), 2, length)
    last = np.array(lengths) - 1.0
    times = np.linspace(0, last, length).T
    np.testing.assert_allclose(resampled[:, 1], times, atol=1e-12)
    np.testing.assert_allclose(resampled[:, 0], start + slope * times, atol=1e-9)


def test_as_many_steps_as_there_are_change_nothing():
    x = np.random.default_rng(0).normal(size=(7, 3))
    np.testing.assert_allclose(resample([x], 7)[0], x.T)


def test_one_step_is_repeated():
    assert resample([np.array([[2.0, 3.0]])], 4).tolist() == [[[2] * 4, [3] * 4]]


def test_summary_is_mean_deviation_and_six_frames():
    x = np.column_stack([np.arange(11.0), np.full(11, 7.0)])
    expected = [5, 7, np.sqrt(10), 0, 0, 2, 4, 6, 8, 10, *[7] * 6]
    np.testing.assert_allclose(summary_statistics([x]), [expected])


def test_counts_are_scaled_as_aeon_does_it():
    hydra = pytest.importorskip("aeon.classification.convolution_based._hydra")
    counts = torch.poisson(torch.full((20, 7), 1.5), generator=torch.Generator().manual_seed(0))
    want = hydra._SparseScaler().fit_transform(counts)
    np.testing.assert_allclose(SparseScaler().fit_transform(counts.numpy()), want, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", PEERS)
def test_every_peer_learns_with_a_third_of_the_labels_and_is_settled_by_its_seed(name):
    pytest.importorskip("aeon")
    X, y = make_rhythms(n_per_class=40, n_channels=2, random_state=0)
    X = [x + k for x, k in zip(X, y)]  # rhythm is nothing to a mean
    partial = np.where(np.arange(90) < 30, y[:90], -1)
    peer = PEERS[name](seed=0).fit(X[:90], partial)
    assert accuracy_score(y[90:], peer.predict(X[90:])) > (0.55 if name == "random forest" else 0.85)
    again = PEERS[name](seed=0).fit(X[:90], partial)
    np.testing.assert_array_equal(again[:-1].transform(X[90:]), peer[:-1].transform(X[90:]))
    np.testing.assert_array_equal(again.predict(X[90:]), peer.predict(X[90:]))
