"""``code_prior="estimated"``: p(c) where some classes were labelled more readily than others."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.base import clone

from sklearn_seqgan import (
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
)
from sklearn_seqgan.datasets import make_rhythms

pytestmark = pytest.mark.usefixtures("one_block")

TRUE = np.array([0.2, 0.2, 0.6])
LABELS = 12, 4, 2
ROCKET = SemiSupervisedRocketClassifier(code_prior="estimated", random_state=0)
INFOGAN = SemiSupervisedInfoGANClassifier(
    code_prior="estimated", generator_units=8, hidden_units=8, noise_dim=4, batch_size=8, random_state=0,
    reconstruction_steps=2, max_steps=1,
)  # fmt: skip


@pytest.fixture(scope="module")
def skewed():
    """Rhythms of which the rarest are labelled most often."""
    X, y = make_rhythms(n_per_class=60, random_state=0)
    rows = np.concatenate([np.flatnonzero(y == k)[: round(100 * p)] for k, p in enumerate(TRUE)])
    known = np.concatenate([np.flatnonzero(y[rows] == k)[:n] for k, n in enumerate(LABELS)])
    return [X[i] for i in rows], np.where(np.isin(np.arange(len(rows)), known), y[rows], -1)


def distance(found, true):
    """Total variation."""
    return abs(found - true).sum() / 2


def test_it_is_nearer_to_the_rows_than_to_the_labels(skewed):
    X, y = skewed
    empirical = clone(ROCKET).set_params(code_prior="empirical").fit(X, y).code_prior_
    found = clone(ROCKET).fit(X, y).code_prior_
    np.testing.assert_allclose(empirical, np.add(LABELS, 1) / (sum(LABELS) + 3))
    assert found.sum() == pytest.approx(1)
    assert distance(found, TRUE) < 0.15 < 0.4 < distance(empirical, TRUE)


def test_infogan_finds_the_same_and_draws_its_samples_by_it(skewed):
    X, y = skewed
    rocket, clf = clone(ROCKET).fit(X, y), clone(INFOGAN).fit(X, y)
    np.testing.assert_allclose(clf.code_prior_, rocket.code_prior_, rtol=1e-6)
    np.testing.assert_array_equal(clf.predict_proba(X), rocket.predict_proba(X))
    counts = np.bincount(clf.sample(2000)[1], minlength=3) / 2000
    assert distance(counts, clf.code_prior_) < 0.05


def test_a_warm_start_estimates_anew_from_its_labels(skewed):
    X, y = skewed
    once = clone(INFOGAN).set_params(warm_start=True).fit(X, y)
    first = once.code_prior_
    np.testing.assert_allclose(once.fit(X, y).code_prior_, first, rtol=1e-5)


@pytest.mark.parametrize(
    ("clf", "of_error"),
    [
        (clone(ROCKET).set_params(n_codes=4), "1 of 4 have none"),
        (clone(ROCKET).set_params(supervised_weight=0.0), "3 of 3 have none"),
        (clone(INFOGAN).set_params(trunk="conv"), "trunk='random-convolution'"),
        (SemiSupervisedInfoGANClassifier.paper(code_prior="estimated"), "trunk='random-convolution'"),
        (SemiSupervisedBiGANClassifier(code_prior="estimated"), "SemiSupervisedRocketClassifier"),
    ],
)
def test_what_cannot_estimate_it_says_so(clf, of_error, skewed):
    with pytest.raises(ValueError, match="code_prior='estimated' needs") as error:
        clf.fit(*skewed)
    assert of_error in str(error.value)
