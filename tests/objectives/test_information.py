"""Information terms where they are known exactly."""
# SPDX-License-Identifier: BSD-3-Clause

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sklearn_seqgan.objectives.information import code_cross_entropy, real_information_loss

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
