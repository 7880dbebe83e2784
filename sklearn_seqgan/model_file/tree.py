"""Python values as JSON and arrays, and back: plain values, containers, arrays, and registered classes.

Anything else cannot be saved; the error names where it is.
"""
# SPDX-License-Identifier: BSD-3-Clause

import math
from dataclasses import fields, is_dataclass

import numpy as np

__all__ = ["Kinds", "from_tree", "to_tree"]

Kinds = dict[str, type]
"""Name -> named tuple or dataclass that a file may hold."""

SAFE = "biuf"
"""Kinds of dtype that a file stores without conversion."""


def to_tree(value, kinds: Kinds, place="model"):
    """Convert a value to a JSON-compatible tree, and the arrays that the tree refers to.

    Parameters
    ----------
    value : object
    kinds : dict of str -> type
    place : str
        Name of the value in an error.

    Returns
    -------
    tree, arrays : object, and dict of str -> ndarray

    Raises
    ------
    TypeError
        If something in it cannot be saved.
    """
    writer = _Writer(kinds)
    return writer.tree(value, place), writer.arrays


def from_tree(tree, arrays: dict, kinds: Kinds):
    """Restore the value that `to_tree` was given.

    Raises
    ------
    ValueError
        If `to_tree` cannot have made the tree.
    """
    try:
        return _Reader(kinds, arrays).value(tree)
    except (KeyError, IndexError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError(f"the file describes no model: {error!r}") from error


LARGEST_TEXT = 2**16
"""Most bytes per text in an array, where each text takes as many as the longest."""

LARGEST_TEXTS = 2**24
"""Most bytes of all texts in an array whose dtype is wider than its texts need."""


class _Writer:
    def __init__(self, kinds):
        self.names, self.arrays = {kind: name for name, kind in kinds.items()}, {}
        self.array_names = {}  # by identity: an array that occurs twice is written once

    def tree(self, value, place):
        if isinstance(value, (np.ndarray, np.generic)):  # before str and float: numpy's are subclasses
            return self._array(value, place)
        if value is None or isinstance(value, (bool, int, str)):
            return value
        if isinstance(value, float):
            return value if math.isfinite(value) else {"float": repr(value)}
        if type(value) in self.names:
            values = zip(_names_of(type(value)), _values_of(value), strict=True)
            inside = {name: self.tree(part, f"{place}.{name}") for name, part in values}
            return {"kind": self.names[type(value)], "fields": inside}
        return self._container(value, place)

    def _container(self, value, place):
        if isinstance(value, dict):
            return {
                "dict": [[self.tree(k, place), self.tree(v, f"{place}[{k!r}]")] for k, v in value.items()]
            }
        if type(value) in (list, tuple):
            parts = [self.tree(part, f"{place}[{i}]") for i, part in enumerate(value)]
            return parts if isinstance(value, list) else {"tuple": parts}
        if isinstance(value, np.random.RandomState):
            return {"random_state": self.tree(value.get_state(), place)}
        raise TypeError(f"{place} is of type {type(value).__name__}, which a file of a model does not hold.")

    def _array(self, value, place):
        array = np.asarray(value)
        listed = array.dtype.kind in "UO"
        if isinstance(value, np.generic) and (listed or array.dtype.kind in SAFE):
            return {"number": self.tree(value.item(), place), "dtype": array.dtype.str}
        if listed:
            parts = [self.tree(part, place) for part in array.ravel().tolist()]
            return {"listed": parts, "shape": list(array.shape), "dtype": array.dtype.str}
        if array.dtype.kind in SAFE:
            name = self.array_names.setdefault(id(value), f"a{len(self.arrays)}")
            self.arrays[name] = array
            return {"array": name}
        raise TypeError(f"{place} is of dtype {array.dtype}, which a file of a model does not hold.")


class _Reader:
    def __init__(self, kinds, arrays):
        self.kinds, self.arrays = kinds, arrays
        self.made = {}

    def value(self, tree):
        if tree is None or isinstance(tree, (bool, int, float, str)):
            return tree
        if isinstance(tree, list):
            return [self.value(part) for part in tree]
        tag = next(iter(tree), None)
        return getattr(self, f"_{tag}")(tree) if tag in TAGS else self._refuse(tag)

    def _refuse(self, tag):
        raise ValueError(f"the file holds {tag!r}, which is unknown here.")

    def _float(self, tree):
        return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[tree["float"]]

    def _array(self, tree):
        name = tree["array"]
        if name not in self.made:
            self.made[name] = np.array(self.arrays[name])
        return self.made[name]

    def _number(self, tree):
        return self._dtype(tree, "U" + SAFE).type(self.value(tree["number"]))

    def _listed(self, tree):
        parts, dtype = [self.value(part) for part in tree["listed"]], self._dtype(tree, "UO")
        if dtype.kind == "U" and len(parts) * dtype.itemsize > LARGEST_TEXTS:
            needed = np.dtype(f"U{max(map(len, parts))}")
            if dtype.itemsize > 4 * needed.itemsize:
                self._refuse(tree["dtype"])
        array = np.empty(len(parts), dtype=dtype)
        array[:] = parts
        return array.reshape(tree["shape"])

    def _dtype(self, tree, kinds):
        dtype = np.dtype(tree["dtype"])
        if dtype.kind not in kinds or not 0 <= dtype.itemsize <= LARGEST_TEXT:
            self._refuse(tree["dtype"])
        return dtype

    def _dict(self, tree):
        return {self.value(k): self.value(v) for k, v in tree["dict"]}

    def _tuple(self, tree):
        return tuple(self.value(part) for part in tree["tuple"])

    def _random_state(self, tree):
        found = np.random.RandomState(0)
        found.set_state(self.value(tree["random_state"]))
        return found

    def _kind(self, tree):
        kind = self.kinds[tree["kind"]]
        if set(tree["fields"]) != set(_names_of(kind)):
            raise ValueError(f"{tree['kind']} has the fields {sorted(tree['fields'])}.")
        return kind(**{name: self.value(part) for name, part in tree["fields"].items()})


TAGS = {"float", "array", "number", "listed", "dict", "tuple", "random_state", "kind"}


def _names_of(kind):
    return [field.name for field in fields(kind)] if is_dataclass(kind) else kind._fields


def _values_of(value):
    return [getattr(value, name) for name in _names_of(type(value))]
