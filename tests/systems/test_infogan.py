"""Each step moves its own networks, by the gradient of the equation it quotes."""
# SPDX-License-Identifier: BSD-3-Clause

import copy
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from sklearn_seqgan.objectives.information import real_information_loss
from sklearn_seqgan.objectives.lipschitz import LIPSCHITZ
from sklearn_seqgan.priors import LENGTH_PRIORS, draw_lengths
from sklearn_seqgan.systems._infogan import critic_step, generator_step
from sklearn_seqgan.training.descent import descend_both
from sklearn_seqgan.training.latent import draw_latent, generate
from tests.pretend_device import DEVICE, PretendDevice

CODES = torch.tensor([0, 1, 2, 3, 0, 1, 2, 3])
DECODER = {"time_input": True, "initial_state": True, "noise_prior": "normal"}
PARTS = {
    "critic": {"trunk", "critic"},
    "generator": {"generator"},
    "encoder": {"trunk", "encoder"},
    "encoder, own trunk": {"own_trunk", "encoder"},
}


def raw_weights(state):
    return {k: v.detach().clone() for k, v in state.networks.named_parameters()}


def moved(state, before):
    """Names of the networks with a changed weight."""
    now = dict(state.networks.named_parameters())
    return {name.split(".")[0] for name in now if not torch.equal(now[name], before[name])}


def latents(state, rng):
    return draw_latent(state.priors, len(CODES), rng, CODES)


def fake_batch(state):
    """Sequences of `CODES`, and their latents."""
    rng = torch.Generator().manual_seed(5)
    latent = latents(state, rng)
    return generate(state.networks.generator, state.priors, latent, rng), latent


def step(name, state, data):
    x = data.draw(8, state.rng)
    if name == "critic":
        return critic_step(state, x)
    fake, latent = fake_batch(state)
    if name == "generator":
        return generator_step(state, fake, latent)
    return state.networks._encoder_step(state, fake.detach(), latent, x, data)


def infogan_step(state, data):
    return state.networks.step(state, data)


@pytest.mark.parametrize("name", PARTS)
def test_a_step_moves_its_own_weights_and_no_others(name, make_state, data):
    state = make_state(share_trunk=not name.endswith("own trunk"))
    before = raw_weights(state)
    step(name.split(",")[0], state, data)
    assert moved(state, before) == PARTS[name]


def test_the_critic_gap_grows_under_critic_steps_alone(make_state, data):
    state = make_state(learning_rate=1e-2)
    x = data.draw(8, state.rng)
    gaps = [critic_step(state, x)["critic_gap"].item() for _ in range(40)]
    assert sum(gaps[-5:]) > sum(gaps[:5]) + 1


def test_generator_and_encoder_come_to_agree_on_the_code(make_state, data):
    state = make_state(learning_rate=1e-2)
    information = [infogan_step(state, data)["code_information"].item() for _ in range(150)]
    assert information[0] < 0.1 and 1.0 < information[-1] <= math.log(4)  # the entropy of the code


def test_encoder_gradient_is_the_weighted_sum_of_the_three_terms(make_state, data, plain_descent):
    """With plain gradient descent at rate 1 the step itself is the gradient."""
    weights = {"encoder_information_weight": 0.5, "supervised_weight": 2.0, "real_information_weight": 3.0}
    state = make_state(share_trunk=False, **weights)
    data.labeled_rows = rows = torch.arange(8)
    x, labeled, y = data.batch(rows + 20), data.batch(rows), data.targets[rows]
    fake, latent = fake_batch(state)
    fake = fake.detach()
    E = copy.deepcopy(state.networks).double()

    def logits(batch):
        return E.code_logits(batch.replace(batch.values.double()))

    loss = (
        0.5 * F.cross_entropy(logits(fake), CODES)
        + 2.0 * F.cross_entropy(logits(labeled), y)
        + 3.0 * real_information_loss(logits(x), state.priors.code.double())
    )
    loss.backward()
    named = dict(state.networks.named_parameters())
    state.optimizers["encoder"] = plain_descent(state.optimizers["encoder"].weights)
    before = raw_weights(state)
    state.networks._encoder_step(state, fake, latent, x, data)
    for name, p in E.named_parameters():
        if name.split(".")[0] in PARTS["encoder, own trunk"]:
            moved_by = (before[name] - named[name]).double()
            torch.testing.assert_close(moved_by, p.grad, rtol=1e-4, atol=1e-6)


