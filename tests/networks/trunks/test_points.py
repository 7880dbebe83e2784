"""Distances and angles are those of geometry: no rotation changes them."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.trunks.points import Angles, Distances
from sklearn_seqgan.networks.trunks.random_convolution import N_ANGLES, N_PAIRS, RandomConvTrunk

N = 5
POINTS = tuple(tuple(range(3 * i, 3 * i + 3)) for i in range(N))
FLAT = tuple((2 * i, 2 * i + 1) for i in range(N))
every_view = pytest.mark.parametrize("View", [Distances, Angles])


def sequences(n=6, n_channels=3 * N, seed=0):
    rng = torch.Generator().manual_seed(seed)
    return torch.randn(n, n_channels, 64, generator=rng, dtype=torch.float64)


def rotation(seed, dims=3):
    rng = torch.Generator().manual_seed(seed)
    return torch.linalg.qr(torch.randn(dims, dims, generator=rng, dtype=torch.float64)).Q


def turned(x, turn):
    """Each point times a rotation, and all moved."""
    return torch.einsum("ij,npjt->npit", turn, x.unflatten(1, (N, -1))).flatten(1, 2)


def fitted(View, x, points=POINTS, seed=0):
    view = View(points, {Distances: N_PAIRS, Angles: N_ANGLES}[View]).double()
    view.fit(x, torch.Generator().manual_seed(seed))
    return view


def square(x):
    """Corners of a unit square and its middle, at rest."""
    corners = [[0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 1, 1], [0.5, 0.5, 1]]
    return torch.tensor(corners, dtype=torch.float64).flatten()[None, :, None].expand(1, 15, 64)


def test_distances_of_a_square():
    view = fitted(Distances, sequences())
    found = view._look(view._vectors(square(0)))[0, :, 0]
    torch.testing.assert_close(found[:2], torch.tensor([1.0, 2**0.5], dtype=torch.float64))
    between = dict(zip(map(tuple, view.chosen.tolist()), found[N:].tolist(), strict=True))
    assert len(between) == N * (N - 1) // 2 == view.n_channels - N
    assert between[0, 1] == 1 and between[0, 2] == pytest.approx(2**0.5)
    assert between[0, 4] == pytest.approx(0.5**0.5)


def test_angles_of_a_square():
    view = fitted(Angles, sequences())
    found = view._look(view._vectors(square(0)))[0, :, 0]
    at = dict(zip(map(tuple, view.chosen.tolist()), found.tolist(), strict=True))
    right = [cosine for (i, j, k), cosine in at.items() if j < 4 and {i, k} == {(j + 1) % 4, (j - 1) % 4}]
    assert right and right == pytest.approx([0] * len(right), abs=1e-12)
    half = [cosine for (i, j, k), cosine in at.items() if j < 4 and {i, k} == {(j + 1) % 4, 4}]
    assert half and half == pytest.approx([0.5**0.5] * len(half))


@every_view
@given(seed=st.integers(0, 99))
def test_no_rotation_changes_a_view(View, seed):
    x = sequences(seed=seed)
    view = fitted(View, x, seed=seed)
    torch.testing.assert_close(view(turned(x, rotation(seed))), view(x), rtol=0, atol=1e-10)
    flat = sequences(n_channels=2 * N, seed=seed)
    view = fitted(View, flat, FLAT)
    torch.testing.assert_close(view(turned(flat, rotation(seed, 2))), view(flat), rtol=0, atol=1e-10)


def test_no_shift_changes_angles_and_pairs_nor_a_size_angles():
    x, shift = sequences(), torch.tensor([3.0, -2.0, 5.0]).repeat(N)[:, None]
    distances, angles = fitted(Distances, x), fitted(Angles, x)
    torch.testing.assert_close(distances(x + shift)[:, N:], distances(x)[:, N:], rtol=0, atol=1e-10)
    torch.testing.assert_close(angles(7 * x + shift), angles(x), rtol=0, atol=1e-10)


@every_view
def test_a_view_is_around_its_mean_in_units_of_one_deviation(View):
    x = sequences(20)
    seen = fitted(View, x)(x)
    torch.testing.assert_close(seen.mean((0, 2)), torch.zeros(seen.shape[1]).double(), rtol=0, atol=1e-12)
    assert seen.std().item() == pytest.approx(1)
    assert seen.shape == (20, fitted(View, x).n_channels, 64)


@pytest.mark.parametrize("n_points", [3, 14, 15, 40])
def test_points_are_chosen_without_repetition(n_points):
    points = tuple(tuple(range(3 * i, 3 * i + 3)) for i in range(n_points))
    x = sequences(2, 3 * n_points)
    pairs, triples = fitted(Distances, x, points).chosen, fitted(Angles, x, points).chosen
    assert len(pairs.unique(dim=0)) == len(pairs) == min(N_PAIRS, n_points * (n_points - 1) // 2)
    assert len(triples) == N_ANGLES and all(len(set(triple)) == 3 for triple in triples.tolist())


@every_view
def test_points_that_coincide_are_finite(View):
    x = torch.zeros(3, 3 * N, 64, dtype=torch.float64)
    assert torch.isfinite(fitted(View, x)(x)).all()


def test_a_trunk_looks_at_points_where_they_are():
    """A body that stands ten metres away, seen after scaling, keeps its angles."""
    x = sequences(20).transpose(1, 2) + 10 * torch.arange(3 * N)
    mean, scale = x.mean((0, 1)), torch.full((3 * N,), 2.0, dtype=torch.float64)
    lengths = torch.full((20,), 64)
    trunk = RandomConvTrunk(3 * N, POINTS).double()
    unit = torch.tensor(4.0)
    trunk.fit(
        Batch((x - mean) / scale, lengths), torch.Generator().manual_seed(0), (scale / unit, mean / unit)
    )
    turn = torch.block_diag(*[rotation(1)] * N)

    def features(positions):
        blocks = trunk(Batch((positions - mean) / scale, lengths)).split(trunk.block_widths, dim=1)
        return blocks[:4], torch.cat(blocks[4:6], dim=1)

    (plain, points), (plain_turned, points_turned) = features(x), features(x @ turn.T)
    assert not torch.allclose(plain[0], plain_turned[0], atol=1e-3)
    torch.testing.assert_close(points, points_turned, rtol=0, atol=1e-6)


def test_without_points_a_trunk_is_as_it_was():
    trunk = RandomConvTrunk(3 * N)
    assert len(trunk.point_kernels) == 0 and not any("point" in name for name in trunk.state_dict())
