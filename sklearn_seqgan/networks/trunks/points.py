"""Views of sequences of points that do not change under rotations.

Some channels are the coordinates of points, such as the joints of a skeleton. Distances between points, and
angles at points, do not depend on the direction in which a person faces.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor, nn

__all__ = ["POINT_VIEWS", "Angles", "Distances"]

SMALLEST_PRODUCT = 1e-2
"""Least product of lengths that a cosine is divided by; shorter vectors have no reliable direction."""

SMALLEST_SIZE = 1e-6


class _PointView(nn.Module):
    """Computes new channels, each centred on its mean, all in units of one common deviation.

    Parameters
    ----------
    points : tuple of J tuples of D int
        Channels that are the coordinates of one point.

    Attributes
    ----------
    n_channels : int
    """

    def __init__(self, points: tuple[tuple[int, ...], ...], n_channels: int, n_chosen: int):
        super().__init__()
        self.n_channels = n_channels
        self.register_buffer("coordinates", torch.tensor(points))
        self.register_buffer("chosen", torch.zeros(n_chosen, self.n_points_each, dtype=torch.int64))
        self.register_buffer("mean", torch.zeros(n_channels))
        self.register_buffer("deviation", torch.ones(()))

    def fit(self, x: Tensor, rng: torch.Generator) -> None:
        """Choose points; measure mean and deviation on sequences (n, F, L) with all points in one unit."""
        self.chosen.copy_(self._choose(len(self.coordinates), rng))
        seen = self._look(self._vectors(x))
        self.mean.copy_(seen.mean((0, 2)))
        self.deviation.copy_((seen - self.mean[:, None]).std().clamp(min=SMALLEST_SIZE))

    def forward(self, x: Tensor) -> Tensor:
        """The standardised view, shape (n, n_channels, L)."""
        return (self._look(self._vectors(x)) - self.mean[:, None]) / self.deviation

    def _vectors(self, x):
        """The points as vectors, shape (D, n, J, L)."""
        return torch.stack([x[:, channels] for channels in self.coordinates.T])


class Distances(_PointView):
    """‖v_j‖ of each point, and ‖v_i − v_j‖ of up to `n_pairs` pairs of points."""

    n_points_each = 2

    def __init__(self, points: tuple[tuple[int, ...], ...], n_pairs: int):
        n_pairs = min(n_pairs, len(points) * (len(points) - 1) // 2)
        super().__init__(points, len(points) + n_pairs, n_pairs)

    def _choose(self, n_points, rng):
        pairs = torch.triu_indices(n_points, n_points, 1).T
        return pairs[torch.randperm(len(pairs), generator=rng)[: len(self.chosen)]]

    def _look(self, v):
        i, j = self.chosen.T
        return torch.cat([_length(v), _length(v[:, :, i] - v[:, :, j])], dim=1)


class Angles(_PointView):
    """Cosine at the second of three points, for `n_angles` triples; scaling does not change it either."""

    n_points_each = 3

    def __init__(self, points: tuple[tuple[int, ...], ...], n_angles: int):
        super().__init__(points, n_angles, n_angles)

    def _choose(self, n_points, rng):
        return torch.rand(len(self.chosen), n_points, generator=rng).argsort(1)[:, :3]

    def _look(self, v):
        i, j, k = self.chosen.T
        a, b = v[:, :, i] - v[:, :, j], v[:, :, k] - v[:, :, j]
        return (a * b).sum(0) / (_length(a) * _length(b)).clamp(min=SMALLEST_PRODUCT)


POINT_VIEWS = {"distances": Distances, "angles": Angles}
"""Like `VIEWS`: saved models refer to these names, so their meaning must not change."""


def _length(v):
    """Norm over the first axis; `Tensor.norm` takes ten times as long over an axis of three."""
    return v.square().sum(0).sqrt()
