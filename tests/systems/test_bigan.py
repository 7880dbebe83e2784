"""Pairs, their critic, and the encoder as an opponent."""
# SPDX-License-Identifier: BSD-3-Clause

import copy

import pytest
import torch
import torch.nn.functional as F

from sklearn_seqgan.systems import bigan as steps
from sklearn_seqgan.systems.bigan import (
    ENCODERS,
    critic_step,
    encoder_step,
    generator_step,
    straight_through,
)

N_CODES, NOISE = 4, 5


@pytest.fixture
def make_pair_state(make_state):
    def make(encoder="deterministic", noise_prior="normal", **parameters):
        chosen = {"lipschitz": "weight-clipping", "clip_bound": 1.0, "real_information_weight": 0.0}
        own = {"encoder": encoder, "noise_prior": noise_prior}
        return make_state("bigan", **chosen | own | parameters)

    return make


def moved(state, step):
    before = {k: v.detach().clone() for k, v in state.networks.named_parameters()}
    step()
    return {k.split(".")[0] for k, v in state.networks.named_parameters() if not torch.equal(v, before[k])}


def test_each_step_moves_its_own_networks(make_pair_state, data):
    state = make_pair_state()
    x, labeled = data.draw(8, state.rng), data.draw_labeled(8, state.rng)
    assert moved(state, lambda: critic_step(state, x)) == {"trunk", "pair", "critic"}
    assert moved(state, lambda: generator_step(state)) == {"generator"}
    assert moved(state, lambda: encoder_step(state, x, *labeled)) == {
        "own_trunk",
        "encoder",
        "latent_encoder",
    }
    everything = {"trunk", "pair", "critic", "generator", "own_trunk", "encoder", "latent_encoder"}
    assert moved(state, lambda: state.networks.step(state, data)) == everything


def test_a_straight_through_code_is_one_hot_with_the_gradient_of_the_softmax():
    logits = torch.randn(6, N_CODES, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    logits.requires_grad_()
    code, direction = straight_through(logits), torch.arange(N_CODES).double()
    torch.testing.assert_close(code, F.one_hot(logits.argmax(1), N_CODES).double())
    hard, soft = (torch.autograd.grad((c @ direction).sum(), logits)[0] for c in (code, logits.softmax(1)))
    torch.testing.assert_close(hard, soft)


def test_only_the_noise_is_seen_in_part_and_known_codes_stay(make_pair_state, data):
    """The mean is linear in the values: over many draws it is that of the whole sequence."""
    networks, x = make_pair_state().networks, data.batch(torch.arange(6))
    known = torch.tensor([0, 1, 2, -1, -1, -1])
    rng = torch.Generator().manual_seed(0)
    with torch.no_grad():
        seen = [networks.encode_in_part(x, known, rng) for _ in range(4000)]
        likeliest = networks.encode(x).code
        code = torch.cat([torch.eye(N_CODES)[:3], likeliest[3:]])
        mean, _ = networks.latent_encoder(x, code)
    assert seen[0].x is x and torch.equal(seen[0].code, code)
    assert not torch.equal(seen[0].mean, seen[1].mean)
    drawn = torch.stack([part.mean for part in seen])
    error = drawn.std(0).max() / 4000**0.5
    torch.testing.assert_close(drawn.mean(0), mean, rtol=0, atol=6 * error.item())


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("noise_prior", ["normal", "uniform"])
def test_real_and_generated_latents_look_alike(make_pair_state, data, encoder, noise_prior):
    """Codes are one-hot in both; uniform noise is within (0, 1); only ALI's latents differ by the draw."""
    networks, rng = make_pair_state(encoder, noise_prior).networks, torch.Generator().manual_seed(3)
    x = data.batch(torch.arange(20))
    code, noise = networks.draw(x, rng).split([N_CODES, NOISE], dim=1)
    torch.testing.assert_close(code.amax(1), torch.ones(20))
    torch.testing.assert_close(code.sum(1), torch.ones(20))
    assert noise_prior == "normal" or (noise.min() > 0 and noise.max() < 1)
    assert torch.equal(networks.draw(x, rng)[:, N_CODES:], noise) == (encoder == "deterministic")


def test_a_stochastic_encoder_draws_its_gaussian(make_pair_state, data):
    networks, rng = make_pair_state("stochastic").networks, torch.Generator().manual_seed(0)
    x = data.batch(torch.arange(3))
    with torch.no_grad():
        draws = torch.stack([networks.draw(x, rng)[:, N_CODES:] for _ in range(4000)])
        _, _, mean, log_deviation = networks.encode(x)
        torch.testing.assert_close(draws.mean(0), mean, rtol=0, atol=0.02)
        torch.testing.assert_close(draws.var(0), (2 * log_deviation).exp(), rtol=0.1, atol=0)
        torch.testing.assert_close(networks.latent(x)[:, N_CODES:], mean)


@pytest.mark.parametrize(
    "loss, opponent", [("wasserstein", lambda s: s), ("jensen-shannon", F.softplus), ("hinge", lambda s: s)]
)
def test_the_encoder_descends_the_real_score_and_the_cross_entropy(
    loss, opponent, make_pair_state, data, plain_descent
):
    """With plain gradient descent at rate 1 the step itself is the gradient."""
    state = make_pair_state(supervised_weight=2.0, loss=loss)
    rows = torch.arange(8)
    x, labeled, y = data.batch(rows + 20), data.batch(rows), data.targets[rows]
    twin = copy.deepcopy(state.networks).double()

    def double(batch):
        return batch.replace(batch.values.double())

    score = opponent(twin.score_pair(double(x), twin.latent(double(x)))).mean()
    (score + 2.0 * F.cross_entropy(twin.code_logits(double(labeled)), y)).backward()
    before = {k: v.detach().clone() for k, v in state.networks.named_parameters()}
    state.optimizers["encoder"] = plain_descent(state.optimizers["encoder"].weights)
    encoder_step(state, x, labeled, y)
    named = dict(state.networks.named_parameters())
    for name, p in twin.named_parameters():
        if name.startswith(("own_trunk", "encoder")):
            torch.testing.assert_close((before[name] - named[name]).double(), p.grad, rtol=1e-4, atol=1e-6)


def test_the_critic_tells_pairs_apart_by_what_belongs_together(make_pair_state, data, monkeypatch):
    """Generated latents are another row's real ones, with the sequences of these rows."""
    state, x = make_pair_state(learning_rate=1e-2), data.batch(torch.arange(40))
    v = torch.randn(40, N_CODES + NOISE, generator=torch.Generator().manual_seed(0))
    state.networks.draw = lambda x, rng: v
    monkeypatch.setattr(steps, "generated_pair", lambda s, n, part: (x, v.roll(1, 0)))
    gaps = [critic_step(state, x)["critic_gap"].item() for _ in range(200)]
    assert gaps[0] < 0.1 and gaps[-1] > 0.5


def test_a_reconstruction_ends_where_its_sequence_does(make_pair_state, data):
    x = data.batch(torch.arange(10))
    again = make_pair_state().networks.reconstruct(x)
    assert again.shape == x.values.shape and not again[~x.mask].any() and again[x.mask].any()
