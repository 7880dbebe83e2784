"""A convolution as one product: what torch's layer gives, values and gradients of both orders."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from sklearn_seqgan.networks import convolution
from sklearn_seqgan.networks.convolution import as_product, convolve
from sklearn_seqgan.networks.seeding import build_seeded


def make_layer(*shape, stride=1, padding=0):
    layer = build_seeded(lambda: nn.Conv1d(*shape, stride, padding), torch.Generator().manual_seed(0))
    return layer.double()


def twice(way, layer, x):
    """Values, gradients by input and weights, and those of the input's gradient."""
    x = x.clone().requires_grad_()
    leaves = x, layer.weight, layer.bias
    y = way(layer, x).sin()
    first = torch.autograd.grad(y.square().sum(), leaves, create_graph=True)
    return y, *first, *torch.autograd.grad(first[0].square().sum(), leaves[:2])


@settings(deadline=None)
@given(
    batch=st.integers(1, 4), n_channels=st.integers(1, 5), filters=st.integers(1, 6), size=st.integers(1, 5),
    stride=st.integers(1, 3), padding=st.integers(0, 3), extra=st.integers(0, 9),
)  # fmt: skip
def test_it_is_the_layer(batch, n_channels, filters, size, stride, padding, extra):
    layer = make_layer(n_channels, filters, size, stride=stride, padding=padding)
    rng = torch.Generator().manual_seed(1)
    x = torch.randn(batch, n_channels, size + extra, generator=rng, dtype=torch.float64)
    for got, want in zip(twice(as_product, layer, x), twice(nn.Module.__call__, layer, x), strict=True):
        torch.testing.assert_close(got, want, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("on_gpu", [True, False])
def test_a_gpu_takes_the_product(on_gpu, monkeypatch):
    class Input:
        is_cuda = on_gpu

    monkeypatch.setattr(convolution, "as_product", lambda layer, x: "product")
    assert convolve(lambda x: "layer", Input()) == ("product" if on_gpu else "layer")
