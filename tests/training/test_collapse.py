"""Use of codes and spread of samples where both are known."""
# SPDX-License-Identifier: BSD-3-Clause

import math

import pytest
import torch

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.training.collapse import code_use, sample_spreads
from sklearn_seqgan.training.latent import make_priors

NONE = torch.tensor([-1])


def test_codes_used_as_their_prior_are_used_whole():
    assert code_use(torch.tensor([0, 1, 2, 3]), NONE, torch.full((4,), 0.25)) == pytest.approx(1)
    assert code_use(torch.tensor([0, 0, 0, 1]), NONE, torch.tensor([0.75, 0.25])) == pytest.approx(1)


def test_one_code_for_all_is_no_use_and_two_of_four_half_of_it():
    assert code_use(torch.zeros(5, dtype=torch.int64), NONE, torch.full((4,), 0.25)) == 0
    assert code_use(torch.tensor([0, 1, 0, 1]), NONE, torch.full((4,), 0.25)) == pytest.approx(0.5)


def test_codes_as_rare_as_their_labels_have_not_collapsed():
    codes, uniform = torch.tensor([0] * 9 + [1]), torch.full((2,), 0.5)
    assert code_use(codes, NONE, uniform) < 0.5
    assert code_use(codes, codes, uniform) == pytest.approx(1)
    assert code_use(codes, torch.tensor([0, 1]), uniform) < 0.5
    assert code_use(codes, torch.tensor([0, -1]), uniform) == 1  # labels of one class say nothing


def test_a_spread_is_that_of_the_noise_that_a_code_lets_through():
    """Steps are a multiple of the noise: 0 for code 0, 3 for code 1. U[0, 1] deviates by 1/√12."""
    priors = make_priors([0.5, 0.5], [0.5, 0.0, 0.0, 0.5], noise_dim=1)

    def generator(code, noise, lengths, n_steps):
        assert (lengths == n_steps).all()  # of the longest length
        return Batch((3 * code[:, 1:] * noise)[:, None].expand(-1, 3, 2), lengths)

    spreads = [sample_spreads(generator, priors, torch.Generator().manual_seed(i)) for i in range(200)]
    squares = torch.stack(spreads).square().mean(0)
    assert squares[0] == 0 and math.sqrt(squares[1]) == pytest.approx(3 / math.sqrt(12), rel=0.05)
