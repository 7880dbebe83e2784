"""With the same seed, threads and device, fits are bit-identical wherever they run."""
# SPDX-License-Identifier: BSD-3-Clause

import multiprocessing

import numpy as np
import pytest
from joblib import Parallel, delayed
from sklearn.base import clone

from sklearn_seqgan.datasets import make_rhythms
from tests.test_load import KINDS


def fitted(kind):
    """What a fit gives: weights, probabilities, samples."""
    X, y = make_rhythms(n_per_class=8, random_state=0)
    clf = clone(KINDS[kind]).fit(X, np.where(np.arange(len(y)) % 4 < 2, y, -1))
    weights = clf.weights_ if hasattr(clf, "weights_") else dict(clf.module_.state_dict())
    samples = clf.sample(4)[0] if hasattr(clf, "sample") else []
    return [*(np.asarray(weight) for weight in weights.values()), clf.predict_proba(X), *samples]


KINDS_OF_FIT = ["infogan", "bigan", "gru"]


def assert_same_bits(found, expected):
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("kind", KINDS_OF_FIT)
def test_in_threads_of_joblib(kind, one_block):
    expected = fitted(kind)
    for found in Parallel(2, backend="threading")([delayed(fitted)(kind)] * 3):
        assert_same_bits(found, expected)


@pytest.mark.slow
@pytest.mark.parametrize("n_jobs", [1, 2])
def test_in_processes_of_joblib(n_jobs):
    """All kinds at once: the price is that of the processes."""
    expected = [fitted(kind) for kind in KINDS_OF_FIT]
    for found, as_here in zip(
        Parallel(n_jobs, backend="loky")(delayed(fitted)(kind) for kind in KINDS_OF_FIT),
        expected,
        strict=True,
    ):
        assert_same_bits(found, as_here)


@pytest.mark.slow
def test_in_a_process_of_its_own():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert_same_bits(pool.apply(fitted, ("infogan",)), fitted("infogan"))
