"""Each public function says what it takes and gives; that this is true, `make types` checks."""
# SPDX-License-Identifier: BSD-3-Clause

import inspect

import numpy as np
import pytest

from sklearn_seqgan import typing
from tests.public_names import PACKAGE, public_methods, public_objects

FUNCTIONS = {name: found for name, found in public_objects().items() if inspect.isfunction(found)} | {
    f"{name}.{method}": function
    for name, owner in public_objects().items()
    if inspect.isclass(owner)
    for method, function in public_methods(owner)
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_it_takes_and_gives_is_annotated(name):
    signature = inspect.signature(FUNCTIONS[name])
    bare = [p.name for p in signature.parameters.values() if p.annotation is p.empty]
    assert [p for p in bare if p not in ("self", "cls")] == []
    assert signature.return_annotation is not signature.empty


def test_checkers_are_told_that_there_are_annotations():
    assert (PACKAGE / "py.typed").exists()


def test_what_numpy_can_read_supports_an_array():
    pandas, torch = pytest.importorskip("pandas"), pytest.importorskip("torch")
    for x in (np.zeros(3), np.ma.masked_equal([1], 1), pandas.DataFrame({"x": [0.0]}), torch.zeros(2)):
        assert isinstance(x, typing.SupportsArray)
    for x in ("text", 3.0, [1.0], {"x": [0.0]}):
        assert not isinstance(x, typing.SupportsArray)
