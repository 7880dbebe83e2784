"""What each rank does in the tests."""
# SPDX-License-Identifier: BSD-3-Clause

import os
import signal
import sys

import numpy as np
from sklearn.base import clone

from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
)
from sklearn_seqgan.closed_form import observed
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.exceptions import RankError
from sklearn_seqgan.networks.trunks import random_convolution
from sklearn_seqgan.ranks import alone, find_ranks
from sklearn_seqgan.training import loop

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

NETS = {
    "cnn": CNNClassifier(batch_size=5, max_steps=10, random_state=0),
    "weights": GRUClassifier(
        max_steps=10, random_state=0, batch_size=5, class_weight="balanced", early_stopping=True,
        validation_fraction=0.4, criterion__weight=[1.0, 2.0, 3.0],
    ),
}  # fmt: skip


def recordings():
    """Rhythms of unequal lengths and a channel that rests, labels of a third, persons; the longest last."""
    X, y = make_rhythms(n_per_class=8, random_state=0)
    X = [np.column_stack([x, np.full(len(x), 2.0)]) for x in X]
    X = sorted((x[: len(x) - 2 * (i % 4)] for i, x in enumerate(X)), key=len)
    y = np.where(np.arange(len(y)) % 3 == 0, np.sort(y)[np.random.default_rng(0).permutation(len(y))], -1)
    return X, y, np.arange(len(y)) % 3


ROCKET = SemiSupervisedRocketClassifier(random_state=0, n_components=4)

SOLVED = {
    "rocket": ROCKET,
    "codes without a label": clone(ROCKET).set_params(n_codes=4),
    "some rows": clone(ROCKET).set_params(max_rows=9, class_weight="balanced", code_prior="estimated"),
}


def few_kernels():
    """As the fixture `one_block`; and so few landmarks that there are more rows."""
    few = tuple(block._replace(n_biases=min(block.n_biases, 32)) for block in random_convolution.BLOCKS)
    random_convolution.BLOCKS = few[:1]
    observed.N_LANDMARKS, observed.N_CHANGED = 10, 6


def who():
    """Which rank it is."""
    ranks = find_ranks()
    return ranks.rank, ranks.size, ranks.all(ranks.rank)


def fitted(names, own_rows):
    """What comes of some fits on this rank."""
    few_kernels()
    ways = dict.fromkeys(KINDS, fit) | dict.fromkeys(NETS, train) | dict.fromkeys(SOLVED, solve)
    return {name: ways[name](clone((KINDS | NETS | SOLVED)[name]), own_rows) for name in names}


def fitted_twice(names, own_rows):
    """What comes of fits that go on with the weights of an earlier one, of as many ranks."""
    few_kernels()
    ways, found = dict.fromkeys(KINDS, fit) | dict.fromkeys(NETS, train), {}
    for name in names:
        clf = clone((KINDS | NETS)[name]).set_params(warm_start=True)
        ways[name](clf, own_rows)
        found[name] = ways[name](clf, own_rows)
    return found


def solve(kind, own_rows):
    """What is made of all recordings by a fit with persons and weights; in one process of as many rows."""
    X, y, groups = given(own_rows)
    size = find_ranks().size
    weights = np.where(groups == 1, 2.0, 1.0)
    clf = kind.set_params(max_rows=kind.max_rows * (2 if size == 1 else 1))
    clf.fit(X, y, groups=groups, sample_weight=weights)
    everything = recordings()[0]
    probabilities = clf.predict_proba(everything)
    axes = clf.set_params(representation="features").transform(everything)  # signs do not matter
    return {"probabilities": probabilities, "axes": np.abs(axes)}


def given(own_rows):
    """X, y and groups; with its own rows alone a rank has 9 or 15 of them."""
    X, y, groups = recordings()
    if not own_rows:
        return X, y, groups
    mine = slice(0, 9) if int(os.environ["RANK"]) == 0 else slice(9, None)
    return X[mine], y[mine], groups[mine]


def train(net, own_rows):
    """History and weights of a net."""
    X, y, _ = given(own_rows)
    net.fit(X, y)
    columns = ["train_loss", *(["valid_loss", "valid_acc"] if net.early_stopping else [])]
    weights = {name: w.numpy() for name, w in net.module_.state_dict().items()}
    return {"history": np.array(net.history[:, columns]), "weights": weights, "n_steps": net.n_steps_}


