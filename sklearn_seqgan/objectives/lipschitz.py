"""Keeping the critic Lipschitz: eq. 2 is a distance only among smooth critics.

Spectral norm divides the weight of a layer, seen as a matrix of one row per output
channel, by its largest singular value. For a convolution that is not the norm of
the operator (which is up to √kernel_size larger), so the critic is K-Lipschitz with
some K, and gaps of different methods must not be compared.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils import parametrize

__all__ = ["SpectralNorm", "effective_weights", "spectral_norm"]

_START_ITERATIONS = 15


class SpectralNorm(nn.Module):
    """W / σ(W), with σ(W) = uᵀWv from one power iteration at each look in training mode.

    torch has the same parametrization, but draws u and v from its global generator.

    Parameters
    ----------
    weight : Tensor of shape (rows, ...)
        The first weight; axes behind the first are one.
    rng : torch.Generator on the CPU
        For the first u and v.

    References
    ----------
    Miyato et al. (2018), Spectral normalization for generative adversarial
    networks. arXiv:1802.05957
    """

    def __init__(self, weight: Tensor, rng: torch.Generator):
        super().__init__()
        matrix = weight.detach().flatten(1)
        self.register_buffer("u", F.normalize(torch.randn(matrix.shape[0], generator=rng), dim=0))
        self.register_buffer("v", F.normalize(torch.randn(matrix.shape[1], generator=rng), dim=0))
        for _ in range(_START_ITERATIONS):
            self._iterate(matrix)

    def forward(self, weight: Tensor) -> Tensor:
        matrix = weight.flatten(1)
        if self.training:
            self._iterate(matrix.detach())
        return weight / torch.dot(self.u, matrix @ self.v)

    def _iterate(self, matrix: Tensor) -> None:
        self.u = F.normalize(matrix @ self.v, dim=0)
        self.v = F.normalize(matrix.T @ self.u, dim=0)


def spectral_norm(network: nn.Module, rng: torch.Generator) -> nn.Module:
    """Put `SpectralNorm` on every convolution and dense layer, in place."""
    for layer in list(network.modules()):
        if isinstance(layer, nn.Conv1d | nn.Linear):
            parametrize.register_parametrization(layer, "weight", SpectralNorm(layer.weight, rng))
    return network


@torch.no_grad()
def effective_weights(network: nn.Module) -> dict[str, Tensor]:
    """Weights in effect and buffers, under the names that they have in a network without constraints."""
    training, weights = network.training, {}
    network.eval()
    for prefix, layer in network.named_modules():
        if "parametrizations" in prefix:
            continue
        own = *layer.named_parameters(recurse=False), *layer.named_buffers(recurse=False)
        names = [name for name, _ in own]
        names += getattr(layer, "parametrizations", {})
        weights |= {f"{prefix}.{name}": getattr(layer, name).detach() for name in names}
    network.train(training)
    return weights
