"""p(c) of rows without a label, where labels have other frequencies."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sklearn_seqgan.closed_form.frequencies import CONCENTRATION, estimate_frequencies

LABELED = torch.tensor([0.5, 0.3, 0.2], dtype=torch.float64)


def shrunk(shares):
    """Shares with the pseudo-counts."""
    return (shares + CONCENTRATION / len(shares)) / (1 + CONCENTRATION)


def test_of_rows_that_are_sure_it_is_their_shares_with_pseudo_counts():
    codes = torch.tensor([0] * 2 + [1] * 3 + [2] * 5)
    logits = 1e3 * torch.nn.functional.one_hot(codes, 3).double()
    shares = torch.tensor([0.2, 0.3, 0.5], dtype=torch.float64)
    torch.testing.assert_close(estimate_frequencies(logits, LABELED), shrunk(shares))


def test_rows_that_tell_nothing_leave_the_pseudo_counts_alone():
    logits = LABELED.log().expand(8, 3)
    found = estimate_frequencies(logits, LABELED)
    torch.testing.assert_close(found, torch.full((3,), 1 / 3, dtype=torch.float64), atol=1e-6, rtol=0)


def test_without_a_row_it_is_that_of_the_labels():
    assert estimate_frequencies(LABELED.new_empty(0, 3), LABELED) is LABELED


def test_by_bayes_rule_it_finds_what_the_labels_hide():
    """Two Gaussians 3 deviations apart; labels are .8 / .2, rows .3 / .7."""
    rng = torch.Generator().manual_seed(0)
    true = torch.tensor([0.3, 0.7], dtype=torch.float64)
    labeled = torch.tensor([0.8, 0.2], dtype=torch.float64)
    codes = (torch.rand(20_000, generator=rng) < 0.7).long()
    x = 3.0 * codes + torch.randn(20_000, generator=rng)
    logits = labeled.log() - torch.stack([x, x - 3], dim=1).double().square() / 2
    torch.testing.assert_close(estimate_frequencies(logits, labeled), shrunk(true), atol=0.01, rtol=0)


@given(seed=st.integers(0, 1000), n=st.integers(1, 30), n_codes=st.integers(2, 6))
@settings(deadline=None, max_examples=50)
def test_it_is_a_distribution_whatever_the_order_of_rows_and_codes(seed, n, n_codes):
    rng = torch.Generator().manual_seed(seed)
    logits = 3 * torch.randn(n, n_codes, generator=rng, dtype=torch.float64)
    labeled = torch.rand(n_codes, generator=rng, dtype=torch.float64) + 0.1
    labeled = labeled / labeled.sum()
    found = estimate_frequencies(logits, labeled)
    assert abs(found.sum().item() - 1) < 1e-12
    assert (found >= CONCENTRATION / n_codes / (1 + CONCENTRATION) - 1e-12).all()
    rows, codes = torch.randperm(n, generator=rng), torch.randperm(n_codes, generator=rng)
    turned = estimate_frequencies(logits[rows][:, codes], labeled[codes])
    torch.testing.assert_close(turned, found[codes], atol=1e-6, rtol=0)
