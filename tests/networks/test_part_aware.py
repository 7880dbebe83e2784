"""The part-aware LSTM against a step-by-step twin in float64, and against torch's LSTM."""
# SPDX-License-Identifier: BSD-3-Clause

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.part_aware import PartAwareLSTM, PartAwareRecurrentClassifier, check_parts
from sklearn_seqgan.networks.seeding import build_seeded

FEATURES, CLASSES, UNITS = 7, 4, 3
PARTS = [[5, 0], [2], [6, 2, 1]]  # channel 2 in two of them, 3 and 4 in none
LENGTHS = torch.tensor([6, 1, 4, 6, 3])


def seeded(factory, dtype=torch.float64):
    return build_seeded(factory, torch.Generator().manual_seed(0)).to(dtype)


def build(parts=PARTS, n_layers=1, dtype=torch.float64):
    return seeded(lambda: PartAwareRecurrentClassifier(FEATURES, CLASSES, parts, UNITS, n_layers), dtype)


def draw(steps=6):
    rng = torch.Generator().manual_seed(1)
    return torch.randn(len(LENGTHS), steps, FEATURES, generator=rng, dtype=torch.float64)


def separate(layer):
    """Each matrix of the paper as a tensor of its own: W, U and b of g, i, f of part p, and of o."""
    u, width = layer.units, layer.width
    weights = {}
    for p, block in enumerate(layer.part_weights):
        for k, gate in enumerate("gif"):
            rows = slice(k * width + p * u, k * width + (p + 1) * u)
            matrices = (block[k * u : (k + 1) * u], layer.recurrent_weight[rows], layer.bias[rows])
            weights[gate, p] = [m.detach().clone().requires_grad_() for m in matrices]
    rows = slice(3 * width, 4 * width)
    matrices = (layer.output_weight, layer.recurrent_weight[rows], layer.bias[rows])
    weights["o"] = [m.detach().clone().requires_grad_() for m in matrices]
    return weights


def together(layer, weights):
    """Gradients of separate matrices where `layer` has its own: undoes `separate`."""
    grads = {key: [m.grad for m in matrices] for key, matrices in weights.items()}
    n_parts = len(layer.part_weights)
    order = [grads[gate, p] for gate in "gif" for p in range(n_parts)] + [grads["o"]]
    expected = {f"part_weights.{p}": torch.cat([grads[gate, p][0] for gate in "gif"]) for p in range(n_parts)}
    return expected | {
        "output_weight": grads["o"][0],
        "recurrent_weight": torch.cat([U for _, U, _ in order]),
        "bias": torch.cat([b for _, _, b in order]),
    }


def twin_states(x, parts, weights):
    """h_1, …, h_T of one sequence x of shape (T, F), part by part and gate by gate."""
    h, c, states = torch.zeros(len(parts) * UNITS).double(), [torch.zeros(UNITS).double() for _ in parts], []

    def gate(key, x_p):
        W, U, b = weights[key]
        return W @ x_p + U @ h + b

    for x_t in x:
        o = torch.sigmoid(gate("o", torch.cat([x_t[part] for part in parts])))
        for p, part in enumerate(parts):
            i, f = torch.sigmoid(gate(("i", p), x_t[part])), torch.sigmoid(gate(("f", p), x_t[part]))
            c[p] = f * c[p] + i * torch.tanh(gate(("g", p), x_t[part]))
        h = o * torch.tanh(torch.cat(c))
        states.append(h)
    return torch.stack(states)


def twin(network, parts, x, weights):
    """Logits of one sequence from the weights of each layer."""
    slices = [list(range(p * UNITS, (p + 1) * UNITS)) for p in range(len(parts))]
    for k, of_layer in enumerate(weights):
        x = twin_states(x, slices if k else parts, of_layer)
    return network.output(x[-1])


@pytest.mark.parametrize("n_layers", [1, 2])
def test_it_is_the_papers_equations_in_value_and_gradient(n_layers):
    network, values = build(n_layers=n_layers), draw().requires_grad_()
    assert len(network.layers) == n_layers
    logits = network(Batch(values, LENGTHS))
    logits.square().sum().backward()
    x = values.detach().clone().requires_grad_()
    weights = [separate(layer) for layer in network.layers]
    expected = torch.stack([twin(network, PARTS, x[i, :n], weights) for i, n in enumerate(LENGTHS)])
    torch.testing.assert_close(logits, expected, rtol=1e-10, atol=1e-12)
    ours = [{name: p.grad for name, p in layer.named_parameters()} for layer in network.layers]
    expected.square().sum().backward()
    theirs = [together(layer, w) for layer, w in zip(network.layers, weights, strict=True)]
    torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-12)
    torch.testing.assert_close(values.grad, x.grad, rtol=1e-10, atol=1e-12)
    assert values.grad[:, :, [3, 4]].abs().max() == 0


