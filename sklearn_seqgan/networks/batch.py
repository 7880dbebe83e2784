"""A batch of sequences: what every network takes."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch
from torch import Tensor

__all__ = ["Batch", "join", "valid_time_steps"]


class Batch(NamedTuple):
    """Sequences on their way through a network, as `Sequences` are on theirs to it.

    Attributes
    ----------
    values : Tensor of shape (batch, T, F), zero where not valid
    lengths : Tensor of shape (batch,), int64
    """

    values: Tensor
    lengths: Tensor

    def __len__(self):
        return len(self.values)

    @property
    def n_time_steps(self) -> int:
        """T, known to the host."""
        return self.values.shape[1]

    @property
    def mask(self) -> Tensor:
        """Whether a step is valid, shape (batch, T)."""
        return valid_time_steps(self.lengths, self.n_time_steps)

    def replace(self, values: Tensor | None = None, lengths: Tensor | None = None) -> "Batch":
        """These sequences with other values or lengths."""
        return Batch(self.values if values is None else values, self.lengths if lengths is None else lengths)

    def detach(self) -> "Batch":
        """The same sequences without a gradient."""
        return self.replace(self.values.detach())


def valid_time_steps(lengths: Tensor, n_time_steps: int) -> Tensor:
    """Mask of shape (batch, n_time_steps): True up to the end of each sequence."""
    return torch.arange(n_time_steps, device=lengths.device) < lengths[:, None]


def join(*batches: Batch) -> Batch:
    """The sequences of several batches of one T in one."""
    return Batch(*(torch.cat(parts) for parts in zip(*batches, strict=True)))
