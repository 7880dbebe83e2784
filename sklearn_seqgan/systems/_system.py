"""The interface of a system of adversarial training: networks, and hooks before, in and after its steps.

To add a system, write its `Architecture` and `Settings` (dataclasses whose fields are parameters of an
estimator, read by name) and a `System` that uses them, in one file. Then name it in a registry of
``systems/__init__.py``. The training loop, the estimators and their checks use only the members below.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Iterator
from dataclasses import fields

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.objectives.information import code_cross_entropy, real_information_loss
from sklearn_seqgan.priors import entropy
from sklearn_seqgan.sequences.scaling import ChannelScale
from sklearn_seqgan.training.architecture import AdversarialArchitecture
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.loop import Stage
from sklearn_seqgan.training.settings import Settings
from sklearn_seqgan.training.state import TrainState

__all__ = ["System", "on_real_sequences"]


class System(nn.Module):
    """Generator, critic and encoder that are trained together.

    Parameters
    ----------
    a : AdversarialArchitecture

    Attributes
    ----------
    generator : Module
        One of ``GENERATORS``.
    Architecture, Settings : dataclasses
        Parameters that decide the shape of a weight, and parameters that decide a step.
    learns_in : tuple of str
        Names of the stages in which the encoder learns; before their first step it is useless. Empty if it is
        solved in closed form.
    """

    Architecture = AdversarialArchitecture
    Settings = Settings
    learns_in = ("adversarial",)

    def __init__(self, a: AdversarialArchitecture):
        super().__init__()
        self.generator, self.noise_dim = a.build_generator(), a.noise_dim

    @property
    def lipschitz_parts(self) -> list[nn.Module]:
        """Networks that the Lipschitz method applies to."""
        return self.critic_parts

    @property
    def critic_parts(self) -> list[nn.Module]:
        """Networks that the critic's optimiser trains."""
        raise NotImplementedError

    @property
    def encoder_parts(self) -> list[nn.Module]:
        """Networks that the encoder's optimiser trains; empty if there is nothing to train."""
        raise NotImplementedError

    def score(self, x: Batch) -> Tensor:
        """D(x), shape (batch,)."""
        raise NotImplementedError

    def code_logits(self, x: Batch) -> Tensor:
        """log p_E(c | x) up to a constant, shape (batch, n_codes)."""
        raise NotImplementedError

    def latent(self, x: Batch) -> Tensor:
        """The likeliest code, one-hot, and the noise at its mean, shape (batch, n_codes + noise_dim)."""
        raise NotImplementedError

    def generate_from(self, v: Tensor, lengths: Tensor, n_time_steps: int) -> Batch:
        """G(v) of latents v from `latent`."""
        code, noise = v.split([v.shape[1] - self.noise_dim, self.noise_dim], dim=1)
        return self.generator(code, noise, lengths, n_time_steps)

    def reconstruct(self, x: Batch) -> Tensor:
        """G(E(x)) over the time steps of x, shape (batch, T, F)."""
        return self.generate_from(self.latent(x), x.lengths, x.n_time_steps).values

    def prepare(self, s: TrainState, data: TrainingSet) -> None:
        """Run before the first step of a fit. ``s.resumed`` says whether it continues another fit."""
        if s.resumed:
            return
        self.generator.varying.copy_(data.varying_channels())
        for part in self.modules():
            if getattr(part, "longest", None) is not None:
                part.longest.fill_(data.n_time_steps)

    def stages(self, s: TrainState, data: TrainingSet, max_steps: int) -> Iterator[Stage]:
        """The stages of training, in order; code after a ``yield`` runs when that stage is over."""
        yield Stage("adversarial", self.step, max_steps)

    def step(self, s: TrainState, data: TrainingSet) -> dict[str, Tensor]:
        """One adversarial step; returns detached values for the history."""
        raise NotImplementedError

    def finish(self, s: TrainState, data: TrainingSet) -> None:
        """Run after the last step of a fit that did not diverge."""

    @staticmethod
    def scaling(channels: ChannelScale) -> ChannelScale:
        """Scale of the networks' input, given the scale of each channel."""
        return channels

    @staticmethod
    def encoder_losses(settings, has_labels: bool) -> dict[str, float]:
        """Weights of the encoder's losses by parameter name; if all are 0, the fit is refused."""
        raise NotImplementedError

    @classmethod
    def reads(cls) -> set[str]:
        """Names of all parameters that decide a weight's shape or a step."""
        return {field.name for spec in (cls.Architecture, cls.Settings) for field in fields(spec)}


def on_real_sequences(
    s, x: Batch, x_labeled: Batch, y: Tensor, factors: Tensor | None = None
) -> tuple[Tensor, dict]:
    """λ_S CE(E(x_l), y) + λ_R [E_x H(E(x)) + KL(E_x E(x) ‖ p(c))], and its values.

    A term of weight 0 is not computed, and has no value. `factors` are the weights of the labels.
    """
    w, E = s.settings, s.networks.code_logits
    loss, values = torch.zeros((), device=s.rng.device), {}
    if w.supervised_weight > 0 and len(y):
        supervised = x_labeled.weigh(code_cross_entropy(E(x_labeled), y, factors))
        loss = loss + w.supervised_weight * supervised
        values["supervised_loss"] = supervised.detach()
    if w.real_information_weight > 0:
        real = real_information_loss(E(x), s.priors.code, lambda mean: _of_joint(s, x, mean))
        loss = loss + w.real_information_weight * x.weigh(real)
        values["real_information"] = x.weigh(entropy(s.priors.code) - real.detach())
    return loss, values


def _of_joint(s, x, mean):
    """Mean over the joint batch; its gradient is that of this rank's part, once that is weighed."""
    return mean if x.part is None else mean + (s.ranks.sum(x.weigh(mean)) - mean).detach()
