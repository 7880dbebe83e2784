"""A classifier on fixed random convolutions, solved in closed form, without generator or critic.

It is used on its own, and inside the InfoGAN on random convolutions.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from sklearn_seqgan._progress import begin
from sklearn_seqgan.closed_form.groups import center
from sklearn_seqgan.closed_form.observed import Observed, landmarks
from sklearn_seqgan.closed_form.solver import Solution, Weights, solve
from sklearn_seqgan.closed_form.tall import Tall, at_part
from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.seeding import build_empty
from sklearn_seqgan.networks.trunks.design import Design
from sklearn_seqgan.networks.trunks.random_convolution import RandomConvTrunk
from sklearn_seqgan.sequences.scaling import share_by_unit
from sklearn_seqgan.training.architecture import Architecture
from sklearn_seqgan.training.data import TrainingSet

__all__ = ["Look", "Rocket", "RocketArchitecture", "RocketSettings", "fit_trunk", "observe", "set_linear"]

SPAN = 1
"""Added to the seed, so that draws for different purposes are independent."""


@dataclass(frozen=True, kw_only=True)
class RocketArchitecture(Architecture):
    """Architecture of a `Rocket`.

    `n_components` is the size of the embedding, `points` are the channels of each point, and `design` holds
    the settings of the random convolutions.
    """

    n_components: int
    point_dims: str | int | None
    points: tuple[tuple[int, ...], ...]
    design: Design


@dataclass(frozen=True, kw_only=True)
class RocketSettings:
    """Weights of rows, and settings of the solve.

    `estimates_code_prior` says whether p(c) of the unlabelled rows is estimated, from that of the labels.
    """

    estimates_code_prior: bool
    supervised_weight: float
    real_information_weight: float
    nuisance_weight: float
    center_groups: bool | str
    max_rows: int
    n_rounds: int


class Rocket(nn.Module):
    """Random convolutions, a linear encoder on top, and an embedding.

    Parameters
    ----------
    a : RocketArchitecture

    Attributes
    ----------
    encoder : Linear
    embedding : Linear
        Onto the first principal components of the training features.
    middle : Tensor of shape (n_codes,)
        Logits of the mean of the training features.
    centered : Tensor of one bool
        Whether training sequences were centred on their persons.
    """

    scaling = staticmethod(share_by_unit)

    @staticmethod
    def encoder_losses(settings, has_labels: bool) -> dict[str, float]:
        """See `System.encoder_losses`."""
        return {
            "supervised_weight": settings.supervised_weight * has_labels,
            "real_information_weight": settings.real_information_weight,
        }

    def __init__(self, a: RocketArchitecture):
        super().__init__()
        self.trunk = RandomConvTrunk(a.n_channels, a.points, a.design)
        self.encoder = nn.Linear(self.trunk.width, a.n_codes)
        self.embedding = nn.Linear(self.trunk.width, a.n_components, bias=False)
        self.register_buffer("middle", torch.zeros(a.n_codes))
        self.register_buffer("centered", torch.zeros((), dtype=torch.bool))

    def code_logits(self, x: Batch) -> Tensor:
        """log p_E(c | x) up to a constant, shape (batch, n_codes)."""
        return self.encoder(self.trunk(x))

    codes = code_logits

    def code_logits_and_features(self, x: Batch) -> tuple[Tensor, Tensor]:
        """The logits of `code_logits`, and the trunk's features, shape (batch, width)."""
        features = self.trunk(x)
        return self.encoder(features), features

    def code_features(self, x: Batch) -> Tensor:
        """Principal components of the trunk's features, shape (batch, n_components)."""
        return self.embedding(self.trunk(x))

    def center(self, logits: Tensor, groups: Tensor) -> Tensor:
        """Logits centred on the mean of each person; unchanged if training was not centred."""
        return center(logits, groups, self.middle) if self.centered else logits  # pyright: ignore[reportReturnType]

    @torch.no_grad()
    def solve(
        self,
        observed: Observed,
        data: TrainingSet,
        settings: RocketSettings,
        code_prior: Tensor,
        seed: int,
        go_on: bool = False,
        generated: tuple[Batch, Tensor, float] | None = None,
    ) -> Solution:
        """Solve for the encoder and the embedding, and set their weights.

        Parameters
        ----------
        observed : Observed
        data : TrainingSet
            The same sequences, with their targets and groups.
        settings : RocketSettings
        code_prior : Tensor of shape (n_codes,)
        seed : int
        go_on : bool
            Whether codes without a label keep the meaning that the current encoder gives them.
        generated : tuple of Batch, Tensor of shape (n,) and float, default=None
            Generated sequences, their codes, and the weight of each.
        """
        begin("codes and encoder")
        weights = settings.supervised_weight, settings.real_information_weight, settings.nuisance_weight
        if generated is not None:
            generated = (self.trunk(generated[0]), *generated[1:])
        solution = solve(
            observed,
            data.targets,
            Weights(*weights),
            code_prior,
            settings.n_rounds,
            self.embedding.out_features,
            seed,
            so_far=(lambda rows: self.encoder(observed.features.of(rows))) if go_on else None,
            generated=generated,
            groups=data.groups,
            center_groups=settings.center_groups,
            counts=data.label_counts,
            code_weights=data.code_weights,
            max_rows=settings.max_rows * data.ranks.size,
            estimate_prior=settings.estimates_code_prior,
        )
        set_linear(self.encoder, *solution.encoder)
        set_linear(self.embedding, solution.components)
        self.middle.copy_(solution.middle)
        self.centered.fill_(solution.centered)
        return solution


