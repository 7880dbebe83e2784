"""The training loop: stages of steps, history, divergence, callbacks, progress. It knows no system."""
# SPDX-License-Identifier: BSD-3-Clause

import math
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import NamedTuple

import torch
from tqdm import tqdm

from sklearn_seqgan.exceptions import DivergenceError
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.graph import as_graph
from sklearn_seqgan.training.state import TrainState

__all__ = ["HISTORY_INTERVAL", "LARGEST_GAP", "Stage", "train"]

HISTORY_INTERVAL = 10
"""Steps between two rows of the history: how often the host waits for the device."""

LARGEST_GAP = 1e4
"""Critic gap, either way, beyond which the critic is taken to have lost its bound on the slope."""


class Stage(NamedTuple):
    """Steps of one kind.

    Attributes
    ----------
    name : str
        In the column "stage" of the history.
    step : callable of (state, training set) that gives a dict of tensors
        It waits for nothing: on a GPU it is recorded, and replayed (`as_graph`).
    n_steps : int
    counted : bool
        Whether the state counts them: those that another fit may add to.
    """

    name: str
    step: Callable[[TrainState, TrainingSet], dict]
    n_steps: int
    counted: bool = True


def train(
    s: TrainState,
    data: TrainingSet,
    max_steps: int,
    callbacks: Iterable[Callable[[dict], object]] = (),
    verbose: int = 0,
) -> list[dict]:
    """Prepare the networks, take the steps of all stages, and finish, as their system says.

    Parameters
    ----------
    s : TrainState
        Moved in place.
    data : TrainingSet
    max_steps : int
        Of the adversarial stage, at most.
    callbacks : iterable of callables
        Each gets every history row; one that returns True ends training.
    verbose : int
        1 or more shows a progress bar for each stage.

    Returns
    -------
    list of dict
        Every `HISTORY_INTERVAL` steps of a stage and at its end: ``stage``, ``step`` in it, ``seconds`` since
        the call, and the mean of each value that the steps gave since the row before.

    Raises
    ------
    DivergenceError
        If a value or a weight is NaN or infinite, or the critic gap is beyond `LARGEST_GAP`. The state is
        then that of the last row without, and the error has the rows up to it as its ``history``.
    """
    history = History(callbacks)
    s.networks.prepare(s, data)
    for stage in s.networks.stages(s, data, max_steps):
        n_steps = 0 if history.stopped else stage.n_steps
        _take_steps(s, data, stage, n_steps, history, verbose)
    s.networks.finish(s, data)
    return history.rows


class History:
    """The rows so far, and whether a callback wants no more."""

    def __init__(self, callbacks):
        self.rows, self.stopped = [], False
        self._callbacks, self._start = callbacks, perf_counter()

    def add(self, stage, step, values):
        seconds = perf_counter() - self._start
        self.rows.append({"stage": stage, "step": step, "seconds": seconds, **values})
        answers = [callback(self.rows[-1]) for callback in self._callbacks]  # each gets every row
        self.stopped = any(answers)


def _take_steps(s, data, stage, n_steps, history, verbose):
    before, recent = s.step if stage.counted else 0, []
    sound = s.copy()
    step = as_graph(stage.step, s, data)
    with tqdm(total=n_steps, disable=not verbose or n_steps == 0, unit="step", desc=stage.name) as bar:
        for i in range(1, n_steps + 1):
            recent.append(step(s, data))
            s.step += stage.counted
            if i % HISTORY_INTERVAL and i < n_steps:
                continue
            values, place = _means(recent), before + i
            if problem := _divergence(values, place, len(recent)) or _divergence_of_weights(s):
                _give_up(s, sound, history.rows, problem)
            sound = s.copy()
            history.add(stage.name, place, values)
            bar.update(len(recent))
            recent.clear()
            if history.stopped:
                break
    if problem := _divergence_of_weights(s):  # a callback may have touched them
        _give_up(s, sound, history.rows, problem)


def _means(rows):
    """Mean of each value, fetched from the device at once."""
    names = list(rows[0])
    values = torch.stack([torch.stack([row[name] for name in names]) for row in rows])
    return dict(zip(names, values.mean(0).tolist(), strict=True))


def _divergence(values, step, n_steps):
    """What is wrong with the means over some steps up to one, or None."""
    when = f"between steps {step - n_steps} and {step}"
    for name, value in values.items():
        if not math.isfinite(value):
            return (
                f"{name} became {value} {when}. Lower learning_rate (or information_weight, "
                "supervised_weight, real_information_weight)."
            )
    if abs(values.get("critic_gap", 0.0)) > LARGEST_GAP:
        return (
            f"the critic gap reached {values['critic_gap']:.3g} {when}, beyond {LARGEST_GAP:g}: nothing "
            "holds the critic's slope. Lower learning_rate, or choose another `lipschitz`."
        )
    return None


def _divergence_of_weights(s):
    """The first weight that is not finite, or None; the host waits for the device once."""
    named = list(s.networks.named_parameters())
    finite = torch.stack([torch.isfinite(weight).all() for _, weight in named]).tolist()
    bad = [name for (name, _), good in zip(named, finite, strict=True) if not good]
    return f"the weight {bad[0]} is not finite after step {s.step}. Lower learning_rate." if bad else None


def _give_up(s, sound, history, problem):
    s.resume(sound)
    raise DivergenceError(f"Training diverged: {problem}", history)
