"""The fit to the labels alone: each code counts the same."""
# SPDX-License-Identifier: BSD-3-Clause

import pytest
import torch

from sklearn_seqgan.closed_form.labels_alone import SHARE, TEMPERATURES, fit_labels, losses_of_labels, spread
from sklearn_seqgan.closed_form.self_training import Rows, fit_fixed

N_LABELS = 3, 2, 1, 1, 1


def labelled_rows(counts, width=4):
    rng = torch.Generator().manual_seed(0)
    codes = torch.cat([torch.full((n,), k) for k, n in enumerate(counts)] + [torch.tensor([-1])])
    x = torch.randn(len(codes), width, generator=rng, dtype=torch.float64)
    return Rows(x, codes, torch.full((len(codes),), 0.7).double())


def test_each_code_counts_the_same():
    """As by hand: each row by the number of rows over those of its code, the mean weight kept."""
    rows = labelled_rows(N_LABELS)
    each = 0.7 * 8 / (5 * torch.tensor([3, 3, 3, 2, 2, 1, 1, 1, 1]).double())
    by_hand = fit_fixed(rows._replace(weights=each), 5)
    torch.testing.assert_close(fit_labels(rows, 5).left_out, by_hand.left_out)
    assert not torch.equal(fit_labels(rows, 5).left_out, fit_fixed(rows, 5).left_out)


def test_equal_numbers_of_labels_change_nothing():
    rows = labelled_rows((2, 2, 2))
    assert torch.equal(fit_labels(rows, 3).left_out, fit_fixed(rows, 3).left_out)


def losses_by_hand(rows, n_codes, each):
    """Of the labels left out: the least cross-entropy among temperatures, and the mean squared error."""
    ridge = fit_labels(rows, n_codes)
    unit = (2 + SHARE) * ridge.left_out / spread(ridge(rows.features))
    codes = rows.codes[rows.fixed]
    entropies = [
        (-(t * unit).log_softmax(1)[torch.arange(len(codes)), codes] @ each / each.sum()).item()
        for t in TEMPERATURES
    ]
    errors = (ridge.left_out - ridge.targets).square().mean(1)
    return min(entropies), (errors @ each / each.sum()).item()


def test_losses_of_labels_are_means_over_those_left_out():
    rows = labelled_rows((3, 2, 2))
    expected = losses_by_hand(rows, 3, torch.ones(7, dtype=torch.float64))
    assert losses_of_labels(rows, 3) == pytest.approx(expected, rel=1e-10)


def test_losses_of_labels_count_each_as_often_as_it_is_there():
    rows = labelled_rows((3, 2, 2))
    counts = torch.arange(1, 9, dtype=torch.float64)
    rows = rows._replace(counts=counts)
    expected = losses_by_hand(rows, 3, counts[rows.fixed])
    assert losses_of_labels(rows, 3) == pytest.approx(expected, rel=1e-10)
