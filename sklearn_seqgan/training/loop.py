"""The training loop: steps, history, divergence, callbacks, progress."""
# SPDX-License-Identifier: BSD-3-Clause

import math
from collections.abc import Callable, Iterable
from time import perf_counter

import torch
from tqdm import tqdm

from sklearn_seqgan.exceptions import DivergenceError
from sklearn_seqgan.priors import draw_category
from sklearn_seqgan.training.encoder import N_LANDMARKS, fit_trunk, solve_encoder
from sklearn_seqgan.training.state import TrainingSet, TrainState
from sklearn_seqgan.training.steps import generate, infogan_step

__all__ = ["HISTORY_INTERVAL", "train"]

HISTORY_INTERVAL = 10
"""Steps between two rows of the history: how often the host waits for the device."""


def train(
    s: TrainState,
    data: TrainingSet,
    max_steps: int,
    callbacks: Iterable[Callable[[dict], object]] = (),
    verbose: int = 0,
) -> list[dict]:
    """Solve for the encoder if it is not trained, and take up to `max_steps` iterations.

    Parameters
    ----------
    s : TrainState
        Moved in place.
    data : TrainingSet
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
        If a value is NaN or infinite.
    """
    history, recent, start = [], [], perf_counter()
    solved = not s.networks.encoder_parts
    if solved and s.step == 0:
        fit_trunk(s, data)
    if solved:
        solve_encoder(s, data)
    with tqdm(total=max_steps, disable=not verbose, desc="InfoGAN", unit="step") as bar:
        for i in range(1, max_steps + 1):
            recent.append(infogan_step(s, data))
            if i % HISTORY_INTERVAL and i < max_steps:
                continue
            row = {"step": s.step, "seconds": perf_counter() - start, **_means(recent)}
            _raise_if_diverged(row, len(recent))
            history.append(row)
            bar.update(len(recent))
            recent.clear()
            answers = [callback(row) for callback in callbacks]
            if any(answers):
                break
    _raise_if_weights_diverged(s)
    if solved and s.objective.encoder_information_weight > 0:
        solve_encoder(s, data, _generated(s, data))
    return history


def _means(rows):
    """Mean of each value, fetched from the device at once."""
    names = list(rows[0])
    values = torch.stack([torch.stack([row[name] for name in names]) for row in rows])
    return dict(zip(names, values.mean(0).tolist(), strict=True))


def _raise_if_diverged(row, n_steps):
    for name, value in row.items():
        if not math.isfinite(value):
            raise DivergenceError(
                f"Training diverged: {name} became {value} between steps {row['step'] - n_steps} and "
                f"{row['step']}. Lower learning_rate (or information_weight, supervised_weight, "
                "real_information_weight)."
            )


def _raise_if_weights_diverged(s):
    for name, weight in s.networks.named_parameters():
        if not torch.isfinite(weight).all():
            raise DivergenceError(
                f"Training diverged: the weight {name} is not finite after step {s.step}. "
                "Lower learning_rate."
            )


def _generated(s, data):
    """As many generated sequences as there are training sequences, up to a thousand, with their codes."""
    codes = draw_category(s.priors.code, min(len(data), N_LANDMARKS), s.rng)
    with torch.no_grad():
        return generate(s.networks.generator, s.priors, codes, s.rng), codes
