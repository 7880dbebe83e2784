"""The time as an input of the recurrence, added to its gates at each step."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch.nn.functional as F
from torch import Tensor

__all__ = ["Clock"]


class Clock(NamedTuple):
    """W_t f_t; f gets no gradient.

    Attributes
    ----------
    features : Tensor of shape (T, batch, n_features)
        f_t of each sequence.
    weight : Tensor of shape (3 * units, n_features)
        W_t.
    """

    features: Tensor
    weight: Tensor

    def at(self, steps: slice | int) -> Tensor:
        """W_t f_t of some time steps, shape (steps, batch, 3 * units)."""
        return F.linear(self.features[steps], self.weight)