def fit(kind, own_rows):
    """What is learnt, and what of the rows that this rank was given."""
    X, y, groups = given(own_rows)
    known = {"groups": groups} if getattr(kind, "trunk", "") == "random-convolution" else {}
    clf = kind.fit(X, y, **known)
    return {
        "history": without_time(clf.history_),
        "weights": clf.weights_,
        "labels": clf.transduction_.tolist(),
        "samples": clf.sample(3)[0],
        "novelty": clf.novelty_score(X) if known else None,
    }


def few_rows_a_rank(name, own_rows):
    """A fit of three ranks, one of which has no row of many batches."""
    rank = int(os.environ.get("RANK", 0))
    X, y, _ = recordings()
    if own_rows:
        mine = slice(*([0, 2, 9, None][rank : rank + 2]))
        X, y = X[mine], y[mine]
    kind = clone(KINDS[name]).set_params(batch_size=2, reconstruction_steps=0, early_stopping=False)
    return kind.fit(X, y).history_


def without_time(history):
    return [{name: value for name, value in row.items() if name != "seconds"} for row in history]


def refused():
    """What ranks say of what cannot be one fit; and a fit that is one rank's alone."""
    rank, (X, y, _) = find_ranks().rank, recordings()
    clf = CNNClassifier(max_steps=1, random_state=0)
    nan = [np.where(np.arange(len(x))[:, None] == 2, np.nan, x) for x in X]
    said = [
        error_of(clf.fit, nan if rank == 1 else X, y),
        error_of(clone(clf).set_params(lr=0.1 * (1 + rank)).fit, X, y),
        error_of(clf.fit, X if rank == 0 else [x[:, :2] for x in X], y),
        error_of(SemiSupervisedRocketClassifier().fit, X, y, **({"groups": y} if rank else {})),
    ]
    if rank == 0:
        with alone():
            said.append(clf.fit(X[:6], [0, 1] * 3).n_steps_)
    return said


def error_of(function, *arguments, **named):
    try:
        function(*arguments, **named)
    except (ValueError, RankError) as error:
        return f"{type(error).__name__}: {error}"


def killed_once(path, dies):
    """A fit that goes on when all are started anew, after rank 0 was killed; and the steps of its rows."""
    seen = []

    def look(row):
        seen.append((row["stage"], row["step"]))
        if dies and len(seen) == 3 and os.environ["TORCHELASTIC_RESTART_COUNT"] == "0":
            os.kill(os.getpid(), signal.SIGKILL)

    steps = {"reconstruction_steps": 20, "max_steps": 20, "checkpoint_every": 10}
    clf = clone(KINDS["conv"]).set_params(**steps, checkpoint=path, callbacks=[look], early_stopping=False)
    X, y, _ = given(True)
    clf.fit(X, y)
    return seen, without_time(clf.history_), clf.weights_


def main(path, result):
    """A fit of torchrun's that can be interrupted; rank 0 says when a row is there, and keeps the weights."""
    steps = {"reconstruction_steps": 20, "max_steps": 120, "checkpoint_every": 10}
    clf = clone(KINDS["conv"]).set_params(**steps, checkpoint=path, early_stopping=False)
    X, y, _ = given(True)
    clf.set_params(callbacks=[lambda row: print(row["stage"], row["step"], flush=True)]).fit(X, y)
    if find_ranks().rank == 0:
        np.savez(result, **clf.weights_)


def left_behind(rank, port, said):
    """Rank 1 ends in the middle of a fit; what rank 0 says of it."""
    os.environ |= {"RANK": str(rank), "WORLD_SIZE": "2", "LOCAL_RANK": str(rank), "MASTER_PORT": str(port)}
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "GLOO_SOCKET_IFNAME": "lo"}
    X, y, _ = recordings()
    if rank == 1:
        loop.History.add = lambda *_: os._exit(1)
    said.put(error_of(KINDS["paper"].fit, X, y))


if __name__ == "__main__":
    main(*sys.argv[1:])
