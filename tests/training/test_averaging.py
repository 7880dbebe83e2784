"""Averages of weights, and when they take effect."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import nn

from sklearn_seqgan.training.averaging import AveragedWeights


def test_an_average_follows_the_weights_and_takes_effect_when_asked():
    layer = nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        layer.weight.fill_(0)
    average = AveragedWeights(layer, 0.75)

    def step(s, data):
        with torch.no_grad():
            layer.weight.add_(8)
        return {"s": s, "data": data}

    averaged = average.after(step)
    assert averaged(1, 2) == {"s": 1, "data": 2}  # weight 8, average 2
    averaged(1, 2)  # weight 16, average 0.75 · 2 + 0.25 · 16
    assert layer.weight.item() == 16 and average.averages[0].item() == 5.5
    average.update(decay=0.5)
    average.take_effect()
    assert layer.weight.item() == 10.75
