"""Spectral norm against singular values computed outright; the penalty against critics of known slope."""
# SPDX-License-Identifier: BSD-3-Clause

import copy

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.objectives.lipschitz import LIPSCHITZ, clip_weights, gradient_penalty
from sklearn_seqgan.objectives.spectral_norm import spectral_norm
from sklearn_seqgan.training.weights import settle


def build(seed=0):
    rng = torch.Generator().manual_seed(seed)
    network = nn.Sequential(nn.Conv1d(6, 16, 5), nn.Linear(16, 3), nn.Tanh())
    for p in network.parameters():
        p.data.normal_(generator=rng)
    spectral_norm(network, rng)
    return network


def top_singular_value(layer):
    return torch.linalg.matrix_norm(layer.weight.detach().flatten(1), ord=2).item()


def look(network, times):
    for _ in range(times):
        [layer.weight for layer in network[:2]]


def test_it_converges_to_the_weight_over_its_top_singular_value():
    network = build()
    raw = [layer.parametrizations.weight.original.detach().clone() for layer in network[:2]]
    look(network, 300)
    for layer, weight in zip(network[:2], raw, strict=True):
        norm = torch.linalg.matrix_norm(weight.flatten(1), ord=2)
        torch.testing.assert_close(layer.weight, weight / norm, rtol=1e-4, atol=1e-5)
        assert top_singular_value(layer) == pytest.approx(1, abs=1e-4)


def test_it_agrees_with_torch_in_value_and_gradient():
    ours = build()
    theirs = nn.utils.parametrizations.spectral_norm(nn.Linear(16, 3))
    theirs.parametrizations.weight.original.data = ours[1].parametrizations.weight.original.data.clone()
    x = torch.randn(5, 16, generator=torch.Generator().manual_seed(1))
    gradients = []
    for layer in (ours[1], theirs):
        for _ in range(200):
            layer.weight  # noqa: B018
        layer.eval()
        (x @ layer.weight.T).tanh().sum().backward()
        gradients.append(layer.parametrizations.weight.original.grad)
    torch.testing.assert_close(*gradients, rtol=1e-4, atol=1e-5)


def test_evaluation_mode_iterates_no_further():
    network = build().eval()
    before = copy.deepcopy(network.state_dict())
    look(network, 3)
    assert all(torch.equal(before[k], v) for k, v in network.state_dict().items())


def test_settled_weights_are_those_in_effect_and_nothing_holds_them_any_more():
    network, plain = build(), nn.Sequential(nn.Conv1d(6, 16, 5), nn.Linear(16, 3), nn.Tanh())
    x = torch.ones(2, 6, 5)
    expected = [layer.weight.detach().clone() for layer in network.eval()[:2]]
    plain.load_state_dict(settle(network).state_dict())
    assert not any(hasattr(layer, "parametrizations") for layer in network)
    for layer, weight in zip(plain[:2], expected, strict=True):
        assert torch.equal(layer.weight, weight)
    outputs = [layers[1](layers[0](x).transpose(1, 2)) for layers in (plain, network)]
    assert torch.equal(*outputs)


def test_a_recurrent_critic_is_refused():
    with pytest.raises(ValueError, match=r"the critic's GRU would stay free. Take 'gradient-penalty'"):
        spectral_norm(nn.Sequential(nn.Linear(2, 3), nn.GRU(3, 4)), torch.Generator())


def pair(seed, n=5, n_steps=6, n_channels=2):
    """Real and generated sequences, zero after the end, and the generator that follows."""
    rng = torch.Generator().manual_seed(seed)
    batches = []
    for _ in range(2):
        lengths = torch.randint(1, n_steps + 1, (n,), generator=rng)
        values = torch.randn(n, n_steps, n_channels, generator=rng, dtype=torch.float64)
        batch = Batch(values, lengths)
        batches.append(batch.replace(values * batch.mask[:, :, None]))
    return *batches, rng


def penalise(score, real, fake, rng):
    return gradient_penalty(score, (real,), (fake,), rng)


