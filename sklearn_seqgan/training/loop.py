"""The training loop for any system: stages of steps, history, divergence, callbacks, progress."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import NamedTuple

import torch

from sklearn_seqgan._progress import bar
from sklearn_seqgan.exceptions import DivergenceError
from sklearn_seqgan.objectives.divergence import first_not_finite, out_of_bounds
from sklearn_seqgan.ranks import ALONE
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.graph import as_graph
from sklearn_seqgan.training.moment import Moment
from sklearn_seqgan.training.state import TrainState
from sklearn_seqgan.training.validation import Validation

__all__ = ["HISTORY_INTERVAL", "Interrupted", "Stage", "train"]

HISTORY_INTERVAL = 10
"""Steps between two rows of the history, at which the host waits for the device."""

_ADVICE = {
    "critic_gap": "Lower learning_rate, or choose another `lipschitz`: nothing holds the critic's slope.",
}
_LOWER = "Lower learning_rate (or information_weight, supervised_weight, real_information_weight)."


class Stage(NamedTuple):
    """Steps of one kind.

    Attributes
    ----------
    name : str
        Name in the column "stage" of the history.
    step : callable from (state, training set) to a dict of tensors
        It must not wait for the device: on a GPU it is recorded and replayed (`as_graph`).
    n_steps : int
    held : tuple
        What the steps change besides the state. Each object has ``state``, which returns nested dictionaries
        and lists of tensors, and ``load``, which restores them.
    counted : bool
        Whether the state counts these steps; a further fit can add to counted steps only.
    advice : str
        What to do if a loss of this stage diverges.
    """

    name: str
    step: Callable[[TrainState, TrainingSet], dict]
    n_steps: int
    held: tuple = ()
    counted: bool = True
    advice: str = _LOWER


class Interrupted(Exception):
    """Training was interrupted, and ended at the last moment that was kept.

    Parameters
    ----------
    history : list of dict
        The rows up to that moment.
    """

    def __init__(self, history):
        super().__init__(history)
        self.history = history


def train(
    s: TrainState,
    data: TrainingSet,
    max_steps: int,
    callbacks: Iterable[Callable[[dict], object]] = (),
    verbose: int = 0,
    checkpoint=None,
    validation: Validation | None = None,
) -> list[dict]:
    """Prepare the networks, run the steps of all stages, and finish, as their system defines it.

    Parameters
    ----------
    s : TrainState
        Changed in place.
    data : TrainingSet
    max_steps : int
        Most steps of the adversarial stage.
    callbacks : iterable of callables
        Each gets every row of the history, on rank 0 only. If one returns True, training ends.
    verbose : int
        1 or more shows a progress bar for each stage.
    checkpoint : object, default=None
        Where moments are kept. Its ``earlier`` is the `Moment` to continue from, or None. Its ``keep(moment,
        now)`` is called at each row of the history; with ``now``, the moment must be kept.
    validation : Validation, default=None
        Scores the networks at each row of the adversarial stage, and may end it early.

    Returns
    -------
    list of dict
        One row every `HISTORY_INTERVAL` steps of a stage, and one at its end: ``stage``, ``step`` in the
        stage, ``seconds`` since the call, and the mean of each of the steps' values since the previous row.

    Raises
    ------
    DivergenceError
        If a value or a weight is NaN or infinite, or if the critic gap or a loss is too large. The state is
        then that of the last row before, and the error's ``history`` holds the rows up to it.
    Interrupted
        If Ctrl-C ended training after the networks were prepared. They can be used.
    """
    shown = verbose if s.ranks.rank == 0 else 0
    run = _Run(s, data, max_steps, History(callbacks, s.ranks), shown, checkpoint, validation)
    try:
        run.go_on(checkpoint and checkpoint.earlier)
    except KeyboardInterrupt:
        if run.last is None or s.ranks.size > 1:  # the other ranks may be elsewhere
            raise
        run.end_at_last_moment()
        raise Interrupted(run.history.rows) from None
    return run.history.rows


class History:
    """The rows so far, and whether a callback has ended training."""

    def __init__(self, callbacks, ranks=ALONE):
        self.rows, self.stopped, self._ranks = [], False, ranks
        self._callbacks, self._start = callbacks if ranks.rank == 0 else (), perf_counter()

    def add(self, stage, step, values):
        """Add a row, which `announce` passes to the callbacks."""
        seconds = perf_counter() - self._start
        self.rows.append({"stage": stage, "step": step, "seconds": seconds, **values})

    def announce(self):
        """Pass the last row to the callbacks."""
        answers = [callback(self.rows[-1]) for callback in self._callbacks]  # each gets every row
        self.stopped = self._ranks.first(any(answers))

    def go_back(self, moment):
        """Return to the state at a moment; the time since then is not counted."""
        self.rows, self.stopped = list(moment.rows), moment.stopped
        self._start = perf_counter() - (self.rows[-1]["seconds"] if self.rows else 0)


class _Run:
    """A call of `train`, and its last moment, from which training can continue."""

    def __init__(self, s, data, max_steps, history, verbose, checkpoint, validation):
        self.s, self.data, self.max_steps, self.history = s, data, max_steps, history
        self.verbose, self.checkpoint, self.validation = verbose, checkpoint, validation
        self.last = self.best = None

    def go_on(self, at=None):
        """Train from a moment, or from the beginning if None."""
        if at is None:
            self.s.networks.prepare(self.s, self.data)
            at = Moment(0, 0, self.s.copy())
            if self.checkpoint is not None:
                self.checkpoint.keep(at, now=True)
        self._take_stages(at)

    def end_at_last_moment(self):
        """Keep the last moment, and do what follows the stages."""
        if self.checkpoint is not None:
            self.checkpoint.keep(self.last, now=True)
        self.checkpoint = None
        self._take_stages(self.last._replace(stopped=True))

    def _take_stages(self, at):
        """Take the stages after the moment, and the rest of the moment's own stage.

        The system's code between earlier stages runs again, on the moment's weights, because later stages
        need its results. Its changes to the state are undone when the moment's stage begins.
        """
        self.last, self.best = at, at.best
        self.s.load(at.state)
        self.history.go_back(at)
        for number, stage in enumerate(self.s.networks.stages(self.s, self.data, self.max_steps)):
            if number == at.stage:
                at.restore(self.s, stage)
            if number >= at.stage:
                self._take_steps(number, stage, at.taken if number == at.stage else 0)
        self.s.networks.finish(self.s, self.data)

    def _take_steps(self, number, stage, taken):
        n_steps = taken if self.history.stopped else stage.n_steps
        place = before = self.s.step - taken if stage.counted else 0
        self.last = Moment.of(self.s, number, stage, taken, self.history, self.best)
        with bar(stage.name, n_steps, self.verbose, taken) as progress:
            for i, values, n_since in self._steps(stage, taken, n_steps):
                place = before + i
                self._give_up_if(_of_values(values, place, n_since, stage))
                self._give_up_if(_of_weights(self.s, place, stage))
                self._keep(number, stage, i, place, values)
                progress.update(n_since)
        self._give_up_if(_of_weights(self.s, place, stage))  # a callback may have changed them
        self._end_stage(stage, n_steps > taken)

    def _steps(self, stage, taken, n_steps):
        """Take the steps; at each row of the history, yield their number, means, and how many are
        averaged."""
        step, recent = as_graph(stage.step, self.s, self.data), []
        for i in range(taken + 1, n_steps + 1):
            recent.append(step(self.s, self.data))
            self.s.step += stage.counted
            if i % HISTORY_INTERVAL == 0 or i == n_steps:
                yield i, _means(recent, self.s.ranks), len(recent)
                recent.clear()
            if self.history.stopped:
                return

    def _keep(self, number, stage, taken, place, values):
        """Record a row and the moment; the moment is taken before callbacks can change the weights."""
        judge = self.validation if stage.counted else None
        if judge is not None:
            values = values | {"validation_score": judge.score(self.s.networks, self.data)}
        self.history.add(stage.name, place, values)
        moment = Moment.of(self.s, number, stage, taken, self.history, self.best)
        if judge is not None and judge.is_best(moment.rows):
            self.best = moment._replace(best=None)
        self.last = moment._replace(best=self.best)
        self.history.announce()
        if judge is not None and judge.is_over(moment.rows):
            self.history.stopped = True
        self.last = self.last._replace(stopped=self.history.stopped)
        if self.checkpoint is not None:
            self.checkpoint.keep(self.last)

    def _end_stage(self, stage, has_steps):
        """Keep the end of the stage, and restore the weights with the best validation score."""
        if self.checkpoint is not None and has_steps:
            self.checkpoint.keep(self.last, now=True)
        if self.best is not None and stage.counted:
            self.best.restore(self.s, stage)

    def _give_up_if(self, problem):
        """If there is a problem, restore the last moment and raise."""
        if problem:
            self.s.load(self.last.state)
            raise DivergenceError(f"Training diverged: {problem}", self.history.rows)


def _means(rows, ranks):
    """Mean of each value, summed over the ranks' parts and fetched from the device at once."""
    names = list(rows[0])
    values = torch.stack([torch.stack([row[name] for name in names]) for row in rows])
    return dict(zip(names, ranks.sum(values.mean(0)).tolist(), strict=True))


def _of_values(values, step, n_steps, stage):
    """What is wrong with the means over the steps up to `step`, and what to do about it; or None."""
    if found := out_of_bounds(values, step, n_steps):
        name, what = found
        return f"{what}. {_ADVICE.get(name, stage.advice)}"
    return None


def _of_weights(s, step, stage):
    """What is wrong with the weights, and what to do about it; or None."""
    name = first_not_finite(s.networks.named_parameters())
    return name and f"the weight {name} is not finite after step {step}. {stage.advice}"
