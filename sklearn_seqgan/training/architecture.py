"""The networks of an InfoGAN: a generator, and critic and encoder as heads on a trunk.

To add a trunk, write a class with the methods of `ConvInfoGAN` and name it in ``TRUNKS``.
"""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.generator import GENERATORS
from sklearn_seqgan.networks.heads import Head
from sklearn_seqgan.networks.random_convolution import RandomConvTrunk
from sklearn_seqgan.networks.seeding import build_empty, build_seeded
from sklearn_seqgan.networks.trunks import ConvTrunk
from sklearn_seqgan.objectives.lipschitz import LIPSCHITZ

__all__ = [
    "TRUNKS",
    "Architecture",
    "Batch",
    "ConvInfoGAN",
    "Posterior",
    "RandomConvInfoGAN",
    "build_networks",
    "load_networks",
    "to_numpy",
    "to_tensors",
]


@dataclass(frozen=True)
class Architecture:
    """Everything that decides the shape of a weight."""

    n_features: int
    n_codes: int
    n_continuous_codes: int
    noise_dim: int
    generator: str
    generator_units: int
    generator_layers: int
    lipschitz: str
    trunk: str
    filters: int
    kernel_size: int
    n_conv_layers: int
    hidden_units: int
    share_trunk: bool

    def differences(self, other):
        """Names of the fields in which another architecture differs."""
        mine, theirs = asdict(self), asdict(other)
        return [name for name in mine if mine[name] != theirs[name]]


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

    @property
    def lengths(self) -> Tensor:
        return self.mask.sum(1)


class Posterior(NamedTuple):
    """What an encoder gives.

    Attributes
    ----------
    logits : Tensor of shape (batch, n_codes)
        Of the discrete codes, up to a constant.
    continuous : Tensor of shape (batch, 2 n_continuous_codes)
        Means, then logarithms of the variances.
    """

    logits: Tensor
    continuous: Tensor


class ConvInfoGAN(nn.Module):
    """G, and D and E as heads on the shared trunk (or E on a trunk of its own); all of it is trained.

    Parameters
    ----------
    a : Architecture

    Attributes
    ----------
    lipschitz_parts, critic_parts, encoder_parts : list of Module
        What the spectral norm is on, and what each optimiser moves.
    solved : bool
        Whether the encoder of the discrete codes is solved for, not descended to.
    """

    solved = False

    def __init__(self, a: Architecture):
        super().__init__()
        self.n_codes, self.n_continuous_codes = a.n_codes, a.n_continuous_codes
        convolutions = (a.n_features, a.filters, a.kernel_size, a.n_conv_layers)
        self.generator = _generator(a)
        self.trunk = ConvTrunk(*convolutions)
        self.critic = Head(a.filters, a.hidden_units, 1)
        self.own_trunk = None if a.share_trunk else ConvTrunk(*convolutions)
        self.encoder = Head(a.filters, a.hidden_units, a.n_codes + 2 * a.n_continuous_codes)

    @property
    def lipschitz_parts(self):
        return [self.trunk, self.critic]

    @property
    def critic_parts(self):
        return [self.trunk, self.critic]

    @property
    def encoder_parts(self):
        return [self._encoder_trunk, self.encoder]

    @property
    def _encoder_trunk(self) -> nn.Module:
        return self.trunk if self.own_trunk is None else self.own_trunk

    def score(self, x: Batch) -> Tensor:
        """D(x), shape (batch,)."""
        return self.critic(self.trunk(*x)).squeeze(1)

    def code_logits(self, x: Batch) -> Tensor:
        """log p_E(c | x) up to a constant, shape (batch, n_codes)."""
        return self.posterior(x).logits

    def posterior(self, x: Batch) -> Posterior:
        """p_E of all codes, with a gradient towards x."""
        return self._split(self.encoder(self._encoder_trunk(*x)))

    def score_and_posterior(self, x: Batch) -> tuple[Tensor, Posterior]:
        """Both with a gradient towards x, at the price of one trunk where they share it."""
        features = self.trunk(*x)
        own = features if self.own_trunk is None else self.own_trunk(*x)
        return self.critic(features).squeeze(1), self._split(self.encoder(own))

    def codes(self, x: Batch) -> Tensor:
        """Logits, and means of the continuous codes, shape (batch, n_codes + n_continuous_codes)."""
        return self.encoder(self._encoder_trunk(*x))[:, : self.n_codes + self.n_continuous_codes]

    def _split(self, outputs):
        return Posterior(outputs[:, : self.n_codes], outputs[:, self.n_codes :])

    def code_features(self, x: Batch) -> Tensor:
        """The encoder's last hidden layer, shape (batch, hidden_units)."""
        return self.encoder.features(self._encoder_trunk(*x))


