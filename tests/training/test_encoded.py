"""Rows with codes and latents: what is drawn of them, and the priors that they give."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest
import torch
from torch import nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.training.encoded import CodedRows, EncodedRows, evenly


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
    noise = noise_of(encoded, data)
    assert noise.count.tolist() == [1, 2, 1, 1]
    real = data.batch(coded.rows[3:4]).values[0, : noise.lengths[4]]
    torch.testing.assert_close(noise.values[noise.start[4] :], real - encoded.mean[3])


def test_there_is_room_for_the_residuals_of_some_rows_of_each_code(data, monkeypatch):
    many = torch.arange(40)
    coded = CodedRows(many, torch.where(many < 37, 0, many - 36), 4)
    encoded = EncodedRows.of(FirstValues(), data, coded)
    assert len(noise_of(encoded, data).lengths) == 40
    monkeypatch.setattr("sklearn_seqgan.training.encoded.N_ROWS", 5)
    assert noise_of(encoded, data).count.tolist() == [2, 1, 1, 1]
    monkeypatch.setattr("sklearn_seqgan.training.encoded.N_NUMBERS", 3 * 4 * data.n_time_steps)
    assert len(noise_of(encoded, data).lengths) >= 4
    monkeypatch.setattr("sklearn_seqgan.training.encoded.N_NUMBERS", 1)
    assert len(noise_of(encoded, data).lengths) == 1


def noise_of(encoded, data):
    return encoded.residual_noise(Repeating(), data, torch.Generator().manual_seed(0))


def test_codes_alternate_for_as_long_as_they_have_rows():
    codes = torch.tensor([2, 2, 2, 2, 0, 0])
    order = evenly(codes, 3, torch.Generator().manual_seed(0))
    assert sorted(order.tolist()) == list(range(6))
    assert codes[order].tolist() == [0, 2, 0, 2, 2, 2]
    assert len({tuple(evenly(codes, 3, torch.Generator().manual_seed(i)).tolist()) for i in range(9)}) > 2
