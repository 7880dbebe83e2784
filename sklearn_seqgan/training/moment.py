"""The complete state of training at one moment; continuing from it takes the same steps as going on."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

from sklearn_seqgan.networks.tensors import copy_tensors, to_numpy, to_tensors

__all__ = ["Moment"]


class Moment(NamedTuple):
    """The state of training.

    Attributes
    ----------
    stage : int
        Number of the stage.
    taken : int
        Number of its steps that are done.
    state : dict
        From `TrainState.copy`.
    held : list of dict, or None
        States of `Stage.held`; None: the stage is about to begin.
    rows : list of dict
        The history up to here.
    stopped : bool
        Whether a callback has ended training.
    best : Moment, or None
        The one with the best validation score so far.
    """

    stage: int
    taken: int
    state: dict
    held: list | None = None
    rows: list = []  # never changed in place
    stopped: bool = False
    best: "Moment | None" = None

    @classmethod
    def of(cls, s, number: int, stage, taken: int, history, best=None) -> "Moment":
        """The current moment, in a stage, after some of its steps."""
        held = [copy_tensors(part.state()) for part in stage.held]
        return cls(number, taken, s.copy(), held, list(history.rows), history.stopped, best)

    def restore(self, s, stage) -> None:
        """Restore networks, optimisers, random streams and what the stage holds."""
        s.load(self.state)
        for part, state in zip(stage.held, self.held or ()):
            part.load(to_tensors(state))

    def to_numpy(self) -> dict:
        """The moment as nested dictionaries and lists of numbers and numpy arrays."""
        best = None if self.best is None else self.best.to_numpy()
        return {**self._asdict(), "state": to_numpy(self.state), "held": to_numpy(self.held), "best": best}

    @classmethod
    def from_numpy(cls, parts: dict) -> "Moment":
        """The moment from what `to_numpy` returned."""
        best = parts["best"] and cls.from_numpy(parts["best"])
        return cls(**{**parts, "best": best})