def test_one_part_is_torchs_lstm():
    layer, values = build(parts=None).layers[0], draw()
    lstm = nn.LSTM(FEATURES, UNITS, batch_first=True).double()
    g, i, f = layer.part_weights[0].chunk(3)
    with torch.no_grad():
        lstm.weight_ih_l0.copy_(torch.cat([i, f, g, layer.output_weight]))
        for theirs, ours in ((lstm.weight_hh_l0, layer.recurrent_weight), (lstm.bias_ih_l0, layer.bias)):
            g, i, f, o = ours.chunk(4)
            theirs.copy_(torch.cat([i, f, g, o]))
        lstm.bias_hh_l0.zero_()
        torch.testing.assert_close(layer(values), lstm(values)[0], rtol=1e-10, atol=1e-12)


def test_the_output_gate_reads_all_parts_and_a_memory_its_own():
    """After one step h^p = o^p tanh(c^p), so another part's channels act on h^p through o alone."""
    layer, values = build().layers[0], draw(steps=1)
    other = values.clone()
    other[:, :, [0, 5]] += 1  # part 0

    def state_and_gate(values):
        inputs = values[:, 0, layer.channels]
        width = layer.width
        return layer(values)[:, 0], torch.sigmoid(inputs @ layer.output_weight.T + layer.bias[3 * width :])

    (h, o), (h_other, o_other) = state_and_gate(values), state_and_gate(other)
    assert (o != o_other).all() and (h != h_other).all()
    rest = slice(UNITS, None)
    torch.testing.assert_close((h / o)[:, rest], (h_other / o_other)[:, rest])
    with torch.no_grad():
        layer.output_weight[:, :2] = 0
    assert torch.equal(layer(values)[:, 0, rest], layer(other)[:, 0, rest])


def test_a_second_step_reads_the_state_of_all_parts():
    layer, values = build().layers[0], draw(steps=2)
    other = values.clone()
    other[:, 0, [0, 5]] += 1
    with torch.no_grad():
        layer.output_weight.zero_()
        layer.recurrent_weight[3 * layer.width :].zero_()
        h, h_other = layer(values), layer(other)
    assert torch.equal(h[:, 0, UNITS:], h_other[:, 0, UNITS:])
    assert (h[:, 1, UNITS:] != h_other[:, 1, UNITS:]).all()


def test_padding_changes_nothing():
    network, values = build(), draw()
    padded = F.pad(values, (0, 0, 0, 5), value=9.0)
    # Up to rounding: one product takes all steps, and a processor adds in another order for another size.
    expected = network(Batch(values, LENGTHS))
    torch.testing.assert_close(network(Batch(padded, LENGTHS)), expected, rtol=1e-10, atol=1e-12)


def test_float32_agrees_with_float64():
    values, lengths = draw(steps=60), 10 * LENGTHS
    single = build(dtype=torch.float32)(Batch(values.float(), lengths))
    torch.testing.assert_close(single.double(), build()(Batch(values, lengths)), rtol=0, atol=1e-5)


def test_first_weights_are_the_generators_and_the_forget_bias_is_one():
    state = torch.random.get_rng_state()
    layer, again = (seeded(lambda: PartAwareLSTM(PARTS, 40)) for _ in range(2))
    assert torch.equal(torch.random.get_rng_state(), state)
    for a, b in zip(layer.parameters(), again.parameters(), strict=True):
        assert torch.equal(a, b)
    forget = slice(2 * layer.width, 3 * layer.width)
    assert (layer.bias[forget] == 1).all()
    drawn = [*layer.part_weights, layer.output_weight, layer.recurrent_weight]
    drawn += [layer.bias[: forget.start], layer.bias[forget.stop :]]
    bound = 1 / math.sqrt(3 * 40)
    for weight in drawn:
        assert 0.9 * bound < weight.abs().max() <= bound


BAD_PARTS = {
    "out of range": ([[0], [1, 7]], r"parts\[1\] holds channel 7, but X has 7 channels; use 0 to 6"),
    "negative": ([[0, -1]], r"parts\[0\] holds channel -1, .*use 0 to 6"),
    "empty": ([[0], [1], []], r"parts\[2\] is empty; give it a channel, or leave it out"),
    "twice": ([[0], [3, 1, 3]], r"parts\[1\] holds channel 3 more than once; name it once"),
    "no part": ([], "parts holds no part; pass None"),
    "flat": ([0, 1, 2], "must be a list of lists of channel indices"),
    "fractions": ([[0.5]], "must be a list of lists of channel indices"),
    "number": (3, "must be a list of lists of channel indices"),
}


@pytest.mark.parametrize("kind", BAD_PARTS)
def test_bad_parts_are_named(kind):
    parts, message = BAD_PARTS[kind]
    with pytest.raises(ValueError, match=message):
        PartAwareRecurrentClassifier(FEATURES, CLASSES, parts)


def test_parts_may_be_of_any_sequence_and_overlap():
    assert check_parts((range(2), np.array([1, 6])), 7) == [[0, 1], [1, 6]]
    assert check_parts(None, 3) == [[0, 1, 2]]


@pytest.mark.parametrize("name", ["units", "n_layers"])
def test_sizes_below_one_are_refused(name):
    with pytest.raises(ValueError, match=f"{name}=0 must be at least 1"):
        PartAwareRecurrentClassifier(FEATURES, CLASSES, PARTS, **{name: 0})
