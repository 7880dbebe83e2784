"""History, callbacks, divergence, and going on where training stopped."""
# SPDX-License-Identifier: BSD-3-Clause

import json

import pytest
import torch

from sklearn_seqgan.exceptions import DivergenceError
from sklearn_seqgan.objectives.spectral_norm import SpectralNorm
from sklearn_seqgan.training import loop
from tests.pretend_device import DEVICE, PretendDevice

WITHOUT_TIME = ("step", "critic_gap", "generator_loss", "code_information", "supervised_loss")


def train(state, data, max_steps, callbacks=(), step=None):
    if step is not None:
        state.networks.step = step
    return loop.train(state, data, max_steps, callbacks)


def rows_without_time(history):
    return [[row[name] for name in WITHOUT_TIME] for row in history]


def test_history_is_a_row_every_ten_steps_and_one_at_the_end(make_state, data):
    history = train(make_state(), data, 25)
    assert [row["step"] for row in history] == [10, 20, 25]
    assert json.loads(json.dumps(history)) == history


def test_a_row_holds_means_since_the_row_before(make_state, data):
    numbers = iter(range(1, 13))
    history = train(make_state(), data, 12, step=lambda s, d: {"value": torch.tensor(float(next(numbers)))})
    assert [row["value"] for row in history] == [5.5, 11.5]


def test_every_callback_gets_every_row_and_any_can_stop(make_state, data):
    seen, also = [], []
    history = train(make_state(), data, 100, [lambda r: seen.append(r) or len(seen) == 2, also.append])
    assert [row["step"] for row in history] == [10, 20] == [r["step"] for r in also]


def test_same_seed_same_bits_and_the_global_generator_untouched(make_state, data):
    before = torch.random.get_rng_state()
    first, again = make_state(), make_state()
    histories = [rows_without_time(train(s, data, 12)) for s in (first, again)]
    assert histories[0] == histories[1]
    for a, b in zip(first.networks.parameters(), again.networks.parameters(), strict=True):
        assert torch.equal(a, b)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_resumed_training_is_uninterrupted_training(make_state, data):
    whole, first, second = make_state(), make_state(), make_state(seed=9)
    train(whole, data, 14)
    train(first, data, 5)
    second.resume(first.to_numpy())
    train(second, data, 9)
    assert second.step == 14
    for a, b in zip(whole.networks.parameters(), second.networks.parameters(), strict=True):
        assert torch.equal(a, b)


@pytest.mark.slow
def test_critic_and_trunk_stay_spectrally_normalised(make_state, data):
    state = make_state()
    train(state, data, 200)
    layers = [m for m in state.networks.modules() if hasattr(m, "parametrizations")]
    assert len(layers) == 4  # two convolutions, two dense layers
    for layer in layers:
        assert isinstance(layer.parametrizations.weight[0], SpectralNorm)
        for _ in range(30):
            layer.weight  # noqa: B018  a power iteration on the frozen weight
        top = torch.linalg.matrix_norm(layer.weight.detach().flatten(1), ord=2)
        assert abs(top - 1) < 1e-2
    for name, weight in state.networks.encoder.named_parameters():
        assert "original" not in name, f"{name} of {weight.shape} belongs to E alone"


def test_divergence_names_the_loss_and_the_steps(make_state, data):
    state = make_state(learning_rate=1e30)
    with pytest.raises(DivergenceError, match=r"became (nan|-?inf) between steps 0 and 10.*learning_rate"):
        train(state, data, 30)


def test_a_weight_that_left_the_finite_numbers_at_the_last_step_is_found(make_state, data):
    state = make_state()
    with pytest.raises(DivergenceError, match=r"generator\.latent\.weight is not finite after step 10"):
        train(
            state,
            data,
            10,
            [lambda row: state.networks.generator.latent.weight.data.fill_(torch.nan) is None],
        )


def test_after_divergence_the_state_is_that_of_the_last_sound_row(make_state, data):
    """Steps 21 to 30 are taken with weights that a callback has broken."""
    state, sound = make_state(), {}

    def keep_and_break(row):
        if row["step"] == 20:
            sound.update({k: v.clone() for k, v in state.networks.state_dict().items()})
            state.networks.generator.latent.weight.data.fill_(torch.inf)

    with pytest.raises(DivergenceError) as caught:
        train(state, data, 60, [keep_and_break])
    assert [row["step"] for row in caught.value.history] == [10, 20] and state.step == 20
    assert all(torch.equal(v, sound[k]) for k, v in state.networks.state_dict().items())


@pytest.mark.slow
def test_the_host_waits_twice_for_a_row_of_the_history(make_state, make_data, monkeypatch):
    """For the values of the steps, and for whether all weights are finite."""
    monkeypatch.setattr(loop, "HISTORY_INTERVAL", 3)
    with PretendDevice() as device:
        state, data, waits = make_state(device=DEVICE), make_data(DEVICE), {}
        for n_rows in (1, 3):
            device.waits.clear()
            train(state, data, n_rows * loop.HISTORY_INTERVAL)
            waits[n_rows] = len(device.waits)
    assert waits[3] - waits[1] == 2 * 2
