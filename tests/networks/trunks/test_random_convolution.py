"""The fixed trunk against a twin in NumPy, and what must not affect it."""
# SPDX-License-Identifier: BSD-3-Clause

from itertools import combinations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.trunks.kernels import RandomKernels, _count, _random_subsets
from sklearn_seqgan.networks.trunks.random_convolution import (
    BLOCKS,
    DILATIONS,
    LEVEL_WEIGHT,
    SMOOTH_DILATIONS,
    RandomConvTrunk,
    new_design,
)
from sklearn_seqgan.networks.trunks.views import LENGTH, itself, resample, shape, velocity

N_CHANNELS = 3
N_KERNEL_FEATURES = [84 * 120, 84 * 60, 84 * 30 * 2, 84 * 60]
SHAPES = np.array([[2.0 if i in three else -1.0 for i in range(9)] for three in combinations(range(9), 3)])


def sequences(n, shortest=50, longest=80, n_channels=N_CHANNELS, seed=0):
    rng = torch.Generator().manual_seed(seed)
    values = torch.randn(n, longest, n_channels, generator=rng, dtype=torch.float64)
    lengths = torch.randint(shortest, longest + 1, (n,), generator=rng)
    return values * (torch.arange(longest) < lengths[:, None])[:, :, None], lengths


