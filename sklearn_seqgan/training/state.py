"""What adversarial training holds: networks, optimisers, priors, random stream, and data.

The steps in ``steps.py`` read and move a `TrainState`; here it is made, and turned
into numpy and back.
"""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.generator import AutoregressiveGenerator
from sklearn_seqgan.networks.heads import Head
from sklearn_seqgan.networks.seeding import build_empty, build_seeded
from sklearn_seqgan.networks.trunks import ConvTrunk, valid_steps
from sklearn_seqgan.objectives.adversarial import LOSSES, Loss
from sklearn_seqgan.objectives.lipschitz import effective_weights, spectral_norm

__all__ = [
    "Architecture",
    "Batch",
    "InfoGANNetworks",
    "Objective",
    "Priors",
    "TrainState",
    "TrainingSet",
    "build_networks",
    "load_networks",
    "make_priors",
    "to_numpy",
    "to_tensors",
]


@dataclass(frozen=True)
class Architecture:
    """Everything that decides the shape of a weight."""

    n_features: int
    n_codes: int
    noise_dim: int
    generator_units: int
    filters: int
    kernel_size: int
    n_conv_layers: int
    hidden_units: int
    share_trunk: bool

    def differences(self, other):
        """Names of the fields in which another architecture differs."""
        mine, theirs = asdict(self), asdict(other)
        return [name for name in mine if mine[name] != theirs[name]]


@dataclass(frozen=True)
class Objective:
    """Weights of the losses and how they are descended."""

    information_weight: float
    encoder_information_weight: float
    real_information_weight: float
    supervised_weight: float
    n_critic: int
    learning_rate: float
    betas: tuple[float, float]
    batch_size: int
    loss: Loss = LOSSES["wasserstein"]


class Priors(NamedTuple):
    """Tables p(c) of shape (n_codes,) and p(l) of shape (l_max + 1,), and the width of z."""

    code: Tensor
    length: Tensor
    noise_dim: int


def make_priors(code_prior, length_prior, noise_dim):
    """`Priors` from numpy tables, on the CPU."""
    code, length = (torch.tensor(table, dtype=torch.float32) for table in (code_prior, length_prior))
    return Priors(code, length, noise_dim)


class Batch(NamedTuple):
    """Sequences on their way through a network.

    Attributes
    ----------
    values : Tensor of shape (batch, T, F), zero where not valid
    mask : Tensor of shape (batch, T), bool
    """

    values: Tensor
    mask: Tensor

    def __len__(self):
        return len(self.values)


class TrainingSet:
    """All sequences on the device, once; batches are drawn by index.

    Parameters
    ----------
    values : ndarray of shape (n, T, F), float32, scaled
    lengths : ndarray of shape (n,)
    targets : ndarray of shape (n,), int64
        Code of a labelled sequence, negative where there is no label.
    device : torch.device
    """

    def __init__(self, values, lengths, targets, device):
        self.values = torch.tensor(values, device=device)
        self.lengths = torch.tensor(lengths, device=device)
        self.targets = torch.tensor(targets, device=device)
        self.labeled_rows = torch.tensor(np.flatnonzero(targets >= 0), device=device)

    def __len__(self):
        return len(self.values)

    def batch(self, rows):
        values = self.values[rows]
        return Batch(values, valid_steps(self.lengths[rows], values.shape[1]))

    def draw(self, n, rng):
        """n sequences at random, with or without a label."""
        return self.batch(torch.randint(len(self), (n,), generator=rng, device=rng.device))

    def draw_labeled(self, n, rng):
        """Labelled sequences and their codes: all of them, or n at random if there are more."""
        rows = self.labeled_rows
        if len(rows) > n:
            rows = rows[torch.randint(len(rows), (n,), generator=rng, device=rng.device)]
        return self.batch(rows), self.targets[rows]


