"""Spectral norm: the weights of a layer divided by their largest singular value.

A weight is taken as a matrix with one row per output channel. For a convolution, the matrix's largest
singular value is not the norm of the operator, which is up to √kernel_size larger. So the critic is
K-Lipschitz with an unknown K, and gaps of different Lipschitz methods must not be compared.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils import parametrize

__all__ = ["SpectralNorm", "spectral_norm"]

_START_ITERATIONS = 15


class SpectralNorm(nn.Module):
    """W / σ(W), with σ(W) = uᵀWv; each access in training mode makes one power iteration.

    torch has the same parametrization, but draws u and v from its global generator.

    Parameters
    ----------
    weight : Tensor of shape (rows, ...)
        The initial weight; the axes after the first are flattened.
    rng : torch.Generator on the CPU
        Draws the initial u and v.

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
        u, v = self.u.clone(), self.v.clone()  # the next access changes these before the backward pass
        return weight / torch.dot(u, matrix @ v)

    def _iterate(self, matrix: Tensor) -> None:
        """Update u and v in place: a CUDA graph reads them at fixed addresses."""
        self.u.copy_(F.normalize(matrix @ self.v, dim=0))
        self.v.copy_(F.normalize(matrix.T @ self.u, dim=0))


def spectral_norm(network: nn.Module, rng: torch.Generator) -> None:
    """Put `SpectralNorm` on every convolution and dense layer, in place.

    Raises
    ------
    ValueError
        If a layer of another kind, such as a recurrent one, has weights, which would remain unconstrained.
    """
    for layer in list(network.modules()):
        free = not isinstance(layer, nn.Conv1d | nn.Linear) and list(layer.parameters(recurse=False))
        if free:
            raise ValueError(
                f"lipschitz='spectral-norm' is for convolutions and dense layers; the critic's "
                f"{type(layer).__name__} would stay free. Take 'gradient-penalty' or 'weight-clipping'."
            )
    for layer in list(network.modules()):
        if isinstance(layer, nn.Conv1d | nn.Linear):
            parametrize.register_parametrization(layer, "weight", SpectralNorm(layer.weight, rng))
