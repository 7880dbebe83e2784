"""Persons in `fit`: differences between them count less for the classes."""
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


@pytest.mark.slow
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
    ("groups", "message"),
    [([1, 2], "groups has 2"), (np.ones((32, 2)), "groups must have one entry per row")],
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


def apart(seed, n_persons=6, n_each=6, offset=4.0, classes_of=lambda p: (0, 1)):
    """Two classes by where a bump is; each person stands at a place of their own, `offset` wide."""
    rng, X, y, person = np.random.default_rng(seed), [], [], []
    t = np.linspace(0, 1, 40)[:, None]
    for p in range(n_persons):
        place = offset * rng.normal(size=(1, 3))
        for k in classes_of(p):
            for _ in range(n_each):
                bump = np.exp(-(((t - 0.35 - 0.3 * k) / 0.1) ** 2))
                X.append(bump * [1, 0.5, 0.2] + place * (1 + 0.2 * t) + rng.normal(0, 0.5, (40, 3)))
                y.append(k)
                person.append(p)
    return X, np.array(y), np.array(person)


def labels_of_some(y, person, n_persons):
    """The first row of each class of the first persons; −1 elsewhere."""
    partial = np.full(len(y), -1)
    for p in range(n_persons):
        for k in np.unique(y[person == p]):
            first = np.flatnonzero((person == p) & (y == k))[0]
            partial[first] = k
    return partial


def test_centring_is_that_of_features_whether_before_or_after():
    """A person's training rows, predicted with their persons, get the scores that they were solved with."""
    X, y, person = apart(0)
    partial = labels_of_some(y, person, 3)
    clf = Rocket(center_groups=True, random_state=0).fit(X, partial, person)
    assert clf.centers_groups_
    want = np.where(partial >= 0, partial, clf.predict(X, groups=person))
    np.testing.assert_array_equal(clf.transduction_, want)
    some = person != 2
    rest = [x for x, keep in zip(X, some, strict=True) if keep]
    np.testing.assert_allclose(
        clf.predict_proba(rest, groups=person[some]), clf.predict_proba(X, groups=person)[some], atol=1e-12
    )  # a person is centred on their own rows alone
    names = np.array(list("abcdef"))[person].astype(object)
    names[:3] = [None, "only", np.nan]  # of nobody, alone, of nobody
    mixed, plain = clf.predict_proba(X, groups=names), clf.predict_proba(X)
    np.testing.assert_array_equal(mixed[:3], plain[:3])
    assert not np.allclose(mixed[3:], plain[3:])


def test_labels_tell_whether_persons_means_may_go():
    even = apart(0)
    uneven = apart(0, n_each=12, offset=0.1, classes_of=lambda p: (p % 2,))
    for (X, y, person), centred in ((even, True), (uneven, False)):
        partial = labels_of_some(y, person, 4)
        clf = Rocket(random_state=0).fit(X, partial, person)
        assert clf.centers_groups_ is centred
        if not centred:  # persons' means tell the classes apart here, so nothing is made of them
            plain = Rocket(random_state=0).fit(X, partial).predict_proba(X)
            np.testing.assert_array_equal(clf.predict_proba(X, groups=person), plain)


def test_centring_where_persons_do_different_classes_is_warned_of():
    X, y, person = apart(0, n_each=12, offset=0.1, classes_of=lambda p: (p % 2,))
    with pytest.warns(UserWarning, match="center_groups=True makes the given labels less likely"):
        clf = Rocket(center_groups=True, random_state=0).fit(X, labels_of_some(y, person, 4), person)
    assert clf.centers_groups_


def test_persons_at_prediction_help_where_persons_are_apart():
    X, y, person = apart(0)
    X_new, y_new, person_new = apart(1)
    clf = Rocket(center_groups=True, random_state=0).fit(X, labels_of_some(y, person, 3), person)
    assert clf.score(X_new, y_new, groups=person_new) > clf.score(X_new, y_new) + 0.05


def test_groups_at_prediction_without_centring_are_told_of():
    X, y, person = apart(0, n_persons=2)
    clf = Rocket(center_groups=False, random_state=0).fit(X, y, person)
    assert not clf.centers_groups_
    with pytest.warns(UserWarning, match="center_groups is False: groups have no effect on a prediction"):
        np.testing.assert_array_equal(clf.predict(X, person), clf.predict(X))


def test_infogan_centres_as_rocket_does_and_draws_by_those_codes():
    X, y, person = apart(0)
    partial = labels_of_some(y, person, 3)
    few = {"generator_units": 16, "reconstruction_steps": 2, "max_steps": 2}
    infogan = SemiSupervisedInfoGANClassifier(**few, random_state=3).fit(X, partial, groups=person)
    rocket = Rocket(random_state=3).fit(X, partial, groups=person)
    assert infogan.centers_groups_ and rocket.centers_groups_
    np.testing.assert_array_equal(infogan.predict_proba(X, person), rocket.predict_proba(X, person))
    np.testing.assert_array_equal(infogan.transduction_, rocket.transduction_)


@pytest.mark.slow
def test_a_held_out_person_is_centred_on_their_own_rows_only_when_asked_for():
    X, y, person = apart(0)
    folds = GroupKFold(3)
    with config_context(enable_metadata_routing=True):
        clf = Rocket(random_state=0).set_fit_request(groups=True)
        plain = cross_val_score(clf, X, y, cv=folds, params={"groups": person})
        asked = clf.set_score_request(groups=True)
        got = cross_val_score(asked, X, y, cv=folds, params={"groups": person})
    want, without = [], []
    for train, test in folds.split(X, y, person):
        fitted = Rocket(random_state=0).fit([X[i] for i in train], y[train], person[train])
        held_out = [X[i] for i in test], y[test]
        want.append(fitted.score(*held_out, groups=person[test]))
        without.append(fitted.score(*held_out))
    np.testing.assert_array_equal(got, want)
    np.testing.assert_array_equal(plain, without)
