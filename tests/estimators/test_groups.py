"""Persons in `fit`: what makes them differ tells classes apart less."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn import config_context
from sklearn.model_selection import GroupKFold, cross_val_score

from sklearn_seqgan import SemiSupervisedBiGANClassifier, SemiSupervisedInfoGANClassifier
from sklearn_seqgan import SemiSupervisedRocketClassifier as Rocket
from sklearn_seqgan.model_selection import LabeledOnly, LabelMasker

pytestmark = pytest.mark.usefixtures("few_kernels")


def movements(n_persons=8, n_each=4, noise=0.7, random_state=0):
    """Two classes by the pace of one channel; each person moves a second one at a pace of their own."""
    rng = np.random.default_rng(random_state)
    person = np.repeat(np.arange(n_persons), 2 * n_each)
    y = np.tile(np.repeat([0, 1], n_each), n_persons)
    t, paces = np.arange(40)[:, None], rng.uniform(0.15, 1.5, n_persons)
    X = []
    for p, k in zip(person, y, strict=True):
        waves = np.sin(np.hstack([(0.5 + 0.1 * k) * t, paces[p] * t]) + rng.uniform(0, 6, 2))
        X.append(waves * [1, 3] + rng.normal(0, noise, (40, 2)))
    return X, y, person


@pytest.fixture
def recordings():
    """Of eight persons four are trained with, two of whose rows have a label."""
    X, y, person = movements()
    train, test = np.flatnonzero(person < 4), np.flatnonzero(person >= 4)
    partial = np.full(len(y), -1)
    partial[[0, 4]] = y[[0, 4]]
    return [X[i] for i in train], partial[train], person[train], [X[i] for i in test], y[test]


def test_persons_that_are_known_cost_less(recordings):
    X, y, person, X_new, y_new = recordings
    plain = np.mean([Rocket(random_state=s).fit(X, y).score(X_new, y_new) for s in range(5)])
    known = np.mean([Rocket(random_state=s).fit(X, y, groups=person).score(X_new, y_new) for s in range(5)])
    assert known > plain + 0.05


def test_what_says_nothing_of_persons_changes_nothing_to_the_bit(rhythms):
    X, _, y = rhythms
    plain = Rocket(random_state=0).fit(X, y).predict_proba(X)
    for groups in (["ann"] * len(X), np.arange(len(X)), [None] * len(X), [np.nan] * len(X)):
        np.testing.assert_array_equal(Rocket(random_state=0).fit(X, y, groups=groups).predict_proba(X), plain)


def test_names_do_not_matter_and_a_row_of_nobody_trains(recordings):
    X, y, person, X_new, _ = recordings
    numbers = Rocket(random_state=0).fit(X, y, person).predict_proba(X_new)
    names = np.array(["dan", "ann", "cat", "bob"])[person]
    np.testing.assert_array_equal(Rocket(random_state=0).fit(X, y, names).predict_proba(X_new), numbers)
    names = names.astype(object)
    names[5] = None
    partly = Rocket(random_state=0).fit(X, y, names)
    assert len(partly.transduction_) == len(X)
    assert not np.array_equal(partly.predict_proba(X_new), numbers)


def test_the_default_infogan_makes_the_same_of_them(recordings):
    X, y, person, X_new, _ = recordings
    few = {"generator_units": 16, "reconstruction_steps": 2, "max_steps": 2, "random_state": 3}
    infogan = SemiSupervisedInfoGANClassifier(**few).fit(X, y, groups=person)
    rocket = Rocket(random_state=3).fit(X, y, groups=person)
    np.testing.assert_array_equal(infogan.predict_proba(X_new), rocket.predict_proba(X_new))


def test_a_classifier_that_makes_nothing_of_them_says_so(recordings):
    X, y, person, *_ = recordings
    with pytest.warns(UserWarning, match="trunk='conv' does not read groups"):
        SemiSupervisedInfoGANClassifier.paper(max_steps=1, random_state=0).fit(X, y, groups=person)
    with pytest.raises(TypeError, match="groups"):
        SemiSupervisedBiGANClassifier(max_steps=1).fit(X, y, groups=person)


@pytest.mark.parametrize(
    ("groups", "message"), [([1, 2], "groups has 2"), (np.ones((32, 2)), "groups must have one entry a row")]
)
def test_groups_that_fit_no_rows_leave_nothing_fitted(recordings, groups, message):
    X, y, *_ = recordings
    clf = Rocket(random_state=0).fit(X, y)
    with pytest.raises(ValueError, match=message):
        clf.fit(X, y, groups=groups)
    assert not hasattr(clf, "weights_")


def test_groups_reach_fit_by_routing_and_by_params(recordings):
    X, y, person, *_ = recordings
    y = np.where(np.arange(len(y)) % 2, y, np.tile(np.repeat([0, 1], 4), 4))  # labels of all persons
    folds, rocket = GroupKFold(2), Rocket(random_state=0)
    want = []
    for train, test in folds.split(X, y, person):
        fitted = Rocket(random_state=0).fit([X[i] for i in train], y[train], person[train])
        want.append(fitted.score([X[i] for i in test], y[test]))
    with config_context(enable_metadata_routing=True):
        routed = rocket.set_fit_request(groups=True)
        got = cross_val_score(routed, X, y, cv=folds, params={"groups": person})
    np.testing.assert_array_equal(got, want)
    split = list(folds.split(X, y, person))
    rocket = Rocket(random_state=0)
    np.testing.assert_array_equal(cross_val_score(rocket, X, y, cv=split, params={"groups": person}), want)


def test_tools_around_a_classifier_pass_them_on(recordings):
    X, y, person, X_new, _ = recordings
    labeled = np.flatnonzero(y >= 0)
    want = Rocket(random_state=0).fit([X[i] for i in labeled], y[labeled], person[labeled])
    got = LabeledOnly(Rocket(random_state=0)).fit(X, y, groups=person)
    np.testing.assert_array_equal(got.predict_proba(X_new), want.predict_proba(X_new))
    every = np.arange(len(X)) // 4 % 2
    want = Rocket(random_state=0).fit(X, every, person).predict_proba(X_new)
    masker = LabelMasker(Rocket(random_state=0), fraction=1.0, random_state=0).fit(X, every, groups=person)
    np.testing.assert_array_equal(masker.predict_proba(X_new), want)
