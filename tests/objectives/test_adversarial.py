"""The losses at scores whose gap is known."""
# SPDX-License-Identifier: BSD-3-Clause

import torch

from sklearn_seqgan.objectives.adversarial import LOSSES

REAL, FAKE = torch.tensor([1.0, 3.0]), torch.tensor([-2.0, 0.0, 5.0])


def test_wasserstein_is_the_gap_of_means():
    loss = LOSSES["wasserstein"]
    assert loss.critic(REAL, FAKE).item() == 1.0 - 2.0
    assert loss.opponent(FAKE).item() == -1.0
