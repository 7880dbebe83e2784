"""A form that is more likely another one is told of; what people have is not."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_iris, make_blobs

from sklearn_seqgan.datasets import make_rhythms, make_skeleton_actions
from sklearn_seqgan.preprocessing import SequenceResampler, SequenceScaler
from sklearn_seqgan.sequences import Sequences, store
from sklearn_seqgan.sequences.mistaken import (
    advice_on_channels,
    advice_on_column,
    advice_on_rows_in_time,
    advice_on_turned_axes,
)


def advice_of(lengths, values):
    return advice_on_turned_axes(Sequences(values, lengths))


WALK = np.sin(np.arange(500)[:, None] / 20 + np.arange(3))


@pytest.mark.parametrize(
    ("n_steps", "n_channels", "turned"),
    [(6, 128, True), (3, 16, True), (1, 100, True), (12, 48, True), (3, 15, False), (12, 47, False)],
)  # fmt: skip
def test_channels_first_is_seen_by_how_few_steps_and_how_many_channels_there_are(n_steps, n_channels, turned):
    advice = advice_of(np.full(5, n_steps), np.zeros((5, n_steps, n_channels)))
    assert bool(advice) is turned
    if turned:
        assert f"5 sequences of {n_steps} steps in {n_channels} channels" in advice
        assert "from_aeon" in advice


@pytest.mark.parametrize(
    ("lengths", "n_channels"),
    [([40, 25, 30], 75), ([15, 15, 15], 150), ([12, 11, 12], 75), ([30] * 3, 1629), ([1, 2, 1], 6)],
    ids=["skeletons", "windows of two bodies", "very short ones", "a whole body's marks", "few of both"],
)
def test_many_channels_alone_are_no_fault(lengths, n_channels):
    assert advice_of(np.array(lengths), np.zeros((3, max(lengths), n_channels))) == ""


def skeletons(n_steps):
    actions = make_skeleton_actions(2, 2, random_state=0)
    return SequenceResampler(n_steps).fit_transform(np.stack(SequenceResampler(64).fit_transform(actions.X)))


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e30])
@pytest.mark.parametrize("n_steps", [20, 45, 100])
def test_channels_first_is_seen_by_what_is_smooth(n_steps, scale):
    """A joint's x, y and z are far apart, and a step later it is where it was."""
    X = np.asarray(skeletons(n_steps)) * scale
    lengths = np.full(len(X), n_steps)
    assert advice_of(lengths, X) == ""
    lengths = np.full(len(X), X.shape[2])
    assert f"of {X.shape[2]} steps in {n_steps} channels" in advice_of(lengths, X.swapaxes(1, 2))
    X[:, 3:6, 5:9] = np.nan
    assert "from_aeon" in advice_of(lengths, X.swapaxes(1, 2))


def test_what_is_smooth_nowhere_is_not_turned():
    rng = np.random.default_rng(0)
    for X in (rng.normal(size=(5, 50, 40)), np.full((5, 50, 40), np.nan), np.zeros((5, 1, 40))):
        assert advice_of(np.full(5, 50), X) == ""


def test_a_column_after_a_fit_to_something_else():
    assert "32 sequences of one step" in advice_on_column((32, 1), "list")
    assert "[X]" in advice_on_column((32, 1), "3d")
    for shape, form in [((32, 1), "2d"), ((1, 1), "list"), ((32, 20), "list")]:
        assert advice_on_column(shape, form) == ""


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_rows_that_go_on_from_each_other_are_one_recording(scale):
    rng = np.random.default_rng(0)
    noisy = scale * (WALK + 0.02 * rng.normal(size=WALK.shape))
    assert "500 sequences of 3 step" in advice_on_rows_in_time(noisy)
    still = np.column_stack([noisy, np.full(500, scale)])
    still[7] = np.nan
    assert "500 sequences of 4 step" in advice_on_rows_in_time(still)
    assert "[X]" in advice_on_rows_in_time(noisy[:, :1])


