"""Rows with codes and latents: what is drawn of them, and the priors that they give."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest
import torch
from torch import nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.training.encoded import CodedRows, EncodedRows


class FirstValues(nn.Module):
    """q whose mean is the first time step, of known width."""

    def forward(self, x, code):
        return x.values[:, 0], torch.full_like(x.values[:, 0], -3.0)


class Repeating:
    """A generator that repeats its noise for ever."""

    def __call__(self, code, noise, lengths, n_time_steps):
        values = noise[:, None].expand(-1, n_time_steps, -1)
        mask = torch.arange(n_time_steps) < lengths[:, None]
        return Batch(values * mask[:, :, None], lengths)


@pytest.fixture
def coded(data):
    rows = torch.tensor([30, 2, 17, 8, 5])
    return CodedRows(rows, torch.tensor([0, 1, 2, 3, 1]), 4)


def test_a_look_is_cut_to_the_longest_sequence(data, coded):
    x, code = coded.look(data, torch.tensor([4, 1]))
    assert x.n_time_steps == x.lengths.max() == data.lengths[[5, 2]].max()
    assert code.tolist() == [[0, 1, 0, 0]] * 2


def test_each_row_is_encoded_with_its_own_code_and_drawn_around_its_mean(data, coded):
    encoded = EncodedRows.of(FirstValues(), data, coded)
    assert torch.equal(encoded.mean, data.batch(coded.rows).values[:, 0])
    x, code, z = encoded.draw(data, 2000, torch.Generator().manual_seed(0))
    torch.testing.assert_close((z - x.values[:, 0]).std(), torch.tensor(-3.0).exp(), rtol=0.05, atol=0)
    assert code.sum(0).tolist() == pytest.approx([400, 800, 400, 400], abs=80)  # five deviations


def test_latents_and_residuals_become_priors(data, coded):
    encoded = EncodedRows.of(FirstValues(), data, coded)
    prior = encoded.latent_prior()
    torch.testing.assert_close(prior.means[1], encoded.mean[[1, 4]].mean(0))
    noise = encoded.residual_noise(Repeating(), data, torch.Generator().manual_seed(0))
    assert noise.scale.shape == (4, 3) and (noise.scale > 0).all() and noise.level > 0
