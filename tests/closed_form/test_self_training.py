"""Codes are given by margin and quota, and on clustered rows they are the right ones."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.closed_form import self_training as module
from sklearn_seqgan.closed_form.ridge import codes_to_targets, fit_ridge
from sklearn_seqgan.closed_form.self_training import Rows, choose, cluster, fit_fixed, self_train

WRITTEN_OUT = torch.tensor(
    [
        [5.0, 4.0, 0.0],  # 0 by 1
        [1.0, 9.0, 2.0],  # 1 by 7
        [3.0, 0.0, 0.5],  # 0 by 2.5
        [0.0, 6.0, 2.0],  # 1 by 4
        [8.0, 2.0, 1.0],  # 0 by 6
        [0.0, 1.0, 1.5],  # 2 by 0.5
        [4.0, 3.0, 1.0],  # 0 by 1, as row 0
    ]
)


def chosen(scores, quota):
    rows, codes = choose(scores, torch.tensor(quota))
    assert rows.dtype == codes.dtype == torch.int64
    return list(zip(rows.tolist(), codes.tolist(), strict=True))


@pytest.mark.parametrize(
    "quota, expected",
    [
        ([2.0, 1.0, 1.0], [(4, 0), (2, 0), (1, 1), (5, 2)]),
        ([2.4, 1.6, 0.9], [(4, 0), (2, 0), (1, 1), (3, 1), (5, 2)]),
        ([0.0, 0.1, 0.0], [(4, 0), (1, 1), (5, 2)]),
        ([3.0, 1.0, 1.0], [(4, 0), (2, 0), (0, 0), (1, 1), (5, 2)]),
        ([9.0, 9.0, 9.0], [(4, 0), (2, 0), (0, 0), (6, 0), (1, 1), (3, 1), (5, 2)]),
    ],
    ids=["quota", "rounded", "at least one", "of ties the first", "all"],
)
def test_the_widest_margins_are_chosen(quota, expected):
    assert chosen(WRITTEN_OUT, quota) == expected


def test_a_code_that_no_row_scores_highest_gets_none():
    assert chosen(torch.tensor([[2.0, 1.0], [5.0, 3.0]]), [1.0, 1.0]) == [(1, 0)]


def test_one_class_takes_the_first_rows():
    assert chosen(torch.tensor([[1.0], [3.0], [2.0]]), [2.0]) == [(0, 0), (1, 0)]


@given(seed=st.integers(0, 999), n=st.integers(1, 30), n_codes=st.integers(1, 5))
def test_chosen_rows_differ_and_no_surer_row_is_left(seed, n, n_codes):
    rng = torch.Generator().manual_seed(seed)
    scores = torch.randn(n, n_codes, generator=rng)
    quota = 8 * torch.rand(n_codes, generator=rng)
    rows, codes = choose(scores, quota)
    assert len(set(rows.tolist())) == len(rows) and torch.equal(codes, scores.argmax(1)[rows])
    best = scores.sort(1, descending=True).values
    margin = best[:, 0] - best[:, min(1, n_codes - 1)]
    for k in range(n_codes):
        taken, of_code = rows[codes == k], (scores.argmax(1) == k).nonzero().flatten()
        left = of_code[~torch.isin(of_code, taken)]
        assert len(taken) == min(max(1, round(quota[k].item())), len(of_code))
        assert len(left) == 0 or margin[left].max() <= margin[taken].min()


def clustered(n=120, n_codes=3, width=20, n_labels=1, spread=1.0, distance=3.0, seed=0):
    """Rows around one centre per class; the first rows of each class have a label."""
    rng = torch.Generator().manual_seed(seed)
    truth = torch.arange(n) % n_codes
    centres = distance * torch.linalg.qr(torch.randn(width, width, generator=rng).double()).Q[:n_codes]
    x = centres[truth] + spread * torch.randn(n, width, generator=rng, dtype=torch.float64)
    codes = torch.where(torch.arange(n) < n_labels * n_codes, truth, -1)
    return Rows(x, codes, torch.ones(n, dtype=torch.float64)), truth


def uniform(n_codes=3):
    return torch.full((n_codes,), 1 / n_codes, dtype=torch.float64)


def accuracy(scores, truth, rows):
    free = rows.codes < 0
    return (scores.argmax(1) == truth)[free].double().mean().item()


@pytest.fixture
def fits(monkeypatch):
    """What was fitted, round by round: features, targets and weights."""
    calls = []

    def fit(*args):
        calls.append(args[:3])
        return fit_ridge(*args)

    monkeypatch.setattr(module, "fit_ridge", fit)
    return calls


def test_the_ridge_on_fixed_rows_heeds_their_codes_and_weights_alone():
    rows, _ = clustered(n_labels=4)
    weights = torch.linspace(0.5, 2, 120, dtype=torch.float64)
    ridge = fit_fixed(rows._replace(weights=weights), 3)
    expected = fit_ridge(rows.features[:12], codes_to_targets(rows.codes[:12], 3), weights[:12])
    for got, wanted in zip(ridge, expected, strict=True):
        assert torch.equal(got, wanted)


def test_free_rows_are_those_that_have_a_weight_and_no_code():
    weights, codes = torch.tensor([1.0, 0.0, 2.0, 1.0]), torch.tensor([-1, -1, 0, -7])
    rows = Rows(torch.zeros(4, 1), codes, weights)
    assert rows.free.tolist() == [0, 3] and rows.fixed.tolist() == [2]


def test_free_rows_teach_what_one_label_a_class_cannot():
    accuracies = []
    for seed in range(8):
        rows, truth = clustered(seed=seed)
        scores = fit_fixed(rows, 3)(rows.features)
        once, often = (self_train(rows, scores, uniform(), n)(rows.features) for n in (1, 8))
        accuracies.append([accuracy(s, truth, rows) for s in (scores, once, often)])
    labels_alone, once, often = torch.tensor(accuracies).mean(0).tolist()
    assert often > labels_alone + 0.12 and often > once + 0.05 and often > 0.9


def test_fixed_rows_keep_their_code_and_come_first():
    """Even where the label is wrong for the cluster that the row lies in."""
    rows, truth = clustered(n_labels=10)
    codes = rows.codes.roll(40)
    codes[40:43] = torch.tensor([2, 0, 1])
    rows = rows._replace(codes=codes)
    ridge = self_train(rows, codes_to_targets(truth, 3), uniform(), 4)
    assert torch.equal(ridge.targets[:30], codes_to_targets(codes[40:70], 3))


def test_shares_of_free_rows_grow_to_nine_tenths_by_the_code_prior(fits):
    rows, truth = clustered(n=206, n_labels=2)
    prior = torch.tensor([0.1, 0.2, 0.3], dtype=torch.float64)
    ridge = self_train(rows, codes_to_targets(truth, 3), prior, 4)
    counts = [((y[6:] + 1) / 2).sum(0).tolist() for _, y, _ in fits]
    assert counts == [[round(0.9 * r / 4 * 200 * p) for p in (0.1, 0.2, 0.3)] for r in (1, 2, 3, 4)]
    assert torch.equal(ridge.targets, fits[-1][1])


def test_each_round_chooses_by_the_scores_of_the_round_before(fits):
    rows, truth = clustered(n=60, n_labels=2)
    scores, ridge = codes_to_targets(truth, 3) + rows.features[:, :3], None
    self_train(rows, scores, uniform(), 3)
    for r, (x, y, _) in enumerate(fits, start=1):
        some, codes = choose(scores[6:], 0.9 * r / 3 * 54 * uniform())
        assert torch.equal(x, torch.cat([rows.features[:6], rows.features[6:][some]]))
        assert torch.equal(y[6:], codes_to_targets(codes, 3))
        ridge = fit_ridge(x, y)
        scores = ridge(rows.features)


def test_rows_weigh_what_they_are_given(fits):
    rows, truth = clustered(n=60, n_labels=2)
    rows = rows._replace(weights=torch.where(rows.codes >= 0, 5.0, 0.25).double())
    self_train(rows, codes_to_targets(truth, 3), uniform(), 2)
    assert all(w.tolist() == [5.0] * 6 + [0.25] * (len(w) - 6) for _, _, w in fits)


def test_rows_without_weight_are_not_used(fits):
    rows, truth = clustered(n=90, n_labels=2)
    without = torch.arange(90) >= 50
    x = torch.where(without[:, None], torch.nan, rows.features)
    rows = Rows(x, rows.codes, (~without).double())
    scores = torch.where(without[:, None], 1e6, codes_to_targets(truth, 3))
    ridge = self_train(rows, scores, uniform(), 4)
    assert torch.isfinite(ridge.weight).all()
    assert len(fits) == 4 and not any(torch.isnan(x).any() for x, _, _ in fits)
    assert len(ridge.targets) == 6 + 3 * round(0.9 * 44 / 3)


def test_without_free_rows_it_is_one_ridge_on_the_fixed_ones(fits):
    rows, truth = clustered()
    rows = rows._replace(codes=truth)
    ridge = self_train(rows, codes_to_targets(truth.flip(0), 3), uniform(), 4)
    assert len(fits) == 1 and torch.equal(ridge.weight, fit_fixed(rows, 3).weight)


def test_rounds_that_choose_the_same_rows_share_a_ridge(fits):
    """With one row per code in every round, as with many codes, the choice soon stays as it is."""
    rows, truth = clustered(n=24, n_codes=12, width=16, distance=8.0)
    start = codes_to_targets(truth, 12)
    ridge = self_train(rows, start, uniform(12), 8)
    n_fits = len(fits)
    assert 1 <= n_fits < 8
    scores = start
    for _ in range(8):
        chosen, codes = choose(scores[rows.free], torch.ones(12))
        taken = torch.cat([rows.fixed, rows.free[chosen]])
        expected = rows.fit(taken, torch.cat([rows.codes[rows.fixed], codes]), 12)
        scores = expected(rows.features)
    assert torch.equal(ridge.weight, expected.weight) and torch.equal(ridge.bias, expected.bias)


def test_free_rows_alone_get_codes():
    rows, truth = clustered(n_labels=0, distance=8.0)
    ridge = self_train(rows, codes_to_targets(truth, 3), uniform(), 4)
    assert len(ridge.targets) == 108 and accuracy(ridge(rows.features), truth, rows) == 1


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def agreement(found, truth):
    """Each cluster is one class and each class one cluster."""
    pairs = set(zip(found.tolist(), truth.tolist(), strict=True))
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("n_codes", [1, 2, 5])
def test_separated_clusters_are_found_without_a_label(n_codes, seed):
    rows, truth = clustered(n_codes=n_codes, n_labels=0, distance=15.0, seed=seed)
    scores = cluster(rows, n_codes, rng())
    assert scores.shape == (120, n_codes) and agreement(scores.argmax(1), truth)


@pytest.mark.parametrize("known", [[0], [2], [1, 3]])
def test_classes_without_a_label_get_the_codes_that_are_left(known):
    rows, truth = clustered(n_codes=4, n_labels=1, distance=15.0)
    codes = torch.where(torch.isin(rows.codes, torch.tensor(known)), rows.codes, -1)
    found = cluster(rows._replace(codes=codes), 4, rng()).argmax(1)
    assert agreement(found, truth)
    assert all((found[truth == k] == k).all() for k in known)


def test_fixed_rows_stay_in_their_cluster():
    """One row of code 1 lies among those of code 0, and shifts the centre of code 1 towards them."""
    near, far = torch.zeros(4, 1, dtype=torch.float64), torch.full((3, 1), 10.0, dtype=torch.float64)
    rows = Rows(torch.cat([near, far]), torch.tensor([0, 1, -1, -1, 1, -1, -1]), torch.ones(7).double())
    scores = cluster(rows, 2, rng())
    centres = torch.tensor([0.0, 7.5], dtype=torch.float64)
    torch.testing.assert_close(scores, -((rows.features - centres) ** 2))


def test_scores_are_minus_squared_distances_to_means():
    rows, truth = clustered(n_labels=1, distance=15.0)
    scores = cluster(rows, 3, rng())
    for k in range(3):
        squares = (rows.features - rows.features[truth == k].mean(0)).square().sum(1)
        torch.testing.assert_close(scores[:, k], -squares)


def test_a_new_centre_is_the_row_furthest_from_those_before(monkeypatch):
    monkeypatch.setattr(module, "N_CLUSTER_ROUNDS", 0)
    monkeypatch.setattr(module, "N_STARTS", 1)
    x = torch.tensor([[12.0], [0.0], [1.0], [2.0], [7.0]], dtype=torch.float64)
    fixed = Rows(x, torch.tensor([-1, -1, 1, 1, -1]), torch.ones(5).double())
    centres = torch.tensor([12.0, 1.5, 7.0], dtype=torch.float64)
    torch.testing.assert_close(cluster(fixed, 3, rng()), -((x - centres) ** 2))
    free = fixed._replace(codes=torch.full((5,), -1))
    centres = torch.tensor([12.0, 0.0, 7.0], dtype=torch.float64)
    torch.testing.assert_close(cluster(free, 3, rng()), -((x - centres) ** 2))


def test_a_cluster_that_loses_all_rows_keeps_its_centre():
    rows = Rows(torch.ones(5, 2, dtype=torch.float64), torch.full((5,), -1), torch.ones(5).double())
    assert not cluster(rows, 3, rng()).any()


def test_an_outlier_does_not_take_a_cluster_of_its_own():
    """The furthest row is a bad start: two of the three clusters would stay one."""
    rows, truth = clustered(n_labels=0, distance=15.0)
    features = torch.cat([rows.features, rows.features[:1] + 6])
    rows = Rows(features, torch.full((121,), -1), torch.ones(121).double())
    assert agreement(cluster(rows, 3, rng()).argmax(1)[:120], truth)


def test_more_starts_are_never_worse(monkeypatch):
    rows, _ = clustered(n_codes=8, n_labels=0, distance=1.0)
    ten = cluster(rows, 8, rng())
    monkeypatch.setattr(module, "N_STARTS", 1)
    assert ten.max(1).values.sum() > cluster(rows, 8, rng()).max(1).values.sum()


def test_codes_that_count_more_are_a_weighted_ridge_with_its_own_intercept():
    """Its optimality: Σ w r = 0, and Σ w r x = α W with one α for all entries."""
    rows, _ = clustered(n_labels=4)
    codes, x = rows.codes[rows.fixed], rows.features[rows.fixed]
    x = x - x.mean(0)  # without weights the bias is right around the mean
    heavy = Rows(x, codes, torch.ones(12).double(), None, torch.tensor([1.0, 5.0, 0.5]).double())
    found = fit_fixed(heavy, 3)
    residual = heavy.code_weights[codes][:, None] * (codes_to_targets(codes, 3) - found(x))
    torch.testing.assert_close(residual.sum(0), torch.zeros(3).double(), rtol=0, atol=1e-9)
    gradient = x.T @ residual
    strength = (gradient * found.weight).sum() / found.weight.square().sum()
    torch.testing.assert_close(gradient, strength * found.weight, rtol=1e-6, atol=1e-8)


def test_weights_of_codes_of_one_change_nothing_and_quotas_follow_the_prior(monkeypatch):
    rows, scores = clustered(n_labels=4)
    prior = torch.tensor([0.5, 0.3, 0.2])
    scores = (
        torch.as_tensor(scores) if scores.ndim == 2 else cluster(rows, 3, torch.Generator().manual_seed(0))
    )
    plain = self_train(rows, scores, prior, 3)
    ones = self_train(rows._replace(code_weights=torch.ones(3).double()), scores, prior, 3)
    torch.testing.assert_close(ones.weight, plain.weight)
    quotas = []
    monkeypatch.setattr(module, "choose", lambda s, quota: quotas.append(quota) or choose(s, quota))
    self_train(rows._replace(code_weights=torch.tensor([1.0, 50.0, 1.0]).double()), scores, prior, 3)
    n_free = len(rows.free)
    for r, quota in enumerate(quotas, start=1):
        torch.testing.assert_close(quota, 0.9 * r / 3 * n_free * prior)
