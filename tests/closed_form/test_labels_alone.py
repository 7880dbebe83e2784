"""The fit to the labels alone: each code counts the same."""
# SPDX-License-Identifier: BSD-3-Clause

import torch

from sklearn_seqgan.closed_form.labels_alone import fit_labels
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
