"""One training step against the sum of its parts, and epochs against epochs of the baselines."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings
from functools import partial

import numpy as np
import torch

from benchmarks.machine.timing import in_turn, reading
from sklearn_seqgan import CNNClassifier, GRUClassifier, SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_skeleton_actions
from sklearn_seqgan.networks.batch import join
from sklearn_seqgan.networks.trunks.random_convolution import new_design
from sklearn_seqgan.priors import CODE_PRIORS, LENGTH_PRIORS
from sklearn_seqgan.sequences import store
from sklearn_seqgan.sequences.points import find_points, place
from sklearn_seqgan.sequences.scaling import ChannelScale
from sklearn_seqgan.systems import INFOGANS
from sklearn_seqgan.training.architecture import build_networks
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.graph import WARM_UP, as_graph
from sklearn_seqgan.training.latent import draw_latent, generate, make_priors
from sklearn_seqgan.training.settings import read_parameters
from sklearn_seqgan.training.state import TrainState

__all__ = ["CONFIGURATIONS", "before_the_first_step", "epochs", "iteration", "skeletons"]

CONFIGURATIONS = {
    "paper": SemiSupervisedInfoGANClassifier.paper,
    "default": partial(SemiSupervisedInfoGANClassifier, reconstruction_steps=0),
}
"""Configurations whose adversarial step is measured; only `fits` measures the stage before it."""

EAGER = "plain eager torch"

NTU_SEQUENCES = 31_772
"""Training sequences of NTU RGB+D's cross-subject split, with 49 classes and one actor."""


def before_the_first_step(estimator, X, y):
    """State and training set that a fit of an InfoGAN has before its first step.

    Parameters
    ----------
    estimator : SemiSupervisedInfoGANClassifier
        On a device that torch knows.
    X : array-like of shape (n, T, F), or list of (T_i, F) arrays
    y : ndarray of shape (n,)
        Classes 0..K-1, negative where there is no label.
    """
    system, sequences = INFOGANS[estimator.trunk], store(X)
    scale = system.scaling(ChannelScale.fit(sequences))
    scaled = scale.apply(sequences).load()
    points = find_points(sequences, None, estimator.point_dims)
    sizes = {"n_channels": sequences.shape[2], "n_codes": int(y.max()) + 1, "points": points}
    sizes["design"] = new_design()
    a, n_codes = read_parameters(estimator, system.Architecture, **sizes), sizes["n_codes"]
    tables = (
        CODE_PRIORS[estimator.code_prior](y, n_codes),
        LENGTH_PRIORS[estimator.length_prior](sequences.lengths, y, n_codes),
    )
    priors = make_priors(*tables, a.noise_dim, a.noise_prior, a.n_learnt_codes)
    networks = build_networks(system, a, torch.Generator().manual_seed(0))
    device = torch.device(estimator.device)
    rng = torch.Generator(device).manual_seed(0)
    settings = read_parameters(estimator, system.Settings, estimates_code_prior=False)
    s = TrainState(networks, settings, priors, rng)
    data = TrainingSet(scaled, y, device, placement=place(scale, points) if points else None)
    networks.prepare(s, data)
    return s, data


def skeletons(n_per_class=7, random_state=0):
    """Padded synthetic skeletons (n, 150, 75) and 60 classes: the action and its side."""
    data = make_skeleton_actions(n_per_class, 10, random_state=random_state)
    X = np.full((len(data.X), 150, 75), np.nan, dtype=np.float32)
    for row, x in zip(X, data.X):
        row[: len(x)] = x
    return X, 2 * data.y + (data.side == "left")


