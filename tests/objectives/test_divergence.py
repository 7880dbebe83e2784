"""One rule for when training has diverged."""
# SPDX-License-Identifier: BSD-3-Clause

import math

import pytest
import torch

from sklearn_seqgan.objectives.divergence import BOUNDED, first_not_finite, out_of_bounds


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_not_finite_is_named(value):
    values = {"good": 1.0, "generator_loss": value, "critic_gap": math.nan}
    assert out_of_bounds(values, 30, 10) == (
        "generator_loss",
        f"generator_loss became {value} between steps 20 and 30",
    )


@pytest.mark.parametrize("name", sorted(BOUNDED))
def test_what_is_bounded_has_its_bound_on_both_sides(name):
    for sound in (1e4, -1e4):
        assert out_of_bounds({name: sound}, 7, 7) is None
    for value, text in ((1.001e4, "1e+04"), (-9e30, "-9e+30")):
        what = f"{name} reached {text} between steps 0 and 7, beyond 10000"
        assert out_of_bounds({name: value}, 7, 7) == (name, what)


def test_what_has_no_bound_may_be_large():
    assert out_of_bounds({"generator_loss": -1e30, "penalty": 1e30}, 1, 1) is None


def test_the_first_weight_that_is_not_finite():
    named = [("a", torch.ones(2)), ("b", torch.tensor([1.0, math.inf])), ("c", torch.tensor(math.nan))]
    assert first_not_finite(named) == "b" and first_not_finite(named[:1]) is None
