"""Values come back as they were; what cannot be held, or was never held, is refused."""
# SPDX-License-Identifier: BSD-3-Clause

import json
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from sklearn_seqgan.model_file import from_tree, to_tree


class Pair(NamedTuple):
    left: object
    right: object


@dataclass(frozen=True)
class Sizes:
    width: int
    names: tuple


KINDS = {"Pair": Pair, "Sizes": Sizes}
DTYPES = st.one_of(
    arrays_of.boolean_dtypes(), arrays_of.integer_dtypes(), arrays_of.floating_dtypes(sizes=(32, 64))
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    arrays_of.arrays(DTYPES, arrays_of.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)),
    st.sampled_from([np.float32(0.1), np.int64(3), np.str_("a"), np.bool_(True), np.array(["ab", "c"])]),
    st.just(np.array(["a", None, 1.5], dtype=object)),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.one_of(st.text(), st.integers()), inner, max_size=3),
        st.builds(Pair, inner, inner),
        st.builds(Sizes, st.integers(), st.tuples(inner)),
    ),
    max_leaves=8,
)


def test_an_array_that_stands_twice_is_there_once():
    array = np.arange(3.0)
    tree, arrays = to_tree({"a": array, "b": (array, [array])}, {})
    assert list(arrays) == ["a0"]
    found = from_tree(tree, arrays, {})
    assert found["a"] is found["b"][0] is found["b"][1][0]


def test_a_small_file_does_not_make_much_of_nothing():
    """Short texts in an array of long ones; one array that stands in many places."""
    long = {"listed": [""] * 10_000, "shape": [10_000], "dtype": "<U16384"}
    with pytest.raises(ValueError, match="unknown here"):
        from_tree(long, {}, {})
    many = from_tree([{"array": "a0"}] * 10_000, {"a0": np.zeros(10**6)}, {})
    assert len({id(array) for array in many}) == 1


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return (
            a.dtype == b.dtype
            and a.shape == b.shape
            and all(map(same, a.ravel().tolist(), b.ravel().tolist()))
        )
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, Sizes):
        return same(vars(a), vars(b))
    return a == b or (a != a and b != b)


@given(VALUES)
def test_values_come_back_as_they_were(value):
    tree, arrays = to_tree(value, KINDS)
    assert same(from_tree(json.loads(json.dumps(tree, allow_nan=False)), arrays, KINDS), value)


def test_infinity_and_a_random_state_come_back():
    tree, arrays = to_tree([math.inf, -math.inf, np.random.RandomState(3)], KINDS)
    *infinities, state = from_tree(tree, arrays, KINDS)
    assert infinities == [math.inf, -math.inf] and state.rand() == np.random.RandomState(3).rand()


@pytest.mark.parametrize(
    "value, place",
    [
        (print, r"model\['a'\]\[0\] is of type builtin_function_or_method"),
        (np.array(["2020"], dtype="M8[D]"), r"model\['a'\]\[0\] is of dtype datetime64"),
        ({1, 2}, "is of type set"),
        (int, "is of type type"),
    ],
)
def test_what_cannot_be_held_is_refused_by_its_place(value, place):
    with pytest.raises(TypeError, match=place):
        to_tree({"a": [value]}, KINDS)


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"array": "a9"},
        {"unknown": 1},
        {"kind": "Popen", "fields": {}},
        {"kind": "Pair", "fields": {"left": 1}},
        {"kind": "Pair", "fields": {"left": 1, "right": 2, "more": 3}},
        {"dict": [[{"dict": []}, 1]]},
        {"listed": [1], "shape": [2], "dtype": "O"},
        {"listed": [1], "shape": [1], "dtype": "<U999999999"},
        {"listed": [1], "shape": [1], "dtype": "V8"},
        {"number": "x", "dtype": "<f4"},
        {"random_state": [1]},
        {"__class__": 1},
        {"float": "1e5"},
        json.loads("[" * 900 + "]" * 900),
    ],
)
def test_a_tree_that_nobody_wrote_is_refused(tree):
    if isinstance(tree, list):
        for _ in range(10):
            tree = [tree] * 1
            for _ in range(100):
                tree = [tree]
    with pytest.raises(ValueError):
        from_tree(tree, {}, KINDS)
