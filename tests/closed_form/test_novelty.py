"""Sketches, which rows are kept, and the share of rows that are nearer."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest
import torch

from sklearn_seqgan.closed_form.novelty import N_ROWS, WIDTH, KeptRows, Novelty, kept_rows, sketch


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("width", [1, 7, WIDTH])
def test_few_features_keep_their_distances(width):
    """Each has a sum of its own."""
    x = normal(6, width)
    torch.testing.assert_close(torch.cdist(sketch(x), sketch(x)), torch.cdist(x, x).float())


def test_distances_of_many_features_are_right_on_average_and_nearly_each():
    """Squared ones deviate by √(2 / WIDTH), 6 %; the mean of 1,770 by less, though they share rows."""
    x = normal(60, 20 * WIDTH + 3)
    ratio = torch.pdist(sketch(x).double()).square() / torch.pdist(x).square()
    assert abs(ratio.mean() - 1) < 0.03 and abs(ratio.std() / (2 / WIDTH) ** 0.5 - 1) < 0.2


def test_a_sketch_is_the_same_in_any_company_and_draws_from_no_global_generator():
    x, state = normal(5, 2000), torch.random.get_rng_state()
    torch.testing.assert_close(torch.cat([sketch(x[:2]), sketch(x[2:])]), sketch(x), rtol=0, atol=0)
    assert torch.equal(torch.random.get_rng_state(), state)


def test_the_score_is_the_share_of_rows_that_are_nearer_to_another_one():
    """Points on a line at 0, 1, 3 and 7: the nearest other one is 1, 1, 2 and 4 away."""
    known = Novelty.of(sketch(torch.tensor([[0.0], [1.0], [3.0], [7.0]])))
    assert known.distances.tolist() == [1, 1, 2, 4]
    asked = torch.tensor([[0.0], [0.5], [-1.0], [-1.5], [10.0], [11.5], [1e6]])
    assert known.score(asked).tolist() == [0, 0, 0, 0.5, 0.75, 1, 1]


def test_rows_are_collected_as_they_pass_by():
    n = N_ROWS + 77
    x, known = normal(n, 40), []
    for size in (n, 100, 1):
        kept = KeptRows(n)
        for part in x.split(size):
            kept.look(part)
        known.append(kept.novelty())
    assert known[0].rows.shape == (N_ROWS, WIDTH)
    for other in known[1:]:
        assert all(torch.equal(a, b) for a, b in zip(known[0], other, strict=True))
    scores = known[0].score(x)
    assert N_ROWS <= (scores == 0).sum() < N_ROWS + 10 and 0.2 < scores[scores > 0].mean() < 0.8


def test_the_same_signs_groups_and_rows_are_drawn_for_good():
    """Files of models hold sketches, which those of new sequences are compared with."""
    assert kept_rows(2000)[:5].tolist() == [1, 6, 9, 15, 29]
    found = sketch(torch.arange(1200.0, dtype=torch.float64)[None])
    assert found[0, :4].tolist() == [-1244.0, 799.0, 747.0, -1877.0]
