"""What unlabelled rows are worth, and to which term: an ablation on synthetic postures.

One labelled sequence per class, 297 unlabelled ones, and 300 test sequences. Every arm is fitted with the
unlabelled rows and, with the same seed, without them. Prints a row per arm: mean accuracies over seeds, and
the paired difference with its 95 % interval.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse

import numpy as np
from joblib import Parallel, delayed
from scipy import stats

from benchmarks.catalogue.methods import ADVERSARIAL_ALONE
from sklearn_seqgan import (
    CNNClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
)
from sklearn_seqgan.datasets import make_postures

InfoGAN, Rocket = SemiSupervisedInfoGANClassifier, SemiSupervisedRocketClassifier
CONV = ADVERSARIAL_ALONE | {"trunk": "conv"}
ARMS = {
    "Rocket": (Rocket, {}),
    "Rocket, λ_R = 0": (Rocket, {"real_information_weight": 0.0}),
    "conv": (InfoGAN, CONV),
    "conv, shared trunk": (InfoGAN, CONV | {"share_trunk": True}),
    "conv, λ_R = 0": (InfoGAN, CONV | {"real_information_weight": 0.0}),
    "conv, λ_E = 0.1": (InfoGAN, CONV | {"encoder_information_weight": 0.1}),
    "conv, λ_E = 1": (InfoGAN, CONV | {"encoder_information_weight": 1.0}),
    "conv, λ_E = 1, λ_R = 0": (
        InfoGAN,
        CONV | {"encoder_information_weight": 1.0, "real_information_weight": 0.0},
    ),
    "CNN": (CNNClassifier, {}),
}


def main():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.unlabeled", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--max-steps", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    jobs = [(arm, seed) for arm in ARMS for seed in range(options.seeds)]
    accuracies = Parallel(options.jobs)(delayed(measure)(arm, seed, options.max_steps) for arm, seed in jobs)
    print(f"{'arm':<24}{'with':>8}{'without':>9}{'difference':>12}")
    for i, arm in enumerate(ARMS):
        print_arm(arm, np.array(accuracies[i * options.seeds : (i + 1) * options.seeds]))


def measure(arm, seed, max_steps):
    """Test accuracy with and without the unlabelled rows."""
    Classifier, parameters = ARMS[arm]
    X, y = make_postures(n_per_class=200, random_state=seed)
    y_few = np.where(np.arange(300) < 3, y[:300], -1)
    budget = {} if Classifier is Rocket else {"max_steps": max_steps}
    clf = Classifier(random_state=seed, **budget, **parameters)
    return [clf.fit(X[:n], y_few[:n]).score(X[300:], y[300:]) for n in (300, 3)]


def print_arm(arm, accuracies):
    gains = accuracies[:, 0] - accuracies[:, 1]
    half = stats.t.ppf(0.975, len(gains) - 1) * stats.sem(gains)
    with_rows, without = accuracies.mean(0)
    print(f"{arm:<24}{with_rows:>8.3f}{without:>9.3f}{gains.mean():>+8.3f} ± {half:.3f}")
