"""InfoGAN on fixed random convolutions: E is solved in closed form, and G and D are trained.

E is linear in the hard features of `Rocket`. Where the generator needs a gradient, D and E use the trunk's
smooth features: ``smooth_encoder`` is the same regression on these.
"""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from sklearn_seqgan.closed_form.labels_alone import spread
from sklearn_seqgan.closed_form.observed import N_LANDMARKS, by_parts
from sklearn_seqgan.closed_form.ridge import codes_to_targets, fit_ridge
from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.heads import Head
from sklearn_seqgan.networks.trunks.design import Design
from sklearn_seqgan.systems._infogan import (
    InfoGAN,
    InfoGANArchitecture,
    InfoGANSettings,
    Posterior,
    continuous_term,
)
from sklearn_seqgan.systems.rocket import (
    Rocket,
    RocketArchitecture,
    RocketSettings,
    fit_trunk,
    observe,
    set_linear,
)
from sklearn_seqgan.training.encoded import CodedRows
from sklearn_seqgan.training.latent import draw_latent, generate

__all__ = ["RandomConvInfoGAN", "RandomConvInfoGANArchitecture", "RandomConvInfoGANSettings"]

N_TWIN = 4 * N_LANDMARKS
"""Most training sequences that the smooth encoder is fitted to."""


@dataclass(frozen=True, kw_only=True)
class RandomConvInfoGANArchitecture(InfoGANArchitecture):
    """`points` are the channels of each point, `design` is that of the random convolutions, as in
    `Rocket`."""

    point_dims: str | int | None
    points: tuple[tuple[int, ...], ...]
    design: Design


@dataclass(frozen=True, kw_only=True)
class RandomConvInfoGANSettings(InfoGANSettings, RocketSettings):
    """The settings of both classes."""


