"""A process that is alone: a sum over ranks is its own value, and torch.distributed is never used."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor

from sklearn_seqgan.ranks.parts import Part

__all__ = ["ALONE", "Alone"]


class Alone:
    """One rank. `Several` has the same methods.

    Attributes
    ----------
    rank, size : int
        Number of this rank, and number of ranks.
    """

    rank, size = 0, 1

    def sum(self, tensor: Tensor) -> Tensor:
        """The sum over ranks of a tensor that has the same shape on all; every rank gets it."""
        return tensor

    def sums(self, tensors: Sequence[Tensor]) -> Sequence[Tensor]:
        """The sums of several tensors of one dtype, in one message."""
        return tensors

    def part(self, n: int) -> Part | None:
        """This rank's part of a joint batch of n rows, any of which it can have."""
        return None

    def assemble(self, found: Tensor | None, part: Part | None) -> Tensor:
        """The results of all ranks for their parts, in the order of the joint batch; every rank gets them.

        A rank whose share is 0 passes None.
        """
        assert found is not None  # a single rank has everything
        return found

    def completed(self, mine: Tensor, part: Part | None) -> Tensor:
        """The rows of a joint batch from all ranks' parts, with a gradient only for this rank's own."""
        return mine

    def first(self, thing: Any) -> Any:
        """The value of rank 0."""
        return thing

    def all(self, thing: Any) -> list:
        """The values of all ranks."""
        return [thing]

    def together(self, function: Callable[[], Any]) -> Any:
        """The result of a function on this rank; if it raises on any rank, all raise."""
        return function()


ALONE = Alone()
