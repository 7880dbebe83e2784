"""A training step as one CUDA graph: recorded once, then launched as a whole.

A step of small networks runs hundreds of short kernels, and the host takes longer to launch a kernel than the
GPU takes to run it. A graph launches them all at once. It holds kernels and addresses, but no Python. So a
step must read random numbers from a registered generator, must write weights, moments and singular vectors in
place, and cannot count in Python.
"""
# SPDX-License-Identifier: BSD-3-Clause

import warnings
from threading import Lock

import torch

from sklearn_seqgan.networks.dropout import SeededDropout

__all__ = ["WARM_UP", "CudaRecorder", "as_graph"]

WARM_UP = 3
"""Steps before the recording, in which kernels are compiled and libraries initialised."""

_ALONE = Lock()
"""Lock for the steps of all fits in this process: torch runs all their backward passes in one thread."""


def as_graph(step, s, data):
    """A step that becomes one CUDA graph after some calls; `step` itself if it cannot be recorded.

    Parameters
    ----------
    step : callable from (state, training set) to a dict of tensors
    s : TrainState
    data : TrainingSet
        If it is read on demand, every step needs the host, and is not recorded.
    """
    if s.rng.device.type != "cuda" or not data.on_device:
        return step
    return Recorded(step, CudaRecorder(s.rng.device))


class Recorded:
    """A step that first runs normally, and is then recorded and replayed.

    Parameters
    ----------
    step : callable from (state, training set) to a dict of tensors
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
        """A function that replays the recorded step, or, if it cannot be recorded, runs it normally."""
        before = s.rng.get_state()
        try:
            return self._recorder.record(lambda: self._step(s, data), _generators(s))
        except RuntimeError as error:
            warnings.warn(
                f"The training step could not be recorded as a CUDA graph, and runs without, slower. {error}",
                RuntimeWarning,
                stacklevel=2,
            )
            s.rng = torch.Generator(s.rng.device)  # the old one may believe that it is still being recorded
            s.rng.set_state(before)
            return lambda: self._step(s, data)


def _generators(s):
    """All generators that a step draws from."""
    dropouts = (layer for layer in s.networks.modules() if isinstance(layer, SeededDropout))
    return [s.rng, *(layer.rng for layer in dropouts if layer.rng is not None)]


class CudaRecorder:
    """Records on its own stream, on which the warm-up steps run as well.

    Parameters
    ----------
    device : torch.device
    """

    def __init__(self, device):
        self._device = device
        self._stream = torch.cuda.Stream(device)

    def warm_up(self, step):
        """Run a step on the stream on which it will be recorded."""
        with _ALONE, torch.cuda.device(self._device):
            current = torch.cuda.current_stream()
            self._stream.wait_stream(current)
            with torch.cuda.stream(self._stream):
                values = step()
            current.wait_stream(self._stream)
        return values

    def record(self, step, generators):
        """A function that replays the step; recording itself executes nothing.

        Raises
        ------
        RuntimeError
            If something in the step cannot be recorded.
        """
        graph = torch.cuda.CUDAGraph()
        for generator in generators:
            graph.register_generator_state(generator)
        with (
            _ALONE,
            torch.cuda.device(self._device),
            torch.cuda.stream(torch.cuda.current_stream()),  # a failed recording does not restore it
            torch.cuda.graph(graph, stream=self._stream, capture_error_mode="thread_local"),
        ):
            values = step()

        def replay():
            with torch.cuda.device(self._device):
                graph.replay()
                return {name: value.clone() for name, value in values.items()}  # the next replay writes there

        return replay
