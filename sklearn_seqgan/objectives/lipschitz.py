"""Keeping the critic Lipschitz: eq. 2 is a distance only among smooth critics.

A method has three hooks that do nothing by default: `wrap` changes the critic's layers once,
`penalty` adds to its loss, `project` follows each of its updates. To add one, write the hooks it
needs and name it in ``LIPSCHITZ``.

Spectral norm divides the weight of a layer, seen as a matrix of one row per output
channel, by its largest singular value. For a convolution that is not the norm of
the operator (which is up to √kernel_size larger), so the critic is K-Lipschitz with
some K, and gaps of different methods must not be compared.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable, Iterable
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils import parametrize

__all__ = [
    "LIPSCHITZ",
    "Lipschitz",
    "SpectralNorm",
    "clip_weights",
    "effective_weights",
    "gradient_penalty",
    "spectral_norm",
]

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
        u, v = self.u.clone(), self.v.clone()  # the next look moves these before the backward pass
        return weight / torch.dot(u, matrix @ v)

    def _iterate(self, matrix: Tensor) -> None:
        """In place: a CUDA graph goes on from where these lie."""
        self.u.copy_(F.normalize(matrix @ self.v, dim=0))
        self.v.copy_(F.normalize(matrix.T @ self.u, dim=0))


def spectral_norm(network: nn.Module, rng: torch.Generator) -> nn.Module:
    """Put `SpectralNorm` on every convolution and dense layer, in place.

    Raises
    ------
    ValueError
        If a layer of another kind has weights, a recurrent one say, which this would leave free.
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
    return network


def gradient_penalty(
    score: Callable[..., Tensor],
    real: tuple[Tensor, ...],
    fake: tuple[Tensor, ...],
    rng: torch.Generator,
) -> Tensor:
    """E[(‖∇D(x̂)‖ − 1)²], one norm per sequence, at x̂ = ε x + (1 − ε) G(c, z), ε ~ U[0, 1].

    A pair of sequences is mixed over the steps that both have, so x̂ has the shorter one's length.

    Parameters
    ----------
    score : callable
        D, from values (batch, T, F), mask (batch, T) and any vectors (batch, d) that are judged with
        them to scores (batch,).
    real, fake : tuple of values, mask and vectors
        Every sequence has a step.
    rng : torch.Generator on the device of the values

    Returns
    -------
    Tensor of shape ()
        With a gradient towards the critic's weights.

    References
    ----------
    Gulrajani et al. (2017), Improved training of Wasserstein GANs, eq. 3. arXiv:1704.00028
    """
    (x, x_mask, *vectors), (x_fake, fake_mask, *fake_vectors) = real, fake
    mask = x_mask & fake_mask
    share = torch.rand(len(x), 1, 1, generator=rng, device=rng.device).to(x.dtype)
    mixed = [(share * x + (1 - share) * x_fake).detach() * mask[:, :, None]]
    mixed += [
        (share[:, 0] * v + (1 - share[:, 0]) * v_fake).detach()
        for v, v_fake in zip(vectors, fake_vectors, strict=True)
    ]
    values, *others = (m.requires_grad_() for m in mixed)
    gradients = torch.autograd.grad(score(values, mask, *others).sum(), mixed, create_graph=True)
    of_values, *of_others = gradients
    squares = (of_values * mask[:, :, None]).square().sum((1, 2)) + sum(g.square().sum(1) for g in of_others)
    return (squares.clamp(min=1e-12).sqrt() - 1).square().mean()  # √ has no slope at 0


@torch.no_grad()
def clip_weights(weights: Iterable[Tensor], bound: float) -> None:
    """w ← min(max(w, −bound), bound), in place.

    References
    ----------
    Arjovsky et al. (2017), Wasserstein GAN, Algorithm 1. arXiv:1701.07875
    """
    for weight in weights:
        weight.clamp_(-bound, bound)


class Lipschitz(NamedTuple):
    """Hooks of a method.

    Attributes
    ----------
    wrap : callable of (network, rng)
    penalty : callable of (score, real, fake, rng), or None
        None: no second pass through the critic.
    project : callable of (weights, bound)
    limits : bool
        Whether it bounds the critic's slope at all.
    """

    wrap: Callable = lambda network, rng: network
    penalty: Callable | None = None
    project: Callable = lambda weights, bound: None
    limits: bool = True


LIPSCHITZ = {
    "spectral-norm": Lipschitz(wrap=spectral_norm),
    "gradient-penalty": Lipschitz(penalty=gradient_penalty),
    "weight-clipping": Lipschitz(project=clip_weights),
    "none": Lipschitz(limits=False),
}


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
