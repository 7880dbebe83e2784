"""From windows to steps and from steps to intervals: against all that there could be."""
# SPDX-License-Identifier: BSD-3-Clause

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.model_selection._timeline import average_windows, likeliest_codes, runs


@given(
    seed=st.integers(0, 10**6),
    n_steps=st.integers(1, 8),
    n_classes=st.integers(1, 3),
    shortest=st.integers(1, 5),
)
def test_no_labelling_without_shorter_holds_is_likelier(seed, n_steps, n_classes, shortest):
    p = np.random.default_rng(seed).dirichlet(np.ones(n_classes), n_steps)
    found = likeliest_codes(p, shortest)
    if n_steps < shortest:
        assert (found == -1).all()
        return
    allowed = [c for c in map(np.array, product(range(n_classes), repeat=n_steps)) if held(c) >= shortest]
    best = max(np.log(p[np.arange(n_steps), codes]).sum() for codes in allowed)
    assert held(found) >= shortest
    assert np.log(p[np.arange(n_steps), found]).sum() == pytest.approx(best, abs=1e-9)


def held(codes):
    starts, stops, _ = runs(codes)
    return (stops - starts).min()


def test_probabilities_of_zero_are_not_infinitely_unlikely():
    p = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    assert likeliest_codes(p, 2).tolist() == [0, 0, 0, 0]
    assert likeliest_codes(p).tolist() == [0, 1, 0, 0]


@given(seed=st.integers(0, 10**6), n_steps=st.integers(1, 12), length=st.integers(1, 5))
def test_a_step_gets_the_mean_of_the_windows_over_it(seed, n_steps, length):
    rng = np.random.default_rng(seed)
    starts = np.flatnonzero(rng.random(max(0, n_steps - length + 1)) < 0.5)
    p = rng.dirichlet(np.ones(3), len(starts))
    found = average_windows(p, starts, length, n_steps)
    for t in range(n_steps):
        over = [row for start, row in zip(starts, p) if start <= t < start + length]
        expected = np.mean(over, axis=0) if over else np.full(3, np.nan)
        np.testing.assert_allclose(found[t], expected, atol=1e-12)


def test_runs_leave_out_what_is_negative():
    assert [r.tolist() for r in runs(np.array([1, 1, -1, 0, 1]))] == [[0, 3, 4], [2, 4, 5], [1, 0, 1]]
    assert [r.tolist() for r in runs(np.array([-1, -1]))] == [[], [], []]
    assert [r.tolist() for r in runs(np.array([], dtype=int))] == [[], [], []]
