"""The encoder that is solved for: what it is given, and what it makes of labels."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import torch

from sklearn_seqgan.closed_form import solver
from sklearn_seqgan.closed_form.labels_alone import TEMPERATURES
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.sequences import Sequences, from_ragged
from sklearn_seqgan.training.data import TrainingSet

pytestmark = pytest.mark.usefixtures("few_kernels")

K = 4


@pytest.fixture(scope="module")
def rhythms():
    X, y = make_rhythms(n_per_class=20, n_classes=K, noise=1.0, random_state=0)
    return from_ragged(X), y


def training_set(sequences, targets):
    return TrainingSet(sequences, targets, torch.device("cpu"))


@pytest.fixture
def solved(make_state):
    def solve(data, generated=None, **settings):
        state = make_state("random-convolution", **settings)
        state.networks.prepare(state, data)
        if generated is not None:
            solve_again(state, data, generated)
        return state

    return solve


def solve_again(state, data, generated=None):
    weighed = None if generated is None else (*generated, state.settings.encoder_information_weight)
    state.networks._solve(state, data, weighed)


def codes_of(state, data):
    with torch.no_grad():
        return state.networks.code_logits(data.batch(torch.arange(len(data)))).argmax(1).numpy()


def accuracy(state, data, y):
    return (codes_of(state, data) == y).mean()


def test_all_labels_are_learnt_and_few_ones_spread(solved, rhythms):
    sequences, y = rhythms
    everything = training_set(sequences, y)
    assert accuracy(solved(everything), everything, y) > 0.9
    few = training_set(sequences, np.where(np.arange(len(y)) < K, y, -1))
    alone = accuracy(solved(few, real_information_weight=0.0), few, y)
    assert accuracy(solved(few), few, y) > alone


def test_the_smooth_twin_agrees_with_the_encoder(solved, rhythms):
    sequences, y = rhythms
    data = training_set(sequences, y)
    state = solved(data)
    with torch.no_grad():
        twin = state.networks.posterior(data.batch(torch.arange(len(data)))).logits
    assert (twin.argmax(1).numpy() == codes_of(state, data)).mean() > 0.95


@pytest.mark.slow
def test_generated_sequences_have_a_vote_by_their_weight(solved, rhythms):
    sequences, y = rhythms
    data = training_set(sequences, np.where(np.arange(len(y)) < 2 * K, y, -1))
    wrong = data.batch(torch.arange(len(data))), torch.tensor((y + 1) % K)
    weak = solved(data, wrong, encoder_information_weight=1e-6)
    strong = solved(data, wrong, encoder_information_weight=1e3)
    assert accuracy(weak, data, y) > 0.5 > accuracy(strong, data, y)
    assert (codes_of(weak, data) == codes_of(solved(data), data)).mean() > 0.95


def test_codes_follow_the_prior(solved, rhythms):
    sequences, y = rhythms
    data = training_set(sequences, np.where(np.arange(len(y)) < K, y, -1))
    state = solved(data)
    even = np.bincount(codes_of(state, data), minlength=K)
    state.priors = state.priors._replace(code=torch.tensor([0.7, 0.1, 0.1, 0.1]))
    solve_again(state, data)
    assert np.bincount(codes_of(state, data), minlength=K)[0] > even[0]


def test_labels_without_weight_count_as_none(solved, rhythms):
    sequences, y = rhythms
    without = solved(training_set(sequences, np.full(len(y), -1)))
    unweighted = solved(training_set(sequences, y), supervised_weight=0.0)
    torch.testing.assert_close(
        unweighted.networks.rocket.encoder.weight, without.networks.rocket.encoder.weight
    )


def test_logits_are_cautious_where_labels_are_few(solved, rhythms):
    sequences, y = rhythms
    scale = []
    for n_labels in (K, len(y)):
        data = training_set(sequences, np.where(np.arange(len(y)) < n_labels, y, -1))
        with torch.no_grad():
            logits = solved(data).networks.code_logits(data.batch(torch.arange(len(data))))
        scale.append((logits - logits.mean(1, keepdim=True)).std().item())
    assert scale[0] < scale[1]
    assert scale[0] == pytest.approx(2.5 * TEMPERATURES[0].item(), rel=0.3)


def test_the_embedding_holds_principal_components(solved, rhythms, one_block):
    sequences, y = rhythms
    data = training_set(sequences, y)
    state = solved(data)
    with torch.no_grad():
        x = state.networks.code_features(data.batch(torch.arange(len(data)))).double()
    moment = x.T @ x / len(x)
    off = moment - torch.diag(moment.diagonal())
    assert off.abs().max() < 1e-3 * moment.max() and (moment.diagonal().diff() <= 1e-6).all()


def test_sequences_that_do_not_move_do_not_break_it(solved):
    values = np.zeros((6, 5, 3), dtype=np.float32)
    data = TrainingSet(Sequences(values, np.full(6, 5)), np.array([0, 1, 2, 3, -1, -1]), torch.device("cpu"))
    assert torch.isfinite(solved(data).networks.rocket.encoder.weight).all()


def test_labels_without_weight_reach_neither_encoder_nor_twin(solved, rhythms, one_block):
    sequences, y = rhythms
    labelled, unlabelled = training_set(sequences, y), training_set(sequences, np.full(len(y), -1))
    states = [solved(data, supervised_weight=0.0) for data in (labelled, unlabelled)]
    for name, weight in states[0].networks.state_dict().items():
        assert torch.equal(weight, states[1].networks.state_dict()[name]), name


@pytest.mark.parametrize(("most", "n_chosen"), [(5, 12), (30, 30), (40, 40), (100, 40)])
def test_all_labels_are_solved_on_and_others_up_to_a_number(data, most, n_chosen):
    rows = solver._choose(data.targets, 0, most)
    assert len(rows) == n_chosen and set(range(12)) <= set(rows.tolist())  # the first twelve have a label
    assert torch.equal(rows, rows.unique()) and torch.equal(rows, solver._choose(data.targets, 0, most))
    assert n_chosen != 30 or not torch.equal(rows, solver._choose(data.targets, 1, most))


def test_some_of_many_rows_suffice(solved, rhythms, one_block):
    """Also where a warm start or generated sequences come in."""
    sequences, y = rhythms
    data = training_set(sequences, np.where(np.arange(len(y)) % 20 < 2, y, -1))
    everything = accuracy(solved(data), data, y)
    state = solved(data, max_rows=50)
    assert abs(accuracy(state, data, y) - everything) < 0.15
    state.resumed = True
    solve_again(state, data, (data.batch(torch.arange(5)), torch.tensor(y[:5])))
    assert accuracy(state, data, y) > everything - 0.15
