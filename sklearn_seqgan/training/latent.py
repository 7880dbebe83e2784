"""The latent of a sequence, and the generation of a sequence from it."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.priors import (
    NOISE_PRIORS,
    SPREAD,
    LatentPrior,
    ResidualNoise,
    draw_category,
    draw_continuous_codes,
    draw_lengths,
)
from sklearn_seqgan.ranks import Part

__all__ = [
    "Latent",
    "Priors",
    "draw_latent",
    "generate",
    "generate_new",
    "make_priors",
    "one_hot",
    "with_continuous",
]


class Priors(NamedTuple):
    """The priors.

    Attributes
    ----------
    code : Tensor of shape (n_codes,)
        Table p(c).
    length : Tensor of shape (l_max + 1,) or (n_codes, l_max + 1)
        Table p(l), or p(l | c).
    noise_dim : int
    noise : str
        One of ``NOISE_PRIORS``.
    n_continuous_codes : int
    latents : LatentPrior, or None
        Prior of the noise in place of `noise`, once the latents of training sequences are known.
    residuals : ResidualNoise, or None
        Noise that is added to generated sequences, once the generator's residuals are known.
    """

    code: Tensor
    length: Tensor
    noise_dim: int
    noise: str = "uniform"
    n_continuous_codes: int = 0
    latents: LatentPrior | None = None
    residuals: ResidualNoise | None = None

    def to(self, device):
        learnt = {name: part and part.to(device) for name, part in self._learnt().items()}
        return self._replace(code=self.code.to(device), length=self.length.to(device), **learnt)

    def _learnt(self):
        return {"latents": self.latents, "residuals": self.residuals}

    def learnt(self) -> dict:
        """The priors that are fitted after a reconstruction stage, each a list of tensors or None."""
        return {name: part and list(part) for name, part in self._learnt().items()}

    def with_learnt(self, parts: dict) -> "Priors":
        """These priors with the fitted ones that `learnt` returned, moved to the device of these."""
        kinds = {"latents": LatentPrior, "residuals": ResidualNoise}
        found = {name: part and kinds[name](*part).to(self.code.device) for name, part in parts.items()}
        return self._replace(**found)


class Latent(NamedTuple):
    """Code and noise, one of each per sequence.

    Attributes
    ----------
    codes : Tensor of shape (batch,), int64
    noise : Tensor of shape (batch, noise_dim)
    continuous : Tensor of shape (batch, n_continuous_codes)
    """

    codes: Tensor
    noise: Tensor
    continuous: Tensor

    def one_hot(self, n_codes: int) -> Tensor:
        """The discrete codes, shape (batch, n_codes)."""
        return one_hot(self.codes, n_codes).to(self.noise.dtype)

    def code_vector(self, n_codes: int) -> Tensor:
        """One-hot codes, then the continuous ones."""
        return torch.cat([self.one_hot(n_codes), self.continuous], dim=1)

    def vector(self, n_codes: int) -> Tensor:
        """Codes and noise in one vector, shape (batch, n_codes + n_continuous_codes + noise_dim)."""
        return torch.cat([self.code_vector(n_codes), self.noise], dim=1)

    def of(self, part: Part | None) -> "Latent":
        """The latents of a rank's part of the joint batch."""
        return self if part is None else Latent(*map(part.of, self))


def one_hot(codes: Tensor, n_codes: int) -> Tensor:
    """Boolean one-hot codes, shape (batch, n_codes); unlike torch's own, it does not wait for the device."""
    return codes[:, None] == torch.arange(n_codes, device=codes.device)


def make_priors(code_prior, length_prior, noise_dim, noise="uniform", n_continuous_codes=0):
    """`Priors` from numpy tables, on the CPU."""
    code, length = (torch.tensor(table, dtype=torch.float32) for table in (code_prior, length_prior))
    return Priors(code, length, noise_dim, noise, n_continuous_codes)


def draw_latent(
    priors: Priors, n: int, rng: torch.Generator, codes: Tensor | None = None, spread: float = SPREAD
) -> Latent:
    """c ~ p(c) unless given, z from its prior (see `LatentPrior`), continuous codes from U[−1, 1]."""
    codes = draw_category(priors.code, n, rng) if codes is None else codes
    if priors.latents is None:
        noise = NOISE_PRIORS[priors.noise](n, priors.noise_dim, rng)
    else:
        noise = priors.latents.draw(codes, rng, spread)
    return Latent(codes, noise, draw_continuous_codes(n, priors.n_continuous_codes, rng))


def with_continuous(latent: Latent, continuous: Tensor, priors: Priors) -> Latent:
    """A latent with given continuous codes, which are either generator inputs or coordinates of the noise."""
    if priors.n_continuous_codes:
        return latent._replace(continuous=continuous)
    return latent._replace(noise=priors.latents.placed(latent.noise, latent.codes, continuous))


def generate(
    generator: nn.Module,
    priors: Priors,
    latent: Latent,
    rng: torch.Generator,
    level: float | None = None,
    part: Part | None = None,
) -> Batch:
    """G(c, z) with a length l ~ p(l) or p(l | c), plus residual noise if it has been fitted.

    Time steps > l are zero. `level` is the level of the noise; None: the fitted level. With a `part`, the
    latents are those of the joint batch, and only this rank's part is generated.
    """
    lengths, n_time_steps = draw_lengths(priors.length, latent.codes, rng), priors.length.shape[-1] - 1
    noise = draw_noise(priors.residuals, latent, lengths, n_time_steps, rng, level)
    if part is not None:
        lengths, latent, noise = part.of(lengths), latent.of(part), None if noise is None else part.of(noise)
    fake = generator(latent.code_vector(len(priors.code)), latent.noise, lengths, n_time_steps).as_part(part)
    return fake if noise is None else fake.replace(fake.values + noise)


def draw_noise(
    residuals: ResidualNoise | None,
    latent: Latent,
    lengths: Tensor,
    n_time_steps: int,
    rng: torch.Generator,
    level: float | None,
) -> Tensor | None:
    """Noise for generated sequences of given latents and lengths, shape (batch, T, F), or None."""
    if residuals is None or level == 0:
        return None
    noise = residuals.draw(latent.codes, latent.noise, lengths, n_time_steps, rng)
    return (residuals.level if level is None else level) * noise


def generate_new(
    generator: nn.Module, priors: Priors, n: int, rng: torch.Generator, part: Part | None = None
) -> tuple[Batch, Latent]:
    """n new sequences, or a rank's part of them, and their latents."""
    latent = draw_latent(priors, n, rng)
    return generate(generator, priors, latent, rng, part=part), latent.of(part)
