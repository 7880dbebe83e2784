"""What is public: names of ``__all__`` in the rooms that users import from, and methods of classes."""
# SPDX-License-Identifier: BSD-3-Clause

import importlib
import inspect
from pathlib import Path

import sklearn_seqgan

ROOMS = [
    "sklearn_seqgan",
    *(
        f"sklearn_seqgan.{room}"
        for room in (
            "annotation",
            "datasets",
            "inspection",
            "metrics",
            "model_selection",
            "plotting",
            "preprocessing",
            "ranks",
            "sequences",
            "testing",
            "typing",
        )
    ),
]

PACKAGE = Path(sklearn_seqgan.__file__).parent


def public_objects():
    """Classes and functions of the package by their full names."""
    names = {
        f"{room}.{name}": getattr(importlib.import_module(room), name) for room in ROOMS for name in of(room)
    }
    return {name: found for name, found in names.items() if is_ours(found)}


def of(room):
    return [name for name in importlib.import_module(room).__all__ if not name.startswith("_")]


def is_ours(found):
    is_code = inspect.isclass(found) or inspect.isfunction(found)
    return is_code and found.__module__.startswith("sklearn_seqgan")


def public_methods(owner):
    """Functions that a class or a mixin of the package defines, by name, getters of properties too."""
    for name in dir(owner):
        method = plain(inspect.getattr_static(owner, name))
        if (not name.startswith("_") or name == "__init__") and is_written_here(method):
            yield name, method


def plain(found):
    """The function below a property, a class method, or one that is there only sometimes."""
    for attribute in ("fget", "__func__", "fn"):
        found = getattr(found, attribute, None) or found
    return inspect.unwrap(found) if callable(found) else found


def is_written_here(found):
    return inspect.isfunction(found) and PACKAGE in Path(found.__code__.co_filename).parents
