"""Layers in ONNX against what they are in torch, for sequences of any number and length."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from sklearn_seqgan.networks.batch import Batch, valid_time_steps
from sklearn_seqgan.networks.heads import Head
from sklearn_seqgan.networks.part_aware import PartAwareLSTM
from sklearn_seqgan.networks.seeding import build_seeded
from sklearn_seqgan.networks.trunks.conv import ConvTrunk
from sklearn_seqgan.networks.trunks.random_convolution import BLOCKS, POINT_BLOCKS, RandomConvTrunk
from sklearn_seqgan.networks.trunks.views import LENGTH, resample

pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")

from sklearn_seqgan.onnx_file import layers, random_convolution  # noqa: E402, needs the extra
from sklearn_seqgan.onnx_file.graph import Graph  # noqa: E402

F = 6
POINTS = ((0, 1, 2), (3, 4, 5), (1, 3, 5))
ROUNDING = {np.float32: 2e-5, np.float64: 1e-10}
batches = {
    "lengths": st.lists(st.integers(1, 9), min_size=1, max_size=4),
    "more": st.integers(0, 3),
    "seed": st.integers(0, 99),
}


def batch_of(lengths, more, seed, size=1.0):
    """A batch in float64, zero after the ends."""
    rng, lengths = torch.Generator().manual_seed(seed), torch.tensor(lengths)
    n_time_steps = int(lengths.max()) + more
    x = size * torch.randn(len(lengths), n_time_steps, F, generator=rng, dtype=torch.float64)
    return Batch(x * valid_time_steps(lengths, n_time_steps)[:, :, None], lengths)


class Written:
    """A function of a graph and the names of sequences and lengths, as onnxruntime runs it."""

    def __init__(self, write, dtype, n_axes=2):
        g, self.dtype = Graph(dtype), dtype
        found = write(g, "x", "lengths")
        inputs = {"x": (dtype, ["n", "T", F]), "lengths": (np.int64, ["n"])}
        content = g.to_model(inputs, {"found": (dtype, list("abc"[:n_axes]), found)}, {}, "")
        self.session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])

    def __call__(self, batch):
        feed = {"x": batch.values.numpy().astype(self.dtype), "lengths": batch.lengths.numpy()}
        return torch.from_numpy(self.session.run(None, feed)[0])

    def assert_is(self, expected, batch):
        found, bound = self(batch).double(), ROUNDING[self.dtype]
        torch.testing.assert_close(found, expected.detach(), rtol=bound, atol=bound)


def seeded(factory):
    return build_seeded(factory, torch.Generator().manual_seed(0)).double().eval()


def states_of(layer):
    return lambda batch: layer(batch.values)[0] if isinstance(layer, nn.GRU) else layer(batch.values)


def last_of(states, lengths):
    return torch.stack([row[n - 1] for row, n in zip(states, lengths.tolist())])


HEAD = seeded(lambda: Head(F, 5, 3))
PLAIN = seeded(lambda: nn.Linear(F, 4, bias=False))


@pytest.mark.parametrize("dtype", ROUNDING)
def test_dense_layers(dtype):
    batch = batch_of([4, 4], 0, 0)
    Written(lambda g, x, n: layers.head(g, HEAD, x), dtype, 3).assert_is(HEAD(batch.values), batch)
    Written(lambda g, x, n: layers.linear(g, PLAIN, x), dtype, 3).assert_is(PLAIN(batch.values), batch)


CONVOLUTIONS = {
    (size, depth): seeded(lambda size=size, depth=depth: ConvTrunk(F, 7, size, depth))
    for size, depth in ((1, 1), (2, 2), (4, 1), (5, 3))
}


@pytest.mark.parametrize("form", CONVOLUTIONS)
def test_convolutions(form):
    trunk = CONVOLUTIONS[form]
    written = Written(lambda g, x, n: layers.conv_trunk(g, trunk, x, n), np.float32)

    @given(**batches)
    def agrees(**drawn):
        batch = batch_of(**drawn)
        written.assert_is(trunk(batch), batch)

    agrees()


RECURRENT = {
    "gru": (layers.gru, seeded(lambda: nn.GRU(F, 5, 1, batch_first=True))),
    "gru of three": (layers.gru, seeded(lambda: nn.GRU(F, 4, 3, batch_first=True))),
    "part-aware": (layers.part_aware_lstm, seeded(lambda: PartAwareLSTM([[5, 0], [2], [1, 2, 3]], 3))),
}


@pytest.mark.parametrize("name", RECURRENT)
def test_recurrent_layers(name):
    write, layer = RECURRENT[name]
    written = Written(lambda g, x, n: layers.last(g, write(g, layer, x, n), n), np.float32)

    @given(**batches)
    def agrees(**drawn):
        batch = batch_of(**drawn)
        written.assert_is(last_of(states_of(layer)(batch), batch.lengths), batch)

    agrees()


@pytest.mark.parametrize("dtype", ROUNDING)
def test_valid_steps(dtype):
    batch = batch_of([3, 1, 5], 2, 0)
    write = lambda g, x, n: g.cast(layers.valid_steps(g, x, n), dtype)  # noqa: E731
    assert torch.equal(Written(write, dtype)(batch).bool(), batch.mask)


def test_resampling():
    written = Written(lambda g, x, n: random_convolution.resample(g, x, n, LENGTH), np.float64, 3)

    @given(**batches | {"lengths": st.lists(st.integers(1, 200), min_size=1, max_size=3)})
    def agrees(**drawn):
        batch = batch_of(**drawn)
        written.assert_is(resample(batch), batch)

    agrees()


@pytest.fixture(scope="module", params=["channels", "points"])
def trunk(request):
    """All blocks, two of them with so few biases that long dilations have none."""
    with pytest.MonkeyPatch.context() as patch:
        module = "sklearn_seqgan.networks.trunks.random_convolution"
        for name, blocks in (("BLOCKS", BLOCKS), ("POINT_BLOCKS", POINT_BLOCKS)):
            patch.setattr(
                f"{module}.{name}", tuple(block._replace(n_biases=block.n_biases // 3) for block in blocks)
            )
        found = RandomConvTrunk(F, POINTS if request.param == "points" else ()).double()
    placement = torch.full((F,), 0.5), torch.arange(F) / 4
    found.fit(
        batch_of([20] * 30, 0, 0),
        torch.Generator().manual_seed(0),
        placement if found.point_kernels else None,
    )
    return found


def test_random_convolutions(trunk):
    """To 1e-10: not one of the values above a threshold is below it in the other."""
    written = Written(lambda g, x, n: random_convolution.random_conv_trunk(g, trunk, x, n), np.float64)

    @given(**batches, size=st.sampled_from([0.0, 0.01, 1.0, 50.0]))
    def agrees(**drawn):
        batch = batch_of(**drawn)
        written.assert_is(trunk(batch), batch)

    agrees()


def test_random_convolutions_of_one_step_and_of_rest(trunk):
    written = Written(lambda g, x, n: random_convolution.random_conv_trunk(g, trunk, x, n), np.float64)
    lengths = torch.tensor([1, 5, 2])
    coinciding = (
        -torch.arange(F, dtype=torch.float64) / 2
    )  # all points are where the placement has its origin
    for place in (torch.full((F,), 2.5, dtype=torch.float64), coinciding):
        rest = place.expand(3, 5, F) * valid_time_steps(lengths, 5)[:, :, None]
        written.assert_is(trunk(Batch(rest, lengths)), Batch(rest, lengths))
