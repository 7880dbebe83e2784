"""When training has diverged: one rule for the losses and weights of every network.

A loss of 10,000 nats, or of 10,000 variances in a reconstruction, is as much as no network that learns is
ever charged, and a critic gap as large is that of a critic without a bound on its slope.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math
from collections.abc import Iterable, Mapping

import torch
from torch import Tensor

__all__ = ["LARGEST", "first_not_finite", "out_of_bounds"]

LARGEST = 1e4
"""Of what is in `BOUNDED`, either way."""

BOUNDED = frozenset({"critic_gap", "reconstruction_loss", "supervised_loss", "train_loss"})


def out_of_bounds(values: Mapping[str, float], step: int, n_steps: int) -> tuple[str, str] | None:
    """The first value that is not finite, or too large: its name, and what became of it when.

    Parameters
    ----------
    values : mapping of str to float
        Means over some steps.
    step : int
        The last of these.
    n_steps : int
        How many they are.

    Returns
    -------
    tuple of two str, or None
        None if all is well.
    """
    when = f"between steps {step - n_steps} and {step}"
    for name, value in values.items():
        if not math.isfinite(value):
            return name, f"{name} became {value} {when}"
        if name in BOUNDED and abs(value) > LARGEST:
            return name, f"{name} reached {value:.3g} {when}, beyond {LARGEST:g}"
    return None


def first_not_finite(named: Iterable[tuple[str, Tensor]]) -> str | None:
    """The name of the first tensor with an entry that is not finite, or None; the host waits once."""
    named = list(named)
    finite = torch.stack([torch.isfinite(tensor).all() for _, tensor in named]).tolist()
    return next((name for (name, _), good in zip(named, finite, strict=True) if not good), None)
