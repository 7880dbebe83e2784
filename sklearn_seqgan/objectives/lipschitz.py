"""Methods that keep the critic Lipschitz: eq. 2 is a distance only if all critics are.

A method has three hooks, which do nothing by default: `wrap` changes the critic's layers once, in place;
`penalty` adds to its loss; `project` runs after each of its updates. To add a method, write the hooks it
needs and name it in ``LIPSCHITZ``.
"""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable, Iterable
from typing import NamedTuple

import torch
from torch import Tensor

from sklearn_seqgan.objectives.spectral_norm import spectral_norm

__all__ = ["LIPSCHITZ", "Lipschitz", "clip_weights", "gradient_penalty"]

SMALLEST_SQUARE = 1e-12
"""Least squared norm of a gradient: the square root has no derivative at 0."""


def gradient_penalty(score: Callable[..., Tensor], real: tuple, fake: tuple, rng: torch.Generator) -> Tensor:
    """E[(‖∇D(x̂)‖ − 1)²], one norm per sequence, at x̂ = ε x + (1 − ε) G(c, z), ε ~ U[0, 1].

    A pair of sequences is mixed over the time steps that both have, so x̂ has the shorter one's length.

    Parameters
    ----------
    score : callable
        D: maps a batch of sequences, and any vectors (batch, d) that are judged with them, to scores
        (batch,).
    real, fake : tuple
        Arguments of `score`: a batch with values (batch, T, F) and lengths (batch,), at least 1; then any
        vectors.
    rng : torch.Generator on the device of the values

    Returns
    -------
    Tensor of shape ()
        Differentiable with respect to the critic's weights.

    References
    ----------
    Gulrajani et al. (2017), Improved training of Wasserstein GANs, eq. 3. arXiv:1704.00028
    """
    (x, *vectors), (x_fake, *fake_vectors) = real, fake
    both = x.replace(lengths=torch.minimum(x.lengths, x_fake.lengths))
    mask = both.mask[:, :, None]
    share = x.draw(torch.rand, 1, 1, rng=rng).to(x.values.dtype)
    mixed = [(share * x.values + (1 - share) * x_fake.values).detach() * mask]
    mixed += [
        (share[:, 0] * v + (1 - share[:, 0]) * v_fake).detach()
        for v, v_fake in zip(vectors, fake_vectors, strict=True)
    ]
    values, *others = (m.requires_grad_() for m in mixed)
    scores = score(both.replace(values=values), *others)
    of_values, *of_others = torch.autograd.grad(scores.sum(), mixed, create_graph=True)
    squares = (of_values * mask).square().sum((1, 2)) + sum(g.square().sum(1) for g in of_others)
    return (squares.clamp(min=SMALLEST_SQUARE).sqrt() - 1).square().mean()


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

    wrap: Callable = lambda network, rng: None
    penalty: Callable | None = None
    project: Callable = lambda weights, bound: None
    limits: bool = True


LIPSCHITZ = {
    "spectral-norm": Lipschitz(wrap=spectral_norm),
    "gradient-penalty": Lipschitz(penalty=gradient_penalty),
    "weight-clipping": Lipschitz(project=clip_weights),
    "none": Lipschitz(limits=False),
}
