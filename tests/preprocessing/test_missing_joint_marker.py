"""Each rule by which a joint is lost, against what is written out."""
# SPDX-License-Identifier: BSD-3-Clause

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.pipeline import make_pipeline

from sklearn_seqgan.preprocessing import GapFiller, JointCenterer, MissingJointMarker, usable_rows
from sklearn_seqgan.preprocessing.missing_joint_marker import jumped

NAN = np.nan


def lost(x, **options):
    """Steps and joints that are marked, of a sequence whose joints are in the plane; (T, J)."""
    found = MissingJointMarker(2, **options).fit_transform([x])[0]
    missing = np.isnan(found).reshape(len(x), -1, 2)
    assert (missing.all(axis=2) == missing.any(axis=2)).all()
    np.testing.assert_array_equal(found[~np.isnan(found)], x[:, : found.shape[1]][~np.isnan(found)])
    return missing.all(axis=2)


@pytest.mark.parametrize("dims", [2, 3])
@given(seed=st.integers(0, 10**6))
def test_a_joint_at_zero_is_lost_and_a_coordinate_at_zero_is_not(dims, seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(-1, 2, (6, 3 * dims)).astype(float)
    found = MissingJointMarker(dims).fit_transform([x])[0].reshape(6, 3, dims)
    joints = x.reshape(6, 3, dims)
    for t in range(6):
        for j in range(3):
            expected = np.full(dims, NAN) if not joints[t, j].any() else joints[t, j]
            np.testing.assert_array_equal(found[t, j], expected)
    np.testing.assert_array_equal(MissingJointMarker(dims, zeros=False).fit_transform([x])[0], x)


def test_a_coordinate_that_is_missing_takes_its_joint_with_it():
    x = np.array([[1.0, NAN, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0]])
    np.testing.assert_array_equal(MissingJointMarker(2).fit_transform([x])[0][0], [NAN, NAN, 3, 4])


@pytest.mark.parametrize("dims", [2, 3])
def test_low_confidence_is_lost_and_no_channel_any_more(dims):
    points, confidence = np.random.default_rng(0).normal(size=(5, 2, dims)), np.full((5, 2, 1), 0.9)
    confidence[1, 0], confidence[2, 1], confidence[3, 1] = 0.59, 0.6, NAN
    names = [f"{joint}_{c}" for joint in ("nose", "paw") for c in (*"xyz"[:dims], "likelihood")]
    x = pd.DataFrame(np.concatenate([points, confidence], axis=2).reshape(5, -1), columns=names)
    marker = MissingJointMarker(dims, min_confidence=0.6)
    found = marker.fit_transform([x])[0].reshape(5, 2, dims)
    points[1, 0], points[3, 1] = NAN, NAN
    np.testing.assert_array_equal(found, points)
    assert marker.get_feature_names_out().tolist() == [n for n in names if "likelihood" not in n]
    with pytest.raises(ValueError, match=rf"no multiple of the {dims + 1} .* and a confidence"):
        marker.fit([points.reshape(5, -1)])


def test_what_stands_still_for_too_long():
    x = np.repeat([[1.0, 1.0], [2.0, 1.0], [3.0, 1.0], [4.0, 4.0]], [1, 3, 2, 4], axis=0)
    assert np.flatnonzero(lost(x, longest_still=2)).tolist() == [2, 3, 7, 8, 9]
    assert np.flatnonzero(lost(x, longest_still=3)).tolist() == [7, 8, 9]
    assert not lost(x, longest_still=4).any()
    x[4] = NAN  # what is missing does not stand still
    assert np.flatnonzero(lost(x, longest_still=2)).tolist() == [2, 3, 4, 7, 8, 9]


def test_a_jump_there_and_back_is_lost_and_a_fast_walk_is_not():
    x = np.column_stack([np.arange(20.0), np.zeros(20)]) + 5
    x[8:11] += [0, 300]
    assert np.flatnonzero(lost(x, fastest=2.0)).tolist() == [8, 9, 10]
    assert np.flatnonzero(lost(x, fastest=60.0, rate_hz=30)).tolist() == [8, 9, 10]
    assert not lost(x, fastest=1000.0).any()
    x[0] = 999, 999  # the first value may be the wrong one
    assert np.flatnonzero(lost(x, fastest=2.0)).tolist() == [0, 8, 9, 10]
    x[5:8] = NAN  # further is to be gone in more steps
    assert np.flatnonzero(lost(x, fastest=1.5)).tolist() == [0, 5, 6, 7, 8, 9, 10]


@given(seed=st.integers(0, 10**6), n=st.integers(2, 9), fastest=st.sampled_from([0.5, 1.0, 2.5]))
def test_no_other_choice_of_runs_keeps_more_steps(seed, n, fastest):
    rng = np.random.default_rng(seed)
    x, gone = rng.integers(0, 5, (n, 1)).astype(float), rng.random(n) < 0.2
    kept = ~jumped(x, gone, fastest) & ~gone
    known = np.flatnonzero(~gone)
    runs = np.split(known, 1 + np.flatnonzero(np.abs(np.diff(x[known, 0])) > fastest * np.diff(known)))
    best = 0
    for size in range(1, len(runs) + 1):
        for chosen in combinations(runs, size):
            ends = [(a[-1], b[0]) for a, b in pairwise(chosen)]
            if all(abs(x[b, 0] - x[a, 0]) <= fastest * (b - a) for a, b in ends):
                best = max(best, sum(map(len, chosen)))
    assert kept.sum() == best
    steps = np.flatnonzero(kept)
    assert (np.abs(np.diff(x[steps, 0])) <= fastest * np.diff(steps)).all()


def test_long_noise_is_no_burden_and_what_is_kept_of_it_is_slow_enough():
    x = np.random.default_rng(0).normal(size=(3000, 3))
    kept = np.flatnonzero(~jumped(x, np.zeros(3000, dtype=bool), 0.5))
    distances = np.linalg.norm(np.diff(x[kept], axis=0), axis=1)
    assert len(kept) > 300 and (distances <= 0.5 * np.diff(kept) + 1e-9).all()


def test_lost_joints_are_filled_and_rows_that_cannot_be_are_told():
    walk = np.cumsum(np.ones((12, 6)), axis=0) + np.array([300, 200, 310, 240, 330, 280])
    X = [walk.copy(), walk.copy()]
    X[0][5:7, 2:4] = 0
    X[1][:, 4:] = 0
    marked = MissingJointMarker(point_dims=2).fit_transform(X)
    assert usable_rows(marked).tolist() == [True, False]
    np.testing.assert_allclose(GapFiller().fit_transform(marked[:1])[0], walk)
    flow = make_pipeline(MissingJointMarker(2), GapFiller(), JointCenterer(n_dims=2))
    assert not np.isnan(flow.fit_transform(X[:1])[0]).any()


def test_channels_that_are_no_joints_are_refused():
    with pytest.raises(ValueError, match="X has 4 channels, no multiple of the 3 that a joint has here"):
        MissingJointMarker().fit([np.ones((3, 4))])
