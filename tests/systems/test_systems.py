"""A system is one class and one registry entry: all that else there is asks it through its members."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings

import numpy as np
import pytest
import torch
from torch import nn

from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan._compat import StrOptions
from sklearn_seqgan.datasets import make_postures
from sklearn_seqgan.systems import INFOGANS, SYSTEMS
from sklearn_seqgan.systems.conv_infogan import ConvInfoGAN
from sklearn_seqgan.training.loop import train


class MeanTrunk(nn.Module):
    width = 8

    def __init__(self, n_channels):
        super().__init__()
        self.mix = nn.Linear(n_channels, self.width)

    def forward(self, batch):
        return torch.tanh(self.mix(batch.values.sum(1) / batch.lengths[:, None]))


class MeanInfoGAN(ConvInfoGAN):
    @staticmethod
    def build_trunk(a):
        return MeanTrunk(a.n_channels)


class CopiedInfoGAN(ConvInfoGAN):
    """Another name for what there is."""


@pytest.fixture
def named(monkeypatch):
    """Name further systems, as a new file and its entry would."""

    def name(**systems):
        for key, system in systems.items():
            monkeypatch.setitem(INFOGANS, key, system)
        constraints = SemiSupervisedInfoGANClassifier._parameter_constraints
        monkeypatch.setitem(constraints, "trunk", [StrOptions(set(INFOGANS))])

    return name


@pytest.fixture(scope="module")
def postures():
    X, y = make_postures(n_per_class=20, random_state=0)
    return X, y, np.where(np.arange(len(y)) < 12, y, -1)


def test_a_toy_is_trained_and_sees_levels(named, postures):
    named(mean=MeanInfoGAN)
    X, y, y_partial = postures
    clf = SemiSupervisedInfoGANClassifier(
        trunk="mean", reconstruction_steps=0, max_steps=150, learning_rate=1e-2, random_state=0
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its generator
        clf.fit(X, y_partial)
    assert clf.score(X, y) > 0.8 and clf.history_[-1]["supervised_loss"] < clf.history_[0]["supervised_loss"]
    assert len(clf.sample(3)[0]) == 3


def test_a_copy_under_another_name_does_the_same(named, postures):
    named(copied=CopiedInfoGAN)
    X, _, y = postures
    ours, theirs = (
        SemiSupervisedInfoGANClassifier(trunk=trunk, reconstruction_steps=0, max_steps=3, random_state=0).fit(
            X, y
        )
        for trunk in ("conv", "copied")
    )
    np.testing.assert_array_equal(ours.predict_proba(X), theirs.predict_proba(X))
    with pytest.raises(ValueError, match="max_steps=0 trains nothing with trunk='copied'"):
        theirs.set_params(max_steps=0).fit(X, y)


def test_hooks_come_before_in_and_after_the_steps(make_state, data):
    class Recording(ConvInfoGAN):
        seen = []

        def prepare(self, s, data):
            self.seen.append("prepare")

        def step(self, s, data):
            self.seen.append("step")
            return super().step(s, data)

        def finish(self, s, data):
            self.seen.append("finish")

    train(make_state(Recording), data, 2)
    assert Recording.seen == ["prepare", "step", "step", "finish"]


@pytest.mark.parametrize("name", SYSTEMS)
def test_each_optimiser_moves_its_own_parts_and_together_all_that_is_trained(name, make_state, data):
    state = make_state(name, n_continuous_codes=0 if name == "bigan" else 1)
    owned = {key: {id(w) for w in optimizer.weights} for key, optimizer in state.optimizers.items()}
    assert owned["generator"].isdisjoint(owned["critic"] | owned["encoder"])
    solved = {f"rocket.{layer}.weight" for layer in ("encoder", "embedding")} | {"rocket.encoder.bias"}
    solved |= {"smooth_encoder.weight", "smooth_encoder.bias"}
    moved = set().union(*owned.values())
    free = {name for name, weight in state.networks.named_parameters() if id(weight) not in moved}
    assert free == (solved if name == "random-convolution" else set())


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_says_what_it_reads(name):
    reads = SYSTEMS[name].reads()
    assert {"generator_units", "learning_rate", "lipschitz"} <= reads
    assert ("filters" in reads) == (name != "random-convolution")
    assert ("n_rounds" in reads) == (name == "random-convolution")
