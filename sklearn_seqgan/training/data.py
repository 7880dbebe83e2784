"""The training sequences, from which batches are drawn by index."""
# SPDX-License-Identifier: BSD-3-Clause

from copy import copy
from typing import NamedTuple

import numpy as np
import torch
from torch.nn.functional import pad

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.ranks import ALONE, Part

__all__ = ["LabelWeights", "TrainingSet"]

ROWS_AT_A_LOOK = 16


class LabelWeights(NamedTuple):
    """Weights of labels.

    Attributes
    ----------
    counts : ndarray of shape (n,), or None
        Number of labels that each row's label stands for, positive; None: one.
    of_codes : ndarray of shape (n_codes,), or None
        Factor for each code; None: 1.
    """

    counts: np.ndarray | None = None
    of_codes: np.ndarray | None = None


_ALIKE = LabelWeights()


class TrainingSet:
    """All sequences, either copied to the device once or read on demand.

    Parameters
    ----------
    sequences : Sequences, StoredSequences or JointSequences
        n scaled sequences. On the CPU, values in memory are shared, not copied. Stored sequences are not
        loaded, and each rank keeps its own.
    targets : ndarray of shape (n,), int64
        Code of a labelled sequence, negative where there is no label.
    device : torch.device
    groups : ndarray of shape (n,), int64, default=None
        Person of each sequence; negative where the person is not known.
    placement : Placement, default=None
        Position of the points whose coordinates are channels.
    label_weights : LabelWeights
        By default, all labels have the same weight.

    Attributes
    ----------
    label_counts : Tensor of shape (n,), float64, or None
    code_weights : Tensor of shape (n_codes,), float64, or None
        From `label_weights`.
    n_time_steps : int
        Time steps of the longest sequence.
    n_channels : int
    on_device : bool
        Whether drawing a batch needs no help from the host.
    ranks : Alone or Several
        Ranks that train on these sequences. Each knows everything except the others' values.
    """

    def __init__(self, sequences, targets, device, groups=None, placement=None, label_weights=_ALIKE):
        self.device, self.ranks = device, getattr(sequences, "ranks", ALONE)
        self._starts = getattr(sequences, "starts", None)
        own = getattr(sequences, "own", sequences)
        in_memory = hasattr(own, "values")
        self.on_device = in_memory and self.ranks.size == 1  # the host finds which rows a rank has
        self._values = (_on_device if in_memory else _as_read)(own, device)
        _, self.n_time_steps, self.n_channels = sequences.shape
        self.lengths = torch.tensor(sequences.lengths, device=device)
        self.groups = None if groups is None else torch.tensor(groups, device=device)
        self.placement = placement and [
            torch.tensor(p, dtype=torch.float32, device=device) for p in placement
        ]
        self._set_targets(targets, label_weights)

    def with_targets(self, targets, label_weights=_ALIKE):
        """The same sequences with other labels; they share memory."""
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
        """Weight of each label in a mean over labels, 1 on average, shape (n,); None if all are 1."""
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
        """The sequences of some rows (a tensor on the device), on every rank, whichever has them."""
        if self._starts is None:
            return self.read(rows)
        return Batch(self.everywhere(lambda mine: self.read(rows[mine]).values, rows), self.lengths[rows])

    def read(self, rows):
        """The sequences of rows that all belong to this rank."""
        if self._starts is None:
            return Batch(self._values(rows), self.lengths[rows])
        values = self._values(rows - self._first)
        return Batch(pad(values, (0, 0, 0, self.n_time_steps - values.shape[1])), self.lengths[rows])

    def part(self, rows):
        """This rank's share of a joint batch of some rows, as a `Batch` that knows its place in it."""
        part = self.part_of(rows)
        if part is None:
            return self.read(rows)
        mine = part.of(rows) if part.share or self._starts is None else rows.new_full((1,), self._first)
        return self.read(mine).as_part(part)

    def everywhere(self, function, rows):
        """Results of a function for some rows: each rank computes its own, and gets all.

        Parameters
        ----------
        function : callable from a Tensor of shape (m,) to a Tensor of shape (m, ...)
            Its argument holds indices into `rows`.
        rows : Tensor of shape (n,), int64

        Returns
        -------
        Tensor of shape (n, ...)
        """
        places, part = torch.arange(len(rows), device=rows.device), self.part_of(rows)
        if part is None:
            return function(places)
        return self.ranks.assemble(function(part.of(places)) if part.share else None, part)

    def draw(self, n, rng):
        """n random sequences, with or without a label, or this rank's part of them."""
        return self.part(torch.randint(len(self), (n,), generator=rng, device=rng.device))

    def varying_channels(self):
        """0 for channels that are constant over all time steps of all sequences, else 1; shape (F,)."""
        first = self.batch(torch.zeros(1, dtype=torch.long, device=self.device)).values[0, 0]
        rows = torch.arange(len(self), device=self.device)

        def differ(mine):
            parts = (self.read(some) for some in rows[mine].split(ROWS_AT_A_LOOK))
            return torch.stack([((x.values != first) & x.mask[:, :, None]).any(1).any(0) for x in parts])

        part = self.part_of(rows)
        found = differ(rows if part is None else part.of(rows)).any(0).float()
        return found if part is None else (self.ranks.sum(part.share * found) > 0).float()

    def part_of(self, rows):
        """This rank's part of some rows: an equal share if every rank has all rows, else the rows it has."""
        if self._starts is None:
            return self.ranks.part(len(rows))
        first, last = self._starts[self.ranks.rank : self.ranks.rank + 2]
        places = ((rows >= first) & (rows < last)).nonzero().flatten()
        if len(places) == 0:
            return Part(len(rows), slice(0, 1), 0.0)
        return Part(len(rows), places, len(places) / len(rows))

    @property
    def _first(self):
        return self._starts[self.ranks.rank]

    def draw_labeled(self, n, rng):
        """Labelled sequences, their codes, and the weight of each (None: all the same).

        All of them, or n random ones if there are more.
        """
        rows = self.labeled_rows
        if len(rows) > n:
            rows = rows[torch.randint(len(rows), (n,), generator=rng, device=rng.device)]
        factors = None if self._factors is None else self._factors[rows]
        x = self.part(rows)
        return x, self.targets[x.of(rows)], factors if factors is None else x.of(factors)


def _on_device(sequences, device):
    """A function that returns the values of rows from the device."""
    return torch.from_numpy(sequences.values).to(device).__getitem__


def _as_read(sequences, device):
    """A function that reads and scales the values of rows, and sends them to the device, on demand."""

    def read(rows):
        values = torch.from_numpy(sequences.rows(rows.cpu().numpy()).values)
        return values if device.type == "cpu" else values.pin_memory().to(device, non_blocking=True)

    return read
