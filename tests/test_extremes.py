"""Data at the edges of what is likely: each works, or says why not."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings

import numpy as np
import pytest
from sklearn.base import clone

from benchmarks.extremes import CASES, all_but_one, waves
from sklearn_seqgan import SemiSupervisedInfoGANClassifier, SemiSupervisedRocketClassifier
from sklearn_seqgan.datasets import make_rhythms
from tests.test_load import KINDS

pytestmark = [
    pytest.mark.usefixtures("one_block"),
    pytest.mark.filterwarnings("ignore:The codes have collapsed"),
    pytest.mark.filterwarnings("ignore:X is taken for 8 sequences"),
]

EDGES = {
    "one time step": CASES["one time step"],
    "shorter than a kernel": CASES["3 time steps, fewer than a kernel has"],
    "one label a class": CASES["one label a class"],
    "one row without a label": all_but_one,
    "two rows, two classes": lambda: waves(2, 5, 1, 2, 1),
    "a thousand channels": lambda: waves(6, 9, 1000, 2, 2),
    "hundreds of classes": lambda: waves(200, 6, 1, 100, 1),
    "hardly a label": lambda: waves(300, 6, 2, 2, 1),
}


@pytest.mark.slow
@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_fitted_and_predicts(kind, edge):
    X, y = EDGES[edge]()
    clf = clone(KINDS[kind]).fit(X, y)
    probabilities = clf.predict_proba(X[:7])
    assert probabilities.shape == (min(7, len(X)), len(np.unique(y[y >= 0])))
    np.testing.assert_allclose(probabilities.sum(1), 1, rtol=1e-6)
    if hasattr(clf, "sample"):
        samples, classes = clf.sample(3)
        assert all(np.isfinite(x).all() and x.shape[1] == X.shape[2] for x in samples) and len(classes) == 3


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["infogan", "conv", "bigan"])
def test_a_generator_of_very_long_sequences_is_warned_of_before_it_is_trained(kind):
    X, y = waves(6, 6_000, 1, 2, 2)
    clf = clone(KINDS[kind]).set_params(reconstruction_steps=0, max_steps=1, batch_size=2)
    with pytest.warns(UserWarning, match="up to 6000 time steps one after the other, in each of 1 steps"):
        clf.fit(X, y)


def test_a_classifier_alone_is_not():
    X, y = waves(6, 6_000, 1, 2, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        SemiSupervisedRocketClassifier(random_state=0).fit(X, y)
        SemiSupervisedInfoGANClassifier(reconstruction_steps=0, max_steps=0, random_state=0).fit(X, y)


def test_a_shape_of_a_long_recording_is_predicted_after_a_fit_to_short_ones():
    X, y = make_rhythms(n_per_class=5, shortest=20, longest=30, random_state=0)
    clf = SemiSupervisedRocketClassifier(random_state=0).fit(X, y)
    assert clf.predict(np.tile(X[0][:20], (500, 1))[None]).shape == (1,)