def fitted(values, lengths, seed=0):
    trunk = RandomConvTrunk(values.shape[2]).to(values.dtype)
    return trunk.fit(Batch(values, lengths), torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module")
def trunk():
    return fitted(*sequences(40))


def of_blocks(trunk, features):
    """Hard features apart: of the four blocks, and levels."""
    return features.split([*N_KERNEL_FEATURES, 4 * trunk.kernels[0].signs_1.shape[1]], dim=1)


def interpolated(values, lengths):
    """(n, F, LENGTH) by np.interp."""
    rows = []
    for x, n in zip(values.numpy(), lengths.tolist(), strict=True):
        times = np.linspace(0, 1, LENGTH) * (n - 1)
        rows.append([np.interp(times, np.arange(n), channel[:n]) for channel in x.T])
    return np.array(rows)


def convolved(x, signs, dilation):
    """Of each of the 84 kernels, (n, LENGTH), with zeros around the sequence."""
    padded = np.pad(x, ((0, 0), (0, 0), (4 * dilation, 4 * dilation)))
    taps = [padded[:, :, i * dilation : i * dilation + LENGTH] for i in range(9)]
    for weights, s in zip(SHAPES, signs, strict=True):
        yield sum(w * np.tensordot(tap, s, axes=(1, 0)) for w, tap in zip(weights, taps, strict=True))


def viewed(x):
    """The four views of sequences (n, F, LENGTH), in the order of `BLOCKS`."""
    steps = np.concatenate([np.zeros_like(x[:, :, :1]), x[:, :, 1:] - x[:, :, :-1]], axis=2)
    centred = x - x.mean(2, keepdims=True)
    return x, steps, x, centred / np.sqrt((centred**2).mean(axis=(1, 2), keepdims=True))


def levels_of(x):
    return [*x.mean(2).T, *x.std(2).T, *x.max(2).T, *x.min(2).T]


def signs_of(kernels, dilation):
    return getattr(kernels, f"signs_{dilation}").numpy()


def standardised(features):
    features = np.array(features).T
    deviation = features.std(0)
    alive = deviation > 1e-4
    return alive * (features - features.mean(0)) / np.where(alive, deviation, 1)


def twin_hard(trunk, x):
    features, shares = [], []
    for kernels, view, n_biases, n_segments in zip(
        trunk.kernels, viewed(x), (120, 60, 30, 60), (1, 1, 2, 1), strict=True
    ):
        counts = [n_biases * share // 32 for share in (11, 6, 4, 4, 3, 2, 2)]
        counts[0] += n_biases - sum(counts)
        drawn, before = 0, len(features)
        for dilation, count in zip((1, 2, 3, 4, 5, 6, 7), counts, strict=True):
            for y in convolved(view, signs_of(kernels, dilation), dilation):
                levels = np.sort(np.arange(drawn + 1, drawn + 1 + count) * (np.sqrt(5) + 1) / 2 % 1)
                drawn += count
                ordered = np.sort(y.ravel())
                for i in (levels * (y.size - 1)).astype(int):
                    above = y > (ordered[i] + ordered[i + 1]) / 2
                    features += [part.mean(1) for part in np.split(above, n_segments, axis=1)]
        shares += [kernels.block.weight / (len(features) - before)] * (len(features) - before)
    shares += [LEVEL_WEIGHT / (4 * x.shape[1])] * (4 * x.shape[1])
    return standardised(features + levels_of(x)) * np.sqrt(shares)


def twin_smooth(trunk, x):
    features, kernels = [], trunk.kernels[0]
    for dilation, some in zip((1, 3, 5, 7), ((10, 21, 31), (3, 7, 10), (2, 5, 7), (1, 3, 4)), strict=True):
        biases = getattr(kernels, f"bias_{dilation}").numpy()
        for y, b in zip(convolved(x, signs_of(kernels, dilation), dilation), biases, strict=True):
            softness = y.std(ddof=1) / 10
            features += [(1 / (1 + np.exp((b[i] - y) / softness))).mean(1) for i in some]
    return standardised([*features, *x.mean(2).T, *np.sqrt(x.var(2) + 1e-6).T])


def test_resampling_is_linear_interpolation_of_the_valid_steps():
    values = torch.randn(8, 9, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    lengths = torch.tensor([1, 2, 3, 4, 5, 7, 8, 9])
    got = resample(Batch(values, lengths)).numpy()
    for x, n, row in zip(values.numpy(), lengths.tolist(), got, strict=True):
        times = np.linspace(0, n - 1, LENGTH)
        expected = [np.interp(times, np.arange(n), channel[:n]) for channel in x.T]
        np.testing.assert_allclose(row, expected, atol=1e-13)


def test_the_gradient_of_resampling_is_exact_to_the_second_order():
    rng = torch.Generator().manual_seed(0)
    values = torch.randn(3, 5, 2, generator=rng, dtype=torch.float64, requires_grad=True)
    lengths = torch.tensor([5, 1, 3])
    assert torch.autograd.gradcheck(lambda x: resample(Batch(x, lengths)), values)
    assert torch.autograd.gradgradcheck(lambda x: resample(Batch(x, lengths)).square(), values)
    resample(Batch(values, lengths)).sum().backward()
    assert (values.grad[1, 1:] == 0).all() and (values.grad[2, 3:] == 0).all()  # not valid
    assert values.grad.sum() == pytest.approx(3 * 64 * 2)


@pytest.mark.parametrize("n_channels", [1, 3])
def test_hard_features_are_standardised_proportions_above_quantiles(n_channels):
    values, lengths = sequences(6, n_channels=n_channels)
    trunk = fitted(values, lengths)
    x = interpolated(values, lengths)
    expected = torch.tensor(twin_hard(trunk, x))
    torch.testing.assert_close(trunk(Batch(values, lengths)), expected, rtol=1e-6, atol=1e-9)


def test_smooth_features_are_standardised_means_of_sigmoids():
    values, lengths = sequences(6)
    trunk = fitted(values, lengths)
    x = interpolated(values, lengths)
    expected = torch.tensor(twin_smooth(trunk, x))
    torch.testing.assert_close(trunk.smooth(Batch(values, lengths)), expected, rtol=0, atol=1e-8)


def test_widths(trunk):
    assert trunk.width == 84 * 300 + 4 * N_CHANNELS and trunk.smooth_width == 1008 + 2 * N_CHANNELS
    values, lengths = sequences(2, seed=1)
    assert trunk(Batch(values, lengths)).shape == (2, trunk.width)
    assert trunk.smooth(Batch(values, lengths)).shape == (2, trunk.smooth_width)


def test_each_block_has_its_weight_in_the_inner_product(trunk):
    parts = of_blocks(trunk, trunk(Batch(*sequences(40))))
    got = [part.square().sum(1).mean().item() for part in parts]
    np.testing.assert_allclose(got, [*(block.weight for block in BLOCKS), LEVEL_WEIGHT], rtol=2e-3)


@pytest.mark.parametrize("n_channels", [1, 2, 5, 30])
def test_a_kernel_sees_at_least_one_and_at_most_nine_channels(n_channels):
    rng = torch.Generator().manual_seed(0)
    signs = torch.cat([_random_subsets(n_channels, rng) for _ in range(40)])
    sizes = signs.abs().sum(1)
    assert set(signs.unique().tolist()) <= {-1.0, 0.0, 1.0}
    assert sizes.min() == 1 and sizes.max() == min(n_channels, 9)
    assert abs(signs.sum()) < 0.1 * sizes.sum()
    assert signs.any(0).all()
    one = np.log(2) / np.log(min(n_channels, 9) + 1)
    assert (sizes == 1).double().mean().item() == pytest.approx(one, abs=0.05)


@given(n=st.integers(1, 6), extra=st.integers(0, 9), seed=st.integers(0, 99))
def test_padding_changes_no_feature(trunk, n, extra, seed):
    values, lengths = sequences(n, shortest=1, seed=seed)
    padded = F.pad(values, (0, 0, 0, extra))
    padded[torch.arange(80 + extra) >= lengths[:, None]] = torch.nan
    assert torch.equal(trunk(Batch(padded, lengths)), trunk(Batch(values, lengths)))
    assert torch.equal(trunk.smooth(Batch(padded, lengths)), trunk.smooth(Batch(values, lengths)))


def test_a_row_has_the_same_features_alone_and_among_others(trunk):
    values, lengths = sequences(40)
    together = trunk(Batch(values, lengths))
    alone = torch.cat([trunk(Batch(values[i : i + 1], lengths[i : i + 1])) for i in range(40)])
    torch.testing.assert_close(together, alone, rtol=0, atol=1e-12)


def test_velocity_and_shape_do_not_see_a_constant_in_a_channel(trunk):
    values, lengths = sequences(40)
    moved = values + torch.tensor([1.0, -2.0, 3.0])
    (_, *before, _), (_, *after, _) = (of_blocks(trunk, trunk(Batch(x, lengths))) for x in (values, moved))
    torch.testing.assert_close(before[0], after[0], rtol=0, atol=1e-12)
    torch.testing.assert_close(before[2], after[2], rtol=0, atol=1e-12)


def test_shape_does_not_see_the_size(trunk):
    values, lengths = sequences(40)
    before, after = (of_blocks(trunk, trunk(Batch(x, lengths)))[3] for x in (values, 3 * values))
    torch.testing.assert_close(before, after, rtol=0, atol=1e-12)


@pytest.mark.parametrize("dilation", DILATIONS)
def test_a_kernel_sees_a_constant_only_where_it_reaches_over_the_end(trunk, dilation):
    x = resample(Batch(*sequences(5)))
    kernels = trunk.kernels[0]
    before, after = (kernels._convolve(kernels._viewed(x), dilation) for x in (x, x + 3))
    seen = after - before  # (84, LENGTH, batch)
    inside = slice(4 * dilation, LENGTH - 4 * dilation)
    torch.testing.assert_close(seen[:, inside], torch.zeros_like(seen[:, inside]), rtol=0, atol=1e-12)


@pytest.mark.parametrize("n", [1, 7, 8, 9, 16, 20])
def test_features_do_not_depend_on_the_company(trunk, n):
    values, lengths = sequences(n)
    alone = torch.cat([trunk(Batch(values[i : i + 1], lengths[i : i + 1])) for i in range(n)])
    torch.testing.assert_close(trunk(Batch(values, lengths)), alone, rtol=0, atol=1e-12)


@pytest.mark.parametrize("n", [1, 3, 8, 16])
@pytest.mark.parametrize("steps", [32, 64, 255])
def test_truth_values_are_counted(steps, n):
    above = torch.rand(4, steps, n, generator=torch.Generator().manual_seed(0)) > 0.1
    above[0] = True
    assert torch.equal(_count(above).long(), above.sum(1))


def test_views():
    x = torch.tensor([[[1.0, 3.0, 2.0], [0.0, 0.0, 6.0]]])
    assert velocity(x).tolist() == [[[0, 2, -1], [0, 0, 6]]]
    expected = torch.tensor([[[-1.0, 1.0, 0.0], [-2.0, -2.0, 4.0]]]) / (26 / 6) ** 0.5
    torch.testing.assert_close(shape(x), expected)
    assert not shape(torch.zeros(1, 2, 3)).any()


def test_smooth_features_have_a_gradient_towards_valid_steps_alone(trunk):
    values, lengths = sequences(5, shortest=3, longest=40, seed=2)
    values.requires_grad_()
    features = trunk.smooth(Batch(values, lengths))[:, :1008]
    (features * torch.linspace(-1, 1, features.shape[1])).sum().backward()
    valid = torch.arange(40) < lengths[:, None]
    assert torch.isfinite(values.grad).all() and (values.grad[valid] != 0).all()
    assert not values.grad[~valid].any() and (~valid).any()


def test_smooth_features_of_a_constant_sequence_have_a_finite_gradient(trunk):
    values = torch.zeros(2, 6, N_CHANNELS, dtype=torch.float64, requires_grad=True)
    trunk.smooth(Batch(values, torch.tensor([1, 6]))).sum().backward()
    assert torch.isfinite(values.grad).all()


def test_smooth_features_follow_the_hard_ones(trunk):
    """At one kernel and bias, the sigmoid is a step with soft edges."""
    x = resample(Batch(*sequences(40, seed=3)))
    hard, at = trunk.kernels[0](x), 0
    blocks = {}
    for dilation in DILATIONS:
        bias = getattr(trunk.kernels[0], f"bias_{dilation}")
        blocks[dilation] = hard[:, at : at + bias.numel()].unflatten(1, bias.shape)
        at += bias.numel()
    middle = [blocks[d][:, :, (blocks[d].shape[2] - 1) // 2] for d in SMOOTH_DILATIONS]
    smooth = trunk.kernels[0].smooth(x).unflatten(1, (len(SMOOTH_DILATIONS), 84, 3))[:, :, :, 1]
    assert (torch.stack(middle, 1) - smooth).abs().mean() < 0.05


def test_the_generator_alone_decides_what_is_drawn():
    values, lengths = sequences(8)
    torch.manual_seed(1)
    state = torch.get_rng_state()
    first, again, other = (fitted(values, lengths, seed).state_dict() for seed in (0, 0, 1))
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not any(torch.equal(first[name], other[name]) for name in first if "signs" in name)


def test_few_sequences_give_the_biases_and_all_the_scales():
    values, lengths = sequences(70)
    trunk = fitted(values, lengths)
    sample = torch.randperm(70, generator=torch.Generator().manual_seed(0))[:64]
    few = RandomKernels(N_CHANNELS, BLOCKS[0], new_design(), itself).double()
    rng = torch.Generator().manual_seed(0)
    torch.randperm(70, generator=rng)
    few.draw(resample(Batch(values, lengths))[sample], rng)
    assert torch.equal(few.bias_3, trunk.kernels[0].bias_3)
    torch.testing.assert_close(trunk(Batch(values, lengths)).mean(0), torch.zeros(trunk.width).double())


def kernels_of(trunk, channel):
    """For each hard feature of the four blocks, whether its kernel sees that channel alone."""
    seen = []
    for kernels in trunk.kernels:
        for dilation in DILATIONS:
            signs, bias = getattr(kernels, f"signs_{dilation}"), getattr(kernels, f"bias_{dilation}")
            alone = (signs.abs().sum(1) == 1) & (signs[:, channel] != 0)
            seen.append(alone.repeat_interleave(bias.shape[1] * kernels.block.n_segments))
    return torch.cat(seen)


@pytest.mark.parametrize("constant", [0.0, 0.3])
def test_features_of_a_channel_that_was_constant_are_zero(constant):
    values, lengths = sequences(10)
    values[:, :, 1] = constant
    trunk = fitted(values, lengths)
    features = trunk(Batch(*sequences(5, seed=4)))
    *_, levels = of_blocks(trunk, features)
    assert not levels[:, 1::3].any() and levels[:, 0::3].all()
    alone = kernels_of(trunk, 1)
    assert alone.sum() > 1000 and not features[:, :-12][:, alone].any()
    assert trunk.smooth_scale[-6:].count_nonzero() == 4


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_sequences_that_are_all_zero_give_features_that_are_all_zero(dtype):
    values, lengths = torch.zeros(4, 5, 2, dtype=dtype), torch.tensor([1, 2, 5, 5])
    trunk = fitted(values, lengths)
    assert not trunk(Batch(values, lengths)).any() and not trunk.smooth(Batch(values, lengths)).any()


@pytest.mark.parametrize("n_rows", [1, 5])
def test_lengths_one_and_two(n_rows):
    values, lengths = sequences(n_rows, shortest=1, longest=2)
    trunk = fitted(values, lengths)
    features, smooth = trunk(Batch(values, lengths)), trunk.smooth(Batch(values, lengths))
    assert torch.isfinite(features).all() and torch.isfinite(smooth).all()
    assert features.any() == (n_rows > 1)


@pytest.mark.parametrize(
    "change",
    [
        {"length": 63},
        {"length": 256},
        {"length": 10**9},
        {"dilations": ((1, 33),)},
        {"dilations": ((65, 32), (1, 0))},
        {"smooth_dilations": (2, 9)},
        {"smooth_biases": 0},
        {"n_pairs": 10**6},
        {"blocks": BLOCKS * 20},
        {"blocks": (BLOCKS[0]._replace(view="distances"),)},
        {"blocks": (BLOCKS[0]._replace(n_segments=3),)},
        {"point_blocks": (BLOCKS[0],)},
    ],
)
def test_a_design_of_which_no_trunk_can_be_made_is_refused(change):
    with pytest.raises(ValueError, match="no random convolutions are made like this"):
        RandomConvTrunk(N_CHANNELS, design=new_design()._replace(**change))


def test_a_trunk_of_another_design_has_other_lengths_and_dilations():
    """Proportions of 32 steps are in 32nds, and a kernel of dilation 1 sees nine of them."""
    block = BLOCKS[0]._replace(n_biases=4)
    d = new_design()._replace(length=32, dilations=((1, 32),), smooth_dilations=(1,), blocks=(block,))
    values, lengths = sequences(20)
    trunk = RandomConvTrunk(values.shape[2], design=d).to(values.dtype)
    trunk.fit(Batch(values, lengths), torch.Generator().manual_seed(0))
    x = trunk.resampled(Batch(values, lengths))
    assert x.shape == (20, values.shape[2], 32) and trunk.kernels[0].width == 84 * 4
    counts = trunk.kernels[0](x) * 32
    torch.testing.assert_close(counts, counts.round())
    assert trunk.smooth(Batch(values, lengths)).shape == (20, 84 * 3 + 2 * values.shape[2])
