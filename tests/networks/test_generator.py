"""The generators against step-by-step twins in float64 numpy."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import torch
from torch import nn

from sklearn_seqgan.networks.generator import GENERATORS
from sklearn_seqgan.networks.recurrence.reference import gru_cell
from sklearn_seqgan.networks.seeding import build_seeded

F, CODES, NOISE, UNITS = 3, 4, 5, 6


def build(dtype=torch.float64, name="autoregressive", layers=1):
    rng = torch.Generator().manual_seed(0)
    return build_seeded(lambda: GENERATORS[name](F, CODES, NOISE, UNITS, layers), rng).to(dtype)


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
        y, h = np.zeros(F), np.zeros(UNITS)
        upper = [np.zeros(UNITS) for _ in g.above]
        for t in range(length):
            a = from_input @ np.concatenate([y, noise[i], code[i]]) + w["latent.bias"]
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


@pytest.mark.parametrize("layers", [1, 2])
def test_its_gradients_are_those_of_finite_differences(layers):
    g = build(layers=layers)
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
