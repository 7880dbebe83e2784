"""The training sequences, from which batches are drawn by index."""
# SPDX-License-Identifier: BSD-3-Clause

from copy import copy
from typing import NamedTuple

import numpy as np
import torch

from sklearn_seqgan.networks.batch import Batch

__all__ = ["LabelWeights", "TrainingSet"]

ROWS_AT_A_LOOK = 16


class LabelWeights(NamedTuple):
    """What a label counts.

    Attributes
    ----------
    counts : ndarray of shape (n,), or None
        How many labels that of each row stands for, positive; None: one.
    of_codes : ndarray of shape (n_codes,), or None
        By which it is multiplied for each code; None: 1.
    """

    counts: np.ndarray | None = None
    of_codes: np.ndarray | None = None


_ALIKE = LabelWeights()


class TrainingSet:
    """All sequences on the device, once, or read as they are used.

    Parameters
    ----------
    sequences : Sequences or StoredSequences
        n scaled sequences. On the CPU values are shared, not copied; those that are stored stay
        where they are.
    targets : ndarray of shape (n,), int64
        Code of a labelled sequence, negative where there is no label.
    device : torch.device
    groups : ndarray of shape (n,), int64, default=None
        Person of each sequence, negative where one is not known.
    placement : Placement, default=None
        Where points are that channels are coordinates of.
    label_weights : LabelWeights
        By default all count the same.

    Attributes
    ----------
    label_counts : Tensor of shape (n,), float64, or None
    code_weights : Tensor of shape (n_codes,), float64, or None
        Of `label_weights`.
    n_time_steps : int
        Time steps of the longest sequence.
    on_device : bool
        Whether a batch can be had without the host.
    """

    def __init__(self, sequences, targets, device, groups=None, placement=None, label_weights=_ALIKE):
        self.device = device
        self.on_device = hasattr(sequences, "values")
        self._values = (_on_device if self.on_device else _as_read)(sequences, device)
        self.n_time_steps = sequences.shape[1]
        self.lengths = torch.tensor(sequences.lengths, device=device)
        self.groups = None if groups is None else torch.tensor(groups, device=device)
        self.placement = placement and [
            torch.tensor(p, dtype=torch.float32, device=device) for p in placement
        ]
        self._set_targets(targets, label_weights)

    def with_targets(self, targets, label_weights=_ALIKE):
        """The same sequences with other labels, which share their memory."""
        other = copy(self)
        other._set_targets(targets, label_weights)
        return other

    def _set_targets(self, targets, label_weights):
        self.targets = torch.tensor(targets, device=self.device)
        self.labeled_rows = torch.tensor(np.flatnonzero(targets >= 0), device=self.device)
        self.label_counts, self.code_weights = (
            None if w is None else torch.tensor(w, dtype=torch.float64, device=self.device)
            for w in label_weights
        )
        self._factors = self._find_factors()

    def _find_factors(self):
        """What each label counts in a mean over labels: 1 on average, shape (n,); None where all count 1."""
        if self.label_counts is None and self.code_weights is None:
            return None
        factors = torch.ones(len(self), dtype=torch.float64, device=self.device)
        if self.label_counts is not None:
            factors = factors * self.label_counts
        if self.code_weights is not None:
            factors = factors * self.code_weights[self.targets.clamp(min=0)]
        return (factors / factors[self.labeled_rows].mean()).float()

    def __len__(self):
        return len(self.lengths)

    def batch(self, rows):
        """The sequences of some rows, a tensor on the device."""
        return Batch(self._values(rows), self.lengths[rows])

    def draw(self, n, rng):
        """n sequences at random, with or without a label."""
        return self.batch(torch.randint(len(self), (n,), generator=rng, device=rng.device))

    def varying_channels(self):
        """1 for channels that are not the same at all time steps of all sequences, else 0, shape (F,)."""
        first = self.batch(torch.zeros(1, dtype=torch.long, device=self.device)).values[0, 0]
        rows = torch.arange(len(self), device=self.device)
        parts = (self.batch(some) for some in rows.split(ROWS_AT_A_LOOK))
        differ = [((x.values != first) & x.mask[:, :, None]).any(1).any(0) for x in parts]
        return torch.stack(differ).any(0).float()

    def draw_labeled(self, n, rng):
        """Labelled sequences, their codes, and what each counts (None: the same).

        All of them, or n at random if there are more.
        """
        rows = self.labeled_rows
        if len(rows) > n:
            rows = rows[torch.randint(len(rows), (n,), generator=rng, device=rng.device)]
        factors = None if self._factors is None else self._factors[rows]
        return self.batch(rows), self.targets[rows], factors


def _on_device(sequences, device):
    """Values of rows that are on the device already."""
    return torch.from_numpy(sequences.values).to(device).__getitem__


def _as_read(sequences, device):
    """Values of rows that are read, scaled and sent to the device when they are asked for."""

    def read(rows):
        values = torch.from_numpy(sequences.rows(rows.cpu().numpy()).values)
        return values if device.type == "cpu" else values.pin_memory().to(device, non_blocking=True)

    return read
