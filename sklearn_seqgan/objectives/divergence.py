"""When training has diverged: one rule for the losses and weights of every network.

No network that learns ever has a loss of 10,000 nats, or of 10,000 variances in a reconstruction. A critic
gap of that size means that nothing bounds the critic's slope.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math
from collections.abc import Iterable, Mapping

import torch
from torch import Tensor

__all__ = ["LARGEST", "first_not_finite", "out_of_bounds"]

LARGEST = 1e4
"""Bound on the absolute value of everything in `BOUNDED`."""

BOUNDED = frozenset({"critic_gap", "reconstruction_loss", "supervised_loss", "train_loss"})


def out_of_bounds(values: Mapping[str, float], step: int, n_steps: int) -> tuple[str, str] | None:
    """The first value that is not finite or is too large: its name, and what happened when.

    Parameters
    ----------
    values : mapping of str to float
        Means over some steps.
    step : int
        The last of these steps.
    n_steps : int
        Number of these steps.

    Returns
    -------
    tuple of two str, or None
        None if all values are finite and within bounds.
    """
    when = f"between steps {step - n_steps} and {step}"
    for name, value in values.items():
        if not math.isfinite(value):
            return name, f"{name} became {value} {when}"
        if name in BOUNDED and abs(value) > LARGEST:
            return name, f"{name} reached {value:.3g} {when}, beyond {LARGEST:g}"
    return None


def first_not_finite(named: Iterable[tuple[str, Tensor]]) -> str | None:
    """Name of the first tensor with a non-finite entry, or None; the host waits for the device only once."""
    named = list(named)
    finite = torch.stack([torch.isfinite(tensor).all() for _, tensor in named]).tolist()
    return next((name for (name, _), good in zip(named, finite, strict=True) if not good), None)
