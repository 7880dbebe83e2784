"""Sums over the rows of each code."""
# SPDX-License-Identifier: BSD-3-Clause

import torch

from sklearn_seqgan.priors.sums import sums_by_code


def test_each_code_has_the_sum_of_its_rows():
    rows = torch.arange(12.0).view(3, 2, 2)
    found = sums_by_code(rows, torch.tensor([2, 0, 2]), 4)
    assert torch.equal(found, torch.stack([rows[1], torch.zeros(2, 2), rows[0] + rows[2], torch.zeros(2, 2)]))
