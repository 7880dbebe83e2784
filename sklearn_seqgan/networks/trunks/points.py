"""Views of sequences of points that no rotation of the space changes.

Some channels are the coordinates of points, joints of a skeleton, say. How far two points are apart and the
angle at a third do not depend on where somebody faces.
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor, nn

__all__ = ["POINT_VIEWS", "Angles", "Distances"]

SMALLEST_PRODUCT = 1e-2
"""Of two lengths that a cosine is divided by; shorter ones are no direction."""

SMALLEST_SIZE = 1e-6


class _PointView(nn.Module):
    """Channels of its own, each around its mean, all in units of one deviation.

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
        """Choose points; measure mean and deviation on sequences (n, F, L), their points in one unit."""
        self.chosen.copy_(self._choose(len(self.coordinates), rng))
        seen = self._look(self._vectors(x))
        self.mean.copy_(seen.mean((0, 2)))
        self.deviation.copy_((seen - self.mean[:, None]).std().clamp(min=SMALLEST_SIZE))

    def forward(self, x: Tensor) -> Tensor:
        """Shape (n, n_channels, L)."""
        return (self._look(self._vectors(x)) - self.mean[:, None]) / self.deviation

    def _vectors(self, x):
        """Shape (D, n, J, L)."""
        return torch.stack([x[:, channels] for channels in self.coordinates.T])


class Distances(_PointView):
    """Of each point from the origin, and of up to so many pairs of points: ‖v_j‖ and ‖v_i − v_j‖."""

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
    """Cosines at the second of three points, so many times: no change of size matters either."""

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
"""As `VIEWS`: names stand in models."""


def _length(v):
    """Over the first axis; `Tensor.norm` takes ten times as long over an axis of three."""
    return v.square().sum(0).sqrt()
