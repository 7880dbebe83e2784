"""Dropout that draws from an explicit generator, not from torch's global one."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor, nn

__all__ = ["SeededDropout", "set_part", "set_streams", "streams_of"]


class SeededDropout(nn.Module):
    """Dropout with its own random generator.

    Parameters
    ----------
    p : float in [0, 1)
        Share of units set to zero in training; the others are multiplied by 1 / (1 − p).
    """

    def __init__(self, p: float):
        super().__init__()
        self.p = p
        self.seed = 0
        self.rng = None
        self.stream = None
        self.part = None  # share of a joint batch; None: no joint batch

    def initialise(self, rng: torch.Generator):
        self.seed = int(torch.randint(2**31, (), generator=rng))

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return x
        if self.rng is None:
            self.rng = torch.Generator(x.device).manual_seed(self.seed)
            if self.stream is not None and len(self.stream) == len(self.rng.get_state()):
                self.rng.set_state(self.stream)
        if self.part is None:
            drawn = torch.rand(x.shape, generator=self.rng, device=x.device)
        else:
            drawn = self.part.draw(torch.rand, *x.shape[1:], rng=self.rng)
        return x * (drawn >= self.p) / (1 - self.p)

    def __getstate__(self):
        return {**self.__dict__, "rng": None, "part": None, "stream": self.where()}

    def where(self) -> Tensor | None:
        """State of the generator, specific to the kind of device; None before the first draw."""
        return self.stream if self.rng is None else self.rng.get_state()


def streams_of(network: nn.Module) -> dict[str, Tensor]:
    """States of a network's dropouts that have drawn, by name; `state_dict` does not hold them."""
    found = {name: part.where() for name, part in network.named_modules() if isinstance(part, SeededDropout)}
    return {name: stream for name, stream in found.items() if stream is not None}


def set_streams(network: nn.Module, streams: dict[str, Tensor]) -> None:
    """Let dropouts continue from the states that `streams_of` returned."""
    for name, stream in streams.items():
        part = network.get_submodule(name)
        part.rng, part.stream = None, stream


def set_part(network: nn.Module, part) -> None:
    """Let dropouts draw for a joint batch of which they see a part; None: only for what they see."""
    for layer in network.modules():
        if isinstance(layer, SeededDropout):
            layer.part = part
