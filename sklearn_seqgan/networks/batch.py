"""A batch of sequences, the input of every network."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from sklearn_seqgan.ranks import Part

__all__ = ["Batch", "join", "valid_time_steps"]


class Batch(NamedTuple):
    """Sequences as tensors, ready for a network.

    Attributes
    ----------
    values : Tensor of shape (batch, T, F), zero where not valid
    lengths : Tensor of shape (batch,), int64
    part : Part, or None
        This rank's share of a joint batch of several ranks; None: there is no joint batch.
    """

    values: Tensor
    lengths: Tensor
    part: Part | None = None

    def __len__(self):
        return len(self.values)

    @property
    def n_time_steps(self) -> int:
        """T, read from a shape without waiting for the device."""
        return self.values.shape[1]

    @property
    def mask(self) -> Tensor:
        """Whether each time step is valid, shape (batch, T)."""
        return valid_time_steps(self.lengths, self.n_time_steps)

    def replace(self, values: Tensor | None = None, lengths: Tensor | None = None) -> "Batch":
        """These sequences with other values or lengths."""
        values = self.values if values is None else values
        return Batch(values, self.lengths if lengths is None else lengths, self.part)

    def as_part(self, part: Part | None) -> "Batch":
        """These sequences as a part of a joint batch."""
        return Batch(self.values, self.lengths, part)

    def detach(self) -> "Batch":
        """The same sequences without a gradient."""
        return self.replace(self.values.detach())

    @property
    def n_joint(self) -> int:
        """Number of sequences in the joint batch."""
        return len(self) if self.part is None else self.part.n

    def of(self, rows: Tensor) -> Tensor:
        """The rows of these sequences, from the rows of the joint batch."""
        return rows if self.part is None else self.part.of(rows)

    def weigh(self, mean: Tensor) -> Tensor:
        """Contribution of a mean over these sequences to the mean over the joint batch."""
        return mean if self.part is None else self.part.share * mean

    def draw(self, sampler: Callable, *shape: int, rng: torch.Generator) -> Tensor:
        """Random numbers for each sequence, (batch, *shape), by `torch.rand` or `torch.randn`."""
        if self.part is None:
            return sampler(len(self), *shape, generator=rng, device=rng.device)
        return self.part.draw(sampler, *shape, rng=rng)


def valid_time_steps(lengths: Tensor, n_time_steps: int) -> Tensor:
    """Mask of shape (batch, n_time_steps): True up to the end of each sequence."""
    return torch.arange(n_time_steps, device=lengths.device) < lengths[:, None]


def join(*batches: Batch) -> Batch:
    """One batch with the sequences of several batches of equal T."""
    return Batch(torch.cat([x.values for x in batches]), torch.cat([x.lengths for x in batches]))
