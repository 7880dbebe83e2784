"""The part of a joint batch that a rank works on."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

__all__ = ["Part"]


class Part(NamedTuple):
    """Rows of a joint batch.

    Every rank makes all random draws of the joint batch, and uses those for its own rows. A mean over the
    joint batch is the sum over ranks of the mean over each part times its share. None instead of a part means
    the whole batch, as in a process that is alone.

    Attributes
    ----------
    n : int
        Rows of the joint batch.
    places : Tensor of shape (m,), int64, or slice
        Positions of this rank's rows in it, at least one.
    share : float
        m / n; 0 if this rank has none of the rows, and one row serves as a placeholder.
    """

    n: int
    places: Tensor | slice
    share: float

    def of(self, rows: Tensor) -> Tensor:
        """This rank's rows among n rows."""
        return rows[self.places]

    def draw(self, sampler: Callable, *shape: int, rng: torch.Generator) -> Tensor:
        """Random numbers (m, *shape), drawn as (n, *shape) by `torch.rand` or `torch.randn`."""
        return self.of(sampler(self.n, *shape, generator=rng, device=rng.device))