class RandomConvInfoGAN(nn.Module):
    """G, and D and E as heads on fixed random convolutions; E is solved for, not descended to.

    E is linear on the hard features. Where the generator needs a gradient, D and E stand on
    the smooth features: ``smooth_encoder`` is the same regression there.

    Parameters
    ----------
    a : Architecture

    Attributes
    ----------
    embedding : Linear
        Onto the first principal components of the training features.
    continuous : Linear, or None without continuous codes
        Their posterior, on smooth features: no real sequence has a label for it to be solved on.
    """

    solved = True

    def __init__(self, a: Architecture):
        super().__init__()
        self.n_continuous_codes = a.n_continuous_codes
        self.generator = _generator(a)
        self.trunk = RandomConvTrunk(a.n_features)
        self.critic = Head(self.trunk.smooth_width, a.hidden_units, 1)
        self.encoder = nn.Linear(self.trunk.width, a.n_codes)
        self.smooth_encoder = nn.Linear(self.trunk.smooth_width, a.n_codes)
        self.embedding = nn.Linear(self.trunk.width, a.hidden_units, bias=False)
        width = 2 * a.n_continuous_codes
        self.continuous = nn.Linear(self.trunk.smooth_width, width) if width else None

    @property
    def lipschitz_parts(self):
        return [self.critic]

    @property
    def critic_parts(self):
        return [self.critic]

    @property
    def encoder_parts(self):
        return [] if self.continuous is None else [self.continuous]

    def score(self, x: Batch) -> Tensor:
        """D(x), shape (batch,)."""
        return self.critic(self.trunk.smooth(x.values, x.lengths)).squeeze(1)

    def code_logits(self, x: Batch) -> Tensor:
        """log p_E(c | x) up to a constant, shape (batch, n_codes)."""
        return self.encoder(self.trunk(x.values, x.lengths))

    def posterior(self, x: Batch) -> Posterior:
        """p_E of all codes on the smooth features, with a gradient towards x."""
        return self._posterior(self.trunk.smooth(x.values, x.lengths))

    def score_and_posterior(self, x: Batch) -> tuple[Tensor, Posterior]:
        """Both with a gradient towards x, on the smooth features."""
        features = self.trunk.smooth(x.values, x.lengths)
        return self.critic(features).squeeze(1), self._posterior(features)

    def codes(self, x: Batch) -> Tensor:
        """Logits, and means of the continuous codes, shape (batch, n_codes + n_continuous_codes)."""
        if self.continuous is None:
            return self.code_logits(x)
        means = self.posterior(x).continuous[:, : self.n_continuous_codes]
        return torch.cat([self.code_logits(x), means], dim=1)

    def _posterior(self, features):
        continuous = features[:, :0] if self.continuous is None else self.continuous(features)
        return Posterior(self.smooth_encoder(features), continuous)

    def code_features(self, x: Batch) -> Tensor:
        """Principal components of the trunk's features, shape (batch, hidden_units)."""
        return self.embedding(self.trunk(x.values, x.lengths))


TRUNKS = {"conv": ConvInfoGAN, "random-convolution": RandomConvInfoGAN}


def build_networks(architecture: Architecture, rng: torch.Generator) -> nn.Module:
    """Networks with first weights from `rng`, the critic kept Lipschitz, on the CPU."""
    networks = build_seeded(lambda: TRUNKS[architecture.trunk](architecture), rng)
    for part in networks.lipschitz_parts:
        LIPSCHITZ[architecture.lipschitz].wrap(part, rng)
    return networks


def load_networks(architecture: Architecture, weights: dict) -> nn.Module:
    """Networks with the weights that `TrainState.plain_weights` gave, on the CPU."""
    networks = build_empty(lambda: TRUNKS[architecture.trunk](architecture))
    networks.load_state_dict(to_tensors(weights))
    return networks


def to_numpy(tree):
    """Copy the tensors in nested dictionaries and lists into numpy arrays."""
    return _map_leaves(tree, lambda v: v.detach().cpu().numpy().copy() if isinstance(v, Tensor) else v)


def to_tensors(tree):
    """Copy the numpy arrays in nested dictionaries and lists into tensors."""
    return _map_leaves(tree, lambda v: torch.tensor(v) if isinstance(v, np.ndarray) else v)


def _generator(a):
    sizes = a.n_codes + a.n_continuous_codes, a.noise_dim, a.generator_units, a.generator_layers
    return GENERATORS[a.generator](a.n_features, *sizes)


def _map_leaves(tree, function):
    if isinstance(tree, dict):
        return {key: _map_leaves(value, function) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_map_leaves(value, function) for value in tree]
    return function(tree)
