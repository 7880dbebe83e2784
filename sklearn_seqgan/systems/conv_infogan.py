"""InfoGAN as in the paper: critic and encoder are heads on trainable convolutions."""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.heads import Head
from sklearn_seqgan.networks.trunks.conv import ConvTrunk
from sklearn_seqgan.objectives.information import code_cross_entropy
from sklearn_seqgan.systems._infogan import InfoGAN, InfoGANArchitecture, Posterior, continuous_term
from sklearn_seqgan.systems._system import on_real_sequences

__all__ = ["ConvInfoGAN", "ConvInfoGANArchitecture"]


@dataclass(frozen=True, kw_only=True)
class ConvInfoGANArchitecture(InfoGANArchitecture):
    filters: int
    kernel_size: int
    n_conv_layers: int
    share_trunk: bool


class ConvInfoGAN(InfoGAN):
    """G, and D and E as heads on a shared trunk (or E on its own trunk); everything is trained.

    Parameters
    ----------
    a : ConvInfoGANArchitecture
    """

    Architecture = ConvInfoGANArchitecture

    def __init__(self, a: ConvInfoGANArchitecture):
        super().__init__(a)
        self.trunk = None if self.is_conditional else self.build_trunk(a)
        if not self.is_conditional:
            self.critic = Head(self.trunk.width, a.hidden_units, 1)
        shares = a.share_trunk and not self.is_conditional
        self.own_trunk = None if shares else self.build_trunk(a)
        self.encoder = Head(self.encoder_trunk.width, a.hidden_units, a.n_codes + 2 * a.n_learnt_codes)
        self.build_latent_encoder(a)

    @staticmethod
    def build_trunk(a: ConvInfoGANArchitecture) -> nn.Module:
        """From a `Batch` to features of shape (batch, width)."""
        return ConvTrunk(a.n_channels, a.filters, a.kernel_size, a.n_conv_layers)

    @property
    def critic_parts(self):
        return [self.critic] if self.is_conditional else [self.trunk, self.critic]

    @property
    def encoder_parts(self):
        return [self.encoder_trunk, self.encoder]

    @property
    def encoder_trunk(self) -> nn.Module:
        """The encoder's own trunk, or the one that it shares with the critic."""
        return self.trunk if self.own_trunk is None else self.own_trunk  # pyright: ignore[reportReturnType]

    def trunk_score(self, x: Batch) -> Tensor:
        """D(x) on the trunk, shape (batch,)."""
        return self.critic(self.trunk(x)).squeeze(1)

    def code_logits(self, x: Batch) -> Tensor:
        """log p_E(c | x) up to a constant, shape (batch, n_codes)."""
        return self.posterior(x).logits

    def posterior(self, x: Batch) -> Posterior:
        """p_E of all codes, differentiable with respect to x."""
        return self._split(self.encoder(self.encoder_trunk(x)))

    def score_and_posterior(self, x: Batch, code: Tensor | None) -> tuple[Tensor, Posterior]:
        """Score and posterior, differentiable with respect to x; a shared trunk is evaluated once."""
        if self.is_conditional:
            return super().score_and_posterior(x, code)
        features = self.trunk(x)
        own = features if self.own_trunk is None else self.own_trunk(x)
        return self.critic(features).squeeze(1), self._split(self.encoder(own))

    def codes(self, x: Batch) -> Tensor:
        """Logits, and means of the continuous codes, shape (batch, n_codes + n_continuous_codes)."""
        return self.encoder(self.encoder_trunk(x))[:, : self.n_codes + self.n_continuous_codes]

    def code_features(self, x: Batch) -> Tensor:
        """The encoder's last hidden layer, shape (batch, hidden_units)."""
        return self.encoder.features(self.encoder_trunk(x))

    def encoder_loss(self, s, fake, latent, x, data):
        """λ_E CE(E(G(c, z)), c) + λ_S CE(E(x_l), y) + λ_R [E_x H(E(x)) + KL(E_x E(x) ‖ p(c))].

        The paper has λ_E = λ_I (eq. 3). A term of weight 0 is not computed, and has no value.
        """
        generated = fake.weigh(self._on_generated_sequences(s, fake, latent))
        real, values = on_real_sequences(s, x, *data.draw_labeled(s.settings.batch_size, s.rng))
        return generated + real, values

    @staticmethod
    def _on_generated_sequences(s, fake, latent):
        """λ_E CE(E(G(c, z)), c) for discrete codes; continuous ones have the weight λ_I, as for G."""
        weight = s.settings.encoder_information_weight
        if weight == 0 and s.priors.n_continuous_codes == 0:
            return torch.zeros((), device=s.rng.device)
        posterior = s.networks.posterior(fake)
        loss = continuous_term(s, posterior, latent)
        if weight > 0:
            loss = loss + weight * code_cross_entropy(posterior.logits, latent.codes)
        return loss

    @staticmethod
    def encoder_losses(settings, has_labels):
        return {
            "supervised_weight": settings.supervised_weight * has_labels,
            "real_information_weight": settings.real_information_weight,
            "encoder_information_weight": settings.encoder_information_weight,
        }

    def _split(self, outputs):
        return Posterior(outputs[:, : self.n_codes], outputs[:, self.n_codes :])
