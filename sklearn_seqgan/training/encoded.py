"""Training sequences with their codes and q(z | x, c), from which the noise priors are fitted."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.priors import LatentPrior, ResidualNoise, Residuals
from sklearn_seqgan.training.latent import one_hot

__all__ = ["CodedRows", "EncodedRows", "evenly", "shortened"]

ROWS_AT_A_LOOK = 64

N_ROWS, N_NUMBERS = 2**12, 2**22
"""Largest numbers of rows, and of their values, whose residuals are kept: 16 MiB."""


class CodedRows(NamedTuple):
    """Rows of a training set that have a code.

    Attributes
    ----------
    rows, codes : Tensor of shape (n,), int64
    n_codes : int
    """

    rows: Tensor
    codes: Tensor
    n_codes: int

    def __len__(self):
        return len(self.rows)

    def look(self, data, some: Tensor) -> tuple[Batch, Tensor]:
        """Some sequences (or this rank's part of them), cut to the longest, and their one-hot codes."""
        x = data.part(self.rows[some])
        return shortened(x), self.vectors(x.of(some))

    def read(self, data, some: Tensor) -> tuple[Batch, Tensor]:
        """The same, for sequences that all belong to this rank."""
        return shortened(data.read(self.rows[some])), self.vectors(some)

    def vectors(self, some: Tensor) -> Tensor:
        """One-hot codes, shape (len(some), n_codes)."""
        return one_hot(self.codes[some], self.n_codes).float()


class EncodedRows(NamedTuple):
    """Coded rows with q(z | x, c) of each.

    Attributes
    ----------
    coded : CodedRows
    mean, log_deviation : Tensor of shape (n, noise_dim)
    """

    coded: CodedRows
    mean: Tensor
    log_deviation: Tensor

    @classmethod
    @torch.no_grad()
    def of(cls, encoder: nn.Module, data, coded: CodedRows) -> "EncodedRows":
        """Encode by q, a network from a batch and its codes to mean and log deviation."""

        def encode(mine):
            found = [encoder(*coded.read(data, some)) for some in mine.split(ROWS_AT_A_LOOK)]
            return torch.stack([torch.cat(part) for part in zip(*found, strict=True)], dim=1)

        found = data.everywhere(encode, coded.rows).unbind(1)
        return cls(coded, *(part.contiguous() for part in found))

    def draw(self, data, n: int, rng: torch.Generator) -> tuple[Batch, Tensor, Tensor]:
        """n random sequences, their one-hot codes, and z ~ q."""
        some = torch.randint(len(self.coded), (n,), generator=rng, device=rng.device)
        noise = torch.randn(n, self.mean.shape[1], generator=rng, device=rng.device)
        x, code = self.coded.look(data, some)
        mine, noise = x.of(some), x.of(noise)
        return x, code, self.mean[mine] + self.log_deviation[mine].exp() * noise

    def latent_prior(self, n_axes: int = 0) -> LatentPrior:
        """p(z | c), fitted to the means and variances."""
        variance = (2 * self.log_deviation).exp()
        return LatentPrior.fit(self.mean, variance, self.coded.codes, self.coded.n_codes, n_axes)

    @torch.no_grad()
    def residual_noise(self, generator: nn.Module, data, rng: torch.Generator) -> ResidualNoise:
        """The generator's residuals on the sequences, or on as many of each code as there is room for."""
        some = evenly(self.coded.codes, self.coded.n_codes, rng)[:N_ROWS]
        numbers = data.n_channels * data.lengths[self.coded.rows[some]].cumsum(0)
        some = some[: max(1, int((numbers <= N_NUMBERS).sum()))]
        found = [self._residuals(generator, data, part) for part in some.split(ROWS_AT_A_LOOK)]
        longest = max(part.mask.shape[1] for part in found)
        found = [[*(_lengthen(x, longest) for x in part[:3]), *part[3:]] for part in found]
        parts = Residuals(*(torch.cat(x) for x in zip(*found, strict=True)))
        return ResidualNoise.fit(parts, self.coded.n_codes)

    def _residuals(self, generator, data, some):
        x, code = shortened(data.batch(self.coded.rows[some])), self.coded.vectors(some)
        again = generator(code, self.mean[some], x.lengths, x.n_time_steps)
        return Residuals(x.values, again.values, x.mask, self.coded.codes[some], self.mean[some])


def evenly(codes: Tensor, n_codes: int, rng: torch.Generator) -> Tensor:
    """Indices of all rows in a random order in which codes alternate for as long as they have rows."""
    order = torch.randperm(len(codes), generator=rng, device=rng.device)
    order = order[codes[order].argsort(stable=True)]
    count = torch.bincount(codes, minlength=n_codes)
    first = count.cumsum(0) - count
    turn = torch.arange(len(codes), device=codes.device) - first[codes[order]]
    return order[turn.argsort(stable=True)]


def shortened(x: Batch) -> Batch:
    """Sequences cut to the longest; unchanged on a GPU, where finding the length would wait for the
    device."""
    return x.replace(x.values[:, : int(x.lengths.max())]) if x.values.device.type == "cpu" else x


def _lengthen(x, n_time_steps):
    """Pad with zeros, or False, at the end."""
    return F.pad(x, (0, 0) * (x.ndim - 2) + (0, n_time_steps - x.shape[1]))
