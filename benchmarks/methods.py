"""The methods of the comparison: ours, the supervised baselines and the peers.

To add one, write a function of (data, seed, device) that gives the unfitted classifier, and name
it in ``METHODS``. A name may carry parameters, "InfoGAN, n_critic=5": the same method otherwise.
"""
# SPDX-License-Identifier: BSD-3-Clause

from ast import literal_eval
from functools import partial

from benchmarks.peers import PEERS
from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedInfoGANClassifier,
)

__all__ = ["METHODS", "OURS", "PAPER", "available", "code_of", "in_order", "is_known", "is_peer", "make"]

OURS = "InfoGAN"
PAPER = "InfoGAN (paper)"

SEPARATOR = ", "
"""Between a method's name and each parameter that is set."""


def infogan(data, seed, device):
    return SemiSupervisedInfoGANClassifier(random_state=seed, device=device)


def infogan_paper(data, seed, device):
    return SemiSupervisedInfoGANClassifier.paper(random_state=seed, device=device)


def cnn(data, seed, device):
    return CNNClassifier(random_state=seed, device=device)


def gru(data, seed, device):
    return GRUClassifier(random_state=seed, device=device)


def part_aware_lstm(data, seed, device):
    """On skeletons only: the parts are those of a body."""
    return PartAwareLSTMClassifier(parts=data.parts, random_state=seed, device=device)


def peer(make_peer, data, seed, device):
    return make_peer(seed)


METHODS = {
    OURS: infogan,
    PAPER: infogan_paper,
    "CNN": cnn,
    "GRU": gru,
    "PA-LSTM": part_aware_lstm,
    **{name: partial(peer, make_peer) for name, make_peer in PEERS.items()},
}
"""Name -> function of (data, seed, device) that gives an unfitted classifier."""


def make(name, data, seed, device="auto"):
    base, *settings = name.split(SEPARATOR)
    parameters = dict(setting.split("=", 1) for setting in settings)
    return METHODS[base](data, seed, device).set_params(**{k: _value(v) for k, v in parameters.items()})


def available(names, data):
    """Those of the methods that the data set has what they need for."""
    return [name for name in names if _base(name) != "PA-LSTM" or data.parts is not None]


def in_order(names):
    """Each of the names once, in the order of ``METHODS``."""
    return sorted(set(names), key=lambda name: (list(METHODS).index(_base(name)), name))


def is_known(name):
    return _base(name) in METHODS


def is_peer(name):
    return _base(name) in PEERS


def code_of(name):
    """The function whose code, with all that it refers to, makes a method's results."""
    return PEERS.get(_base(name), METHODS[_base(name)])


def _base(name):
    return name.split(SEPARATOR)[0]


def _value(text):
    """A number, tuple, truth value or None as Python writes it; else the text."""
    try:
        return literal_eval(text)
    except (ValueError, SyntaxError):
        return text
