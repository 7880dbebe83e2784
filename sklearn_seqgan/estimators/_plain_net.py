"""skorch's own methods, with ``device="auto"`` and whatever torch defaults a caller has set."""
# SPDX-License-Identifier: BSD-3-Clause

from contextlib import contextmanager
from typing import Any

from skorch import NeuralNetClassifier
from skorch.history import History
from skorch.utils import to_device

from sklearn_seqgan.estimators._ambient import in_plain_torch, plain_torch
from sklearn_seqgan.estimators._inference import resolve_device
from sklearn_seqgan.networks.dropout import set_streams, streams_of
from sklearn_seqgan.networks.tensors import to_numpy, to_tensors

__all__ = ["PlainNet"]

_WITH_STATE = {
    "module_": "initialize_module",
    "criterion_": "initialize_criterion",
    "optimizer_": "_initialize_optimizer",
}
"""Parts of a net with a torch `state_dict`, and how each is rebuilt."""

_STATE, _STREAMS, _OF_SKORCH = "state_dict", "streams", "__cuda_dependent_attributes__"


class PlainNet(NeuralNetClassifier):
    """A skorch classifier whose public methods run with torch's own defaults and a real device."""

    def initialize(self):
        """Rebuild network, criterion, optimiser and callbacks."""
        with self._door():
            return super().initialize()

    def load_params(self, *args: Any, **kwargs: Any) -> None:
        """Load what `save_params` or a checkpoint saved; see skorch."""
        with self._door():
            return super().load_params(*args, **kwargs)

    def forward_iter(self, X: Any, training: bool = False, device: Any = "cpu") -> Any:
        """Logits of one batch after another, of all rows in order, even in training mode; see skorch."""
        with plain_torch():
            batches = iter(self.get_iterator(self.get_dataset(X)))
        while (logits := self._forward_next(batches, training)) is not None:
            yield to_device(logits, device)

    @in_plain_torch
    def _forward_next(self, batches, training):
        """Logits of the next batch, or None; between batches the caller's torch settings apply."""
        batch = next(batches, None)
        return None if batch is None else self.evaluation_step(batch, training=training)

    def set_params(self, **kwargs):
        """Set parameters; a fitted net rebuilds the components that they affect."""
        if "device" in kwargs:
            self.device = kwargs.pop("device")
        if not self.initialized_:
            return super().set_params(**kwargs)
        new_optimizer = "optimizer" in kwargs
        if new_optimizer:
            self.optimizer = kwargs.pop("optimizer")
        for name in kwargs:
            if name.startswith("optimizer__") and not name.startswith("optimizer__param_groups"):
                setattr(self, name, kwargs[name])  # skorch would set this only on the present optimiser
        with self._door():
            super().set_params(**kwargs)
            if new_optimizer:
                self._initialize_optimizer()
            if any(name.startswith("callbacks") for name in kwargs):
                self._initialize_callbacks()  # skorch would call a callback that is now None
        return self

    def __getstate__(self):
        """Numpy arrays and plain values in place of tensors: it opens anywhere, with no pickle inside.

        Whatever a new net would have too, such as classes of torch, is left out.
        """
        made = vars(self).keys() & set(_WITH_STATE)
        new = vars(self._new())
        state = {k: v for k, v in vars(self).items() if k not in new or v is not new[k]}
        for name in made:
            part = state.pop(name)
            keeps = hasattr(part, "state_dict")
            state[name] = {_STATE: to_numpy(dict(part.state_dict()))} if keeps else part
        if "module_" in made:
            state["module_"][_STREAMS] = to_numpy(streams_of(self.module_))
        if type(state.get("history_")) is History:
            state["history_"] = state["history_"].to_list()
        if "optimizer_" in made:
            del state["virtual_params_"]  # functions that skorch creates with an optimiser
        if self.callbacks is None:
            state.pop("callbacks_", None)
        return state

    @in_plain_torch
    def __setstate__(self, state):
        if _OF_SKORCH in state:
            raise ValueError("this pickle is of a version before 0.1.0, and cannot be opened by this one.")
        vars(self).update(vars(self._new()) | state)
        if isinstance(self.history_, list):
            self.history_ = History(self.history_)
        with self._door("cpu"):  # its device may not exist here
            for name, make in _WITH_STATE.items():
                saved = state.get(name)
                if isinstance(saved, dict) and _STATE in saved:
                    getattr(self, make)()
                    getattr(self, name).load_state_dict(to_tensors(saved[_STATE]))
            if "module_" in state:
                set_streams(self.module_, to_tensors(state["module_"][_STREAMS]))
            if self.callbacks is None and self.initialized_:
                self._initialize_callbacks()

    def _new(self):
        """A net with the defaults, to find what need not be kept."""
        return type(self)()

    @contextmanager
    def _door(self, at=None):
        """Run skorch with torch's own defaults and a real device; restore the parameter afterwards."""
        device = self.device
        self.device = resolve_device(device if at is None else at)
        try:
            with plain_torch():
                yield
        finally:
            self.device = device
