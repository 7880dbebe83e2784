"""Spectral norm against singular values computed outright."""
# SPDX-License-Identifier: BSD-3-Clause

import copy

import pytest
import torch
from torch import nn

from sklearn_seqgan.objectives.lipschitz import effective_weights, spectral_norm


def build(seed=0):
    rng = torch.Generator().manual_seed(seed)
    network = nn.Sequential(nn.Conv1d(6, 16, 5), nn.Linear(16, 3), nn.Tanh())
    for p in network.parameters():
        p.data.normal_(generator=rng)
    return spectral_norm(network, rng)


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


def test_effective_weights_fit_a_plain_network_and_leave_the_constrained_one_alone():
    network, plain = build(), nn.Sequential(nn.Conv1d(6, 16, 5), nn.Linear(16, 3), nn.Tanh())
    before = copy.deepcopy(network.state_dict())
    plain.load_state_dict(effective_weights(network))
    x = torch.ones(2, 6, 5)
    assert network.training and all(torch.equal(before[k], v) for k, v in network.state_dict().items())
    network.eval()
    outputs = [layers[1](layers[0](x).transpose(1, 2)) for layers in (plain, network)]
    torch.testing.assert_close(*outputs)