def iteration(options):
    """A step over the sum of its parts, which are measured alone and in turn with it."""
    X, y = skeletons()
    for name, make in CONFIGURATIONS.items():
        estimator = make(device=options.device, random_state=0, max_steps=1)
        s, data = before_the_first_step(estimator, X, y)
        parts, eager = _parts(s, data), _eager(s, data, options.device)
        ways = {"step": _as_trained(s, data), **parts, **eager}
        seconds = in_turn(ways, options.rounds, options.device)
        whole = sum(seconds[part] for part in parts)
        yield reading("iteration over the sum of its parts", name, seconds["step"] / whole, target="<= 1.15")
        yield reading("iteration", name, seconds["step"], "s")
        for part in parts:
            yield reading(f"iteration, part: {part}", name, seconds[part], "s")
        for way in eager:
            target = ">= 10" if way == EAGER else ""
            yield reading(f"{way} over the iteration", name, seconds[way] / seconds["step"], target=target)


def _as_trained(s, data):
    """A step as `train` runs it: on a GPU, a recorded graph."""
    step = as_graph(s.networks.step, s, data)
    for _ in range(WARM_UP + 1):
        step(s, data)
    return partial(step, s, data)


def _eager(s, data, device):
    """On a GPU: the same step without a graph, with the kernels and with the naive loop in their place."""
    if not device.startswith("cuda"):
        return {}

    def naive():
        s.networks.generator.implementation = "reference"
        s.networks.step(s, data)
        s.networks.generator.implementation = None

    return {"without a graph": partial(s.networks.step, s, data), EAGER: naive}


def _parts(s, data):
    """Recurrence, convolutions and optimisers of a step, without the operations between them."""
    n, networks = s.settings.batch_size, s.networks
    x = data.draw(n, s.rng)
    latent = draw_latent(s.priors, n, s.rng)
    with torch.no_grad():
        fake = generate(networks.generator, s.priors, latent, s.rng)
    code = latent.one_hot(len(s.priors.code))
    both = networks.judged(join(x, fake), torch.cat([code, code]))
    weights = {name: optimizer.weights for name, optimizer in s.optimizers.items()}
    direction = torch.randn_like(fake.values)
    for name in weights:
        for weight in weights[name]:
            weight.grad = torch.zeros_like(weight)

    def recurrence():
        for _ in range(s.settings.n_critic):
            with torch.no_grad():
                generate(networks.generator, s.priors, latent, s.rng)
        values = generate(networks.generator, s.priors, latent, s.rng).values
        torch.autograd.grad(values, weights["generator"], direction)

    def critic():
        for _ in range(s.settings.n_critic):
            torch.autograd.grad(networks.score_judged(*both).mean(), weights["critic"])

    def through_critic_and_encoder():
        values = fake.values.detach().requires_grad_()
        score, posterior = networks.score_and_posterior(fake.replace(values), code)
        torch.autograd.grad(score.mean() + posterior.logits.square().mean(), values)

    def encoder():
        torch.autograd.grad(networks.encoder_loss(s, fake, latent, x, data)[0], weights["encoder"])

    def optimisers():
        for name, optimizer in s.optimizers.items():
            for _ in range(s.settings.n_critic if name == "critic" else 1):
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
    """Seconds of a step of every method, in turn; an epoch has as many steps as NTU RGB+D has batches.

    A step's cost does not depend on how many sequences there are (`growth`), so 210 stand for all.
    """
    X, y = skeletons()
    ways, sizes = {}, {}
    for name, make in CONFIGURATIONS.items():
        estimator = make(device=options.device, random_state=0, max_steps=1)
        ways[name] = partial(_ten_times, _as_trained(*before_the_first_step(estimator, X, y)))
        sizes[name] = estimator.batch_size
    for name, make in {"CNN": CNNClassifier, "GRU": GRUClassifier}.items():
        estimator = make(device=options.device, random_state=0, max_steps=10, warm_start=True).fit(X, y)
        ways[name] = lambda estimator=estimator: estimator.partial_fit(X, y)
        ways[f"{name}, no step"] = _without_steps(estimator, X)
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


def _without_steps(estimator, X):
    """The validation and scaling that a baseline does before its ten steps."""
    return lambda: estimator.scale_.apply(store(X)).load()
