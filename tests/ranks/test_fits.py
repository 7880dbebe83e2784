"""A fit of two processes is that of one with the joint batch, whether each has all rows or its own."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest

from tests.ranks import work
from tests.ranks.launch import launch

pytestmark = pytest.mark.filterwarnings("ignore:The codes have collapsed")

CURVE, WEIGHTS = 1e-5, 1e-4
"""How near: the history's values, and weights, of which Adam's first steps blow up rounding."""

HARD = {"solved at the end": 1e-2}
"""Where it is fitted to hard features of generated sequences: one may cross a threshold by rounding."""


@pytest.fixture(scope="module")
def alone():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work.random_convolution, "BLOCKS", work.random_convolution.BLOCKS)
        patch.setattr(work.observed, "N_LANDMARKS", work.observed.N_LANDMARKS)
        patch.setattr(work.observed, "N_CHANGED", work.observed.N_CHANGED)
        return work.fitted(own_rows=False)


@pytest.fixture(scope="module", params=[False, True], ids=["all rows", "own rows"])
def shared(request):
    """What each of two ranks gives, and whether it was given its own rows only."""
    return launch(work.fitted, request.param), request.param


@pytest.mark.parametrize("name", list(work.KINDS))
def test_two_ranks_learn_what_one_process_does(name, alone, shared):
    (first, second), _ = shared
    for found in (first[name], second[name]):
        assert [row.keys() for row in found["history"]] == [row.keys() for row in alone[name]["history"]]
        for row, expected in zip(found["history"], alone[name]["history"], strict=True):
            values = [[v for k, v in r.items() if k != "stage"] for r in (row, expected)]
            np.testing.assert_allclose(*values, rtol=CURVE, atol=CURVE)
        for weight, expected in alone[name]["weights"].items():
            np.testing.assert_allclose(
                found["weights"][weight], expected, atol=HARD.get(name, WEIGHTS), err_msg=weight
            )


@pytest.mark.parametrize("name", list(work.KINDS))
def test_ranks_end_with_the_same_bits_and_label_the_rows_that_they_were_given(name, alone, shared):
    (first, second), own_rows = shared
    for weight, expected in first[name]["weights"].items():
        np.testing.assert_array_equal(second[name]["weights"][weight], expected, err_msg=weight)
    assert first[name]["history"] == second[name]["history"]
    labels = first[name]["labels"] + second[name]["labels"] if own_rows else first[name]["labels"]
    assert labels == alone[name]["labels"]
    for sample, expected in zip(second[name]["samples"], first[name]["samples"], strict=True):
        np.testing.assert_array_equal(sample, expected)


def test_novelty_is_that_of_all_training_rows(alone, shared):
    (first, second), own_rows = shared
    found = [rank["default"]["novelty"] for rank in (first, second)]
    found = np.concatenate(found) if own_rows else found[1]
    np.testing.assert_array_equal(found, np.zeros(len(found)))
    assert len(found) == len(alone["default"]["novelty"])


@pytest.mark.parametrize("name", list(work.NETS))
def test_nets_of_two_ranks_learn_what_one_process_does(name, alone, shared):
    expected, ranks = alone[name], [rank[name] for rank in shared[0]]
    for found in ranks:
        np.testing.assert_allclose(found["history"], expected["history"], rtol=CURVE, atol=CURVE)
        assert found["n_steps"] == expected["n_steps"]
        for weight, value in expected["weights"].items():
            np.testing.assert_allclose(found["weights"][weight], value, atol=WEIGHTS, err_msg=weight)
            np.testing.assert_array_equal(found["weights"][weight], ranks[0]["weights"][weight])


@pytest.mark.parametrize("name", list(work.SOLVED))
def test_what_is_solved_for_on_two_ranks_is_what_one_process_finds(name, alone, shared):
    for found in (rank[name] for rank in shared[0]):
        np.testing.assert_allclose(found["probabilities"], alone[name]["probabilities"], atol=1e-6)
        np.testing.assert_allclose(found["axes"], alone[name]["axes"], rtol=1e-4, atol=1e-4)
