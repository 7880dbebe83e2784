"""The trunk, and what all networks promise: padding changes nothing."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.networks.batch import Batch, valid_time_steps
from sklearn_seqgan.networks.classifiers import ConvClassifier, RecurrentClassifier
from sklearn_seqgan.networks.part_aware import PartAwareRecurrentClassifier
from sklearn_seqgan.networks.seeding import build_seeded
from sklearn_seqgan.networks.trunks.conv import ConvTrunk


def seeded(factory, seed=0):
    return build_seeded(factory, torch.Generator().manual_seed(seed)).double().eval()


NETWORKS = {
    "trunk": lambda: ConvTrunk(3, 8, 5, 2),
    "even kernel": lambda: ConvClassifier(3, 4, kernel_size=4),
    "cnn": lambda: ConvClassifier(3, 4),
    "gru": lambda: RecurrentClassifier(3, 4),
    "pa-lstm": lambda: PartAwareRecurrentClassifier(3, 4, [[0, 1], [2]], units=8, n_layers=2),
}


def test_valid_steps():
    assert valid_time_steps(torch.tensor([1, 3]), 3).tolist() == [[True, False, False], [True, True, True]]


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
@pytest.mark.parametrize("kernel_size", [1, 4, 5])
def test_one_layer_is_convolution_tanh_and_maximum_over_time(kernel_size):
    trunk = seeded(lambda: ConvTrunk(3, 8, kernel_size, 1))
    x = torch.randn(2, 7, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    layer = trunk.layers[0]
    expected = F.conv1d(x.transpose(1, 2), layer.weight, layer.bias, padding="same").tanh().amax(2)
    torch.testing.assert_close(trunk(Batch(x, torch.tensor([7, 7]))), expected)


@pytest.mark.parametrize("name", NETWORKS)
@given(length=st.integers(1, 9), extra=st.integers(0, 6), seed=st.integers(0, 99))
def test_a_padded_sequence_gives_what_it_gives_alone(name, length, extra, seed):
    network = seeded(NETWORKS[name])
    rng = torch.Generator().manual_seed(seed)
    alone = torch.randn(1, length, 3, generator=rng, dtype=torch.float64)
    batch = torch.randn(3, length + extra, 3, generator=rng, dtype=torch.float64)
    batch[1] = F.pad(alone[0], (0, 0, 0, extra))
    lengths = torch.tensor([length + extra, length, 1])
    batch = batch * valid_time_steps(lengths, length + extra)[:, :, None]
    expected = network(Batch(alone, torch.tensor([length])))
    torch.testing.assert_close(network(Batch(batch, lengths))[1:2], expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", ["gru", "pa-lstm"])
def test_a_recurrent_network_does_not_read_behind_the_end(name):
    network = seeded(NETWORKS[name])
    values = torch.zeros(2, 6, 3, dtype=torch.float64, requires_grad=True)
    network(Batch(values, torch.tensor([6, 2]))).sum().backward()
    assert values.grad[0, 5].abs().sum() > 0 and values.grad[1, 1].abs().sum() > 0
    assert values.grad[1, 2:].abs().sum() == 0
