"""A small state and data set."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import torch

from sklearn_seqgan.sequences import Sequences
from sklearn_seqgan.training.architecture import build_networks
from sklearn_seqgan.training.infogan_networks import InfoGANArchitecture
from sklearn_seqgan.training.latent import Priors
from sklearn_seqgan.training.state import Objective, TrainingSet, TrainState

N, T, F, K = 40, 12, 3, 4


OBJECTIVE = {
    "loss": "wasserstein",
    "lipschitz": "spectral-norm",
    "penalty_weight": 10.0,
    "clip_bound": 0.01,
    "supervised_weight": 1.0,
    "n_critic": 1,
    "learning_rate": 1e-3,
    "betas": (0.5, 0.9),
    "batch_size": 8,
}
INFORMATION = {
    "information_weight": 1.0,
    "encoder_information_weight": 1.0,
    "real_information_weight": 1.0,
    "nuisance_weight": 5000.0,
    "n_rounds": 8,
}
SIZES = {
    "n_features": F,
    "n_codes": K,
    "noise_dim": 5,
    "generator": "autoregressive",
    "generator_units": 8,
    "generator_layers": 1,
    "filters": 10,
    "kernel_size": 3,
    "n_conv_layers": 2,
    "hidden_units": 7,
}


@pytest.fixture
def sizes():
    return SIZES


@pytest.fixture
def build_state():
    """A state of any architecture: equal classes, lengths of 4 to T alike."""

    def build(architecture, seed=0, noise_prior="uniform", device="cpu", **objective):
        length = torch.zeros(T + 1)
        length[4:] = 1 / (T - 3)
        n_continuous = getattr(architecture, "n_continuous_codes", 0)
        codes = torch.full((architecture.n_codes,), 1 / architecture.n_codes)
        priors = Priors(codes, length, architecture.noise_dim, noise_prior, n_continuous)
        networks = build_networks(architecture, torch.Generator().manual_seed(seed))
        rng = torch.Generator(device).manual_seed(seed)
        return TrainState(networks, Objective(**OBJECTIVE | objective), priors, rng)

    return build


@pytest.fixture
def make_state(build_state):
    def make(seed=0, share_trunk=True, trunk="conv", architecture=(), **objective):
        chosen = SIZES | {
            "n_continuous_codes": 0,
            "noise_prior": "uniform",
            "lipschitz": objective.get("lipschitz", "spectral-norm"),
            "trunk": trunk,
            "share_trunk": share_trunk,
        }
        architecture = InfoGANArchitecture(**chosen | dict(architecture))
        return build_state(architecture, seed, **INFORMATION | objective)

    return make


@pytest.fixture
def make_data():
    def make(device="cpu"):
        rng = np.random.default_rng(0)
        lengths = rng.integers(4, T + 1, N)
        values = rng.normal(size=(N, T, F)) * (np.arange(T) < lengths[:, None])[:, :, None]
        targets = np.where(np.arange(N) < 12, np.arange(N) % K, -1)
        return TrainingSet(Sequences(values.astype(np.float32), lengths), targets, torch.device(device))

    return make


@pytest.fixture
def data(make_data):
    return make_data()


@pytest.fixture
def plain_descent():
    """An optimiser that takes the gradient itself as its step."""

    class PlainDescent:
        def __init__(self, weights):
            self.weights = weights

        @torch.no_grad()
        def step(self):
            for weight in self.weights:
                weight -= weight.grad

    return PlainDescent
