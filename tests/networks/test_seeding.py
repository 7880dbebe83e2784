"""First weights come from the generator given, and from nowhere else."""
# SPDX-License-Identifier: BSD-3-Clause

import copy
import math
import pickle

import torch
from torch import nn

from sklearn_seqgan.networks.classifiers import ConvClassifier, RecurrentClassifier
from sklearn_seqgan.networks.dropout import SeededDropout
from sklearn_seqgan.networks.seeding import build_seeded


def build(seed):
    def factory():
        return nn.ModuleList([ConvClassifier(3, 4), RecurrentClassifier(3, 4)])

    return build_seeded(factory, torch.Generator().manual_seed(seed))


def test_same_seed_same_weights_and_the_global_generator_untouched():
    state = torch.random.get_rng_state()
    first, again, other = build(0), build(0), build(1)
    assert torch.equal(torch.random.get_rng_state(), state)
    for a, b, c in zip(first.parameters(), again.parameters(), other.parameters(), strict=True):
        assert torch.equal(a, b) and not torch.equal(a, c)


def test_every_weight_is_within_torchs_bound_and_fills_it():
    layers = build(0)
    conv, gru = layers[0].trunk.layers[1], layers[1].gru
    for parameter, bound in [(conv.weight, 1 / math.sqrt(64 * 5)), (gru.weight_hh_l1, 1 / math.sqrt(64))]:
        assert 0.98 * bound < parameter.abs().max() <= bound


def test_dropout_is_its_seeds_own_and_keeps_the_mean():
    dropout = build_seeded(lambda: SeededDropout(0.25), torch.Generator().manual_seed(0))
    x = torch.ones(200, 100)
    copied = pickle.loads(pickle.dumps(copy.deepcopy(dropout)))
    dropped = dropout(x)
    assert torch.equal(dropped, copied(x))
    assert not torch.equal(dropped, dropout(x))
    resumed = pickle.loads(pickle.dumps(dropout))
    assert resumed.rng is None  # a generator may be bound to a GPU
    assert torch.equal(resumed(x), dropout(x))
    assert abs((dropped == 0).float().mean() - 0.25) < 0.02 and abs(dropped.mean() - 1) < 0.02
    assert torch.equal(dropout.eval()(x), x)
