"""A small state and data set."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import torch

from sklearn_seqgan.training.architecture import build_networks
from sklearn_seqgan.training.infogan_networks import InfoGANArchitecture
from sklearn_seqgan.training.latent import Priors
from sklearn_seqgan.training.state import Objective, TrainingSet, TrainState

N, T, F, K = 40, 12, 3, 4


@pytest.fixture
def make_state():
    def make(seed=0, share_trunk=True, trunk="conv", architecture=(), **objective):
        sizes = {
            "n_features": F,
            "n_codes": K,
            "n_continuous_codes": 0,
            "noise_dim": 5,
            "noise_prior": "uniform",
            "generator": "autoregressive",
            "generator_units": 8,
            "generator_layers": 1,
            "lipschitz": objective.get("lipschitz", "spectral-norm"),
            "trunk": trunk,
            "filters": 10,
            "kernel_size": 3,
            "n_conv_layers": 2,
            "hidden_units": 7,
            "share_trunk": share_trunk,
        }
        sizes |= dict(architecture)
        chosen = {
            "loss": "wasserstein",
            "lipschitz": "spectral-norm",
            "penalty_weight": 10.0,
            "clip_bound": 0.01,
            "information_weight": 1.0,
            "encoder_information_weight": 1.0,
            "real_information_weight": 1.0,
            "supervised_weight": 1.0,
            "nuisance_weight": 5000.0,
            "n_rounds": 8,
            "n_critic": 1,
            "learning_rate": 1e-3,
            "betas": (0.5, 0.9),
            "batch_size": 8,
        }
        length = torch.zeros(T + 1)
        length[4:] = 1 / (T - 3)
        priors = Priors(
            torch.full((K,), 1 / K), length, sizes["noise_dim"], "uniform", sizes["n_continuous_codes"]
        )
        networks = build_networks(InfoGANArchitecture(**sizes), torch.Generator().manual_seed(seed))
        return TrainState(
            networks, Objective(**chosen | objective), priors, torch.Generator().manual_seed(seed)
        )

    return make


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    lengths = rng.integers(4, T + 1, N)
    values = rng.normal(size=(N, T, F)).astype(np.float32) * (np.arange(T) < lengths[:, None])[:, :, None]
    targets = np.where(np.arange(N) < 12, np.arange(N) % K, -1)
    return TrainingSet(values.astype(np.float32), lengths, targets, torch.device("cpu"))
