"""A fit of two processes is that of one with the joint batch, whether each has all rows or its own."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from tests.ranks import work
from tests.ranks.launch import launch

pytestmark = pytest.mark.filterwarnings("ignore:The codes have collapsed")

CURVE, WEIGHTS = 1e-5, 1e-4
"""How near: the history's values, and weights, of which Adam's first steps blow up rounding."""

FITS = {
    "all rows": ["default", "learnt codes", "paper", "ali", "cnn", "rocket"],
    "own rows": ["default", "solved at the end", "conv", "bigan", "weights", *work.SOLVED],
}
"""What is fitted where all ranks are given the same rows, and where each has its own."""

HARD = {"solved at the end": 1e-2}
"""Where it is fitted to hard features of generated sequences: one may cross a threshold by rounding."""


class Found(dict):
    """What a function gives, asked when it is first wanted."""

    def __init__(self, find):
        super().__init__()
        self._find = find

    def __missing__(self, key):
        self[key] = self._find(key)
        return self[key]


@pytest.fixture(scope="module")
def alone():
    with pytest.MonkeyPatch.context() as patch:
        for module, name in [
            (work.random_convolution, "BLOCKS"),
            (work.observed, "N_LANDMARKS"),
            (work.observed, "N_CHANGED"),
        ]:
            patch.setattr(module, name, getattr(module, name))
        yield Found(lambda name: work.fitted([name], False)[name])


@pytest.fixture(scope="module")
def shared():
    return Found(lambda way: launch(work.fitted, FITS[way], way == "own rows"))


def fits_of(kinds):
    """Parameters of a test: each fit of some kinds."""
    return pytest.mark.parametrize(
        ("way", "name"), [(way, name) for way, names in FITS.items() for name in names if name in kinds]
    )


def compare_histories(found, expected):
    """Rows of an adversarial classifier's history, or an array of losses."""
    if isinstance(expected, np.ndarray):
        return np.testing.assert_allclose(found, expected, rtol=CURVE, atol=CURVE)
    assert [row.keys() for row in found] == [row.keys() for row in expected]
    for rows in zip(found, expected, strict=True):
        values = [[v for k, v in row.items() if k != "stage"] for row in rows]
        np.testing.assert_allclose(*values, rtol=CURVE, atol=CURVE)


@fits_of(work.KINDS)
def test_two_ranks_learn_what_one_process_does(way, name, alone, shared):
    expected = alone[name]
    for found in (rank[name] for rank in shared[way]):
        compare_histories(found["history"], expected["history"])
        for weight, value in expected["weights"].items():
            near = HARD.get(name, WEIGHTS)
            np.testing.assert_allclose(found["weights"][weight], value, atol=near, err_msg=weight)


@fits_of(work.KINDS)
def test_ranks_end_with_the_same_bits_and_label_the_rows_that_they_were_given(way, name, alone, shared):
    first, second = (rank[name] for rank in shared[way])
    for weight, value in first["weights"].items():
        np.testing.assert_array_equal(second["weights"][weight], value, err_msg=weight)
    assert first["history"] == second["history"]
    labels = first["labels"] + second["labels"] if way == "own rows" else first["labels"]
    assert labels == alone[name]["labels"]
    for sample, value in zip(second["samples"], first["samples"], strict=True):
        np.testing.assert_array_equal(sample, value)


@pytest.mark.parametrize("way", FITS)
def test_no_training_row_of_any_rank_is_a_novelty(way, shared):
    for rank in shared[way]:
        np.testing.assert_array_equal(rank["default"]["novelty"], 0)


@fits_of(work.NETS)
def test_nets_of_two_ranks_learn_what_one_process_does(way, name, alone, shared):
    expected, ranks = alone[name], [rank[name] for rank in shared[way]]
    for found in ranks:
        compare_histories(found["history"], expected["history"])
        assert found["n_steps"] == expected["n_steps"]
        for weight, value in expected["weights"].items():
            np.testing.assert_allclose(found["weights"][weight], value, atol=WEIGHTS, err_msg=weight)
            np.testing.assert_array_equal(found["weights"][weight], ranks[0]["weights"][weight])


@pytest.fixture(scope="module")
def twice():
    return launch(work.fitted_twice, WARM, True)


WARM = ["default", "conv", "bigan", "cnn"]


@pytest.mark.parametrize("name", WARM)
def test_two_ranks_go_on_with_an_earlier_fit_as_one_process_does(name, alone, twice):
    expected = work.fitted_twice([name], False)[name]
    assert len(expected["history"]) > len(alone[name]["history"])
    for found in (rank[name] for rank in twice):
        compare_histories(found["history"], expected["history"])
        for weight, value in expected["weights"].items():
            np.testing.assert_allclose(found["weights"][weight], value, atol=WEIGHTS, err_msg=weight)
            np.testing.assert_array_equal(found["weights"][weight], twice[0][name]["weights"][weight])


@fits_of(work.SOLVED)
def test_what_is_solved_for_on_two_ranks_is_what_one_process_finds(way, name, alone, shared):
    for found in (rank[name] for rank in shared[way]):
        np.testing.assert_allclose(found["probabilities"], alone[name]["probabilities"], atol=1e-6)
        np.testing.assert_allclose(found["axes"], alone[name]["axes"], rtol=1e-4, atol=1e-4)
