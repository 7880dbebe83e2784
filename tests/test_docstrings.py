"""Docstrings of public names are numpydoc, and complete: parameters, results, related names, examples."""
# SPDX-License-Identifier: BSD-3-Clause

import inspect
import tomllib
from functools import cache
from pathlib import Path

import pytest
from skorch import NeuralNetClassifier

from tests.public_names import public_methods, public_objects

validate = pytest.importorskip("numpydoc.validate").validate

TOOLS = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
OFF = {*TOOLS["numpydoc_validation"]["checks"]} - {"all"}
"""Codes that are off, with the reasons beside them."""

OFF_FOR_METHODS = {
    "EX01",  # the class has an example, with its methods in it
    "SA01",  # what belongs to a method is on the same page
}
OFF_FOR_ONE = {
    "sklearn_seqgan.typing.SupportsArray": {"PR01"},  # a protocol is not made, so it has no parameters
}
HOOKS = {*dir(NeuralNetClassifier)} - {"fit", "partial_fit", "predict", "predict_proba", "score"}


def described():
    """Public names: objects, and each method once, under the first class that has it."""
    methods = {}
    for name, found in public_objects().items():
        for method, function in public_methods(found) if inspect.isclass(found) else ():
            if method != "__init__" and not is_hook(found, method):
                methods.setdefault(function, f"{name}.{method}")
    return [*public_objects(), *methods.values()]


def is_hook(owner, name):
    """Whether skorch calls the method, and describes it; ours does the same for sequences."""
    return issubclass(owner, NeuralNetClassifier) and name in HOOKS


@cache
def errors(name):
    return [tuple(error) for error in validate(name)["errors"]]


def off(name):
    is_method = name not in public_objects()
    return OFF | OFF_FOR_ONE.get(name, set()) | (OFF_FOR_METHODS if is_method else set())


@pytest.mark.parametrize("name", described())
def test_a_docstring_is_complete(name):
    assert [(code, message) for code, message in errors(name) if code not in off(name)] == []


def test_what_is_off_is_so_for_a_reason():
    """A code that nothing needs to be off for is on."""
    everywhere = {code for name in described() for code, _ in errors(name)}
    assert everywhere >= OFF | OFF_FOR_METHODS
