"""Ranks on torch.distributed: their sums, and the error if one of them is gone."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import torch
from torch import Tensor

from sklearn_seqgan.exceptions import RankError
from sklearn_seqgan.ranks.parts import Part

__all__ = ["Several"]

SIGN_OF_LIFE = timedelta(seconds=3)
"""Time to wait for a sign of life from each rank before naming those that give none."""


class Several:
    """The ranks of torch.distributed's process group; its methods are those of `Alone`.

    All ranks must make each call, in the same order.

    Parameters
    ----------
    engine : module
        torch.distributed, with its process group initialised.
    """

    def __init__(self, engine):
        self._engine = engine
        self.rank, self.size = engine.get_rank(), engine.get_world_size()

    def sum(self, tensor: Tensor) -> Tensor:
        total = tensor.detach().clone(memory_format=torch.contiguous_format)
        with self._naming_the_dead():
            self._engine.all_reduce(total)
        return total

    def sums(self, tensors: Sequence[Tensor]) -> list[Tensor]:
        total = self.sum(torch.cat([tensor.reshape(-1) for tensor in tensors]))
        parts = total.split([tensor.numel() for tensor in tensors])
        return [part.view(tensor.shape) for part, tensor in zip(parts, tensors, strict=True)]

    def part(self, n: int) -> Part:
        first, last = (n * rank // self.size for rank in (self.rank, self.rank + 1))
        places = slice(first, last) if last > first else slice(0, 1)
        return Part(n, places, (last - first) / n)

    def assemble(self, found: Tensor | None, part: Part) -> Tensor:
        kinds = self.all(found is not None and (found.shape[1:], found.dtype, found.device.type))
        shape, dtype, device = next(filter(None, kinds))
        everything = torch.zeros(part.n, *shape, dtype=dtype, device=device)
        if found is not None:
            everything[part.places] = found
        return self.sum(everything)

    def completed(self, mine: Tensor, part: Part) -> Tensor:
        everything = mine.new_zeros(part.n, *mine.shape[1:])
        if part.share == 0:
            return self.sum(everything)
        everything[part.places] = mine.detach()
        everything = self.sum(everything)
        everything[part.places] = mine
        return everything

    def first(self, thing: Any) -> Any:
        things = [thing]
        with self._naming_the_dead():
            self._engine.broadcast_object_list(things, src=0)
        return things[0]

    def all(self, thing: Any) -> list:
        things = [None] * self.size
        with self._naming_the_dead():
            self._engine.all_gather_object(things, thing)
        return things

    def together(self, function: Callable[[], Any]) -> Any:
        found = error = None
        try:
            found = function()
        except Exception as problem:
            error = problem
        said = self.all(error and f"{type(error).__name__}: {error}")
        if error is not None:
            raise error
        for rank, what in enumerate(said):
            if what is not None:
                raise RankError(f"Rank {rank} of {self.size} has failed, so all ranks stop. {what}")
        return found

    @contextmanager
    def _naming_the_dead(self):
        """Turn an error of the engine into one that names the ranks that are gone, if any."""
        try:
            yield
        except RuntimeError as error:
            gone = self._gone()
            who = f"Rank {', '.join(map(str, gone))}" if gone else "One of the ranks"
            raise RankError(
                f"{who} of {self.size} has ended, or gives no sign of life: rank {self.rank} cannot go on "
                f"without. Start all of them anew; a fit with a checkpoint goes on from there. {error}"
            ) from error

    def _gone(self) -> list[int]:
        """Ranks that do not answer in their common store; none if the store itself is gone."""
        try:
            store = self._engine.distributed_c10d._get_default_store()
            store.set(_sign_of(self.rank), "here")
            return [rank for rank in range(self.size) if not _answers(store, rank)]
        except RuntimeError:
            return []


def _sign_of(rank):
    return f"sklearn_seqgan/rank/{rank}/fails"


def _answers(store, rank):
    try:
        store.wait([_sign_of(rank)], SIGN_OF_LIFE)
    except RuntimeError:
        return False
    return True
