"""Information terms where they are known exactly."""
# SPDX-License-Identifier: BSD-3-Clause

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from sklearn_seqgan.objectives.information import (
    LARGEST_LOG_VARIANCE,
    code_cross_entropy,
    continuous_code_loss,
    real_information_loss,
)

K = 4
UNIFORM = torch.full((K,), 1 / K)
CERTAIN = 100 * torch.eye(K)


def test_cross_entropy_of_a_flat_and_of_a_certain_encoder():
    codes = torch.arange(K)
    assert code_cross_entropy(torch.zeros(K, K), codes).item() == pytest.approx(math.log(K))
    assert code_cross_entropy(CERTAIN, codes).item() == pytest.approx(0, abs=1e-6)


def test_certain_and_evenly_used_codes_lose_nothing():
    assert real_information_loss(CERTAIN, UNIFORM).item() == pytest.approx(0, abs=1e-6)


def test_a_flat_encoder_loses_the_whole_entropy():
    assert real_information_loss(torch.zeros(8, K), UNIFORM).item() == pytest.approx(math.log(K))


def test_a_collapsed_encoder_loses_the_divergence():
    """All mass on code 0: H(E) = 0 and KL = −log p(0)."""
    prior = torch.tensor([0.7, 0.1, 0.1, 0.1])
    collapsed = CERTAIN[:1].repeat(5, 1)
    assert real_information_loss(collapsed, prior).item() == pytest.approx(-math.log(0.7), abs=1e-5)


@given(logits=arrays(np.float64, (6, K), elements=st.floats(-8, 8)), seed=st.integers(0, 999))
def test_it_is_the_definition_and_never_negative(logits, seed):
    prior = np.random.default_rng(seed).dirichlet(np.ones(K)) * 0.9 + 0.1 / K
    posterior = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    marginal = posterior.mean(0)
    expected = -(posterior * np.log(posterior)).sum(1).mean() + (marginal * np.log(marginal / prior)).sum()
    value = real_information_loss(torch.from_numpy(logits), torch.from_numpy(prior)).item()
    assert value == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert value >= -1e-12


@given(logits=arrays(np.float64, (5, K), elements=st.floats(-3, 3)))
def test_its_gradient_is_that_of_finite_differences(logits):
    logits = torch.from_numpy(logits).requires_grad_()
    torch.autograd.gradcheck(lambda x: real_information_loss(x, UNIFORM.double()), logits)


@pytest.mark.parametrize("size", [1e2, 1e4])
def test_a_code_that_is_never_used_leaves_a_finite_gradient(size):
    logits = (size * torch.eye(K)[:1].repeat(5, 1)).requires_grad_()
    loss = real_information_loss(logits, UNIFORM)
    assert loss.item() == pytest.approx(math.log(K), abs=1e-4)
    assert torch.isfinite(torch.autograd.grad(loss, logits)[0]).all()


@given(
    mean=arrays(np.float64, (5, 2), elements=st.floats(-2, 2)),
    log_variance=arrays(np.float64, (5, 2), elements=st.floats(-4, 4)),
    codes=arrays(np.float64, (5, 2), elements=st.floats(-1, 1)),
)
def test_continuous_loss_is_the_gaussian_density(mean, log_variance, codes):
    posterior = torch.from_numpy(np.hstack([mean, log_variance]))
    density = stats.norm(mean, np.exp(log_variance / 2)).logpdf(codes).sum(1).mean()
    assert continuous_code_loss(posterior, torch.from_numpy(codes)).item() == pytest.approx(-density)


def test_knowing_nothing_of_a_continuous_code_gives_no_information():
    """The Gaussian of the uniform code's own moments: log 2 − loss = log 2 − ½ log(2πe/3) < 0."""
    codes = torch.linspace(-1, 1, 100_001, dtype=torch.float64)[:, None]
    flat = torch.tensor([[0.0, math.log(1 / 3)]]).double().expand(len(codes), 2)
    bound = math.log(2) - continuous_code_loss(flat, codes).item()
    assert bound == pytest.approx(math.log(2) - math.log(2 * math.pi * math.e / 3) / 2, abs=1e-4)


def test_a_sure_posterior_is_no_surer_than_its_bound():
    """At log σ² = −∞ the density has no bound; taken at its limit the loss and gradient stay finite."""
    posterior = torch.tensor([[0.5, -1e6]], requires_grad=True)
    loss = continuous_code_loss(posterior, torch.tensor([[0.5]]))
    assert loss.item() == pytest.approx((math.log(2 * math.pi) - LARGEST_LOG_VARIANCE) / 2)
    assert torch.isfinite(torch.autograd.grad(loss, posterior)[0]).all()
