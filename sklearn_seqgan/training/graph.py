"""A training step as one CUDA graph: recorded once, then launched as a whole.

A step of small networks is some hundreds of short kernels, and the host takes longer to launch one than
a GPU to run it. A graph is launched at once. What it holds are kernels and addresses, not Python: so a
step reads its random numbers from a registered generator, writes weights, moments and singular vectors in
place, and counts nothing itself.
"""
# SPDX-License-Identifier: BSD-3-Clause

import warnings
from threading import Lock

import torch

from sklearn_seqgan.networks.dropout import SeededDropout

__all__ = ["WARM_UP", "CudaRecorder", "as_graph"]

WARM_UP = 3
"""Steps before the recording: kernels are compiled and libraries set up meanwhile."""

_ALONE = Lock()
"""Of the steps of all fits in this process: torch has one thread for the backward passes of them all."""


def as_graph(step, s, data):
    """`step`, which after some calls becomes one CUDA graph; itself where it cannot.

    Parameters
    ----------
    step : callable of (state, training set) that gives a dict of tensors
    s : TrainState
    data : TrainingSet
        One that is read as it is used needs the host in every step.
    """
    if s.rng.device.type != "cuda" or not data.on_device:
        return step
    return Recorded(step, CudaRecorder(s.rng.device))


class Recorded:
    """A step that runs as it is at first, and is then recorded and replayed.

    Parameters
    ----------
    step : callable of (state, training set) that gives a dict of tensors
    recorder : CudaRecorder
    """

    def __init__(self, step, recorder):
        self._step, self._recorder = step, recorder
        self._left, self._replay = WARM_UP, None

    def __call__(self, s, data):
        if self._left > 0:
            self._left -= 1
            return self._recorder.warm_up(lambda: self._step(s, data))
        if self._replay is None:
            self._replay = self._record(s, data)
        return self._replay()

    def _record(self, s, data):
        """A function without arguments that does one step; if it must be, by running it as it is."""
        before = s.rng.get_state()
        try:
            return self._recorder.record(lambda: self._step(s, data), _generators(s))
        except RuntimeError as error:
            warnings.warn(
                f"The training step could not be recorded as a CUDA graph, and runs without, slower. {error}",
                RuntimeWarning,
                stacklevel=2,
            )
            s.rng = torch.Generator(s.rng.device)  # the other may still take itself to be recorded
            s.rng.set_state(before)
            return lambda: self._step(s, data)


def _generators(s):
    """All that a step draws from."""
    dropouts = (layer for layer in s.networks.modules() if isinstance(layer, SeededDropout))
    return [s.rng, *(layer.rng for layer in dropouts if layer.rng is not None)]


class CudaRecorder:
    """Records on a stream of its own, where the steps before have run as well.

    Parameters
    ----------
    device : torch.device
    """

    def __init__(self, device):
        self._device = device
        self._stream = torch.cuda.Stream(device)

    def warm_up(self, step):
        """Run it, on the stream that it will be recorded on."""
        with _ALONE, torch.cuda.device(self._device):
            current = torch.cuda.current_stream()
            self._stream.wait_stream(current)
            with torch.cuda.stream(self._stream):
                values = step()
            current.wait_stream(self._stream)
        return values

    def record(self, step, generators):
        """A function that replays it; recording itself runs nothing.

        Raises
        ------
        RuntimeError
            If something in it cannot be recorded.
        """
        graph = torch.cuda.CUDAGraph()
        for generator in generators:
            graph.register_generator_state(generator)
        with (
            _ALONE,
            torch.cuda.device(self._device),
            torch.cuda.stream(torch.cuda.current_stream()),  # which a recording that fails does not give back
            torch.cuda.graph(graph, stream=self._stream, capture_error_mode="thread_local"),
        ):
            values = step()

        def replay():
            with torch.cuda.device(self._device):
                graph.replay()
                return {name: value.clone() for name, value in values.items()}  # the next one writes there

        return replay
