"""What each rank does in the tests."""
# SPDX-License-Identifier: BSD-3-Clause

import os

import numpy as np

from sklearn_seqgan import (
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
)
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.networks.trunks import random_convolution
from sklearn_seqgan.ranks import find_ranks

SMALL = {"generator_units": 8, "hidden_units": 8, "noise_dim": 4, "batch_size": 8, "random_state": 0}
STEPS = {"reconstruction_steps": 10, "max_steps": 10}
NO_STAGE = {"reconstruction_steps": 0, "max_steps": 10}

KINDS = {
    "default": SemiSupervisedInfoGANClassifier(**SMALL, **STEPS),
    "solved at the end": SemiSupervisedInfoGANClassifier(
        **SMALL, **STEPS, encoder_information_weight=0.1, information_weight=1.0, learning_rate=1e-4
    ),
    "learnt codes": SemiSupervisedInfoGANClassifier(
        **SMALL, **NO_STAGE | {"max_steps": 3}, n_continuous_codes=2, information_weight=1.0
    ),
    "conv": SemiSupervisedInfoGANClassifier(
        **SMALL, **STEPS, trunk="conv", filters=8, lipschitz="gradient-penalty", early_stopping=True,
        validation_fraction=0.3, class_weight="balanced",
    ),
    "paper": SemiSupervisedInfoGANClassifier.paper(
        **SMALL, max_steps=10, filters=8, n_critic=2, real_information_weight=1.0
    ),
    "bigan": SemiSupervisedBiGANClassifier(
        **SMALL, **STEPS, filters=8, early_stopping=True, validation_fraction=0.3, real_information_weight=0.3
    ),
    "ali": SemiSupervisedBiGANClassifier(**SMALL, **NO_STAGE, filters=8, encoder="stochastic"),
}  # fmt: skip


def recordings():
    """Rhythms of unequal lengths and a channel that rests, labels of a third, persons; the longest last."""
    X, y = make_rhythms(n_per_class=8, random_state=0)
    X = [np.column_stack([x, np.full(len(x), 2.0)]) for x in X]
    X = sorted((x[: len(x) - 2 * (i % 4)] for i, x in enumerate(X)), key=len)
    y = np.where(np.arange(len(y)) % 3 == 0, np.sort(y)[np.random.default_rng(0).permutation(len(y))], -1)
    return X, y, np.arange(len(y)) % 3


def few_kernels():
    """As the fixture `one_block`."""
    few = tuple(block._replace(n_biases=min(block.n_biases, 32)) for block in random_convolution.BLOCKS)
    random_convolution.BLOCKS = few[:1]


def who():
    """Which rank it is."""
    ranks = find_ranks()
    return ranks.rank, ranks.size, ranks.all(ranks.rank)


def fitted(names, own_rows):
    """Fits of kinds: what is learnt, and what of the rows that this rank was given."""
    few_kernels()
    return {name: fit(KINDS[name], own_rows) for name in names}


def fit(kind, own_rows):
    X, y, groups = recordings()
    if own_rows:  # unequal shares, in the order of the ranks
        mine = slice(0, 9) if int(os.environ["RANK"]) == 0 else slice(9, None)
        X, y, groups = X[mine], y[mine], groups[mine]
    known = {"groups": groups} if getattr(kind, "trunk", "") == "random-convolution" else {}
    clf = kind.fit(X, y, **known)
    return {
        "history": [{k: v for k, v in row.items() if k != "seconds"} for row in clf.history_],
        "weights": clf.weights_,
        "labels": clf.transduction_.tolist(),
        "samples": clf.sample(3)[0],
        "novelty": clf.novelty_score(X) if known else None,
    }