class Look(NamedTuple):
    """Random convolutions, and what a solve needs of sequences seen through them. Labels are not used.

    Attributes
    ----------
    trunk : RandomConvTrunk
    data : TrainingSet
    observed : Observed
    seed : int
        Seed of both.
    """

    trunk: RandomConvTrunk
    data: TrainingSet
    observed: Observed
    seed: int

    @classmethod
    def at(cls, data: TrainingSet, n_channels: int, points: tuple, seed: int) -> "Look":
        """Draw the convolutions, and observe the sequences through them."""
        trunk = build_empty(lambda: RandomConvTrunk(n_channels, points)).to(data.device)
        fit_trunk(trunk, data, seed)
        return cls(trunk, data, observe(trunk, data, seed), seed)


@torch.no_grad()
def fit_trunk(trunk: RandomConvTrunk, data: TrainingSet, seed: int) -> None:
    """Draw the kernels; measure biases and scales on some of the sequences."""
    begin("random convolutions")
    rng = torch.Generator().manual_seed(seed)
    some = landmarks(len(data), rng).to(data.device)
    trunk.fit(data.batch(some), rng, data.placement)


@torch.no_grad()
def observe(trunk: RandomConvTrunk, data: TrainingSet, seed: int) -> Observed:
    """What a solve needs of the sequences; any number of solves can share it."""
    begin("landmarks and nuisance")
    features = (TrunkFeatures if data.ranks.size == 1 else FeaturesOfRanks)(trunk, data)
    return Observed(features, torch.Generator().manual_seed(seed + SPAN))


class TrunkFeatures:
    """`Features` of the training sequences on a trunk of random convolutions."""

    def __init__(self, trunk: RandomConvTrunk, data: TrainingSet):
        self._trunk, self._data = trunk, data
        self.device = data.device

    def __len__(self):
        return len(self._data)

    def of(self, rows: Tensor) -> Tensor:
        return self._trunk(self._data.batch(rows))

    def changed(self, rows: Tensor, change, rng: torch.Generator) -> Tensor:
        return self._trunk.of_resampled(change(self._trunk.resampled(self._data.batch(rows)), rng))


class FeaturesOfRanks(TrunkFeatures):
    """`TrunkFeatures` on several ranks: all have the landmarks, and each has its own other rows."""

    def tall(self, function: Callable, rows: Tensor, width: int) -> Tall:
        part = self._data.part_of(rows)
        return at_part(lambda mine: function(self.of_own, mine), rows, part, self._data.ranks, width)

    def of_own(self, rows: Tensor) -> Tensor:
        """φ of some sequences that this rank has."""
        return self._trunk(self._data.read(rows))


def set_linear(layer: nn.Linear, weight: Tensor, bias: Tensor | None = None) -> None:
    """Set a layer to the map x W + b."""
    layer.weight.copy_(weight.T)
    if bias is not None:
        layer.bias.copy_(bias)
