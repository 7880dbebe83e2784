"""The generators against step-by-step twins in float64 numpy."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import torch
from torch import nn

from sklearn_seqgan.networks.generator import GENERATORS, time_features
from sklearn_seqgan.networks.recurrence.reference import gru_cell
from sklearn_seqgan.networks.seeding import build_seeded

F, CODES, NOISE, UNITS = 3, 4, 5, 6


def build(dtype=torch.float64, name="autoregressive", layers=1, **beyond_the_paper):
    rng = torch.Generator().manual_seed(0)
    make = GENERATORS[name]
    g = build_seeded(lambda: make(F, CODES, NOISE, UNITS, layers, **beyond_the_paper), rng).to(dtype)
    if g.longest is not None:
        g.longest.fill_(9)
    return g


def draw(n=7, steps=9):
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, steps + 1, n)
    return np.eye(CODES)[rng.integers(0, CODES, n)], rng.random((n, NOISE)), lengths, steps


def generate(g, code, noise, lengths, n_steps):
    """Values, the inputs being numpy's."""
    return g(*map(torch.from_numpy, (code, noise, lengths)), n_steps).values


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def twin(g, code, noise, lengths, n_steps):
    """Eq. 6 written out for one sequence at a time, with one weight matrix over [y, z, c]."""
    w = {k: v.numpy() for k, v in g.state_dict().items()}
    from_input = np.hstack([w["fed_back.weight"], w["latent.weight"]])
    out = np.zeros((len(code), n_steps, F))
    for i, length in enumerate(lengths):
        y, (h, *upper) = start_twin(w, np.concatenate([noise[i], code[i]]), 1 + len(g.above))
        for t in range(length):
            a = from_input @ np.concatenate([y, noise[i], code[i]]) + w["latent.bias"]
            if g.time is not None:
                a += w["time.weight"] @ time_twin(t, length)
            h = top = cell_twin(a, w["recurrent.weight"] @ h + w["recurrent.bias"], h)
            for j, state in enumerate(upper):
                a, b = (
                    w[f"above.{j}.{name}.weight"] @ x + w[f"above.{j}.{name}.bias"]
                    for name, x in (("below", top), ("recurrent", state))
                )
                upper[j] = top = cell_twin(a, b, state)
            y = w["readout.weight"] @ top + w["readout.bias"]
            out[i, t] = y
    return out


def start_twin(w, latent, n_layers):
    """y_0, and h_0 of each layer."""
    if "initial.weight" not in w:
        return np.zeros(F), np.zeros((n_layers, UNITS))
    states = w["initial.weight"] @ latent + w["initial.bias"]
    states = (states / (1 + np.abs(states))).reshape(n_layers, UNITS)
    return w["readout.weight"] @ states[-1] + w["readout.bias"], states


def time_twin(t, length, longest=9):
    u = t / max(1, length - 1)
    waves = np.pi * u * np.arange(1, 9)
    return np.concatenate([[u, length / longest], np.sin(waves), np.cos(waves)])


def cell_twin(a, b, h, candidate=lambda n: n / (1 + np.abs(n))):
    reset = sigmoid(a[:UNITS] + b[:UNITS])
    update = sigmoid(a[UNITS : 2 * UNITS] + b[UNITS : 2 * UNITS])
    return (1 - update) * candidate(a[2 * UNITS :] + reset * b[2 * UNITS :]) + update * h