class RandomConvInfoGAN(InfoGAN):
    """G, D on the smooth features, and E of a `Rocket`.

    Parameters
    ----------
    a : RandomConvInfoGANArchitecture

    Attributes
    ----------
    continuous : Linear, or None without continuous codes
        Posterior of the continuous codes, on smooth features. It is trained, because no real sequence has
        labels to solve it on.
    """

    Architecture = RandomConvInfoGANArchitecture
    Settings = RandomConvInfoGANSettings
    learns_in = ()
    scaling = staticmethod(Rocket.scaling)
    encoder_losses = staticmethod(Rocket.encoder_losses)

    def __init__(self, a: RandomConvInfoGANArchitecture):
        super().__init__(a)
        sizes = {"n_channels": a.n_channels, "n_codes": a.n_codes, "n_components": a.hidden_units}
        looks = {"point_dims": a.point_dims, "points": a.points, "design": a.design}
        rocket = Rocket(RocketArchitecture(**sizes, **looks))
        smooth_width = rocket.trunk.smooth_width
        if not self.is_conditional:
            self.critic = Head(smooth_width, a.hidden_units, 1)
        self.rocket = rocket
        self.smooth_encoder = nn.Linear(smooth_width, a.n_codes)
        width = 2 * a.n_learnt_codes
        self.continuous = nn.Linear(smooth_width, width) if width else None
        self.build_latent_encoder(a)

    @property
    def critic_parts(self):
        return [self.critic]

    @property
    def encoder_parts(self):
        return [] if self.continuous is None else [self.continuous]

    def trunk_score(self, x: Batch) -> Tensor:
        """D(x) on the smooth features, shape (batch,)."""
        return self.critic(self.rocket.trunk.smooth(x)).squeeze(1)

    def code_logits(self, x: Batch) -> Tensor:
        """log p_E(c | x) up to a constant, shape (batch, n_codes)."""
        return self.rocket.code_logits(x)

    def code_logits_and_features(self, x: Batch) -> tuple[Tensor, Tensor]:
        """The logits of `code_logits`, and the trunk's features, shape (batch, width)."""
        return self.rocket.code_logits_and_features(x)

    def center(self, logits: Tensor, groups: Tensor) -> Tensor:
        """See `Rocket.center`."""
        return self.rocket.center(logits, groups)

    def posterior(self, x: Batch) -> Posterior:
        """p_E of all codes on the smooth features, differentiable with respect to x."""
        return self._posterior(self.rocket.trunk.smooth(x))

    def score_and_posterior(self, x: Batch, code: Tensor | None) -> tuple[Tensor, Posterior]:
        """Score and posterior on the smooth features, differentiable with respect to x."""
        if self.is_conditional:
            return super().score_and_posterior(x, code)
        features = self.rocket.trunk.smooth(x)
        return self.critic(features).squeeze(1), self._posterior(features)

    def codes(self, x: Batch) -> Tensor:
        """Logits, and means of the continuous codes, shape (batch, n_codes + n_continuous_codes)."""
        if self.continuous is None:
            return self.code_logits(x)
        means = self.posterior(x).continuous[:, : self.n_continuous_codes]
        return torch.cat([self.code_logits(x), means], dim=1)

    def code_features(self, x: Batch) -> Tensor:
        """Principal components of the trunk's features, shape (batch, hidden_units)."""
        return self.rocket.code_features(x)

    def encoder_loss(self, s, fake, latent, x, data):
        """−λ_I E[log p_E(c | G(c, z))] of continuous codes; everything else in E is solved for."""
        return fake.weigh(continuous_term(s, self.posterior(fake), latent)), {}

    def prepare(self, s, data):
        """Draw the kernels, in a first fit, and solve for E."""
        super().prepare(s, data)
        if not s.resumed:
            fit_trunk(self.rocket.trunk, data, s.setup_seed)
        self._solve(s, data)

    @torch.no_grad()
    def coded_rows(self, s, data):
        """All rows, each with the code of its label, or else the code that E predicts."""
        rows = torch.arange(len(data), device=data.device)
        logits = data.everywhere(lambda mine: self._logits_by_parts(data, rows[mine]), rows)
        found = (logits if data.groups is None else self.center(logits, data.groups)).argmax(1)
        known = data.targets if s.settings.supervised_weight > 0 else torch.full_like(data.targets, -1)
        return CodedRows(rows, torch.where(known >= 0, known, found), self.n_codes)

    def _logits_by_parts(self, data, rows):
        return by_parts(lambda some: self.code_logits(data.read(some)), rows)

    def code_vectors(self, x, rows, coded):
        """One-hot codes of the rows; None if D is not conditional."""
        if coded is None:
            return super().code_vectors(x, rows, coded)
        return coded.vectors(rows)

    def finish(self, s, data):
        """If λ_E > 0, solve once more with generated sequences among the rows."""
        if s.settings.encoder_information_weight > 0:
            some = _generated(s, min(len(data), N_LANDMARKS))
            self._solve(s, data, (*some, s.settings.encoder_information_weight))

    @torch.no_grad()
    def _solve(self, s, data, generated=None):
        seed, settings = s.setup_seed, s.settings
        if generated is not None:  # p(c) has been estimated
            settings = replace(settings, estimates_code_prior=False)
        observed = observe(self.rocket.trunk, data, seed)
        found = self.rocket.solve(observed, data, settings, s.priors.code, seed, s.resumed, generated)
        s.priors = s.priors._replace(code=found.code_prior.to(s.priors.code))
        self._solve_twin(data, found)

    def _solve_twin(self, data, found):
        """Fit the smooth encoder, a ridge from the smooth features to the codes that E predicts."""
        rows, known, scores = (part[:N_TWIN] for part in (found.rows, found.codes, found.scores))

        def smooth_of(mine):
            return by_parts(lambda some: self.rocket.trunk.smooth(data.read(some)), rows[mine])

        smooth = data.everywhere(smooth_of, rows)
        codes = torch.where(known >= 0, known, scores.argmax(1))
        twin = fit_ridge(smooth, codes_to_targets(codes, scores.shape[1]))
        gain = spread(found.scores) / spread(twin(smooth))
        set_linear(self.smooth_encoder, *twin.linear.times(gain))

    def _posterior(self, features):
        continuous = features[:, :0] if self.continuous is None else self.continuous(features)
        return Posterior(self.smooth_encoder(features), continuous)


def _generated(s, n):
    """n generated sequences with their codes."""
    with torch.no_grad():
        latent = draw_latent(s.priors, n, s.rng)
        return generate(s.networks.generator, s.priors, latent, s.rng), latent.codes
