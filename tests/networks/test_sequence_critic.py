"""The critic of sequences and codes against its formula, written out in float64 numpy."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import torch

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.seeding import build_seeded
from sklearn_seqgan.networks.sequence_critic import SequenceCritic

F, K, N, T = 3, 4, 5, 40


@pytest.fixture(scope="module")
def critic():
    made = build_seeded(lambda: SequenceCritic(F, K), torch.Generator().manual_seed(0)).double()
    made.longest.fill_(T)
    return made


@pytest.fixture(scope="module")
def batch():
    rng = np.random.default_rng(0)
    lengths = torch.tensor([1, 2, 17, 39, 40])
    values = torch.from_numpy(rng.normal(size=(N, T, F)))
    return Batch(values * (torch.arange(T) < lengths[:, None])[:, :, None], lengths)


def convolved(x, weight, bias, stride):
    """Channels first, two zeros at each end."""
    padded = np.pad(x, ((0, 0), (2, 2)))
    starts = range(0, x.shape[1], stride)
    return np.stack([np.tensordot(weight, padded[:, s : s + 5], 2) + bias for s in starts], axis=1)


def twin(critic, x, code):
    """D of one sequence (l, F) and a code vector."""
    w = {name: value.numpy() for name, value in critic.state_dict().items()}
    seen = np.stack([np.interp(np.linspace(0, len(x) - 1, 64), np.arange(len(x)), c) for c in x.T])
    changes = np.diff(seen, axis=1, prepend=seen[:, :1])
    h = np.concatenate([seen, 4 * changes, np.full((1, 64), len(x) / T)])
    for i, stride in enumerate((1, 2, 2)):
        h = convolved(h, w[f"convolutions.{i}.weight"], w[f"convolutions.{i}.bias"], stride)
        h = np.where(h > 0, h, 0.2 * h)
    features = np.concatenate([h.mean(1), h.max(1)])
    matched = (w["projection.weight"] @ code) @ features / np.sqrt(128)
    return w["score.weight"][0] @ features + w["score.bias"][0] + matched


def test_it_is_its_twin(critic, batch):
    codes = np.random.default_rng(1).dirichlet(np.ones(K), N)
    with torch.no_grad():
        scores = critic(batch, torch.from_numpy(codes)).numpy()
    x = [batch.values[i, : batch.lengths[i]].numpy() for i in range(N)]
    np.testing.assert_allclose(scores, [twin(critic, *pair) for pair in zip(x, codes)], rtol=1e-9)


def test_of_probabilities_it_gives_the_mean_over_codes(critic, batch):
    p = torch.from_numpy(np.random.default_rng(1).dirichlet(np.ones(K), N))
    with torch.no_grad():
        each = torch.stack([critic(batch, torch.eye(K).double()[[k] * N]) for k in range(K)], dim=1)
        torch.testing.assert_close(critic(batch, p), (p * each).sum(1))


def test_its_gradient_is_that_of_finite_differences(critic, batch):
    few = Batch(batch.values[2:4, :17].clone().requires_grad_(), torch.tensor([17, 9]))
    code = torch.eye(K).double()[:2]
    torch.autograd.gradcheck(lambda values: critic(few.replace(values), code), few.values)


def test_what_lies_behind_the_end_is_not_seen(critic, batch):
    behind = batch.replace(batch.values + 7 * ~batch.mask[:, :, None])
    code = torch.eye(K).double()[[0] * N]
    with torch.no_grad():
        assert torch.equal(critic(behind, code), critic(batch, code))