def recurrent_twin(g, code, noise, lengths, n_steps):
    """Every layer sees the state below, the first one noise and code at every step."""
    w = {k: v.numpy() for k, v in g.state_dict().items()}
    out = np.zeros((len(code), n_steps, F))
    for i, length in enumerate(lengths):
        states = [np.zeros(UNITS) for _ in range(g.gru.num_layers)]
        for t in range(length):
            below = np.concatenate([noise[i], code[i]])
            for j, state in enumerate(states):
                a = w[f"gru.weight_ih_l{j}"] @ below + w[f"gru.bias_ih_l{j}"]
                b = w[f"gru.weight_hh_l{j}"] @ state + w[f"gru.bias_hh_l{j}"]
                states[j] = below = cell_twin(a, b, state, np.tanh)
            out[i, t] = w["readout.weight"] @ below + w["readout.bias"]
    return out


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize(("name", "twin"), [("autoregressive", twin), ("recurrent", recurrent_twin)])
def test_it_is_its_twin_and_zero_behind_the_end(name, twin, layers):
    g, inputs = build(name=name, layers=layers), draw()
    with torch.no_grad():
        values = generate(g, *inputs).numpy()
    np.testing.assert_allclose(values, twin(g, *inputs), rtol=1e-12, atol=1e-13)


BEYOND_THE_PAPER = [
    {"time_input": True},
    {"initial_state": True},
    {"time_input": True, "initial_state": True},
]


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("beyond", BEYOND_THE_PAPER, ids="+".join)
def test_with_time_and_a_first_state_it_is_its_twin(beyond, layers):
    g, inputs = build(layers=layers, **beyond), draw()
    with torch.no_grad():
        np.testing.assert_allclose(generate(g, *inputs).numpy(), twin(g, *inputs), rtol=1e-12, atol=1e-13)


def test_the_time_runs_from_0_to_1_over_each_sequence():
    f = time_features(torch.tensor([1, 3, 5]), 5, torch.tensor(5.0, dtype=torch.float64))
    assert f.shape == (5, 3, 18)
    np.testing.assert_allclose(f[:, 2, 0], [0, 0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(f[0, :, 1], [0.2, 0.6, 1.0])
    for t, i, length in ((0, 0, 1), (1, 1, 3), (2, 1, 3), (3, 2, 5)):
        np.testing.assert_allclose(f[t, i], time_twin(t, length, 5), atol=1e-12)


@pytest.mark.parametrize("beyond", [{}, *BEYOND_THE_PAPER], ids=lambda b: "+".join(b) or "paper")
@pytest.mark.parametrize("layers", [1, 2])
def test_its_gradients_are_those_of_finite_differences(layers, beyond):
    g = build(layers=layers, **beyond)
    *arrays, n_steps = draw(n=2, steps=4)
    inputs = *map(torch.from_numpy, arrays), n_steps
    names = [name for name, _ in g.named_parameters()]

    def run(*weights):
        return torch.func.functional_call(g, dict(zip(names, weights, strict=True)), inputs).values

    torch.autograd.gradcheck(run, tuple(p.detach().clone().requires_grad_() for p in g.parameters()))


def test_float32_agrees_with_float64():
    code, noise, *rest = draw(steps=60)
    exact = generate(build(), code, noise, *rest)
    single = generate(build(torch.float32), *(x.astype(np.float32) for x in (code, noise)), *rest)
    torch.testing.assert_close(single.double(), exact, rtol=0, atol=1e-5)


def test_the_cell_is_torchs_where_the_candidate_is_nearly_linear():
    """tanh and softsign share value and slope at 0, so tiny states must agree with nn.GRUCell."""
    cell, rng = nn.GRUCell(2, UNITS).double(), torch.Generator().manual_seed(0)
    x, h = (1e-5 * torch.randn(4, n, generator=rng, dtype=torch.float64) for n in (2, UNITS))
    with torch.no_grad():
        for weight in (cell.weight_ih, cell.weight_hh):
            weight.uniform_(-0.5, 0.5, generator=rng)
        cell.bias_ih.zero_(), cell.bias_hh.zero_()
        ours = gru_cell(x @ cell.weight_ih.T, h @ cell.weight_hh.T, h)
        torch.testing.assert_close(ours, cell(x, h), rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", GENERATORS)
def test_noise_and_code_both_reach_the_sequence(name):
    g = build(name=name)
    code, noise, *rest = draw()
    with torch.no_grad():
        first = generate(g, code, noise, *rest)
        assert not torch.allclose(first, generate(g, np.roll(code, 1, axis=1), noise, *rest))
        assert not torch.allclose(first, generate(g, code, 1 - noise, *rest))