X_IRIS, _ = load_iris(return_X_y=True)
X_BLOBS, Y_BLOBS = make_blobs(n_samples=300, n_features=3, random_state=0, cluster_std=0.1)
IN_NO_ORDER = {
    "shuffled": np.random.default_rng(0).permutation(WALK),
    "iris, sorted by class": X_IRIS,
    "blobs": X_BLOBS,
    "sorted blobs": X_BLOBS[np.argsort(Y_BLOBS)],
    "two levels": np.repeat([[0.0, 1.0], [5.0, 7.0]], 40, axis=0),
    "noise around two levels": np.repeat([[0.0], [9.0]], 99, axis=0)
    + np.random.default_rng(0).normal(size=(198, 1)),
    "random walk": np.random.default_rng(0).normal(size=(2000, 2)).cumsum(axis=0),
    "few rows": WALK[:49],
    "windows of a signal": np.lib.stride_tricks.sliding_window_view(WALK[:, 0], 13),
    "constant": np.ones((99, 4)),
    "only NaN": np.full((99, 4), np.nan),
}


@pytest.mark.parametrize("X", IN_NO_ORDER.values(), ids=IN_NO_ORDER)
def test_rows_of_a_table_are_sequences(X):
    assert advice_on_rows_in_time(X) == ""


def test_what_other_channels_may_come_from():
    one, turned = " If X is one recording, put it into a list: [X].", "sequences.from_aeon(X)."
    assert advice_on_channels(WALK, 3) == one
    assert advice_on_channels(list(WALK), 3) == one
    assert advice_on_channels(np.ones((5, 3, 40)), 3).endswith(turned)
    assert advice_on_channels([np.ones((3, 40)), np.ones((3, 30))], 3).endswith(turned)
    assert advice_on_channels(np.ones((5, 40, 4)), 3) == ""
    assert advice_on_channels([np.ones((3, 40)), np.ones((30, 3))], 3) == ""


def test_uneven_channels_first_is_refused_with_the_function_that_turns_it():
    with pytest.raises(ValueError, match=r"Sample 1 of X has 30 channels, .*from_aeon\(X\)"):
        store([np.ones((3, 40)), np.ones((3, 30))])
    with pytest.raises(ValueError, match=r"needs the same channels\.$"):
        store([np.ones((3, 40)), np.ones((4, 30))])


RHYTHMS, _ = make_rhythms(n_per_class=4, random_state=0)
TURNED = np.stack([np.tile(x[:10].T, 4) for x in RHYTHMS])


def fitted(X):
    return SequenceScaler().fit(X)


WARNED = {
    "turned": (lambda: fitted(TURNED), "is taken for 12 sequences of 3 steps in 40 channels.*from_aeon"),
    "turned skeletons": (
        lambda: fitted(skeletons(100).swapaxes(1, 2)),
        r"sequences of \d+ steps in 100 channels.*from_aeon",
    ),
    "turned list": (lambda: fitted(list(TURNED)), "is taken for 12 sequences of 3 steps in 40 channels"),
    "column": (lambda: fitted([x[:, :1] for x in RHYTHMS]).transform(WALK[:9, :1]), r"of one step.*\[X\]"),
    "recording": (lambda: fitted(WALK), r"shape \(500, 3\), is taken for 500 sequences of 3 step.*\[X\]"),
}  # fmt: skip


@pytest.mark.parametrize(("run", "message"), WARNED.values(), ids=WARNED)
def test_an_estimator_warns_at_the_users_line(run, message):
    with pytest.warns(UserWarning, match=message) as told:
        run()
    assert len(told) == 1 and told[0].filename == __file__


def test_an_estimator_is_silent_otherwise():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for X in (RHYTHMS, np.stack([x[:10] for x in RHYTHMS]), X_IRIS, [WALK], WALK[:, :2].T):
            fitted(X).transform(X)
        fitted([x[:, :1] for x in RHYTHMS]).transform(np.ones((5, 8)))


def test_a_recording_alone_is_refused_with_the_list_where_its_channels_tell():
    with pytest.raises(ValueError, match=r"X has 1 channels, but .* fitted with 3; .* \[X\]"):
        fitted(RHYTHMS).transform(RHYTHMS[0])
    with pytest.raises(ValueError, match=r"fitted with 3; .* sequences\.from_aeon\(X\)"):
        fitted(RHYTHMS).transform([x.T[:, :10] for x in RHYTHMS])


def test_without_columns_there_is_no_column():
    assert advice_on_column((32, 0), "list") == ""
