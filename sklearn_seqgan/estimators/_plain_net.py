"""skorch's own methods where ``device`` may be "auto" and a caller may have changed torch's defaults."""
# SPDX-License-Identifier: BSD-3-Clause

from contextlib import contextmanager

from skorch import NeuralNetClassifier
from skorch.utils import to_device

from sklearn_seqgan.estimators._ambient import in_plain_torch, plain_torch
from sklearn_seqgan.estimators._inference import resolve_device

__all__ = ["PlainNet"]


class PlainNet(NeuralNetClassifier):
    """A skorch classifier of which each public method that needs torch finds it plain, and a real device."""

    def initialize(self):
        """Make network, criterion, optimiser and callbacks anew."""
        with self._door():
            return super().initialize()

    def load_params(self, *args, **kwargs):
        """Load what `save_params` or a checkpoint has saved; see skorch."""
        with self._door():
            return super().load_params(*args, **kwargs)

    def forward_iter(self, X, training=False, device="cpu"):
        """Logits of one batch after the other, of all rows in order in training too; see skorch."""
        with plain_torch():
            batches = iter(self.get_iterator(self.get_dataset(X)))
        while (logits := self._forward_next(batches, training)) is not None:
            yield to_device(logits, device)

    @in_plain_torch
    def _forward_next(self, batches, training):
        """Logits of the next batch, or None; between two of them the caller has torch as it was."""
        batch = next(batches, None)
        return None if batch is None else self.evaluation_step(batch, training=training)

    def set_params(self, **kwargs):
        """Set parameters; of a fitted net, what they concern is made anew."""
        if "device" in kwargs:
            self.device = kwargs.pop("device")
        if not self.initialized_:
            return super().set_params(**kwargs)
        new_optimizer = "optimizer" in kwargs
        if new_optimizer:
            self.optimizer = kwargs.pop("optimizer")
        for name in kwargs:
            if name.startswith("optimizer__") and not name.startswith("optimizer__param_groups"):
                setattr(self, name, kwargs[name])  # skorch would tell the optimiser at hand alone
        with self._door():
            super().set_params(**kwargs)
            if new_optimizer:
                self._initialize_optimizer()
            if any(name.startswith("callbacks") for name in kwargs):
                self._initialize_callbacks()  # skorch would call a callback that is None now
        return self

    @in_plain_torch
    def __setstate__(self, state):
        device = state["device"]
        super().__setstate__(state | {"device": "cpu" if device == "auto" else device})
        self.device = device

    @contextmanager
    def _door(self):
        """Let skorch see plain torch and a device that torch knows; the parameter is as before afterwards."""
        device = self.device
        self.device = resolve_device(device)
        try:
            with plain_torch():
                yield
        finally:
            self.device = device
