"""A whole fit of the default InfoGAN, against one with adversarial steps only."""
# SPDX-License-Identifier: BSD-3-Clause

from functools import partial

from benchmarks.catalogue.methods import ADVERSARIAL_ALONE
from benchmarks.generation.halves import in_halves, load, rows_of
from benchmarks.machine.timing import in_turn, reading
from sklearn_seqgan import SemiSupervisedInfoGANClassifier

__all__ = ["fits"]

ROUNDS = 3


def fits(options):
    """Seconds of fits on half of watch, with all labels."""
    data = in_halves(load("watch"), 0)
    X, y = rows_of(data, data.train)
    arms = {"default": {}, "adversarial alone": ADVERSARIAL_ALONE, "reconstruction alone": {"max_steps": 0}}
    ways = {name: partial(_fit, X, y, options.device, parameters) for name, parameters in arms.items()}
    seconds = in_turn(ways, min(ROUNDS, options.rounds), options.device, warm_up=0)
    for name in arms:
        yield reading("fit", name, seconds[name], "s")
    ratio = seconds["default"] / seconds["adversarial alone"]
    yield reading("fit over one with adversarial steps alone", "default", ratio, target="<= 1")


def _fit(X, y, device, parameters):
    SemiSupervisedInfoGANClassifier(random_state=0, device=device, **parameters).fit(X, y)
