"""How the networks of a system are trained: the parameters that its steps read."""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import dataclass, fields

__all__ = ["Settings", "read_parameters"]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The losses and how they are minimised; a system adds the weights of its own terms."""

    loss: str
    lipschitz: str
    penalty_weight: float
    clip_bound: float
    n_critic: int
    learning_rate: float
    betas: tuple[float, float]
    batch_size: int


def read_parameters(source, spec: type, **found):
    """Build a dataclass whose fields are taken by name from `found`, or else from attributes of `source`.

    Parameters
    ----------
    source : object
        For example an estimator.
    spec : dataclass
    **found
        Values that are not attributes, because they depend on the training data.

    Raises
    ------
    AttributeError
        If a field is in neither; so no field silently keeps a default.
    """
    names = (field.name for field in fields(spec))
    return spec(**{name: found[name] if name in found else getattr(source, name) for name in names})
