"""Types of the parameters of public functions and classes, for use in your own annotations.

Nothing is checked here: each function's own page says what it does with its arguments. Only numpy is
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
    """Anything that numpy can read as an array: arrays, frames, tensors, series, datasets in files.

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
"""An array of numbers, or anything that can be converted to one: numpy's own alias."""

SequencesLike: TypeAlias = (
    SupportsArray | Sequence[SupportsArray | Sequence[float] | Sequence[Sequence[float]]]
)
"""Sequences of recorded movement, the ``X`` of all classifiers and transformers.

Either an array of shape (n, T, F) or (n, T), with shorter sequences padded with NaN at the end, or a list or
tuple of n arrays of shape (T_i, F) or (T_i,). An array may be a frame, a tensor or nested lists of
numbers."""

SequencesOut: TypeAlias = np.ndarray | list[np.ndarray]
"""Sequences that the package returns, in the form of ``X``: one array, or a list of n arrays (T_i, F)."""

LabelsLike: TypeAlias = SupportsArray | list[Any] | tuple[Any, ...]
"""A label for each of n sequences, the ``y`` of classifiers: numbers, text, or the marker for "no label".

A list, a tuple, an array or a column of a frame, of shape (n,). A single string is not accepted: it would be
read letter by letter."""

StepLabelsLike: TypeAlias = SupportsArray | Sequence[LabelsLike]
"""A label for each time step of n recordings: n lists or arrays of shape (T_i,), or an array (n, T)."""

GroupsLike: TypeAlias = SupportsArray | list[Any] | tuple[Any, ...]
"""Person in each of n sequences, a name or a number; shape (n,), like scikit-learn's ``groups``."""

Marker: TypeAlias = Any
"""The value in ``y`` that means "no label", by default -1: a number, text, or anything else y may hold.

None: every entry is a class."""

RandomStateLike: TypeAlias = int | np.random.RandomState | None
"""A seed, a `numpy.random.RandomState`, or None for numpy's global one, as in scikit-learn."""

FilePath: TypeAlias = str | os.PathLike[str]
"""Path of a file."""

Estimator: TypeAlias = Any
"""A classifier or transformer with scikit-learn's methods.

From any package, as long as it has these methods. scikit-learn has no type for them, so nothing is
checked."""
