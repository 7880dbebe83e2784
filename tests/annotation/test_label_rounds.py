"""Fits to labels that come in: those of the classifier's own fit, without a second look."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.base import clone

from sklearn_seqgan import SemiSupervisedBiGANClassifier
from sklearn_seqgan.annotation import LabelRounds

pytestmark = pytest.mark.usefixtures("few_kernels")


def same_fit(a, b):
    for name, weight in b.weights_.items():
        np.testing.assert_array_equal(a.weights_[name], weight)
    np.testing.assert_array_equal(a.transduction_, b.transduction_)


@pytest.mark.parametrize("with_groups", [False, True])
def test_each_round_is_the_fit_that_the_classifier_makes(rhythms, classifier, with_groups):
    X, y, few = rhythms
    groups = np.arange(len(y)) % 4 if with_groups else None
    rounds = LabelRounds(X, groups, classifier)
    more = np.where(np.arange(len(y)) % 3 == 0, y, few)
    first = rounds.fit(few)
    same_fit(rounds.fit(more), clone(classifier).fit(X, more, groups=groups))
    own = clone(classifier).fit(X, few, groups=groups)
    for fitted in (first, rounds.fit(few)):  # no round leaves a trace in another
        same_fit(fitted, own)
        np.testing.assert_allclose(rounds.posterior_, own.predict_proba(X, groups), atol=1e-4)
        np.testing.assert_array_equal(fitted.predict_proba(X), own.predict_proba(X))
        np.testing.assert_allclose(fitted.novelty_score(X), own.novelty_score(X), atol=1e-6)
        assert vars(fitted).keys() == vars(own).keys()


def test_the_embedding_is_that_of_a_fit_without_labels(rhythms, classifier, rounds):
    X, *_ = rhythms
    alone = clone(classifier).set_params(n_codes=2, n_components=5, representation="features").fit(X)
    expected = alone.transform(X)
    # the product of basis and axes is rounded to float32 there, and not here
    np.testing.assert_allclose(rounds.embed(5), expected, atol=1e-3 * np.abs(expected).max())


def test_copies_have_the_same_embedding(rhythms, classifier):
    X, *_ = rhythms
    found = LabelRounds([*X, X[3]], estimator=classifier).embed()
    np.testing.assert_array_equal(found[-1], found[3])
    assert len(np.unique(found, axis=0)) == len(X)


def test_a_fit_may_have_parameters_of_its_own(rhythms, classifier, rounds):
    X, _, few = rhythms
    own = clone(classifier).set_params(code_prior="uniform", n_rounds=2).fit(X, few)
    same_fit(rounds.fit(few, code_prior="uniform", n_rounds=2), own)
    same_fit(rounds.fit(few), clone(classifier).fit(X, few))
    with pytest.raises(ValueError, match="random_state cannot change"):
        rounds.fit(few, random_state=1)
    with pytest.raises(ValueError, match="n_rounds"):
        rounds.fit(few, n_rounds=0)


def test_several_rounds_predict_what_each_does_alone(rhythms, rounds):
    X, _, few = rhythms
    two = np.where(np.isin(few, [0, 2]), few, -1)  # another number of classes
    fitted = [rounds.fit(few), rounds.fit(two)]
    others = [x[::-1] for x in X[:7]]
    for clf, predicted in zip(fitted, rounds.predict_each(fitted, others), strict=True):
        np.testing.assert_array_equal(predicted, clf.predict(others))


def test_sequences_beyond_those_solved_on_have_labels_and_features_too(rhythms, classifier):
    X, _, few = rhythms
    classifier = clone(classifier).set_params(max_rows=20)
    rounds = LabelRounds(X, estimator=classifier)
    own = clone(classifier).fit(X, few)
    np.testing.assert_array_equal(rounds.fit(few).transduction_, own.transduction_)
    alone = clone(classifier).set_params(n_codes=2, n_components=5, representation="features").fit(X)
    expected = alone.transform(X)  # rounded to float32 at other places
    np.testing.assert_allclose(rounds.embed(5), expected, atol=1e-3 * np.abs(expected).max())


def test_other_classifiers_and_bad_parameters_are_refused(rhythms, classifier):
    X, *_ = rhythms
    with pytest.raises(TypeError, match=r"SemiSupervisedBiGANClassifier; a SemiSupervisedRocketClassifier"):
        LabelRounds(X, estimator=SemiSupervisedBiGANClassifier())
    with pytest.raises(ValueError, match="n_rounds"):
        LabelRounds(X, estimator=classifier.set_params(n_rounds=0))
    with pytest.raises(ValueError, match="groups has 3"):
        LabelRounds(X, groups=[1, 2, 3])
