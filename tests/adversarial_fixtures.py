"""A small state of any system, and a data set, for the tests of training and systems."""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import fields

import numpy as np
import pytest
import torch

from sklearn_seqgan.networks.trunks.random_convolution import new_design
from sklearn_seqgan.ranks import ALONE
from sklearn_seqgan.sequences import Sequences
from sklearn_seqgan.systems import SYSTEMS
from sklearn_seqgan.training.architecture import build_networks
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.latent import Priors
from sklearn_seqgan.training.state import TrainState

N, T, F, K = 40, 12, 3, 4


PARAMETERS = {
    "n_channels": F,
    "n_codes": K,
    "n_continuous_codes": 0,
    "noise_dim": 5,
    "noise_prior": "uniform",
    "generator": "autoregressive",
    "generator_units": 8,
    "generator_layers": 1,
    "time_input": False,
    "initial_state": False,
    "filters": 10,
    "kernel_size": 3,
    "n_conv_layers": 2,
    "hidden_units": 7,
    "share_trunk": True,
    "critic": "trunk",
    "encoder": "deterministic",
    "loss": "wasserstein",
    "lipschitz": "spectral-norm",
    "penalty_weight": 10.0,
    "clip_bound": 0.01,
    "information_weight": 1.0,
    "encoder_information_weight": 1.0,
    "real_information_weight": 1.0,
    "supervised_weight": 1.0,
    "reconstruction_steps": 0,
    "nuisance_weight": 5000.0,
    "center_groups": False,
    "estimates_code_prior": False,
    "point_dims": None,
    "points": (),
    "max_rows": 6000,
    "n_rounds": 8,
    "n_critic": 1,
    "learning_rate": 1e-3,
    "betas": (0.5, 0.9),
    "batch_size": 8,
}
"""Of all systems; each takes what it reads."""


def read(spec, parameters):
    parameters = parameters | {"design": new_design()}
    return spec(**{field.name: parameters[field.name] for field in fields(spec)})


@pytest.fixture
def make_state():
    """A state of a system, by its name or itself: equal classes, lengths of 4 to T alike."""

    def make(system="conv", seed=0, device="cpu", **parameters):
        name, system = (system, SYSTEMS[system]) if isinstance(system, str) else ("", system)
        parameters = PARAMETERS | {"trunk": name} | parameters
        architecture = read(system.Architecture, parameters)
        length = torch.zeros(T + 1)
        length[4:] = 1 / (T - 3)
        codes = torch.full((K,), 1 / K)
        n_continuous = architecture.n_learnt_codes
        priors = Priors(codes, length, architecture.noise_dim, architecture.noise_prior, n_continuous)
        networks = build_networks(system, architecture, torch.Generator().manual_seed(seed))
        rng = torch.Generator(device).manual_seed(seed)
        return TrainState(networks, read(system.Settings, parameters), priors, rng)

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
        ranks = ALONE

        def __init__(self, weights):
            self.weights = weights

        @torch.no_grad()
        def step(self):
            for weight in self.weights:
                weight -= weight.grad

    return PlainDescent
