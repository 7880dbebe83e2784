"""The losses at scores whose values are known."""
# SPDX-License-Identifier: BSD-3-Clause

import math

import pytest
import torch

from sklearn_seqgan.objectives.adversarial import LOSSES

REAL, FAKE = torch.tensor([1.0, 3.0]), torch.tensor([-2.0, 0.0, 5.0])


def test_wasserstein_is_the_gap_of_means():
    loss = LOSSES["wasserstein"]
    assert loss.critic(REAL, FAKE).item() == 1.0 - 2.0
    assert loss.opponent(FAKE).item() == -1.0


def test_jensen_shannon_is_the_log_likelihood_of_a_classifier():
    """D = log 3 is a probability of 3/4, D = −log 4 one of 1/5."""
    real, fake = torch.tensor([math.log(3), 0.0]), torch.tensor([-math.log(4)])
    expected = -(math.log(3 / 4) + math.log(1 / 2)) / 2 - math.log(4 / 5)
    assert LOSSES["jensen-shannon"].critic(real, fake).item() == pytest.approx(expected)
    assert LOSSES["jensen-shannon"].opponent(fake).item() == pytest.approx(-math.log(1 / 5))


def test_hinge_counts_what_is_within_the_margin():
    loss = LOSSES["hinge"]
    assert loss.critic(REAL, FAKE).item() == pytest.approx(0 + (0 + 1 + 6) / 3)
    assert loss.opponent(FAKE).item() == -1.0


@pytest.mark.parametrize("name", LOSSES)
def test_losses_and_gradients_are_finite_at_scores_of_any_size(name):
    scores = torch.tensor([-1e4, -1.0, 1.0, 1e4], requires_grad=True)
    for value in (LOSSES[name].critic(scores, -scores), LOSSES[name].opponent(scores)):
        assert torch.isfinite(value)
        assert torch.isfinite(torch.autograd.grad(value, scores)[0]).all()


@pytest.mark.parametrize("name", LOSSES)
def test_the_opponent_of_a_sure_critic_still_has_a_gradient(name):
    sure = torch.full((4,), -50.0, requires_grad=True)
    gradient = torch.autograd.grad(LOSSES[name].opponent(sure), sure)[0]
    torch.testing.assert_close(gradient, torch.full((4,), -0.25))


@pytest.mark.parametrize("name", LOSSES)
def test_the_critic_wants_real_scores_up_and_fake_ones_down(name):
    real, fake = torch.zeros(3, requires_grad=True), torch.zeros(3, requires_grad=True)
    up, down = torch.autograd.grad(LOSSES[name].critic(real, fake), (real, fake))
    assert (up < 0).all() and (down > 0).all()