class InfoGANNetworks(nn.Module):
    """G, and D and E as heads on the shared trunk (or E on a trunk of its own).

    Parameters
    ----------
    a : Architecture
    """

    def __init__(self, a: Architecture):
        super().__init__()
        convolutions = (a.n_features, a.filters, a.kernel_size, a.n_conv_layers)
        self.generator = AutoregressiveGenerator(a.n_features, a.n_codes, a.noise_dim, a.generator_units)
        self.trunk = ConvTrunk(*convolutions)
        self.critic = Head(a.filters, a.hidden_units, 1)
        self.own_trunk = None if a.share_trunk else ConvTrunk(*convolutions)
        self.encoder = Head(a.filters, a.hidden_units, a.n_codes)

    @property
    def encoder_trunk(self) -> nn.Module:
        return self.trunk if self.own_trunk is None else self.own_trunk

    def score(self, x: Batch) -> Tensor:
        """D(x), shape (batch,)."""
        return self.critic(self.trunk(*x)).squeeze(1)

    def code_logits(self, x: Batch) -> Tensor:
        """log p_E(c | x) up to a constant, shape (batch, n_codes)."""
        return self.encoder(self.encoder_trunk(*x))

    def score_and_code_logits(self, x: Batch) -> tuple[Tensor, Tensor]:
        """Both at the price of one trunk, where they share it."""
        features = self.trunk(*x)
        own = features if self.own_trunk is None else self.own_trunk(*x)
        return self.critic(features).squeeze(1), self.encoder(own)

    def code_features(self, x: Batch) -> Tensor:
        """The encoder's last hidden layer, shape (batch, hidden_units)."""
        return self.encoder.features(self.encoder_trunk(*x))


def build_networks(architecture: Architecture, rng: torch.Generator) -> InfoGANNetworks:
    """Networks with first weights from `rng`, the critic kept Lipschitz, on the CPU."""
    networks = build_seeded(lambda: InfoGANNetworks(architecture), rng)
    spectral_norm(networks.trunk, rng)
    spectral_norm(networks.critic, rng)
    return networks


def load_networks(architecture: Architecture, weights: dict) -> InfoGANNetworks:
    """Networks with the weights that `TrainState.plain_weights` gave, on the CPU."""
    networks = build_empty(lambda: InfoGANNetworks(architecture))
    networks.load_state_dict(to_tensors(weights))
    return networks


class TrainState:
    """Networks with one optimiser each, priors and the random stream of the steps.

    Parameters
    ----------
    networks : InfoGANNetworks
    objective : Objective
    priors : Priors
    rng : torch.Generator
        Its device is where training happens; everything is moved there.
    """

    def __init__(self, networks, objective, priors, rng):
        self.networks = networks.to(rng.device).train()
        self.objective = objective
        self.priors = priors._replace(code=priors.code.to(rng.device), length=priors.length.to(rng.device))
        self.rng = rng
        self.step = 0
        self.optimizers = {
            "generator": self._adam(networks.generator),
            "critic": self._adam(networks.trunk, networks.critic),
            "encoder": self._adam(networks.encoder_trunk, networks.encoder),
        }

    def _adam(self, *parts):
        parameters = [p for part in parts for p in part.parameters()]
        return torch.optim.Adam(parameters, lr=self.objective.learning_rate, betas=self.objective.betas)

    def to_numpy(self):
        """All that `resume` needs, as nested dictionaries of numpy arrays and numbers."""
        return {
            "step": self.step,
            "rng": self.rng.get_state().numpy().copy(),
            "device": self.rng.device.type,
            "weights": to_numpy(self.networks.state_dict()),
            "optimizers": {name: to_numpy(o.state_dict()["state"]) for name, o in self.optimizers.items()},
        }

    def plain_weights(self):
        """The weights in effect, for networks without constraints, as a dictionary of numpy arrays."""
        return to_numpy(effective_weights(self.networks))

    def resume(self, saved):
        """Go on where `to_numpy` was called; on another kind of device with a new random stream."""
        self.step = saved["step"]
        self.networks.load_state_dict(to_tensors(saved["weights"]))
        for name, optimizer in self.optimizers.items():
            groups = optimizer.state_dict()["param_groups"]  # today's learning rate, not the saved one
            state = to_tensors(saved["optimizers"][name])
            optimizer.load_state_dict({"state": state, "param_groups": groups})
        if saved["device"] == self.rng.device.type:
            self.rng.set_state(torch.from_numpy(saved["rng"].copy()))


def to_numpy(tree):
    """Copy the tensors in nested dictionaries and lists into numpy arrays."""
    return _map_leaves(tree, lambda v: v.detach().cpu().numpy().copy() if isinstance(v, Tensor) else v)


def to_tensors(tree):
    """Copy the numpy arrays in nested dictionaries and lists into tensors."""
    return _map_leaves(tree, lambda v: torch.tensor(v) if isinstance(v, np.ndarray) else v)


def _map_leaves(tree, function):
    if isinstance(tree, dict):
        return {key: _map_leaves(value, function) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_map_leaves(value, function) for value in tree]
    return function(tree)