def test_generated_sequences_end_at_their_length(make_state):
    batch, _ = fake_batch(make_state())
    lengths = batch.lengths
    assert lengths.min() >= 4 and batch.values.shape == (8, 12, 3)
    assert not batch.values[~batch.mask].any()
    assert all(batch.values[i, n - 1].any() for i, n in enumerate(lengths))


def test_n_critic_counts_the_critics_updates(make_state, data):
    state = make_state(n_critic=3)
    infogan_step(state, data)
    updates = {name: int(o.state()["steps"][0]) for name, o in state.optimizers.items()}
    assert updates == {"generator": 1, "critic": 3, "encoder": 1}


def test_a_term_without_labels_or_weight_is_left_out(make_state, data):
    data.labeled_rows = data.labeled_rows[:0]
    state = make_state(share_trunk=False, real_information_weight=0.0, encoder_information_weight=0.0)
    before = raw_weights(state)
    values = infogan_step(state, data)
    assert set(values) == {"critic_gap", "generator_loss", "code_information"}
    assert moved(state, before) == {"trunk", "critic", "generator"}


def test_labelled_rows_are_all_drawn_while_they_fit_in_a_batch(data):
    rng = torch.Generator().manual_seed(0)
    batch, y, factors = data.draw_labeled(12, rng)
    assert factors is None
    assert len(batch) == 12 and torch.equal(y, data.targets[:12])
    assert len(data.draw_labeled(5, rng)[0]) == 5


def test_a_gradient_penalty_is_weighed_and_reported(make_state, data, plain_descent):
    """The loss differs from that without by its weight times the penalty."""
    x = data.batch(torch.arange(8))
    plain, penalised = (make_state(lipschitz=name) for name in ("weight-clipping", "gradient-penalty"))
    assert "penalty" not in critic_step(plain, x)
    seen = []
    penalised.loss = penalised.loss._replace(critic=lambda real, fake: 0.0 * real.sum())
    penalised.lipschitz = penalised.lipschitz._replace(
        penalty=lambda score, *batches: seen.append(batches[:2]) or score(x).mean()
    )
    penalised.optimizers["critic"] = plain_descent(penalised.optimizers["critic"].weights)
    before, bias = raw_weights(penalised), "critic.output.bias"
    values = critic_step(penalised, x)
    moved_by = dict(penalised.networks.named_parameters())[bias] - before[bias]
    torch.testing.assert_close(moved_by, torch.tensor([-10.0]))  # d mean(D) / d bias = 1, weight 10
    assert torch.equal(seen[0][0][0].values, x.values) and values["penalty"].ndim == 0


@pytest.mark.parametrize("trunk", ["conv", "random-convolution"])
def test_continuous_codes_are_learnt_by_generator_and_encoder(trunk, make_state, data):
    weights = {"real_information_weight": 0.0, "supervised_weight": 0.0, "encoder_information_weight": 0.0}
    state = make_state(trunk, n_continuous_codes=2, **weights)
    state.networks.prepare(state, data)
    before = raw_weights(state)
    values = infogan_step(state, data)
    learnt = "encoder" if trunk == "conv" else "continuous"
    assert {"generator", learnt} < moved(state, before)
    assert values["continuous_information"] < 2 * math.log(2)


