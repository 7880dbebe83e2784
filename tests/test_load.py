"""Many fits in one process, many threads on one model, and one X in many processes."""
# SPDX-License-Identifier: BSD-3-Clause

import gc
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV, cross_validate

from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
)
from sklearn_seqgan.datasets import make_rhythms

FEW = {"reconstruction_steps": 5, "max_steps": 3, "generator_units": 8, "random_state": 0}
KINDS = {
    "infogan": SemiSupervisedInfoGANClassifier(**FEW),
    "conv": SemiSupervisedInfoGANClassifier(**FEW, trunk="conv"),
    "bigan": SemiSupervisedBiGANClassifier(**FEW),
    "rocket": SemiSupervisedRocketClassifier(random_state=0),
    "cnn": CNNClassifier(max_steps=3, random_state=0),
    "gru": GRUClassifier(max_steps=3, random_state=0),
    "pa-lstm": PartAwareLSTMClassifier(max_steps=3, random_state=0),
}

N_FITS = int(os.environ.get("SKLEARN_SEQGAN_FITS", "20"))
"""In one process, of which the memory is looked at after the first tenth."""

linux_only = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="reads Linux's /proc")

GROWTH = """
import gc, sys, warnings
import numpy as np
import torch
from sklearn_seqgan.networks.trunks import random_convolution
from tests.test_load import KINDS, resident
from sklearn_seqgan.datasets import make_rhythms

random_convolution.BLOCKS = random_convolution.BLOCKS[:1]
warnings.simplefilter("ignore")
torch.set_num_threads(1)
kind, n_fits = KINDS[sys.argv[1]], int(sys.argv[2])
X, y = make_rhythms(n_per_class=4, shortest=12, longest=16, random_state=0)
y = np.where(np.arange(len(y)) % 5 < 2, y, -1)
for i in range(n_fits):
    kind.fit(X, y).predict(X)
    if i + 1 == max(5, n_fits // 10):
        before = resident()
print(before, resident())
"""


def resident(field="Rss"):
    """Memory of this process in bytes."""
    gc.collect()
    with open("/proc/self/smaps_rollup") as file:
        return sum(1024 * int(line.split()[1]) for line in file if line.startswith(f"{field}:"))


@pytest.mark.slow
@linux_only
@pytest.mark.parametrize("kind", ["infogan", "bigan", "gru"] if N_FITS <= 20 else KINDS)
def test_fits_in_one_process_leave_nothing_behind(kind):
    """In a process of its own, so that other tests do not count."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", GROWTH, kind, str(N_FITS)]
    before, after = map(int, subprocess.check_output(command, env=env, text=True).split())
    assert after <= 1.05 * before, f"{before / 1e6:.0f} MB have become {after / 1e6:.0f} MB"


@pytest.mark.parametrize("kind", KINDS)
def test_eight_threads_predict_on_one_model_as_one_does(kind, one_block):
    X, y = make_rhythms(n_per_class=10, random_state=0)
    clf = KINDS[kind].fit(X, y)
    parts = [X[i : i + 6] for i in range(0, len(X), 6)] * 4
    alone = [clf.predict_proba(part) for part in parts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(clf.predict_proba, parts))
    for a, b in zip(alone, together, strict=True):
        np.testing.assert_array_equal(a, b)


def maps_of_joblib(estimator, X, y):
    """A scorer: bytes of this process's memory that are a file of joblib's, shared with the others."""
    with open("/proc/self/maps") as file:
        lines = [line.split() for line in file if "joblib_memmapping_folder" in line]
    bounds = {line[-1]: [int(end, 16) for end in line[0].split("-")] for line in lines}
    return float(sum(last - first for first, last in bounds.values()))


@pytest.mark.slow
@linux_only
@pytest.mark.parametrize("search", [False, True])
def test_a_large_x_is_shared_by_the_jobs_of_a_cross_validation(search):
    """200 MB; what joblib has mapped into a job is X, once."""
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((400, 500, 250), dtype=np.float32), np.arange(400) % 2
    clf = CNNClassifier(max_steps=1, module__filters=2, module__hidden_units=2, random_state=0)
    if search:
        clf = GridSearchCV(clf, {"max_steps": [1]}, cv=2, n_jobs=2, scoring=maps_of_joblib, refit=False)
        mapped = clf.fit(X, y).cv_results_["mean_test_score"]
    else:
        mapped = cross_validate(clf, X, y, cv=2, n_jobs=2, scoring=maps_of_joblib)["test_score"]
    assert (mapped >= X.nbytes).all() and (mapped < 1.1 * X.nbytes).all()
