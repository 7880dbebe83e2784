"""The networks of an InfoGAN: a generator, and critic and encoder as heads on a trunk.

To add a trunk, write a class with the methods of `ConvInfoGAN` and name it in ``TRUNKS``.
"""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.heads import Head
from sklearn_seqgan.networks.random_convolution import RandomConvTrunk
from sklearn_seqgan.networks.trunks import ConvTrunk
from sklearn_seqgan.training.architecture import Architecture, Batch

__all__ = ["TRUNKS", "ConvInfoGAN", "InfoGANArchitecture", "Posterior", "RandomConvInfoGAN"]


@dataclass(frozen=True, kw_only=True)
class InfoGANArchitecture(Architecture):
    trunk: str
    share_trunk: bool

    def networks(self):
        return TRUNKS[self.trunk](self)


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
    a : InfoGANArchitecture
    """

    solved = False

    def __init__(self, a: InfoGANArchitecture):
        super().__init__()
        self.n_codes, self.n_continuous_codes = a.n_codes, a.n_continuous_codes
        self.generator = a.build_generator()
        self.trunk = ConvTrunk(*a.convolutions)
        self.critic = Head(a.filters, a.hidden_units, 1)
        self.own_trunk = None if a.share_trunk else ConvTrunk(*a.convolutions)
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
    a : InfoGANArchitecture

    Attributes
    ----------
    embedding : Linear
        Onto the first principal components of the training features.
    continuous : Linear, or None without continuous codes
        Their posterior, on smooth features: no real sequence has a label for it to be solved on.
    """

    solved = True

    def __init__(self, a: InfoGANArchitecture):
        super().__init__()
        self.n_continuous_codes = a.n_continuous_codes
        self.generator = a.build_generator()
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
