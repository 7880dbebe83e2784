"""What of a joint batch a rank works on."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

__all__ = ["Part"]


class Part(NamedTuple):
    """Rows of a joint batch.

    Every rank makes all random draws of the joint batch, and takes those of its own rows. A mean over the
    joint batch is the sum over ranks of the mean over each part times its share. None in place of a part is
    the whole batch, which a process that is alone has.

    Attributes
    ----------
    n : int
        Rows of the joint batch.
    places : Tensor of shape (m,), int64, or slice
        Where in it this rank's rows are, at least one.
    share : float
        m / n; 0 where none of the rows is this rank's, and one only stands in.
    """

    n: int
    places: Tensor | slice
    share: float

    def of(self, rows: Tensor) -> Tensor:
        """Those of n rows that are this rank's."""
        return rows[self.places]

    def draw(self, sampler: Callable, *shape: int, rng: torch.Generator) -> Tensor:
        """Random numbers (m, *shape), drawn as (n, *shape) by `torch.rand` or `torch.randn`."""
        return self.of(sampler(self.n, *shape, generator=rng, device=rng.device))
