"""Checkpoints of a net's training: the state of skorch, optimiser and batches at the end of an epoch."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch
from skorch.callbacks import Callback
from skorch.history import History

from sklearn_seqgan._warnings import warn
from sklearn_seqgan.estimators._checkpoint import digest, open_checkpoint, parameters_as_text
from sklearn_seqgan.networks.dropout import set_streams, streams_of
from sklearn_seqgan.networks.tensors import to_numpy, to_tensors

__all__ = ["KeepCheckpoint", "NetCheckpointMixin", "NetMoment"]

_OF_EARLY_STOPPING = "misses_", "dynamic_threshold_", "best_epoch_"

_NOT_OF_TRAINING = {
    *("callbacks", "checkpoint", "checkpoint_every", "device", "random_state", "unlabeled", "verbose"),
    *("warm_start", "iterator_valid", "use_caching"),
}
"""Parameters that may differ when a fit continues from a checkpoint."""


class NetMoment(NamedTuple):
    """A moment of a net's training, which has a single ``stage``.

    Attributes
    ----------
    taken : int
        Number of steps done.
    parts : dict
        Nested dictionaries and lists of numbers and arrays.
    """

    taken: int
    parts: dict
    stage: int = 0

    def to_numpy(self) -> dict:
        """All of it, in the form that a file takes."""
        return self._asdict()

    @classmethod
    def from_numpy(cls, parts: dict) -> "NetMoment":
        """The inverse of `to_numpy`."""
        return cls(**parts)


class KeepCheckpoint(Callback):
    """Write a checkpoint at the end of an epoch, after all other callbacks of the package."""

    def on_epoch_end(self, net, **kwargs):
        net._keep_checkpoint()


class NetCheckpointMixin:
    """`checkpoint` of a net."""

    def _open_checkpoint(self, inputs, targets, go_on, ranks):
        """The checkpoint of this fit, or None; a seed in an existing file replaces one that was drawn."""
        if self.checkpoint is None:
            return None
        if self.callbacks:
            warn("callbacks start anew when a fit continues: its checkpoint does not hold their state.")
        of = {
            "the class": type(self).__name__,
            **parameters_as_text(self, _NOT_OF_TRAINING),
            "the sequences": digest(inputs["values"], inputs["lengths"]),
            "the labels": digest(targets, self.classes_.astype(str)),
            "the weights of labels": digest(inputs.get("factors")),
            "the fit that it goes on from": self._start() if go_on else "",
            "the kind of device": str(torch.device(self.device).type),
        }
        seeds = {"weights": self.weights_seed_, "batches": digest(self.batches_stream_)}
        if ranks.size > 1:
            of["the number of ranks"] = ranks.size
        has_seed = go_on or self.random_state is not None
        every = self.checkpoint_every
        found = open_checkpoint(self.checkpoint, every, of, seeds, has_seed, NetMoment, ranks)
        if not go_on:
            self.weights_seed_ = found.seeds["weights"]
        return found

    @property
    def _earlier(self):
        """The moment from which training continues, or None."""
        checkpoint = vars(self).get("_checkpoint_")
        return checkpoint and checkpoint.earlier

    def _start(self):
        return f"{self.n_steps_} steps, {digest(*to_numpy(dict(self.module_.state_dict())).values())}"

    def _keep_checkpoint(self):
        checkpoint = vars(self).get("_checkpoint_")
        if checkpoint is not None:
            checkpoint.keep(NetMoment(self.batches_.taken, self._moment()))

    def _moment(self):
        parts = {
            "weights": to_numpy(dict(self.module_.state_dict())),
            "optimizer": to_numpy(self.optimizer_.state_dict()),
            "streams": to_numpy(streams_of(self.module_)),
            "batches": self.batches_.rng.get_state().numpy(),
            "history": self.history.to_list(),
        }
        if self.early_stopping:
            stop = dict(self.callbacks_)["early_stopping"]
            parts["stop"] = {name: vars(stop)[name] for name in _OF_EARLY_STOPPING}
            parts["best"] = to_numpy(dict(stop.best_model_weights_ or {}))
        return parts

    def _restore(self, moment):
        """Restore the state of a moment, after skorch has begun to train."""
        parts = to_tensors({k: v for k, v in moment.parts.items() if k != "history"})
        self.module_.load_state_dict(parts["weights"])
        self.optimizer_.load_state_dict(parts["optimizer"])
        set_streams(self.module_, parts["streams"])
        self.batches_.rng.set_state(parts["batches"])
        self.batches_.taken = moment.taken
        self.history_ = History(moment.parts["history"])
        if self.early_stopping:
            stop = dict(self.callbacks_)["early_stopping"]
            vars(stop).update(parts["stop"], best_model_weights_=parts["best"] or None)
