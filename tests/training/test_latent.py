"""Latents as they are drawn, and as the generator gets them."""
# SPDX-License-Identifier: BSD-3-Clause

import torch

from sklearn_seqgan.networks.generator import masked
from sklearn_seqgan.training.latent import Latent, draw_latent, generate, make_priors


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def test_a_code_vector_is_one_hot_and_then_continuous():
    latent = Latent(torch.tensor([2, 0]), torch.zeros(2, 1), torch.tensor([[0.5], [-1.0]]))
    assert latent.code_vector(3).tolist() == [[0, 0, 1, 0.5], [1, 0, 0, -1]]


def test_every_part_comes_from_its_prior():
    priors = make_priors([0.0, 1.0], [0.0, 1.0], noise_dim=3, n_continuous_codes=2)
    latent = draw_latent(priors, 500, rng())
    assert (latent.codes == 1).all()
    assert latent.noise.shape == (500, 3) and latent.noise.min() >= 0 and latent.noise.max() < 1
    assert latent.continuous.shape == (500, 2) and latent.continuous.min() < -0.9 < latent.continuous.max()


def test_given_codes_are_kept_and_the_rest_is_drawn():
    priors = make_priors([0.5, 0.5], [0.0, 1.0], noise_dim=3)
    codes = torch.tensor([1, 1, 0])
    latent, again = (draw_latent(priors, 3, rng(), codes) for _ in range(2))
    assert torch.equal(latent.codes, codes) and torch.equal(latent.noise, again.noise)


def test_lengths_may_depend_on_the_code():
    """A generator of ones shows where sequences end."""
    priors = make_priors([0.5, 0.5], [[0, 0, 1, 0], [0, 0, 0, 1]], noise_dim=1)
    latent = draw_latent(priors, 4, rng(), torch.tensor([0, 1, 1, 0]))

    def ones(code, noise, lengths, n_steps):
        return masked(torch.ones(4, n_steps, 1), lengths)

    batch = generate(ones, priors, latent, rng())
    assert batch.lengths.tolist() == [2, 3, 3, 2] and batch.values.sum((1, 2)).tolist() == [2, 3, 3, 2]
