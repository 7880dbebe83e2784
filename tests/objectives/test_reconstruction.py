"""The terms of the autoencoder, by hand and against torch's distributions."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch.distributions import Independent, Normal, kl_divergence

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.objectives.reconstruction import divergence_from_normal, squared_errors


def test_errors_count_values_and_differences_of_valid_steps_per_sequence():
    lengths = torch.tensor([3, 1])
    real = Batch(torch.zeros(2, 3, 2), lengths)
    ours = real.replace(torch.tensor([[[1.0, 0], [3, 0], [0, 0]], [[2, 2], [9, 9], [9, 9]]]))
    of_first = (1 + 9) + ((3 - 1) ** 2 + 3**2)
    expected = (of_first / (3 * 2) + 8 / (1 * 2)) / 2
    torch.testing.assert_close(squared_errors(ours, real), torch.tensor(expected))


def test_a_sequence_that_is_met_has_no_error_whatever_comes_after_its_end():
    values = torch.randn(4, 6, 3, generator=torch.Generator().manual_seed(0))
    real = Batch(values, torch.tensor([1, 2, 6, 4]))
    ours = real.replace(torch.where(real.mask[:, :, None], values, torch.full_like(values, 7.0)))
    assert squared_errors(ours, real) == 0


def test_the_divergence_is_that_of_gaussians():
    rng = torch.Generator().manual_seed(0)
    mean, log_deviation = torch.randn(2, 5, 4, generator=rng, dtype=torch.float64)
    ours = Independent(Normal(mean, log_deviation.exp()), 1)
    theirs = Independent(Normal(torch.zeros_like(mean), 1.0), 1)
    torch.testing.assert_close(
        divergence_from_normal(mean, log_deviation), kl_divergence(ours, theirs).mean()
    )
