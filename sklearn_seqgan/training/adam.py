"""Adam (Kingma & Ba 2015), using torch's functional implementation.

`torch.optim.Adam` does the same arithmetic, but creating one loads torch's compiler. That takes a second in
every process, which is most of a short fit.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.optim.adam import adam

from sklearn_seqgan.ranks import ALONE, Alone

__all__ = ["Adam"]

EPS = 1e-8


class Adam:
    """Updates weights by their ``grad``, all of them in one kernel.

    Parameters
    ----------
    weights : iterable of Parameter
    learning_rate : float, or Tensor of shape ()
        A tensor on the device may change between steps of a recorded CUDA graph.
    betas : tuple of float
        Decay of the first and the second moment.
    ranks : Alone or Several
        Ranks that update the same weights, each with a part of the gradient.
    """

    def __init__(
        self,
        weights: Iterable[Tensor],
        learning_rate: float | Tensor,
        betas: tuple[float, float],
        ranks: Alone = ALONE,
    ):
        self.weights = list(weights)
        self.ranks = ranks
        self.learning_rate, self.betas = learning_rate, betas
        self._first, self._second = ([torch.zeros_like(w) for w in self.weights] for _ in range(2))
        self._steps = [torch.zeros((), device=w.device) for w in self.weights]

    @torch.no_grad()
    def step(self) -> None:
        """One update. It does not wait for the device, and can be recorded in a CUDA graph."""
        gradients = [_laid_out_as(w, w.grad) for w in self.weights]
        adam(
            self.weights, gradients, self._first, self._second, [], self._steps,
            fused=True, capturable=self.weights[0].is_cuda, amsgrad=False, maximize=False, weight_decay=0.0,
            lr=self.learning_rate, beta1=self.betas[0], beta2=self.betas[1], eps=EPS,
        )  # fmt: skip

    def state(self) -> dict[str, list[Tensor]]:
        """Moments and step counts, for `load`."""
        return {"first": self._first, "second": self._second, "steps": self._steps}

    @torch.no_grad()
    def load(self, state: dict[str, list[Tensor]]) -> None:
        """Copy the moments and step counts of another optimiser of the same weights."""
        for name, mine in self.state().items():
            for ours, theirs in zip(mine, state[name], strict=True):
                ours.copy_(theirs)


def _laid_out_as(weight, gradient):
    """The gradient in the weight's memory layout; the fused kernel would misread a transposed one."""
    same = gradient.stride() == weight.stride()
    return gradient if same else torch.empty_like(weight).copy_(gradient)
