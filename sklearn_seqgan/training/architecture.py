"""Networks from a description: what all systems of critic, generator and encoder share."""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.generator import GENERATORS
from sklearn_seqgan.networks.seeding import build_empty, build_seeded
from sklearn_seqgan.objectives.lipschitz import LIPSCHITZ

__all__ = [
    "Architecture",
    "Batch",
    "build_networks",
    "copy_tensors",
    "load_networks",
    "to_numpy",
    "to_tensors",
]


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """Everything that decides the shape or meaning of a weight; one subclass for each system."""

    n_features: int
    n_codes: int
    n_continuous_codes: int = 0
    noise_dim: int
    noise_prior: str
    generator: str
    generator_units: int
    generator_layers: int
    lipschitz: str
    filters: int
    kernel_size: int
    n_conv_layers: int
    hidden_units: int

    def networks(self) -> nn.Module:
        """The system's networks, which have these attributes beside what its steps call:

        ``generator``; ``lipschitz_parts``, ``critic_parts``, ``encoder_parts`` : list of Module, what the
        Lipschitz method is on and what each optimiser moves; ``solved`` : bool, whether the encoder of
        the discrete codes is solved for, not descended to.
        """
        raise NotImplementedError

    def build_generator(self) -> nn.Module:
        sizes = self.n_codes + self.n_continuous_codes, self.noise_dim
        return GENERATORS[self.generator](
            self.n_features, *sizes, self.generator_units, self.generator_layers
        )

    @property
    def convolutions(self):
        """Arguments of a `ConvTrunk`."""
        return self.n_features, self.filters, self.kernel_size, self.n_conv_layers

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


def build_networks(architecture: Architecture, rng: torch.Generator) -> nn.Module:
    """Networks with first weights from `rng`, the critic kept Lipschitz, on the CPU."""
    networks = build_seeded(architecture.networks, rng)
    for part in networks.lipschitz_parts:
        LIPSCHITZ[architecture.lipschitz].wrap(part, rng)
    return networks


def load_networks(architecture: Architecture, weights: dict) -> nn.Module:
    """Networks with the weights that `TrainState.plain_weights` gave, on the CPU."""
    networks = build_empty(architecture.networks)
    networks.load_state_dict(to_tensors(weights), assign=True)
    return networks


def copy_tensors(tree):
    """Copy the tensors in nested dictionaries and lists, each where it lies."""
    return _map_leaves(tree, lambda v: v.detach().clone() if isinstance(v, Tensor) else v)


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
