"""The parameters that decide the shape or meaning of a weight, and networks built from them."""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import asdict, dataclass
from typing import ClassVar

import torch
from torch import nn

from sklearn_seqgan.networks.generator import GENERATORS
from sklearn_seqgan.networks.seeding import build_empty, build_seeded
from sklearn_seqgan.networks.tensors import to_tensors
from sklearn_seqgan.objectives.lipschitz import LIPSCHITZ

__all__ = ["AdversarialArchitecture", "Architecture", "build_networks", "load_networks"]


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """All parameters that decide the shape or meaning of a weight; one subclass for each system."""

    n_channels: int
    n_codes: int

    def differences(self, other):
        """Names of the fields that both architectures have, but with different values."""
        mine, theirs = asdict(self), asdict(other)
        return [name for name in mine if name in theirs and mine[name] != theirs[name]]


@dataclass(frozen=True, kw_only=True)
class AdversarialArchitecture(Architecture):
    """The part that all systems with a generator and a Lipschitz critic share."""

    n_learnt_codes: ClassVar[int] = 0
    """Number of continuous codes that are inputs of the generator and learnt from its output."""

    noise_dim: int
    noise_prior: str
    generator: str
    generator_units: int
    generator_layers: int
    time_input: bool
    initial_state: bool
    lipschitz: str
    hidden_units: int

    def build_generator(self) -> nn.Module:
        code_dim = self.n_codes + self.n_learnt_codes
        sizes = self.noise_dim, self.generator_units, self.generator_layers
        beyond_the_paper = self.time_input, self.initial_state
        return GENERATORS[self.generator](self.n_channels, code_dim, *sizes, *beyond_the_paper)


def build_networks(System: type, architecture: AdversarialArchitecture, rng: torch.Generator) -> nn.Module:
    """A system on the CPU, with initial weights from `rng` and the Lipschitz method applied."""
    networks = build_seeded(lambda: System(architecture), rng)
    for part in networks.lipschitz_parts:  # pyright: ignore[reportGeneralTypeIssues]
        LIPSCHITZ[architecture.lipschitz].wrap(part, rng)
    return networks


def load_networks(System: type, architecture: Architecture, weights: dict) -> nn.Module:
    """A system on the CPU with effective weights, given as numpy arrays by name."""
    networks = build_empty(lambda: System(architecture))
    networks.load_state_dict(to_tensors(weights), assign=True)
    return networks
