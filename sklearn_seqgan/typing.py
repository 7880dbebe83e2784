"""What parameters of the public functions and classes may be, by name, for annotations of one's own.

Nothing is checked here: what a function does with what it is given, its own page says. Only numpy is
imported.
"""
# SPDX-License-Identifier: BSD-3-Clause

import os
from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
import numpy.typing as npt

__all__ = [
    "ArrayLike",
    "Estimator",
    "FilePath",
    "GroupsLike",
    "LabelsLike",
    "Marker",
    "RandomStateLike",
    "SequencesLike",
    "SequencesOut",
    "StepLabelsLike",
    "SupportsArray",
]


@runtime_checkable
class SupportsArray(Protocol):
    """Whatever numpy can read as an array: arrays, frames, tensors, series, datasets of files.

    See Also
    --------
    SequencesLike : Sequences made of these.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.typing import SupportsArray
    >>> isinstance(np.zeros(3), SupportsArray), isinstance("text", SupportsArray)
    (True, False)
    """

    def __array__(self, *args: Any, **kwargs: Any) -> np.ndarray:
        """The array."""
        ...

    def __len__(self) -> int:
        """Length of the first axis."""
        ...

    def __getitem__(self, key: Any, /) -> Any:
        """A part of it."""
        ...


ArrayLike: TypeAlias = npt.ArrayLike
"""Numbers in the form of an array, or what becomes one: numpy's own alias."""

SequencesLike: TypeAlias = (
    SupportsArray | Sequence[SupportsArray | Sequence[float] | Sequence[Sequence[float]]]
)
"""Sequences of recorded movement, the ``X`` of all classifiers and transformers.

An array of shape (n, T, F) or (n, T), shorter sequences padded with NaN at their end, or a list or tuple of
n arrays of shape (T_i, F) or (T_i,). An array may be a frame, a tensor or nested lists of numbers."""

SequencesOut: TypeAlias = np.ndarray | list[np.ndarray]
"""Sequences as the package gives them, in the form of ``X``: one array, or a list of n of shape (T_i, F)."""

LabelsLike: TypeAlias = SupportsArray | list[Any] | tuple[Any, ...]
"""A label for each of n sequences, the ``y`` of classifiers: numbers, text, or the marker for "no label".

A list, a tuple, an array or a column of a frame, of shape (n,). Text alone is none, as it would be taken
letter by letter."""

StepLabelsLike: TypeAlias = SupportsArray | Sequence[LabelsLike]
"""A label for each time step of n recordings: n lists or arrays of shape (T_i,), or an array (n, T)."""

GroupsLike: TypeAlias = SupportsArray | list[Any] | tuple[Any, ...]
"""Who moves in each of n sequences: a name or a number, of shape (n,), as scikit-learn's ``groups``."""

Marker: TypeAlias = Any
"""What stands in ``y`` for "no label", -1 unless told otherwise: a number, text, whatever y may hold.

None: every entry is a class."""

RandomStateLike: TypeAlias = int | np.random.RandomState | None
"""A seed, a random generator of numpy's older kind, or None for its global one, as scikit-learn has it."""

FilePath: TypeAlias = str | os.PathLike[str]
"""Where a file is, or will be."""

Estimator: TypeAlias = Any
"""A classifier or transformer with scikit-learn's methods.

Of any package, as long as it has them; scikit-learn has no type that says so, hence nothing is checked."""
