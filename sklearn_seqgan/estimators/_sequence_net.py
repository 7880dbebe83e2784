"""skorch under our contract: a base for supervised classifiers of sequences.

A subclass names its network; which networks there are is unknown here.
"""
# SPDX-License-Identifier: BSD-3-Clause

import copy
import numbers
from contextlib import contextmanager, nullcontext

import numpy as np
import torch
from scipy.special import softmax
from sklearn.exceptions import NotFittedError
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted
from skorch import NeuralNetClassifier
from skorch.callbacks import Callback, EpochScoring, EpochTimer, PassthroughScoring
from skorch.utils import is_dataset, to_tensor
from tqdm import tqdm

from sklearn_seqgan._compat import Interval, validate_parameter_constraints
from sklearn_seqgan.estimators._base import DEFAULT_MAX_STEPS, SequenceClassifierMixin
from sklearn_seqgan.estimators._inference import apply_in_chunks, resolve_device
from sklearn_seqgan.exceptions import DivergenceError
from sklearn_seqgan.labels import as_labels, encode_labels, find_classes, raise_if_no_label
from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.seeding import build_seeded
from sklearn_seqgan.sequences.scaling import ChannelScale

__all__ = ["EPOCH_STEPS", "SequenceNetClassifier"]

EPOCH_STEPS = 10
"""Steps between two rows of skorch's history; a pass over 20 labelled rows would be one."""


_NO_PARAMETERS = {
    "max_epochs": "work is counted in max_steps",
    "classes": "they are taken from y",
}


