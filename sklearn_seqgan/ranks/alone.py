"""A process that is alone: every sum over ranks is what is summed, and torch.distributed is never asked."""
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
        Which of how many.
    """

    rank, size = 0, 1

    def sum(self, tensor: Tensor) -> Tensor:
        """The sum over ranks of a tensor of one shape, on each of them."""
        return tensor

    def sums(self, tensors: Sequence[Tensor]) -> Sequence[Tensor]:
        """The same of several of one dtype, in one message."""
        return tensors

    def part(self, n: int) -> Part | None:
        """Of a joint batch of n rows that every rank can have any rows of."""
        return None

    def assemble(self, found: Tensor | None, part: Part | None) -> Tensor:
        """What each rank has found for its part, in the order of the joint batch, on each of them.

        A rank whose share is 0 gives None.
        """
        assert found is not None  # a rank that is alone has all there is
        return found

    def completed(self, mine: Tensor, part: Part | None) -> Tensor:
        """Of a step: each rank's part of the rows of a joint batch, with a gradient towards its own alone."""
        return mine

    def first(self, thing: Any) -> Any:
        """What rank 0 has."""
        return thing

    def all(self, thing: Any) -> list:
        """What each has."""
        return [thing]

    def together(self, function: Callable[[], Any]) -> Any:
        """What a function gives on this rank; if it raises on any, all raise."""
        return function()


ALONE = Alone()
