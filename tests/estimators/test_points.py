"""Skeletons that turn: classifiers that use distances and angles recognise them."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.base import clone

from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan import SemiSupervisedRocketClassifier as Rocket

pytestmark = pytest.mark.usefixtures("few_kernels")

FEW = {"generator_units": 16, "reconstruction_steps": 2, "max_steps": 2}


def bent(seed, n_each=10, turn=0.0):
    """Elbows that stretch in class 0 and stay bent in class 1; arms of six points, each turned as a whole."""
    rng, X = np.random.default_rng(seed), []
    y = np.repeat([0, 1], n_each)
    for k in y:
        phase = 2 * np.pi * np.linspace(0, 1, 40) + rng.uniform(0, 6)
        elbow = 0.8 + (0.6 if k else 0.2) * np.sin(phase)
        headings = np.cumsum(
            np.column_stack([0 * phase, elbow, 0.3 * elbow, elbow, 0 * phase, elbow]), axis=1
        )
        plane = np.stack([np.cos(headings), np.sin(headings), 0 * headings], axis=2).cumsum(axis=1)
        turned = plane @ np.linalg.qr(rng.normal(0, 1, (3, 3)) * turn + np.eye(3))[0]
        X.append((turned + rng.normal(0, 0.01, turned.shape)).reshape(40, 18))
    return X, y


def test_what_is_turned_is_known_again():
    X, y = bent(0)
    X_new, y_new = bent(1, n_each=20, turn=5.0)
    plain = Rocket(point_dims=None, random_state=0).fit(X, y)
    looking = Rocket(random_state=0).fit(X, y)
    assert len(looking.points_) == 6 and plain.points_ == ()
    assert looking.score(X_new, y_new) > plain.score(X_new, y_new) + 0.1


def test_the_default_infogan_sees_the_same_points():
    X, y = bent(0)
    infogan = SemiSupervisedInfoGANClassifier(**FEW, random_state=3).fit(X, y)
    rocket = Rocket(random_state=3).fit(X, y)
    assert infogan.points_ == rocket.points_ != ()
    np.testing.assert_array_equal(infogan.predict_proba(X), rocket.predict_proba(X))
    assert infogan.sample(2, y=1)[0][0].shape[1] == 18


def test_a_warm_start_keeps_its_points():
    X, y = bent(0)
    none = {"max_steps": 0, "reconstruction_steps": 0}
    clf = SemiSupervisedInfoGANClassifier(**none, warm_start=True, random_state=0)
    clf.fit(X, y)
    points = clf.points_
    noise = np.random.default_rng(0).normal(0, 0.5, size=(len(X), 40, 18))
    assert Rocket(random_state=0).fit(noise, y).points_ == ()
    assert clf.fit(noise, y).points_ == points
    with pytest.raises(ValueError, match=r"point_dims cannot change"):
        clf.set_params(point_dims=None).fit(X, y)


def test_a_trunk_that_is_trained_looks_at_none_and_says_so():
    X, y = bent(0)
    paper = SemiSupervisedInfoGANClassifier.paper(max_steps=1, random_state=0)
    assert clone(paper).fit(X, y).points_ == ()
    with pytest.warns(UserWarning, match="trunk='conv' does not read point_dims"):
        assert paper.set_params(point_dims=3).fit(X, y).points_ == ()


def test_names_of_channels_lead_to_points():
    pd = pytest.importorskip("pandas")
    X, y = bent(0)
    names = [f"joint{i}_{axis}" for i in range(6) for axis in "xyz"]
    order = np.random.default_rng(0).permutation(18)
    frames = [pd.DataFrame(x, columns=names).iloc[:, order].assign(confidence=1.0) for x in X]
    clf = Rocket(random_state=0).fit(frames, y)
    assert len(clf.points_) == 6
    assert clf.feature_names_in_[clf.points_[0][0]].endswith("_x")
    assert Rocket(random_state=0).fit([frame.to_numpy() for frame in frames], y).points_ == ()


def test_channels_that_are_no_points_are_refused_when_asked_for():
    with pytest.raises(ValueError, match=r"point_dims=3, but the 2 channels"):
        Rocket(point_dims=3).fit(np.random.default_rng(0).normal(size=(6, 5, 2)), [0, 1] * 3)
    with pytest.raises(ValueError, match="point_dims"):
        Rocket(point_dims=4).fit(np.zeros((6, 5, 12)), [0, 1] * 3)
