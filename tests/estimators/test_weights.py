"""What labels count: rows, classes, and no label at all."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import sklearn
import torch
from sklearn.metrics import recall_score
from sklearn.model_selection import cross_validate

from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
)
from sklearn_seqgan.datasets import make_postures, make_rhythms
from sklearn_seqgan.estimators._weights import weighted_loss, weights_of_classes
from sklearn_seqgan.model_selection import mask_labels

FEW_STEPS = {"reconstruction_steps": 0, "max_steps": 5, "generator_units": 8, "batch_size": 16}
MAKE = {
    "Rocket": lambda **p: SemiSupervisedRocketClassifier(random_state=0, **p),
    "InfoGAN": lambda **p: SemiSupervisedInfoGANClassifier(random_state=0, **FEW_STEPS, **p),
    "conv": lambda **p: SemiSupervisedInfoGANClassifier(trunk="conv", random_state=0, **FEW_STEPS, **p),
    "BiGAN": lambda **p: SemiSupervisedBiGANClassifier(random_state=0, **FEW_STEPS, **p),
    "CNN": lambda **p: CNNClassifier(max_steps=20, random_state=0, **p),
    "GRU": lambda **p: GRUClassifier(max_steps=5, random_state=0, **p),
}
each = pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)
pytestmark = [
    pytest.mark.usefixtures("one_block"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]


@pytest.fixture(scope="module")
def rhythms():
    X, y = make_rhythms(n_per_class=8, random_state=0)
    return X, np.where(np.arange(24) < 18, y, -1)


@each
def test_no_weight_is_no_label_and_weights_without_a_label_do_not_matter(make, rhythms):
    X, y = rhythms
    weight = np.r_[np.zeros(3), np.ones(15), np.full(6, 7.0)]
    hidden = np.where(weight == 0, -1, y)
    expected = make().fit(X, hidden, sample_weight=np.ones(24)).predict_proba(X)
    np.testing.assert_array_equal(make().fit(X, y, sample_weight=weight).predict_proba(X), expected)
    # and where all count the same, that is what counts without weights
    np.testing.assert_allclose(make().fit(X, hidden).predict_proba(X), expected, rtol=1e-3, atol=1e-4)


@each
def test_classes_of_which_no_label_counts_are_none(make, rhythms):
    X, y = rhythms
    clf = make().fit(X, y, sample_weight=np.where(y == 1, 0.0, 1.0))
    assert clf.classes_.tolist() == [0, 2]
    with pytest.raises(ValueError, match="y contains 1 class only"):
        make().fit(X, y, sample_weight=(y == 1).astype(float))
    every = make(unlabeled=None).fit(X[:18], y[:18], sample_weight=np.where(y[:18] == 1, 0.0, 1.0))
    assert every.classes_.tolist() == [0, 2]


@each
def test_weights_change_what_is_learnt(make, rhythms):
    X, y = rhythms
    plain = make().fit(X, y).predict_proba(X)
    weight = np.where(y == 2, 5.0, 1.0)
    for clf in (
        make().fit(X, y, sample_weight=weight),
        make(class_weight={2: 5}).fit(X, y),
    ):
        assert np.abs(clf.predict_proba(X) - plain).max() > 1e-4


def overlapping(n_rare, n_often, share=1.0):
    """Two classes that overlap, one of them rare in training; and as many new sequences of each."""
    X, y = make_postures(n_per_class=n_often + 60, n_classes=2, n_channels=4, separation=2.0, random_state=0)
    often, rare = (np.flatnonzero(y == k) for k in (0, 1))
    train, new = np.r_[often[:n_often], rare[:n_rare]], np.r_[often[n_often:], rare[n_often:]]
    known = mask_labels(y[train], fraction=share, random_state=0)
    return [X[i] for i in train], known, [X[i] for i in new], y[new]


def recall_of_the_rare(name, weight, data, **parameters):
    X, y, X_new, y_new = data
    clf = MAKE[name](class_weight=weight).set_params(**parameters).fit(X, y)
    return recall_score(y_new, clf.predict(X_new))


@pytest.mark.parametrize("name", ["conv", "CNN"])
def test_a_rare_class_is_found_more_often_where_its_losses_count_more(name):
    steps = {"conv": {"max_steps": 60, "learning_rate": 3e-3}, "CNN": {"max_steps": 100}}[name]
    plain, more = (recall_of_the_rare(name, w, overlapping(10, 90), **steps) for w in (None, {1: 100.0}))
    assert more > plain + 0.1


@pytest.mark.slow
def test_a_rare_class_is_found_more_often_where_its_rows_count_more():
    """With a few of the labels; with all of them the ridge goes through every label as it is."""
    data = overlapping(60, 540, share=0.3)
    plain, more = (recall_of_the_rare("Rocket", weight, data) for weight in (None, "balanced"))
    assert more > plain + 0.1


def test_of_classes():
    classes, targets = np.array(["a", "b", "c"]), np.array([0, 0, 0, 1, -1])
    np.testing.assert_allclose(weights_of_classes("balanced", classes, targets, 4), [4 / 6, 4 / 2, 1, 1])
    np.testing.assert_allclose(weights_of_classes({"b": 3}, classes, targets, 3), [1, 3, 1])
    assert weights_of_classes(None, classes, targets, 3) is None


BAD = {
    "unknown": ({"class_weight": {7: 2}}, None, "class_weight names 7, which is not among"),
    "zero": ({"class_weight": {1: 0}}, None, "must be above 0 for every class"),
    "text": ({"class_weight": "fair"}, None, "class_weight"),
    "negative": ({}, np.r_[-1.0, np.ones(23)], "Negative values"),
    "short": ({}, np.ones(3), "sample_weight"),
    "NaN": ({}, np.r_[np.nan, np.ones(23)], "NaN"),
}


@each
@pytest.mark.parametrize("case", BAD)
def test_weights_that_cannot_be_meant(make, case, rhythms):
    parameters, weight, message = BAD[case]
    with pytest.raises(ValueError, match=message):
        make(**parameters).fit(*rhythms, sample_weight=weight)


@pytest.mark.parametrize("name", ["Rocket", "BiGAN", "CNN"])
def test_weights_come_by_routing_where_they_are_asked_for(name, rhythms):
    X, y = [x for x, k in zip(*rhythms) if k >= 0], rhythms[1][:18]
    weight = np.where(np.arange(18) % 2, 1.0, 3.0)
    with sklearn.config_context(enable_metadata_routing=True):
        clf = MAKE[name]().set_fit_request(sample_weight=True).set_score_request(sample_weight=True)
        found = cross_validate(
            clf,
            X,
            y,
            cv=[(range(12), range(12, 18))],
            params={"sample_weight": weight},
            return_estimator=True,
        )
    direct = MAKE[name]().fit(X[:12], y[:12], sample_weight=weight[:12])
    assert found["test_score"][0] == direct.score(X[12:], y[12:], sample_weight=weight[12:])
    np.testing.assert_array_equal(found["estimator"][0].predict_proba(X), direct.predict_proba(X))


@pytest.mark.parametrize("weight", [None, torch.tensor([1.0, 2.0, 0.5])])
def test_the_loss_of_copies_is_the_loss_of_weights(weight):
    rng = torch.Generator().manual_seed(0)
    logits, y = torch.randn(6, 3, generator=rng, dtype=torch.float64), torch.tensor([0, 1, 2, 0, 1, 2])
    weight = None if weight is None else weight.double()
    criterion = torch.nn.CrossEntropyLoss(weight)
    torch.testing.assert_close(
        weighted_loss(criterion, logits, y, torch.ones(6).double()), criterion(logits, y)
    )
    copies = torch.tensor([3, 1, 1, 2, 1, 1])
    if weight is None:
        again = torch.repeat_interleave(torch.arange(6), copies)
        expected = criterion(logits[again], y[again])
        factors = copies / copies.double().mean()
        torch.testing.assert_close(weighted_loss(criterion, logits, y, factors), expected)


def test_a_criterion_without_losses_of_rows_is_refused(rhythms):
    def criterion():
        return lambda logits, y: torch.nn.functional.cross_entropy(logits, y)

    with pytest.raises(ValueError, match="has no reduction='none'"):
        CNNClassifier(criterion=criterion, max_steps=2, class_weight="balanced").fit(*rhythms)