@pytest.mark.parametrize("trunk", ["conv", "random-convolution"])
@pytest.mark.parametrize("lipschitz", LIPSCHITZ)
def test_a_step_waits_for_nothing(trunk, lipschitz, make_state, make_data):
    """After the first, which sends the shapes of the kernels."""
    if trunk == "random-convolution" and lipschitz == "none":
        pytest.skip("no such system")
    with PretendDevice() as device:
        settings = {"n_continuous_codes": 1, "n_critic": 2, "device": DEVICE}
        state, data = make_state(trunk, lipschitz=lipschitz, **settings), make_data(DEVICE)
        state.networks.prepare(state, data)
        infogan_step(state, data)
        device.waits.clear()
        values = infogan_step(state, data)
        assert device.waits == [] and {value.device for value in values.values()} == {DEVICE}


@pytest.mark.parametrize("trunk", ["conv", "random-convolution"])
def test_a_step_beside_the_reconstruction_waits_for_nothing(trunk, make_state, make_data):
    with PretendDevice() as device:
        settings = {"critic": "sequence", "reconstruction_steps": 1, "device": DEVICE}
        state, data = make_state(trunk, **settings, **DECODER), make_data(DEVICE)
        state.networks.prepare(state, data)
        coded = state.networks.coded_rows(state, data)
        encoded = state.networks._encode(state, data, coded)
        state.networks.step(state, data, coded, encoded)
        device.waits.clear()
        values = state.networks.step(state, data, coded, encoded)
        assert device.waits == [] and "reconstruction_loss" in values


@pytest.mark.parametrize("trunk", ["conv", "random-convolution"])
def test_a_critic_of_sequences_knows_the_code(trunk, make_state, data):
    """What it is told moves its score; it learns from the codes of real and generated sequences."""
    state = make_state(trunk, critic="sequence", learning_rate=1e-2)
    state.networks.prepare(state, data)
    x, coded = data.batch(torch.arange(8)), state.networks.coded_rows(state, data)
    vectors = state.networks.code_vectors(x, torch.arange(8), coded)
    torch.testing.assert_close(vectors.sum(1), torch.ones(8))
    D = state.networks.eval().score_judged  # a look in training moves the spectral norm
    with torch.no_grad():
        assert not torch.allclose(D(x, vectors), D(x, vectors.roll(1, 1)))
        torch.testing.assert_close(
            state.networks.score(x), D(x, state.networks.code_logits(x).float().softmax(1))
        )
    state.networks.train()
    before = raw_weights(state)
    critic_step(state, x, vectors)
    assert moved(state, before) == {"critic"}


def test_both_gradients_are_as_long_where_they_meet(plain_descent):
    """The first is of length 6 at its output, the second of length 1/2: it counts twelve times."""
    weight = torch.nn.Parameter(torch.tensor([0.01, 0.02]))
    first, second = weight[:1] * torch.ones(1, 1), weight[1:] * torch.ones(1, 1)
    optimizer = plain_descent([weight])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sklearn_seqgan.training.descent.LARGEST_NORM", 100.0)
        descend_both(optimizer, (6 * first.sum(), first), (second.sum() / 2, second), weight.sum())
    torch.testing.assert_close(weight.detach(), torch.tensor([0.01 - 7, 0.02 - 7]))


@pytest.mark.parametrize("prior", LENGTH_PRIORS)
def test_lengths_are_drawn_without_waiting(prior):
    lengths, targets = np.array([3, 5, 5, 9]), np.array([0, 1, -1, 2])
    probabilities = torch.from_numpy(LENGTH_PRIORS[prior](lengths, targets, 4)).float()
    with PretendDevice() as device:
        table, codes = probabilities.to(DEVICE), CODES.to(DEVICE)
        device.waits.clear()
        drawn = draw_lengths(table, codes, torch.Generator(DEVICE))
        assert device.waits == []
        drawn = drawn.cpu()
    assert (probabilities.expand(4, 10)[CODES, drawn] > 0).all()
