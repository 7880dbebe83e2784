"""The methods of the comparison: ours, the supervised baselines and the peers.

To add one, write a function of (data, seed, device) that returns the unfitted classifier, and name it in
``METHODS``. If it does not apply to every data set, give it a ``skip``. A name may carry parameters, as in
"InfoGAN, n_critic=5"; it is the same method otherwise.
"""
# SPDX-License-Identifier: BSD-3-Clause

from ast import literal_eval
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from benchmarks.catalogue import generators, inception
from benchmarks.catalogue.peers import KNOWING, PEERS
from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
)

__all__ = [
    "ADVERSARIAL",
    "ADVERSARIAL_ALONE",
    "BIGAN",
    "COMPARED",
    "GENERATORS",
    "INCEPTION",
    "INFOGAN",
    "METHODS",
    "OURS",
    "PERSONS",
    "PAPER",
    "SEPARATOR",
    "TSGM",
    "VAE",
    "Method",
    "available",
    "code_of",
    "in_order",
    "is_known",
    "is_peer",
    "make",
    "persons_of",
    "skip",
]

OURS = "Rocket"
INFOGAN = "InfoGAN"
PAPER = "InfoGAN (paper)"
ADVERSARIAL = "InfoGAN (adversarial steps only)"
VAE = "VAE"
BIGAN = "BiGAN"
TSGM = "tsgm cVAE"
INCEPTION = "InceptionTime"

ADVERSARIAL_ALONE = {
    "generator_units": 64,
    "noise_dim": 64,
    "noise_prior": "uniform",
    "time_input": False,
    "initial_state": False,
    "length_prior": "beta",
    "critic": "trunk",
    "information_weight": 1.0,
    "betas": (0.5, 0.9),
    "batch_size": 64,
    "reconstruction_steps": 0,
    "max_steps": 600,
}
"""An InfoGAN without a reconstruction stage; its critic is a head on the trunk, and is not conditional."""

PERSONS = {"fit": " (persons known)", "predict": " (all persons known)"}
"""Where a method is given persons (in `fit`, or in `predict` as well) -> suffix of its name."""

SEPARATOR = ", "
"""Between a method's name and each parameter that is set."""


def rocket(data, seed, device):
    return SemiSupervisedRocketClassifier(random_state=seed, device=device)


def infogan(data, seed, device):
    return SemiSupervisedInfoGANClassifier(random_state=seed, device=device)


def infogan_paper(data, seed, device):
    return SemiSupervisedInfoGANClassifier.paper(random_state=seed, device=device)


def vae(data, seed, device):
    """The generator as the decoder of a variational autoencoder, without an adversarial stage."""
    return SemiSupervisedInfoGANClassifier(max_steps=0, random_state=seed, device=device)


def infogan_adversarial(data, seed, device):
    return SemiSupervisedInfoGANClassifier(**ADVERSARIAL_ALONE, random_state=seed, device=device)


def bigan(data, seed, device):
    return SemiSupervisedBiGANClassifier(random_state=seed, device=device)


def tsgm(data, seed, device):
    return generators.ConditionalVAE(random_state=seed)


def cnn(data, seed, device):
    return CNNClassifier(random_state=seed, device=device)


def gru(data, seed, device):
    return GRUClassifier(random_state=seed, device=device)


def part_aware_lstm(data, seed, device):
    return PartAwareLSTMClassifier(parts=data.parts, random_state=seed, device=device)


def peer(make_peer, data, seed, device):
    return make_peer(seed)


def applies(data):
    """The `skip` of methods that apply to every data set."""
    return None


def unless_a_body(data):
    return "Its channels are not the joints of a known body." if data.parts is None else None


def unless_tsgm(data):
    return None if generators.is_there() else "It needs tsgm: `make peers` installs it."


def unless_sktime(data):
    return None if inception.is_there() else "It needs sktime: `make peers` installs it."


class Method(NamedTuple):
    """An entry of ``METHODS``.

    Attributes
    ----------
    make : function of (data, seed, device)
        Gives the unfitted classifier.
    skip : function of data
        Returns a sentence on why the method does not apply to a data set; None if it does.
    code : function, optional
        The results depend on its code and on everything that it refers to; default: `make`.
    persons : {"fit", "predict"}, optional
        Whether `fit`, or `predict` as well, is given the person of each row.
    """

    make: Callable
    skip: Callable = applies
    code: Callable | None = None
    persons: str | None = None


METHODS = {
    OURS: Method(rocket),
    INFOGAN: Method(infogan),
    PAPER: Method(infogan_paper),
    ADVERSARIAL: Method(infogan_adversarial),
    VAE: Method(vae),
    BIGAN: Method(bigan),
    TSGM: Method(tsgm, skip=unless_tsgm),
    "CNN": Method(cnn),
    "GRU": Method(gru),
    "PA-LSTM": Method(part_aware_lstm, skip=unless_a_body),
    INCEPTION: Method(
        partial(peer, inception.inception_time), skip=unless_sktime, code=inception.inception_time
    ),
    **{name: Method(partial(peer, make_peer), code=make_peer) for name, make_peer in PEERS.items()},
    **{OURS + end: Method(rocket, persons=where) for where, end in PERSONS.items()},
    **{
        name + end: Method(partial(peer, make_peer), code=make_peer, persons=where)
        for where, end in PERSONS.items()
        for name, make_peer in KNOWING.items()
    },
}
"""Name -> `Method`, in the order of the tables."""


GENERATORS = [INFOGAN, VAE, ADVERSARIAL, PAPER, BIGAN, TSGM]
"""Methods that generate sequences."""

COMPARED = [
    name for name, method in METHODS.items() if name not in (*GENERATORS, INCEPTION) and not method.persons
]
"""The default methods. The default InfoGAN and VAE are left out: they predict like Rocket, bit for bit.
InceptionTime needs an environment of its own, and minutes for each fit."""


def make(name, data, seed, device="auto"):
    """The unfitted classifier, with the parameters that its name carries."""
    base, *settings = name.split(SEPARATOR)
    parameters = dict(setting.split("=", 1) for setting in settings)
    estimator = METHODS[base].make(data, seed, device)
    return estimator.set_params(**{k: _value(v) for k, v in parameters.items()})


def skip(name, data):
    """Why a method does not apply to a data set; None if it does."""
    return METHODS[_base(name)].skip(data)


def available(names, data):
    """The methods that apply to the data set."""
    return [name for name in names if skip(name, data) is None]


def in_order(names):
    """Each of the names once, in the order of ``METHODS``."""
    return sorted(set(names), key=lambda name: (list(METHODS).index(_base(name)), name))


def is_known(name):
    return _base(name) in METHODS


def is_peer(name):
    return _without_persons(_base(name)) in PEERS


def persons_of(name):
    """Where a method is given persons: "fit", "predict" (in both), or None."""
    return METHODS[_base(name)].persons


def code_of(name):
    """The function on whose code, with everything that it refers to, a method's results depend."""
    method = METHODS[_base(name)]
    return method.code or method.make


def _base(name):
    return name.split(SEPARATOR)[0]


def _without_persons(name):
    for end in PERSONS.values():
        name = name.removesuffix(end)
    return name


def _value(text):
    """The value of a Python literal (number, tuple, truth value or None); else the text itself."""
    try:
        return literal_eval(text)
    except (ValueError, SyntaxError):
        return text
