"""Our estimators on aeon's data, and aeon's and tslearn's classifiers after our transformers."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sklearn_seqgan import CNNClassifier, SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_postures, make_rhythms
from sklearn_seqgan.model_selection import mask_labels
from sklearn_seqgan.preprocessing import SequenceScaler, SequenceTruncator
from sklearn_seqgan.sequences import from_aeon, from_tslearn, to_aeon, to_tslearn


def rhythms(n_per_class=12):
    return make_rhythms(n_per_class=n_per_class, noise=0.1, random_state=0)


@pytest.fixture
def basic_motions():
    """Sensors of a wrist, (n, 6 channels, 100 steps), four activities; aeon ships it."""
    datasets = pytest.importorskip("aeon.datasets")
    return [datasets.load_basic_motions(split) for split in ("train", "test")]


@pytest.mark.slow
def test_our_classifier_in_a_flow_of_aeon(basic_motions, few_kernels):
    (X, y), (X_test, y_test) = basic_motions
    y = mask_labels(y.astype(object), per_class=3, random_state=0)
    clf = SemiSupervisedInfoGANClassifier(reconstruction_steps=0, max_steps=0, random_state=0)
    flow = make_pipeline(FunctionTransformer(from_aeon), SequenceScaler(), clf)
    assert flow.fit(X, y).score(X_test, y_test) > 0.9
    assert from_aeon(X).shape == (40, 100, 6)


def test_aeons_uneven_lists_are_ours_transposed():
    collections = pytest.importorskip("aeon.utils.validation.collection")
    X, y = rhythms(4)
    theirs = to_aeon(X)
    assert collections.get_type(theirs) == "np-list"
    assert not collections.is_equal_length(theirs) and collections.get_n_channels(theirs) == 3
    ours = CNNClassifier(max_steps=2, random_state=0)
    there = make_pipeline(FunctionTransformer(from_aeon), ours).fit(theirs, y)
    np.testing.assert_array_equal(there.predict_proba(theirs), ours.fit(X, y).predict_proba(X))


def test_aeons_classifier_behind_our_transformers():
    kernels = pytest.importorskip("aeon.classification.convolution_based")
    X, y = rhythms()
    flow = make_pipeline(
        SequenceScaler(),
        SequenceTruncator(20),
        FunctionTransformer(np.stack),
        FunctionTransformer(to_aeon),
        kernels.MiniRocketClassifier(n_kernels=168, random_state=0),
    )
    assert cross_val_score(flow, X, y, cv=2).mean() > 0.9


@pytest.mark.slow
def test_tslearns_classifier_behind_our_transformers():
    neighbors = pytest.importorskip("tslearn.neighbors")
    X, y = make_postures(n_per_class=8, separation=10, random_state=0)  # warping would hide a rhythm
    knn = neighbors.KNeighborsTimeSeriesClassifier(n_neighbors=1, metric="dtw")
    flow = make_pipeline(SequenceScaler(), FunctionTransformer(to_tslearn), knn)
    assert cross_val_score(flow, X, y, cv=2).mean() > 0.9


def test_our_classifier_on_what_tslearn_makes():
    utils = pytest.importorskip("tslearn.utils")
    X, y = rhythms(4)
    theirs = utils.to_time_series_dataset(X)
    np.testing.assert_array_equal(to_tslearn(X), theirs)
    clf = CNNClassifier(max_steps=2, random_state=0)
    expected = clf.fit(X, y).predict_proba(X)
    np.testing.assert_allclose(clf.fit(from_tslearn(theirs), y).predict_proba(theirs), expected, atol=1e-6)
