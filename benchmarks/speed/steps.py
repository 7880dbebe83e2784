"""One training iteration against the sum of its parts, and epochs against those of the baselines."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings
from functools import partial
from unittest.mock import patch

import numpy as np
import torch

from benchmarks.machine.timing import in_turn, reading
from sklearn_seqgan import CNNClassifier, GRUClassifier, SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_skeleton_actions
from sklearn_seqgan.training.architecture import Batch
from sklearn_seqgan.training.graph import WARM_UP, as_graph
from sklearn_seqgan.training.latent import draw_latent, generate
from sklearn_seqgan.training.steps import join, on_real_sequences

__all__ = ["CONFIGURATIONS", "captured", "epochs", "iteration", "skeletons"]

CONFIGURATIONS = {
    "paper": SemiSupervisedInfoGANClassifier.paper,
    "default": SemiSupervisedInfoGANClassifier,
}

EAGER = "plain eager torch"

NTU_SEQUENCES = 31_772
"""Training sequences of NTU RGB+D's cross-subject split, with 49 classes and one actor."""


class _FirstStep(Exception):
    """Raised in place of the first training step."""


def captured(estimator, X, y):
    """What a fit hands to its first step, and the step: function, state, training set."""
    step, seen = type(estimator)._step, []

    def stop(*arguments):
        seen.extend(arguments)
        raise _FirstStep

    estimator._step = stop
    try:
        estimator.fit(X, y)
    except _FirstStep:
        return step, *seen
    finally:
        del estimator._step


def skeletons(n_per_class=7, random_state=0):
    """Padded synthetic skeletons (n, 150, 75) and 60 classes: the action and its side."""
    data = make_skeleton_actions(n_per_class, 10, random_state=random_state)
    X = np.full((len(data.X), 150, 75), np.nan, dtype=np.float32)
    for row, x in zip(X, data.X):
        row[: len(x)] = x
    return X, 2 * data.y + (data.side == "left")


def iteration(options):
    """A step over the sum of what it is made of, each measured alone, in turn with it."""
    X, y = skeletons()
    for name, make in CONFIGURATIONS.items():
        estimator = make(device=options.device, random_state=0, max_steps=1)
        step, s, data = captured(estimator, X, y)
        parts, eager = _parts(s, data), _eager(step, s, data, options.device)
        ways = {"step": _as_trained(step, s, data), **parts, **eager}
        seconds = in_turn(ways, options.rounds, options.device)
        whole = sum(seconds[part] for part in parts)
        yield reading("iteration over the sum of its parts", name, seconds["step"] / whole, target="<= 1.15")
        yield reading("iteration", name, seconds["step"], "s")
        for part in parts:
            yield reading(f"iteration, part: {part}", name, seconds[part], "s")
        for way in eager:
            target = ">= 10" if way == EAGER else ""
            yield reading(f"{way} over the iteration", name, seconds[way] / seconds["step"], target=target)


def _as_trained(step, s, data):
    """An iteration as `train` runs it: on a GPU it is a graph by now."""
    step = as_graph(step, s, data)
    for _ in range(WARM_UP + 1):
        step(s, data)
    return partial(step, s, data)


def _eager(step, s, data, device):
    """On a GPU the same iteration without a graph, and that with the naive loop in place of the kernels."""
    if not device.startswith("cuda"):
        return {}

    def naive():
        with patch("sklearn_seqgan.networks.recurrence.choose", lambda *_: "reference"):
            step(s, data)

    return {"without a graph": partial(step, s, data), EAGER: naive}


def _parts(s, data):
    """Recurrence, convolutions and optimisers of a step, without what connects them."""
    n, networks = s.objective.batch_size, s.networks
    x, (x_labeled, y) = data.draw(n, s.rng), data.draw_labeled(n, s.rng)
    latent = draw_latent(s.priors, n, s.rng)
    with torch.no_grad():
        fake = generate(networks.generator, s.priors, latent, s.rng)
    both = join(x, fake)
    weights = {name: optimizer.weights for name, optimizer in s.optimizers.items()}
    direction = torch.randn_like(fake.values)
    for name in weights:
        for weight in weights[name]:
            weight.grad = torch.zeros_like(weight)

    def recurrence():
        for _ in range(s.objective.n_critic):
            with torch.no_grad():
                generate(networks.generator, s.priors, latent, s.rng)
        values = generate(networks.generator, s.priors, latent, s.rng).values
        torch.autograd.grad(values, weights["generator"], direction)

    def critic():
        for _ in range(s.objective.n_critic):
            torch.autograd.grad(networks.score(both).mean(), weights["critic"])

    def through_critic_and_encoder():
        values = fake.values.detach().requires_grad_()
        score, posterior = networks.score_and_posterior(Batch(values, fake.mask))
        torch.autograd.grad(score.mean() + posterior.logits.square().mean(), values)

    def encoder():
        loss = networks.posterior(fake).logits.square().mean() + on_real_sequences(s, x, x_labeled, y)[0]
        torch.autograd.grad(loss, weights["encoder"])

    def optimisers():
        for name, optimizer in s.optimizers.items():
            for _ in range(s.objective.n_critic if name == "critic" else 1):
                optimizer.step()

    parts = {
        "recurrence": recurrence,
        "critic": critic,
        "gradient of D and E by x": through_critic_and_encoder,
    }
    if "encoder" in weights:
        parts["encoder"] = encoder
    return parts | {"optimisers": optimisers}


def epochs(options):
    """Seconds for a step of every method, in turn; an epoch is as many as NTU RGB+D has batches.

    A step's cost does not depend on how many sequences there are (`growth`), so 210 stand for all.
    """
    X, y = skeletons()
    ways, sizes = {}, {}
    for name, make in CONFIGURATIONS.items():
        estimator = make(device=options.device, random_state=0, max_steps=1)
        step, s, data = captured(estimator, X, y)
        ways[name] = partial(_ten_times, _as_trained(step, s, data))
        sizes[name] = estimator.batch_size
    for name, make in {"CNN": CNNClassifier, "GRU": GRUClassifier}.items():
        estimator = make(device=options.device, random_state=0, max_steps=10, warm_start=True).fit(X, y)
        ways[name] = lambda estimator=estimator: estimator.partial_fit(X, y)
        ways[f"{name}, no step"] = _without_steps(estimator, X, y)
        sizes[name] = estimator.batch_size
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seconds = in_turn(ways, max(3, options.rounds // 3), options.device, warm_up=1)
    taken = {name: seconds[name] - seconds.get(f"{name}, no step", 0) for name in sizes}
    epoch = {name: t / 10 * -(-NTU_SEQUENCES // sizes[name]) for name, t in taken.items()}
    for name in epoch:
        yield reading("epoch of 31,772 skeletons", name, epoch[name], "s")
    for name in CONFIGURATIONS:
        target = "<= 4 on a GPU" if options.device.startswith("cuda") else ""
        yield reading("epoch over an epoch of CNN", name, epoch[name] / epoch["CNN"], target=target)
        yield reading("epoch over an epoch of GRU", name, epoch[name] / epoch["GRU"])


def _ten_times(take):
    for _ in range(10):
        take()


def _without_steps(estimator, X, y):
    """The validation and scaling that a baseline does before its ten steps."""
    return lambda: estimator.scale_.apply(estimator._validate_sequences(X, reset=False))
