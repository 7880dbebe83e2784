"""The training loop: steps, history, divergence, callbacks, progress. It knows no system."""
# SPDX-License-Identifier: BSD-3-Clause

import math
from collections.abc import Callable, Iterable
from time import perf_counter

import torch
from tqdm import tqdm

from sklearn_seqgan.exceptions import DivergenceError
from sklearn_seqgan.training.data import TrainingSet
from sklearn_seqgan.training.graph import as_graph
from sklearn_seqgan.training.state import TrainState

__all__ = ["HISTORY_INTERVAL", "LARGEST_GAP", "train"]

HISTORY_INTERVAL = 10
"""Steps between two rows of the history: how often the host waits for the device."""

LARGEST_GAP = 1e4
"""Critic gap, either way, beyond which the critic is taken to have lost its bound on the slope."""


def train(
    s: TrainState,
    data: TrainingSet,
    max_steps: int,
    callbacks: Iterable[Callable[[dict], object]] = (),
    verbose: int = 0,
) -> list[dict]:
    """Prepare the networks, take up to `max_steps` steps, and finish, as their system says.

    Parameters
    ----------
    s : TrainState
        Moved in place.
    data : TrainingSet
        On a GPU a step is recorded, and replayed (`as_graph`).
    max_steps : int
    callbacks : iterable of callables
        Each gets every history row; one that returns True ends training.
    verbose : int
        1 or more shows a progress bar.

    Returns
    -------
    list of dict
        Every `HISTORY_INTERVAL` steps and at the end: ``step``, ``seconds`` since the
        call, and the mean of each value that the steps gave since the row before.

    Raises
    ------
    DivergenceError
        If a value or a weight is NaN or infinite, or the critic gap is beyond `LARGEST_GAP`. The state is
        then that of the last row without, and the error has the rows up to it as its ``history``.
    """
    history, recent, start = [], [], perf_counter()
    system = s.networks
    system.prepare(s, data)
    sound, step = s.copy(), as_graph(system.step, s, data)
    with tqdm(total=max_steps, disable=not verbose, unit="step") as bar:
        for i in range(1, max_steps + 1):
            recent.append(step(s, data))
            s.step += 1
            if i % HISTORY_INTERVAL and i < max_steps:
                continue
            row = {"step": s.step, "seconds": perf_counter() - start, **_means(recent)}
            if problem := _divergence(row, len(recent)) or _divergence_of_weights(s):
                _give_up(s, sound, history, problem)
            sound = s.copy()
            history.append(row)
            bar.update(len(recent))
            recent.clear()
            answers = [callback(row) for callback in callbacks]
            if any(answers):
                break
    if problem := _divergence_of_weights(s):  # a callback may have touched them
        _give_up(s, sound, history, problem)
    system.finish(s, data)
    return history


def _means(rows):
    """Mean of each value, fetched from the device at once."""
    names = list(rows[0])
    values = torch.stack([torch.stack([row[name] for name in names]) for row in rows])
    return dict(zip(names, values.mean(0).tolist(), strict=True))


def _divergence(row, n_steps):
    """What is wrong with the values of a row, or None."""
    when = f"between steps {row['step'] - n_steps} and {row['step']}"
    for name, value in row.items():
        if not math.isfinite(value):
            return (
                f"{name} became {value} {when}. Lower learning_rate (or information_weight, "
                "supervised_weight, real_information_weight)."
            )
    if abs(row.get("critic_gap", 0.0)) > LARGEST_GAP:
        return (
            f"the critic gap reached {row['critic_gap']:.3g} {when}, beyond {LARGEST_GAP:g}: nothing holds "
            "the critic's slope. Lower learning_rate, or choose another `lipschitz`."
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
