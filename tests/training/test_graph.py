"""A recorded iteration does, when replayed, what the step does: nothing in it is Python's."""
# SPDX-License-Identifier: BSD-3-Clause

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from sklearn_seqgan.networks.dropout import SeededDropout
from sklearn_seqgan.objectives.lipschitz import LIPSCHITZ
from sklearn_seqgan.systems import bigan
from sklearn_seqgan.systems.bigan import ENCODERS
from sklearn_seqgan.training import encoded, graph
from sklearn_seqgan.training.graph import WARM_UP, Recorded, as_graph
from sklearn_seqgan.training.loop import train

N_STEPS = WARM_UP + 12
"""More than a row of the history."""


class Tape(TorchDispatchMode):
    """Operations and their tensors, as a CUDA graph has kernels and addresses."""

    def __init__(self):
        super().__init__()
        self.operations, self._before, self._made = [], {}, set()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        for storage in storages((args, kwargs)):
            if (place := storage.data_ptr()) not in self._made:
                self._before.setdefault(place, (storage, storage.clone()))
        result = function(*args, **(kwargs or {}))
        self.operations.append((function, args, kwargs or {}, result))
        self._made |= {storage.data_ptr() for storage in storages(result)} - self._before.keys()
        return result

    def take_back(self):
        """Whatever was there before, as it was."""
        for storage, content in self._before.values():
            storage.copy_(content)

    @torch.no_grad()
    def play(self):
        """Every operation on the same tensors, its result where it was."""
        for function, args, kwargs, result in self.operations:
            for old, new in zip(tree_leaves(result), tree_leaves(function(*args, **kwargs)), strict=True):
                if isinstance(old, torch.Tensor) and old.data_ptr() != new.data_ptr():
                    old.copy_(new)


def storages(tensors):
    return [x.untyped_storage() for x in tree_leaves(tensors) if isinstance(x, torch.Tensor)]


class TapeRecorder:
    """In the place of `CudaRecorder`: what it records is run, but leaves no trace."""

    def __init__(self):
        self.recordings = 0

    def warm_up(self, iteration):
        return iteration()

    def record(self, iteration, generators):
        self.recordings += 1
        streams = [rng.get_state() for rng in generators]
        with Tape() as tape:
            values = iteration()
        tape.take_back()
        for rng, stream in zip(generators, streams, strict=True):
            rng.set_state(stream)

        def replay():
            tape.play()
            return {name: value.clone() for name, value in values.items()}

        return replay


def train_on_tape(monkeypatch, state, data, recorder=TapeRecorder):
    """History and state after training that could be recorded on the CPU."""
    recorder = recorder()
    with monkeypatch.context() as patched:
        patched.setattr(
            "sklearn_seqgan.training.loop.as_graph", lambda step, s, data: Recorded(step, recorder)
        )
        history = train(state, data, N_STEPS)
    return recorder, without_seconds(history), state.to_numpy()


def train_plainly(state, data):
    return without_seconds(train(state, data, N_STEPS)), state.to_numpy()


def without_seconds(history):
    return [{k: v for k, v in row.items() if k != "seconds"} for row in history]


def same(a, b):
    """Whether two nested dictionaries or lists of arrays and numbers are, to the bit."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return np.array_equal(a, b)


@pytest.mark.slow
@pytest.mark.parametrize("trunk", ["conv", "random-convolution"])
@pytest.mark.parametrize("lipschitz", LIPSCHITZ)
def test_replayed_training_is_training(trunk, lipschitz, make_state, data, one_block, monkeypatch):
    if trunk == "random-convolution" and lipschitz == "none":
        pytest.skip("no such system")
    settings = {"lipschitz": lipschitz, "n_continuous_codes": 1, "n_critic": 2}
    plain = train_plainly(make_state(trunk, **settings), data)
    recorder, *replayed = train_on_tape(monkeypatch, make_state(trunk, **settings), data)
    assert recorder.recordings == 1 and plain[1]["step"] == N_STEPS
    assert same(list(plain), replayed)


@pytest.mark.parametrize("encoder", ENCODERS)
def test_replayed_training_of_pairs_is_training(encoder, make_state, data, monkeypatch):
    settings = {"noise_prior": "normal", "encoder": encoder}
    plain = train_plainly(make_state("bigan", **settings), data)
    assert same(list(plain), list(train_on_tape(monkeypatch, make_state("bigan", **settings), data)[1:]))


@pytest.mark.slow
@pytest.mark.parametrize("system", ["random-convolution", "bigan"])
def test_a_replayed_reconstruction_is_one(system, make_state, data, few_kernels, monkeypatch):
    """Rate, averages and drawn rows move on without Python; a batch is as long as on a GPU."""
    for module in (encoded, bigan):
        monkeypatch.setattr(module, "shortened", lambda x: x)
    settings = {
        "noise_prior": "normal", "initial_state": True, "time_input": True, "reconstruction_steps": 9
    }  # fmt: skip
    plain = train_plainly(make_state(system, **settings), data)
    recorder, *replayed = train_on_tape(monkeypatch, make_state(system, **settings), data)
    assert recorder.recordings == 2 and same(list(plain), replayed)


def test_what_python_counts_is_not_replayed(make_state, data, monkeypatch):
    """The tape can tell: a rate that a step lowers itself stays what it was at the recording."""

    def lowering():
        state = make_state()
        step = state.networks.step

        def lower_and_step(s, data):
            s.optimizers["critic"].learning_rate *= 0.5
            return step(s, data)

        state.networks.step = lower_and_step
        return state

    plain = train_plainly(lowering(), data)
    assert not same(list(plain), list(train_on_tape(monkeypatch, lowering(), data)[1:]))


def test_what_cannot_be_recorded_runs_as_it_is(make_state, data, monkeypatch):
    class Refusing(TapeRecorder):
        def record(self, iteration, generators):
            super().record(iteration, generators)
            torch.rand(3, generator=generators[0])  # the stream is taken back as well
            raise RuntimeError("operation not permitted when stream is capturing")

    plain = train_plainly(make_state(), data)
    with pytest.warns(RuntimeWarning, match=r"not be recorded .* slower\. operation not permitted"):
        recorder, *run = train_on_tape(monkeypatch, make_state(), data, recorder=Refusing)
    assert recorder.recordings == 1 and same(list(plain), run)


def test_a_graph_is_for_a_gpu_that_has_the_data(monkeypatch):
    monkeypatch.setattr(graph, "CudaRecorder", lambda device: f"on {device}")
    for device, on_device, recorded in [("cpu", True, 0), ("cuda", True, 1), ("cuda:1", False, 0)]:
        s = SimpleNamespace(rng=SimpleNamespace(device=torch.device(device)))
        taken = as_graph(without_seconds, s, SimpleNamespace(on_device=on_device))
        assert isinstance(taken, Recorded) == bool(recorded) and (recorded or taken is without_seconds)


def test_every_stream_is_registered(make_state):
    state = make_state()
    dropout = SeededDropout(0.5)
    state.networks.critic.add_module("dropout", dropout)
    assert graph._generators(state) == [state.rng]
    dropout(torch.ones(2))
    assert graph._generators(state) == [state.rng, dropout.rng]
