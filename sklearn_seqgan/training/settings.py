"""How the networks of a system are trained: what its steps read beside the networks themselves."""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import dataclass, fields

__all__ = ["Settings", "read_parameters"]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The losses and how they are descended; a system adds the weights of its own terms."""

    loss: str
    lipschitz: str
    penalty_weight: float
    clip_bound: float
    n_critic: int
    learning_rate: float
    betas: tuple[float, float]
    batch_size: int


def read_parameters(source, spec: type, **found):
    """A dataclass of what is called as its fields are: attributes of `source`, or else what is given.

    Parameters
    ----------
    source : object
        An estimator, say.
    spec : dataclass
    **found
        What is no attribute, because only the training data tells.

    Raises
    ------
    AttributeError
        If there is neither; so no field silently keeps a default.
    """
    names = (field.name for field in fields(spec))
    return spec(**{name: found[name] if name in found else getattr(source, name) for name in names})
