"""Decisive channels are important, unused ones have importance 0, in every form of X."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
from joblib import parallel_config
from scipy.stats import spearmanr
from sklearn.base import BaseEstimator, ClassifierMixin

from sklearn_seqgan import CNNClassifier, SemiSupervisedRocketClassifier
from sklearn_seqgan.datasets import joint_channels, make_rhythms
from sklearn_seqgan.inspection import channel_importance


class Threshold(ClassifierMixin, BaseEstimator):
    """Class 1 where the mean of a channel over some steps, NaN left out, is above 0."""

    def __init__(self, channel=0, steps=slice(None), unlabeled=-1):
        self.channel, self.steps, self.unlabeled = channel, steps, unlabeled

    def fit(self, X, y):
        self.classes_ = np.array([0, 1])
        return self

    def predict(self, X):
        means = [np.nanmean(np.asarray(x).reshape(len(x), -1)[self.steps, self.channel]) for x in X]
        return (np.array(means) > 0).astype(int)


def signs(n=40, n_channels=3, seed=0):
    """Sequences of 5 to 8 steps whose channel 1 is above 0 in class 1 and below in class 0."""
    rng = np.random.default_rng(seed)
    y = np.tile([0, 1], n // 2)
    X = [rng.uniform(0.5, 1.5, size=(5 + i % 4, n_channels)) for i in range(n)]
    for x, k in zip(X, y):
        x[:, 1] *= 2 * k - 1
    return X, y


CLF = Threshold(1).fit(None, None)


def test_the_one_channel_that_decides():
    X, y = signs()
    found = channel_importance(CLF, X, y, n_repeats=30, random_state=0)
    assert found.score == 1
    assert found.importances.shape == (3, 30)
    np.testing.assert_array_equal(found.importances[[0, 2]], 0)
    assert found.importances_mean[1] == pytest.approx(20 / 39, abs=0.03)  # of the other class are 20 of 39
    np.testing.assert_allclose(found.importances_mean, found.importances.mean(axis=1))
    np.testing.assert_allclose(found.importances_std, found.importances.std(axis=1))
    assert found.names == ["channel 0", "channel 1", "channel 2"] and found.time_edges is None
    assert found.channels == [[0], [1], [2]]


def test_groups_of_channels_by_number_name_and_size():
    X, y = signs(n_channels=4)
    frames = [pd.DataFrame(x, columns=list("abcd")) for x in X]
    expected = channel_importance(CLF, X, y, groups_of_channels=2, random_state=0)
    assert expected.names == ["group 0", "group 1"]
    assert expected.importances_mean[0] > 0.3 and not expected.importances[1].any()
    joints = joint_channels(["left", "right"], n_dims=2)
    for X_, groups in [(X, joints), (frames, {"left": ["a", "b"], "right": "c"}), (X, [[0, 1], [2, 3]])]:
        found = channel_importance(CLF, X_, y, groups_of_channels=groups, random_state=0)
        np.testing.assert_array_equal(found.importances, expected.importances)
    assert found.names == ["group 0", "group 1"]
    assert channel_importance(CLF, frames, y).names == list("abcd")


def test_the_part_of_the_time_that_decides():
    X, y = signs(n_channels=2)
    X = [np.repeat(x[:4], 3, axis=0) for x in X]
    clf = Threshold(1, slice(3, 6)).fit(None, None)
    found = channel_importance(clf, X, y, by_time=4, random_state=0)
    assert found.importances.shape == (4, 5) and found.names[1] == "25 to 50 %"
    assert found.importances_mean[1] > 0.3 and not found.importances[[0, 2, 3]].any()
    both = channel_importance(
        clf, X, y, groups_of_channels=[[0], [1]], by_time=[0, 0.25, 0.5], random_state=0
    )
    assert both.importances.shape == (2, 2, 5)
    np.testing.assert_array_equal(both.importances[1, 1], found.importances[1])
    assert np.count_nonzero(both.importances_mean) == 1
    assert both.channels == [[0], [1]] and found.channels == [[0, 1]] * 4
    np.testing.assert_array_equal(both.time_edges, [0, 0.25, 0.5])


def test_what_tells_persons_apart_stays_within_a_person():
    """Where every person is of one class, an exchange within persons changes no prediction."""
    X, y = signs()
    persons = np.array([f"person {k}{i % 3}" for i, k in enumerate(y)])
    within = channel_importance(CLF, X, y, groups=persons, random_state=0)
    assert not within.importances.any()
    assert channel_importance(CLF, X, y, random_state=0).importances_mean[1] > 0.3


def padded(X):
    array = np.full((len(X), 10, X[0].shape[1]), np.nan)
    for row, x in zip(array, X):
        row[: len(x)] = x
    return array


def objects(X):
    array = np.empty(len(X), dtype=object)
    array[:] = X
    return array


def frames(X):
    return [pd.DataFrame(x, columns=["p", "q", "r"]) for x in X]


FORMS = {"object": objects, "padded": padded, "frames": frames, "tuple": tuple}


class Strict(Threshold):
    """Remembers what it is given."""

    def predict(self, X):
        self.seen_ = X
        return super().predict(X)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_x_reaches_the_classifier_as_it_is(form):
    X, y = signs()
    clf = Strict(1).fit(None, None)
    expected = channel_importance(CLF, X, y, random_state=0)
    found = channel_importance(clf, FORMS[form](X), y, random_state=0)
    np.testing.assert_array_equal(found.importances, expected.importances)
    if form == "padded":
        assert clf.seen_.shape == (40, 10, 3) and clf.seen_.dtype == np.float64
    if form == "object":
        assert clf.seen_.dtype == object
    if form == "frames":
        assert clf.seen_[0].columns.tolist() == ["p", "q", "r"]


@pytest.mark.parametrize("module", ["polars", "pyarrow"])
def test_other_frames_keep_their_columns(module):
    package = pytest.importorskip(module)
    make = package.DataFrame if module == "polars" else package.Table.from_pydict
    X, y = signs(n=8)
    given = [make(dict(zip("pqr", x.T))) for x in X]
    clf = Strict(1).fit(None, None)
    found = channel_importance(clf, given, y, random_state=0)
    assert type(clf.seen_[0]) is type(given[0])
    np.testing.assert_array_equal(
        found.importances, channel_importance(CLF, X, y, random_state=0).importances
    )


def test_one_channel_in_two_dimensions_and_as_a_frame():
    X, y = signs(n_channels=2)
    flat = padded(X)[:, :, 1]
    clf = Strict(0).fit(None, None)
    found = channel_importance(clf, flat, y, by_time=1, random_state=0)
    assert found.importances_mean[0] > 0.3 and clf.seen_.shape == (40, 10)
    frame = pd.DataFrame(flat, columns=[f"t{i}" for i in range(10)])
    framed = channel_importance(Columns().fit(None, None), frame, y, by_time=1, random_state=0)
    np.testing.assert_array_equal(framed.importances, found.importances)


class Columns(Threshold):
    """Takes a frame with a row per sequence."""

    def predict(self, X):
        assert X.columns[0] == "t0"
        return super().predict(X.to_numpy())


def test_rows_without_a_label_give_but_are_not_scored():
    X, y = signs()
    hidden = np.where(np.arange(40) < 4, y, -1)
    clf = Strict(1).fit(None, None)
    found = channel_importance(clf, X, hidden, n_repeats=200, random_state=0)
    assert len(clf.seen_) == 4 and found.score == 1
    assert found.importances_mean[1] == pytest.approx(20 / 39, abs=0.06)  # not 2 / 3, as among the four
    text = np.where(hidden == -1, "?", hidden.astype(str))
    clf.predict = lambda X: Strict.predict(clf, X).astype(str)
    clf.unlabeled = "?"
    same = channel_importance(clf, X, text, n_repeats=200, random_state=0)
    np.testing.assert_array_equal(same.importances, found.importances)
    clf.unlabeled = None
    named = channel_importance(clf, X, text, unlabeled="?", n_repeats=200, random_state=0)
    np.testing.assert_array_equal(named.importances, found.importances)


def test_draws_are_those_of_the_seed_and_shared_by_parts_and_workers():
    X, y = signs()
    one = channel_importance(CLF, X, y, random_state=3)
    with parallel_config(backend="threading"):
        two = channel_importance(CLF, X, y, random_state=3, n_jobs=2)
    np.testing.assert_array_equal(one.importances, two.importances)
    alone = channel_importance(CLF, X, y, groups_of_channels=[[1]], random_state=3)
    np.testing.assert_array_equal(alone.importances[0], one.importances[1])


def rhythms_by_joint(amounts, n, noise, seed):
    """Joints that move in the rhythm of the class, each by its amount, and noise."""
    rng = np.random.RandomState(seed)
    y = np.tile([0, 1], n // 2)
    X = []
    for k in y:
        time = np.arange(rng.randint(20, 40))[:, None, None]
        phase = rng.uniform(0, 2 * np.pi, size=(1, len(amounts), 3))
        moved = np.sin(2 * np.pi * time / (16 if k else 8) + phase) * np.array(amounts)[:, None]
        X.append((moved + rng.normal(scale=noise, size=moved.shape)).reshape(len(time), -1))
    return X, y


@pytest.mark.slow
def test_joints_are_ranked_by_how_much_of_the_class_is_in_them(few_kernels):
    amounts = [0.4, 0.0, 0.6, 0.2, 0.5, 0.3]
    clf = SemiSupervisedRocketClassifier(random_state=0).fit(*rhythms_by_joint(amounts, 160, 0.6, seed=20))
    held_out = rhythms_by_joint(amounts, 100, 0.6, seed=21)
    options = {"groups_of_channels": 3, "scoring": "neg_log_loss", "n_repeats": 3, "random_state": 0}
    found = channel_importance(clf, *held_out, **options)
    assert spearmanr(found.importances_mean, amounts).statistic > 0.8
    assert found.importances_mean.argmax() == 2


@pytest.mark.parametrize("make", [CNNClassifier, SemiSupervisedRocketClassifier])
def test_our_own_on_ragged_lists(make, one_block):
    X, y = make_rhythms(n_per_class=10, n_channels=2, random_state=0)
    still = [np.hstack([x, np.zeros_like(x)]) for x in X]
    clf = make(random_state=0, **({"max_steps": 60} if make is CNNClassifier else {})).fit(still, y)
    found = channel_importance(clf, still, y, groups_of_channels=2, random_state=0)
    assert found.importances_mean[0] > 0.3 and not found.importances[1].any()


REFUSED = {
    "no multiple": ({"groups_of_channels": 2}, "X has 3 channels, no multiple"),
    "no group": ({"groups_of_channels": {}}, "holds no group"),
    "no channel": ({"groups_of_channels": {"a": []}}, "'a' has no channel"),
    "channel": ({"groups_of_channels": {"a": [3]}}, "'a' names channel 3, but X has channels 0 to 2"),
    "negative": ({"groups_of_channels": [[-1]]}, "names channel -1"),
    "name": ({"groups_of_channels": {"a": ["x"]}}, "names channel 'x'"),
    "parts": ({"by_time": 0}, "by_time=0 must be an integer of at least 1"),
    "edges": ({"by_time": [0.5, 0.2]}, "rising shares"),
    "repeats": ({"n_repeats": 0}, "n_repeats=0"),
    "scorers": ({"scoring": ["accuracy", "f1"]}, "names several scorers"),
    "alone": ({"groups": np.arange(40)}, "Every labelled row is alone in its group"),
    "unknown": ({"groups": [None] + [1] * 39}, "Row 0 has a label, but no group"),
    "length": ({"groups": [1, 2]}, "groups has 2"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_meant_is_refused(case):
    options, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        channel_importance(CLF, *signs(), **options)


def test_no_label_and_other_lengths_are_refused():
    X, y = signs()
    with pytest.raises(ValueError, match="no label to score against"):
        channel_importance(CLF, X, np.full(40, -1))
    with pytest.raises(ValueError, match="y has 39"):
        channel_importance(CLF, X, y[1:])


def test_who_is_alone_stays_as_he_is_with_a_warning():
    X, y = signs()
    with pytest.warns(UserWarning, match="1 of 40 labelled rows are alone"):
        channel_importance(CLF, X, y, groups=[0] + [1] * 39)
