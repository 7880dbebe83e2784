"""The training loop: stages of steps, history, divergence, callbacks, progress. It knows no system."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import NamedTuple

import torch
from tqdm import tqdm

from sklearn_seqgan.exceptions import DivergenceError
from sklearn_seqgan.objectives.divergence import first_not_finite, out_of_bounds
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.graph import as_graph
from sklearn_seqgan.training.state import TrainState

__all__ = ["HISTORY_INTERVAL", "Stage", "train"]

HISTORY_INTERVAL = 10
"""Steps between two rows of the history: how often the host waits for the device."""

_ADVICE = {
    "critic_gap": "Lower learning_rate, or choose another `lipschitz`: nothing holds the critic's slope.",
}
_LOWER = "Lower learning_rate (or information_weight, supervised_weight, real_information_weight)."


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
    advice : str
        What to do if a loss of it diverges.
    """

    name: str
    step: Callable[[TrainState, TrainingSet], dict]
    n_steps: int
    counted: bool = True
    advice: str = _LOWER


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
        If a value or a weight is NaN or infinite, or the critic gap or a loss in nats too large. The state
        is then that of the last row without, and the error has the rows up to it as its ``history``.
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
    place = before = s.step if stage.counted else 0
    recent = []
    sound = s.copy()
    step = as_graph(stage.step, s, data)
    with tqdm(total=n_steps, disable=not verbose or n_steps == 0, unit="step", desc=stage.name) as bar:
        for i in range(1, n_steps + 1):
            recent.append(step(s, data))
            s.step += stage.counted
            if i % HISTORY_INTERVAL and i < n_steps:
                continue
            values, place = _means(recent), before + i
            if problem := _of_values(values, place, len(recent), stage) or _of_weights(s, place, stage):
                _give_up(s, sound, history.rows, problem)
            sound = s.copy()
            history.add(stage.name, place, values)
            bar.update(len(recent))
            recent.clear()
            if history.stopped:
                break
    if problem := _of_weights(s, place, stage):  # a callback may have touched them
        _give_up(s, sound, history.rows, problem)


def _means(rows):
    """Mean of each value, fetched from the device at once."""
    names = list(rows[0])
    values = torch.stack([torch.stack([row[name] for name in names]) for row in rows])
    return dict(zip(names, values.mean(0).tolist(), strict=True))


def _of_values(values, step, n_steps, stage):
    """What is wrong with the means over some steps up to one, and what to do; or None."""
    if found := out_of_bounds(values, step, n_steps):
        name, what = found
        return f"{what}. {_ADVICE.get(name, stage.advice)}"
    return None


def _of_weights(s, step, stage):
    """The same of the weights."""
    name = first_not_finite(s.networks.named_parameters())
    return name and f"the weight {name} is not finite after step {step}. {stage.advice}"


def _give_up(s, sound, history, problem):
    s.resume(sound)
    raise DivergenceError(f"Training diverged: {problem}", history)
