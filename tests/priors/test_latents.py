"""The prior of noise around latents: its moments, its ends, and codes without rows."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest
import torch

from sklearn_seqgan.priors import LatentPrior

DIMS = 3


@pytest.fixture
def rows():
    """Latents, variances and codes of 60 rows of two codes out of three."""
    rng = torch.Generator().manual_seed(0)
    codes = torch.arange(60) % 2
    latents = torch.randn(60, DIMS, generator=rng) @ torch.tensor([[2.0, 1, 0], [0, 1, 0], [0, 0, 0.5]])
    return latents + 4 * codes[:, None], torch.full((60, DIMS), 0.01), codes


def draw(prior, code, spread, n=20_000):
    return prior.draw(torch.full((n,), code), torch.Generator().manual_seed(1), spread)


@pytest.mark.parametrize("spread", [0.0, 0.2, 0.5, 1.0])
def test_mean_and_covariance_are_the_codes_whatever_the_spread(rows, spread):
    latents, variances, codes = rows
    prior = LatentPrior.fit(latents, variances, codes, 3)
    z = draw(prior, 1, spread)
    torch.testing.assert_close(z.mean(0), latents[codes == 1].mean(0), rtol=0, atol=0.05)
    own, a = latents[codes == 1].T.cov(correction=0), 1 - spread
    within = (30 * own + 30 * latents[codes == 0].T.cov(correction=0)) / 58  # two codes, two means
    shrunk = (30 * own + 8 * within) / 38 + 0.01 * torch.eye(DIMS)
    torch.testing.assert_close(z.T.cov(), a**2 * own + (1 - a**2) * shrunk, rtol=0, atol=0.1)


def test_without_spread_each_draw_is_the_latent_of_a_row_of_the_code(rows):
    latents, variances, codes = rows
    z = draw(LatentPrior.fit(latents, variances, codes, 3), 0, 0.0, n=500)
    exact = "donot_use_mm_for_euclid_dist"
    distances = torch.cdist(z, latents[codes == 0], compute_mode=exact)
    assert distances.min(1).values.max() < 1e-5
    assert len(distances.argmin(1).unique()) == 30  # all of them come up


def test_a_code_without_rows_has_all_of_them(rows):
    latents, variances, codes = rows
    z = draw(LatentPrior.fit(latents, variances, codes, 3), 2, 0.2)
    torch.testing.assert_close(z.mean(0), latents.mean(0), rtol=0, atol=0.05)


def test_one_row_a_code_is_no_singular_covariance():
    prior = LatentPrior.fit(torch.eye(2, DIMS), torch.zeros(2, DIMS), torch.tensor([0, 1]), 2)
    assert torch.isfinite(draw(prior, 0, 0.5)).all()


def test_coordinates_are_along_the_axes_and_placed_moves_there():
    """Two axes of lengths 2 and 1/2: the coordinate is the distance from the mean in lengths of the axis."""
    means = torch.tensor([[1.0, 0.0, 5.0]])
    axes = torch.tensor([[2.0, 0.0, 0.0], [0.0, 0.5, 0.0]])
    nothing = torch.empty(0, DIMS)
    prior = LatentPrior(means, nothing, nothing, nothing, nothing, axes)
    z, codes = torch.tensor([[3.0, 1.0, 7.0]]), torch.tensor([0])
    assert prior.coordinates(z, codes).tolist() == [[1.0, 2.0]]
    placed = prior.placed(z, codes, torch.tensor([[-1.0, 4.0]]))
    assert placed.tolist() == [[-1.0, 2.0, 7.0]]
