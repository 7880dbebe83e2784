"""What is seen of sequences: coordinates that keep inner products, each sequence looked at once."""
# SPDX-License-Identifier: BSD-3-Clause

import torch

from sklearn_seqgan.closed_form.nuisance import CHANGES
from sklearn_seqgan.closed_form.observed import Observed


class Counted:
    """Features that are given; rows asked for are counted, changes shift them at random."""

    device = torch.device("cpu")

    def __init__(self, n=40, width=300):
        rng = torch.Generator().manual_seed(0)
        self.values, self.asked = torch.randn(n, width, generator=rng), []

    def __len__(self):
        return len(self.values)

    def of(self, rows):
        self.asked += rows.tolist()
        return self.values[rows]

    def changed(self, rows, change, rng):
        return self.values[rows] + torch.randn(len(rows), self.values.shape[1], generator=rng)


def observe():
    features = Counted()
    observed = Observed(features, torch.Generator().manual_seed(0))
    features.asked.clear()
    return features, observed


def test_coordinates_have_the_inner_products_of_the_features():
    features, observed = observe()
    found = observed.coordinates(torch.arange(40))
    expected = features.values.double() @ features.values.double().T
    torch.testing.assert_close(found @ found.T, expected, rtol=1e-4, atol=1e-3)  # the basis is float32
    torch.testing.assert_close(observed.moment, observed.moment.T)


def test_each_sequence_is_looked_at_once_in_any_order():
    features, observed = observe()
    some = observed.coordinates(torch.tensor([7, 3, 5]))
    again = observed.coordinates(torch.tensor([3, 9, 7]))
    assert sorted(features.asked) == [3, 5, 7, 9]
    assert torch.equal(again[0], some[1]) and torch.equal(again[2], some[0])
    assert observed.coordinates(torch.tensor([3, 9, 7])).equal(again)


def test_every_change_has_a_share_in_the_nuisance():
    assert observe()[1].basis.shape[1] == 40 + len(CHANGES) * 40