class SequenceNetClassifier(SequenceClassifierMixin, NeuralNetClassifier):
    """A skorch classifier of sequences, trained for a number of steps on the labelled rows.

    Parameters
    ----------
    module : class
        A network made with ``n_channels`` and ``n_classes``, from a `Batch` of values (batch, T, F)
        and lengths (batch,) to logits (batch, n_classes).
    max_steps, unlabeled, device, random_state
        As in `CNNClassifier`; the others are skorch's, ``max_epochs`` and
        ``classes`` excepted.

    Parameters that a subclass adds for its network are named in ``_module_parameters``.
    """

    _module_parameters: tuple = ()
    _own_constraints: dict = {
        "lr": [Interval(numbers.Real, 0, None, closed="neither")],
        "batch_size": [Interval(numbers.Integral, 1, None, closed="left")],
        "max_steps": [Interval(numbers.Integral, 1, None, closed="left")],
        "unlabeled": [numbers.Real, str, None],
        "device": [str, torch.device],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        module,
        *,
        criterion=torch.nn.CrossEntropyLoss,
        optimizer=torch.optim.Adam,
        lr=1e-3,
        batch_size=64,
        max_steps=DEFAULT_MAX_STEPS,
        train_split=None,
        unlabeled=-1,
        device="auto",
        random_state=None,
        verbose=0,
        **kwargs,
    ):
        for name, reason in _NO_PARAMETERS.items():
            if name in kwargs:
                raise TypeError(f"{name} is not a parameter here: {reason}.")
        super().__init__(
            module,
            criterion=criterion,
            optimizer=optimizer,
            lr=lr,
            batch_size=batch_size,
            train_split=train_split,
            verbose=verbose,
            device=device,
            **kwargs,
        )
        for name in _NO_PARAMETERS:
            delattr(self, name)
        self.max_steps = max_steps
        self.unlabeled = unlabeled
        self.random_state = random_state

    def fit(self, X, y=None, **fit_params):
        """Train on the labelled rows.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Shorter sequences in an array are padded with NaN at their end.
        y : array-like of shape (n,)
            Classes, and the marker `unlabeled` where a sequence has none.
        **fit_params
            Passed on to skorch.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If X, y or a parameter cannot be used.
        DivergenceError
            If a weight leaves the finite numbers.
        """
        return self._fit(X, y, go_on=self.warm_start and self.__sklearn_is_fitted__(), **fit_params)

    def partial_fit(self, X, y=None, classes=None, **fit_params):
        """Train `max_steps` further steps, scaling and classes being those of the first fit.

        Parameters
        ----------
        X, y : as in `fit`
        classes : ignored
            Taken from the y of the first call.
        **fit_params
            Passed on to skorch.

        Returns
        -------
        self
        """
        return self._fit(X, y, go_on=self.__sklearn_is_fitted__(), **fit_params)

    def predict(self, X):
        """Predict the class of each sequence (class indices for a skorch dataset).

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays

        Returns
        -------
        ndarray of shape (n,)
        """
        if is_dataset(X):  # skorch scoring its own validation split, whose targets are indices
            return self.predict_proba(X).argmax(axis=1)
        return super().predict(X)

    def predict_proba(self, X):
        """Probability of each class.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays

        Returns
        -------
        ndarray of shape (n, K)
        """
        if is_dataset(X):
            return super().predict_proba(X)
        check_is_fitted(self)
        device = resolve_device(self.device)
        module = copy.deepcopy(self.module_)
        logits = apply_in_chunks(module, module, self._scaled(X), device)
        return softmax(logits, axis=1)

    def check_data(self, X, y):
        """Do nothing: `fit` has validated, and what skorch sees are tensors in a dictionary."""

    def initialize_module(self):
        """Build the network for the channels and classes at hand, from our own generator."""
        if not hasattr(self, "weights_seed_"):
            raise NotFittedError("The network's shape is known once fit has seen X and y: call fit.")
        kwargs = {"n_channels": self.n_channels_, "n_classes": len(self.classes_)}
        kwargs |= {name: getattr(self, name) for name in self._module_parameters}
        kwargs |= self.get_params_for("module")
        rng = torch.Generator().manual_seed(self.weights_seed_)
        self.module_ = build_seeded(lambda: self.module(**kwargs), rng)
        return self

    def infer(self, x, **fit_params):
        """Logits of skorch's batch, a dictionary of values and lengths."""
        return self.module_(Batch(**to_tensor(x, device=self.device)), **fit_params)

    def set_params(self, **kwargs):
        """Set parameters; where the network is to be made anew, it is to be fitted again."""
        if "device" in kwargs:
            self.device = kwargs.pop("device")
        before = vars(self).get("module_")
        with self._resolved_device() if self.initialized_ else nullcontext():
            super().set_params(**kwargs)
        if vars(self).get("module_") is not before or not kwargs.keys().isdisjoint(self._module_parameters):
            vars(self).pop("n_steps_", None)
        return self

    def get_iterator(self, dataset, training=False):
        """Batches by index; in training as many as the budget of steps holds, drawn from our generator.

        A DataLoader without a generator of its own draws a seed from the global one.
        """
        if not training:
            kwargs = {"batch_size": self.batch_size, "generator": torch.Generator()}
            return self.iterator_valid(dataset, **kwargs | self.get_params_for("iterator_valid"))
        rng = torch.Generator()
        rng.set_state(torch.tensor(self.batches_stream_))
        self.batches_ = _Batches(len(dataset), self.batch_size, self.max_steps, rng)
        kwargs = {"sampler": self.batches_, "batch_size": None, "generator": torch.Generator()}
        return self.iterator_train(dataset, **kwargs | self.get_params_for("iterator_train"))

    def fit_loop(self, X, y=None, epochs=None, **fit_params):
        """Run `max_steps` steps, in epochs of `EPOCH_STEPS`; `epochs` is ignored."""
        return super().fit_loop(X, y, epochs=-(-self.max_steps // EPOCH_STEPS), **fit_params)

    def __setstate__(self, state):
        device = state["device"]
        super().__setstate__(state | {"device": "cpu" if device == "auto" else device})
        self.device = device

    def __sklearn_is_fitted__(self):
        return hasattr(self, "n_steps_")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return tags

    @property
    def classes_(self):
        """Classes, never the marker."""
        return self.classes_inferred_

    @property
    def _default_callbacks(self):
        return [
            ("epoch_timer", EpochTimer()),
            ("train_loss", PassthroughScoring(name="train_loss", on_train=True)),
            ("valid_loss", PassthroughScoring(name="valid_loss")),
            ("valid_acc", EpochScoring("accuracy", name="valid_acc", lower_is_better=False)),
            ("progress", _ProgressBar()),
        ]

    def _get_param_names(self):
        return [name for name in super()._get_param_names() if not name.startswith("_")]

    def _fit(self, X, y, go_on, **fit_params):
        own = {name: getattr(self, name) for name in self._own_constraints}
        validate_parameter_constraints(self._own_constraints, own, type(self).__name__)
        done = self.n_steps_ if go_on else 0
        if not go_on:
            vars(self).pop("n_steps_", None)  # should this fit fail, the last one is not half of it
        sequences, targets = self._labeled_part(X, y, go_on)
        with self._resolved_device():
            if go_on:
                self._move_to_device()
            else:
                self._draw_seeds()
                self.initialize()
            inputs = {"values": sequences.values, "lengths": sequences.lengths}
            NeuralNetClassifier.partial_fit(self, inputs, targets, **fit_params)
        self._raise_if_diverged()
        batches = vars(self).pop("batches_")
        self.batches_stream_ = batches.rng.get_state().numpy().copy()
        self.n_steps_ = done + batches.taken
        return self

    def _move_to_device(self):
        """What an earlier fit may have left on another, or an opened file on the CPU."""
        moments = self.optimizer_.state_dict()
        self.module_.to(self.device)
        self.criterion_.to(self.device)
        self.initialize_optimizer()
        self.optimizer_.load_state_dict(moments)

    def _draw_seeds(self):
        seeds = check_random_state(self.random_state).randint(np.iinfo(np.int32).max, size=2)
        self.weights_seed_ = seeds[0].item()
        self.batches_stream_ = torch.Generator().manual_seed(seeds[1].item()).get_state().numpy().copy()

    def _labeled_part(self, X, y, go_on):
        """Scaled sequences of the rows with a label, and their class indices."""
        sequences, _ = self._validate_sequences(X, reset=not go_on)
        y = as_labels(y, type(self).__name__, len(sequences.lengths))
        if not go_on:
            self.classes_inferred_ = find_classes(y, self.unlabeled)
        targets = encode_labels(y, self.classes_, self.unlabeled)
        rows = np.flatnonzero(targets >= 0)
        raise_if_no_label(rows)
        if not go_on:
            self.scale_ = ChannelScale.fit(sequences)
        return self.scale_.apply(sequences).take(rows), targets[rows]

    def _raise_if_diverged(self):
        for name, weight in self.module_.named_parameters():
            if not torch.isfinite(weight).all():
                vars(self).pop("n_steps_", None)
                raise DivergenceError(f"Training diverged: the weight {name} is not finite. Lower lr.")

    @contextmanager
    def _resolved_device(self):
        """Let skorch see a device that torch knows; the parameter is as before afterwards."""
        device = self.device
        self.device = resolve_device(device)
        try:
            yield
        finally:
            self.device = device


class _Batches:
    """Row numbers of each batch: all rows, or `batch_size` at random if there are more.

    A pass over this is an epoch of at most `EPOCH_STEPS` batches; iterating again goes on
    until the budget of steps is used up.
    """

    def __init__(self, n_rows, batch_size, n_steps, rng):
        self.n_rows, self.batch_size, self.n_steps, self.rng = n_rows, batch_size, n_steps, rng
        self.taken = 0

    def __len__(self):
        return min(EPOCH_STEPS, self.n_steps - self.taken)

    def __iter__(self):
        for _ in range(len(self)):
            self.taken += 1
            if self.n_rows <= self.batch_size:
                yield list(range(self.n_rows))
            else:
                yield torch.randint(self.n_rows, (self.batch_size,), generator=self.rng).tolist()


class _ProgressBar(Callback):
    """One bar over all steps, in place of skorch's table of epochs."""

    def on_train_begin(self, net, **kwargs):
        self.bar_ = tqdm(total=net.max_steps, disable=not net.verbose, desc=type(net).__name__, unit="step")

    def on_batch_end(self, net, training=False, **kwargs):
        self.bar_.update(int(training))

    def on_train_end(self, net, **kwargs):
        self.bar_.close()
        del self.bar_