@given(
    w=arrays(np.float64, (6, 2), elements=st.floats(-2, 2, allow_subnormal=False)), seed=st.integers(0, 2**16)
)
def test_penalty_of_a_linear_critic_is_known_exactly(w, seed):
    """D(x) = Σ_t w_t · x_t has the gradient w over the time steps that both sequences have."""
    w, (real, fake, rng) = torch.from_numpy(w), pair(seed)
    penalty = penalise(lambda x: (x.values * w).sum((1, 2)), real, fake, rng)
    shortest = torch.minimum(real.lengths, fake.lengths)
    norms = torch.stack([w[:length].norm() for length in shortest])
    torch.testing.assert_close(penalty, (norms - 1).square().mean(), rtol=1e-6, atol=2e-6)


def test_penalty_of_a_quadratic_critic_is_the_length_of_the_interpolate():
    """D(x) = ‖x‖² / 2 has the gradient x, at ε drawn as the penalty draws it."""
    real, fake, rng = pair(3)
    share = torch.rand(5, 1, 1, generator=rng.clone_state()).double()
    both = (real.mask & fake.mask)[:, :, None]
    mixed = (share * real.values + (1 - share) * fake.values) * both
    penalty = penalise(lambda x: x.values.square().sum((1, 2)) / 2, real, fake, rng)
    expected = (mixed.flatten(1).norm(dim=1) - 1).square().mean()
    torch.testing.assert_close(penalty, expected)


def test_the_critic_sees_where_the_interpolate_ends():
    real, fake, rng = pair(1)
    seen = []
    penalise(lambda x: seen.append(x) or x.values.sum((1, 2)), real, fake, rng)
    [x] = seen
    assert torch.equal(x.lengths, torch.minimum(real.lengths, fake.lengths))
    assert not x.values[~x.mask].any()


def test_vectors_that_are_judged_with_a_sequence_count_in_its_norm():
    """D(x, v) = Σ w · x + u · v has the gradient (w, u)."""
    real, fake, rng = pair(4)
    full = torch.full_like(real.lengths, 6)
    w, u = torch.ones(6, 2, dtype=torch.float64), torch.tensor([3.0, 4.0], dtype=torch.float64)
    v = torch.randn(2, 5, 2, generator=rng, dtype=torch.float64)
    pairs = (real.replace(lengths=full), v[0]), (fake.replace(lengths=full), v[1])
    penalty = gradient_penalty(lambda x, v: (x.values * w).sum((1, 2)) + v @ u, *pairs, rng)
    expected = torch.tensor((12 + 25) ** 0.5 - 1, dtype=torch.float64).square()
    torch.testing.assert_close(penalty, expected)


def test_the_penalty_moves_the_critic_towards_slope_one():
    critic, (real, fake, rng) = nn.Linear(2, 1).double(), pair(2)
    rate = torch.optim.Adam(critic.parameters(), lr=0.05)
    full = torch.full_like(real.lengths, 6)
    for _ in range(300):
        rate.zero_grad()
        real, fake = (x.replace(lengths=full) for x in (real, fake))
        penalise(lambda x: critic(x.values).squeeze(2).sum(1), real, fake, rng).backward()
        rate.step()
    assert critic.weight.norm().item() * 6**0.5 == pytest.approx(1, abs=1e-3)


def test_a_critic_of_no_slope_has_a_finite_penalty_and_gradient():
    flat, (real, fake, rng) = torch.zeros(2, dtype=torch.float64, requires_grad=True), pair(0)
    penalty = penalise(lambda x: (x.values * flat).sum((1, 2)), real, fake, rng)
    assert penalty.item() == pytest.approx(1, abs=1e-5)
    assert torch.isfinite(torch.autograd.grad(penalty, flat)[0]).all()


def test_clipping_keeps_every_weight_within_the_bound():
    weights = [torch.tensor([-3.0, 0.005, 0.2]), torch.tensor([[0.01]])]
    clip_weights(weights, 0.01)
    torch.testing.assert_close(weights[0], torch.tensor([-0.01, 0.005, 0.01]))
    assert weights[1].item() == pytest.approx(0.01)


def test_hooks_that_a_method_does_not_have_do_nothing():
    network, weights = build(), [torch.tensor([5.0])]
    before = copy.deepcopy(network.state_dict())
    LIPSCHITZ["none"].wrap(network, None)
    LIPSCHITZ["none"].project(weights, 0.01)
    assert weights[0].item() == 5.0 and LIPSCHITZ["none"].penalty is None
    assert all(torch.equal(before[k], v) for k, v in network.state_dict().items())
