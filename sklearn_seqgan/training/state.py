"""What adversarial training holds: networks, optimisers, priors, random stream, and data.

The steps in ``steps.py`` and ``bigan.py`` read and move a `TrainState`; here it is made, and turned
into numpy and back.
"""
# SPDX-License-Identifier: BSD-3-Clause

from dataclasses import dataclass

import numpy as np
import torch

from sklearn_seqgan.networks.trunks import valid_steps
from sklearn_seqgan.objectives.adversarial import LOSSES
from sklearn_seqgan.objectives.lipschitz import LIPSCHITZ, effective_weights
from sklearn_seqgan.training.adam import Adam
from sklearn_seqgan.training.architecture import Batch, copy_tensors, to_numpy, to_tensors

__all__ = ["Objective", "TrainState", "TrainingSet"]


@dataclass(frozen=True, kw_only=True)
class Objective:
    """The losses, their weights, and how they are descended; what a system does not have is 0."""

    loss: str
    lipschitz: str
    penalty_weight: float
    clip_bound: float
    information_weight: float = 0.0
    encoder_information_weight: float = 0.0
    real_information_weight: float
    supervised_weight: float
    nuisance_weight: float = 0.0
    n_rounds: int = 0
    n_critic: int
    learning_rate: float
    betas: tuple[float, float]
    batch_size: int


class TrainingSet:
    """All sequences on the device, once, or read as they are used; batches are drawn by index.

    Parameters
    ----------
    sequences : Sequences or StoredSequences
        n scaled sequences. Those that are stored stay where they are.
    targets : ndarray of shape (n,), int64
        Code of a labelled sequence, negative where there is no label.
    device : torch.device

    Attributes
    ----------
    on_device : bool
        Whether a batch can be had without the host.
    """

    def __init__(self, sequences, targets, device):
        self.device = device
        self.on_device = hasattr(sequences, "values")
        self._values = (_on_device if self.on_device else _as_read)(sequences, device)
        self.n_steps = sequences.shape[1]
        self.lengths = torch.tensor(sequences.lengths, device=device)
        self.targets = torch.tensor(targets, device=device)
        self.labeled_rows = torch.tensor(np.flatnonzero(targets >= 0), device=device)

    def __len__(self):
        return len(self.lengths)

    def rows(self, rows):
        """Values (len(rows), T, F) and lengths of some rows, a tensor on the device."""
        return self._values(rows), self.lengths[rows]

    def batch(self, rows):
        values, lengths = self.rows(rows)
        return Batch(values, valid_steps(lengths, self.n_steps))

    def draw(self, n, rng):
        """n sequences at random, with or without a label."""
        return self.batch(torch.randint(len(self), (n,), generator=rng, device=rng.device))

    def draw_labeled(self, n, rng):
        """Labelled sequences and their codes: all of them, or n at random if there are more."""
        rows = self.labeled_rows
        if len(rows) > n:
            rows = rows[torch.randint(len(rows), (n,), generator=rng, device=rng.device)]
        return self.batch(rows), self.targets[rows]


def _on_device(sequences, device):
    """Values of rows that are on the device already."""
    return torch.tensor(sequences.values, device=device).__getitem__


def _as_read(sequences, device):
    """Values of rows that are read, scaled and sent to the device when they are asked for."""

    def read(rows):
        values = torch.from_numpy(sequences.rows(rows.cpu().numpy()).values)
        return values if device.type == "cpu" else values.pin_memory().to(device, non_blocking=True)

    return read


class TrainState:
    """Networks with an optimiser for each that is descended, priors and the random stream of the steps.

    Parameters
    ----------
    networks : Module
        Of an `Architecture`.
    objective : Objective
    priors : Priors
    rng : torch.Generator
        Its device is where training happens; everything is moved there.
    setup_seed : int
        Of the draws before the first step, the same in every warm start.
    """

    def __init__(self, networks, objective, priors, rng, setup_seed=0):
        self.networks = networks.to(rng.device).train()
        self.objective = objective
        self.loss, self.lipschitz = LOSSES[objective.loss], LIPSCHITZ[objective.lipschitz]
        self.priors = priors.to(rng.device)
        self.rng = rng
        self.setup_seed = setup_seed
        self.step, self.resumed = 0, False
        parts = {
            "generator": [networks.generator],
            "critic": networks.critic_parts,
            "encoder": networks.encoder_parts,
        }
        self.optimizers = {name: self._adam(*modules) for name, modules in parts.items() if modules}

    def _adam(self, *parts):
        parameters = [p for part in parts for p in part.parameters()]
        return Adam(parameters, self.objective.learning_rate, self.objective.betas)

    def copy(self):
        """All that `resume` needs, as nested dictionaries of numbers and of tensors on the device."""
        return copy_tensors(self._parts())

    def to_numpy(self):
        """All that `resume` needs, as nested dictionaries of numbers and numpy arrays."""
        return to_numpy(self._parts())

    def _parts(self):
        return {
            "step": self.step,
            "rng": self.rng.get_state(),
            "device": self.rng.device.type,
            "weights": dict(self.networks.state_dict()),
            "optimizers": {name: optimizer.state() for name, optimizer in self.optimizers.items()},
        }

    def plain_weights(self):
        """The weights in effect, for networks without constraints, as a dictionary of numpy arrays."""
        return to_numpy(effective_weights(self.networks))

    def resume(self, saved):
        """Go on where `copy` or `to_numpy` was called; on another kind of device with a new random stream."""
        saved = to_tensors(saved)
        self.step, self.resumed = saved["step"], True
        self.networks.load_state_dict(saved["weights"])
        for name, optimizer in self.optimizers.items():
            optimizer.load(saved["optimizers"][name])
        if saved["device"] == self.rng.device.type:
            self.rng.set_state(saved["rng"])
