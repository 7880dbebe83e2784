"""The reconstruction stage: it learns to make sequences again, and leaves a prior for the noise."""
# SPDX-License-Identifier: BSD-3-Clause

from functools import partial

import pytest
import torch

from sklearn_seqgan.priors import LatentPrior
from sklearn_seqgan.training.encoded import CodedRows
from sklearn_seqgan.training.loop import train
from sklearn_seqgan.training.reconstruction import RATE, Reconstruction, share_of_rate

STATE = {"time_input": True, "initial_state": True, "noise_prior": "normal", "generator_units": 16}


def trained(make_state, data, n_steps, **parameters):
    state = make_state("conv", reconstruction_steps=n_steps, **STATE | parameters)
    return state, train(state, data, parameters.get("max_steps", 0))


def make_stage(make_state, data, n_steps, coded=None):
    state = make_state("conv", reconstruction_steps=n_steps, **STATE)
    coded = state.networks.coded_rows(state, data) if coded is None else coded
    encode, weights = partial(state.networks._look, coded), state.networks.latent_encoder.parameters()
    return state, Reconstruction(state, encode, weights, coded.rows, n_steps)


def losses(history):
    return [row["reconstruction_loss"] for row in history if row["stage"] == "reconstruction"]


def test_sequences_are_made_again_better_and_better(make_state, data):
    state, history = trained(make_state, data, 200)
    found = losses(history)
    assert len(found) == 20 and found[-1] < 0.3 * found[0]
    assert state.step == 0  # these steps are not those of the adversarial stage
    assert state.priors.latents.deviations.shape == (12, 5)  # a row for each label


def test_the_adversarial_stage_comes_after_it_and_draws_from_its_latents(make_state, data):
    state = make_state("conv", reconstruction_steps=12, **STATE)
    drawn, latents = [], []
    draw = LatentPrior.draw

    def seen(self, *arguments):
        latents.append(self)
        return draw(self, *arguments)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(LatentPrior, "draw", seen)
        history = train(state, data, 3, [drawn.append])
    assert [row["stage"] for row in history] == ["reconstruction"] * 2 + ["adversarial"]
    assert [row["step"] for row in history] == [10, 12, 3] and drawn == history and state.step == 3
    assert len(latents) == 6  # for the critic and for the generator


def test_a_callback_that_stops_it_stops_training_and_leaves_a_prior(make_state, data):
    state = make_state("conv", reconstruction_steps=100, **STATE)
    history = train(state, data, 50, [lambda row: row["step"] >= 20])
    assert [row["step"] for row in history] == [10, 20] and state.step == 0
    assert state.priors.latents is not None


def test_what_is_left_are_averaged_weights(make_state, data):
    state, stage = make_stage(make_state, data, 30)
    for _ in range(30):
        stage.step(state, data)
    last = [w.detach().clone() for w in state.networks.generator.parameters()]
    stage.average.take_effect()
    for weight, average, before in zip(
        state.networks.generator.parameters(), stage.average.averages, last, strict=True
    ):
        assert torch.equal(weight, average) and not torch.equal(weight, before)


def test_the_rate_rises_stays_and_falls(make_state, data):
    state, stage = make_stage(make_state, data, 100)
    rates = []
    for _ in range(100):
        stage.step(state, data)
        rates.append(stage.optimizer.learning_rate.item() / RATE)
    rates = pytest.approx(rates, rel=1e-6)
    assert rates == [share_of_rate(i, 100) for i in range(100)]


def test_the_share_of_the_rate():
    shares = [share_of_rate(i, 100) for i in range(100)]
    assert shares[:20] == pytest.approx([(i + 1) / 20 for i in range(20)])
    assert shares[20:61] == [1.0] * 41 and shares[80] == pytest.approx(0.5) and shares[99] == 0.05


def test_a_batch_has_sequences_of_like_length(make_state, data):
    rows = torch.arange(len(data))
    state, stage = make_stage(make_state, data, 10, CodedRows(rows, rows % 4, 4))
    spans = []
    for _ in range(40):
        lengths = data.lengths[rows[stage._draw(state, data)]]
        assert len(lengths) == 32
        spans.append((lengths.max() - lengths.min()).item())
    assert sum(spans) / len(spans) < 0.6 * (data.lengths.max() - data.lengths.min()).item()


def test_on_random_convolutions_every_row_takes_part_with_its_code(make_state, data, few_kernels):
    state = make_state("random-convolution", reconstruction_steps=2, **STATE)
    train(state, data, 0)
    assert state.priors.latents.deviations.shape == (len(data), 5)
    rows, codes, _ = state.networks.coded_rows(state, data)
    assert torch.equal(codes[data.labeled_rows], data.targets[data.labeled_rows])
    assert len(rows) == len(data) and codes.min() >= 0


def test_the_same_seed_gives_the_same_bits(make_state, data):
    first, again = (trained(make_state, data, 15)[0] for _ in range(2))
    for a, b in zip(first.networks.parameters(), again.networks.parameters(), strict=True):
        assert torch.equal(a, b)
