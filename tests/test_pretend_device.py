"""The pretend device: values as on the CPU, errors as on a GPU."""
# SPDX-License-Identifier: BSD-3-Clause

import copy

import numpy as np
import pytest
import torch

from tests.pretend_device import DEVICE, PretendDevice


def test_what_is_computed_there_is_what_the_cpu_computes():
    layer, x = torch.nn.Linear(4, 2), torch.randn(3, 4, requires_grad=True)
    (want,) = torch.autograd.grad(layer(x).square().sum(), x)
    with PretendDevice():
        y = x.detach().to(DEVICE).requires_grad_()
        (got,) = torch.autograd.grad(copy.deepcopy(layer).to(DEVICE)(y).square().sum(), y)
        assert got.device == DEVICE and torch.equal(got.cpu(), want)


def test_a_stream_draws_there_what_it_draws_here():
    want = torch.rand(5, generator=torch.Generator().manual_seed(3))
    with PretendDevice() as device:
        rng = torch.Generator(DEVICE).manual_seed(3)
        drawn = torch.rand(5, generator=rng, device=rng.device)
        assert device.waits == [] and torch.equal(drawn.cpu(), want)
    assert torch.Generator().device == torch.device("cpu")


def test_what_is_written_in_place_is_seen_by_views():
    with PretendDevice():
        x = torch.zeros(3, device=DEVICE)
        x[1:].add_(1.0)
        assert x.tolist() == [0.0, 1.0, 1.0]


def test_tensors_of_two_devices_do_not_mix():
    with PretendDevice():
        x = torch.zeros(3, device=DEVICE)
        assert (x + torch.tensor(1.0)).tolist() == [1.0, 1.0, 1.0]
        with pytest.raises(RuntimeError, match="add: expected all tensors to be on the same device"):
            x + torch.ones(3)
        with pytest.raises((TypeError, RuntimeError)):
            np.asarray(x)


@pytest.mark.parametrize(
    ("look", "operation"),
    [
        (lambda x: x.sum().item(), "_local_scalar_dense"),
        (lambda x: x[x > 1], "index"),
        (lambda x: x.cpu(), "_to_copy"),
        (lambda x: torch.ones(3).to(x.device), "_to_copy"),
        (lambda x: torch.tensor(2.0, device=x.device), "_to_copy"),
        (lambda x: x.copy_(torch.ones(3)), "copy_"),
        (lambda x: (x > 1).nonzero(), "nonzero"),
    ],
)
def test_what_waits_is_noted(look, operation):
    with PretendDevice() as device:
        look(torch.arange(3.0, device=DEVICE))
    assert device.waits == [operation]


def test_looking_at_the_cpu_waits_for_nothing():
    with PretendDevice() as device:
        x = torch.arange(3.0)
        x[x > 1].sum().item()
    assert device.waits == []
