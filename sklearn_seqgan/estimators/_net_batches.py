"""The batches of a net's steps, and the bar that counts them."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from skorch.callbacks import Callback

from sklearn_seqgan._progress import bar
from sklearn_seqgan.ranks import ALONE

__all__ = ["EPOCH_STEPS", "Batches", "ProgressBar"]

EPOCH_STEPS = 10
"""Steps between two rows of skorch's history; a pass over 20 labelled rows would be a single step."""


class Batches:
    """Row numbers of each batch, or this rank's part: all rows, or `batch_size` at random if there are more.

    One iteration is an epoch of at most `EPOCH_STEPS` batches; iterate again until all steps are used up.
    """

    def __init__(self, n_rows, batch_size, n_steps, rng, done=0, ranks=ALONE):
        self.part = ranks.part(min(n_rows, batch_size))
        self.n_rows, self.batch_size, self.n_steps, self.rng = n_rows, batch_size, n_steps, rng
        self.done, self.taken, self.interrupted = done, 0, False

    def __len__(self):
        return min(EPOCH_STEPS, self.n_steps - self.taken)

    def __iter__(self):
        for _ in range(len(self)):
            if self.n_rows <= self.batch_size:
                rows = torch.arange(self.n_rows)
            else:
                rows = torch.randint(self.n_rows, (self.batch_size,), generator=self.rng)
            yield (rows if self.part is None else self.part.of(rows)).tolist()
            self.taken += 1  # the step is done when the next batch is requested


class ProgressBar(Callback):
    """One bar for all steps, instead of skorch's table of epochs."""

    def __getstate__(self):
        return {name: value for name, value in vars(self).items() if name != "bar_"}  # holds a stream

    def on_train_begin(self, net, **kwargs):
        rank = vars(net).get("_ranks_", ALONE).rank
        self.bar_ = bar(type(net).__name__, net.max_steps, net.verbose if rank == 0 else 0)

    def on_batch_end(self, net, training=False, **kwargs):
        self.bar_.update(int(training))

    def on_train_end(self, net, **kwargs):
        self.bar_.close()
        del self.bar_
