"""A base for supervised sequence classifiers: skorch with the interface of this package.

A subclass names its network; this module does not know which networks there are.
"""
# SPDX-License-Identifier: BSD-3-Clause

import copy
import inspect
import numbers
import traceback
from collections.abc import Mapping
from os import PathLike
from typing import Any, Self

import numpy as np
import torch
from scipy.special import softmax
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted
from skorch import NeuralNetClassifier
from skorch.callbacks import Callback, EarlyStopping, EpochScoring, EpochTimer, PassthroughScoring
from skorch.utils import is_dataset, to_tensor

from sklearn_seqgan._compat import Interval, validate_parameter_constraints
from sklearn_seqgan._warnings import warn
from sklearn_seqgan.estimators._ambient import in_plain_torch
from sklearn_seqgan.estimators._base import DEFAULT_MAX_STEPS, SequenceClassifierMixin
from sklearn_seqgan.estimators._held_out import held_out_rows
from sklearn_seqgan.estimators._inference import apply_in_chunks, resolve_device
from sklearn_seqgan.estimators._joint import join
from sklearn_seqgan.estimators._net_batches import EPOCH_STEPS, Batches, ProgressBar
from sklearn_seqgan.estimators._net_checkpoint import KeepCheckpoint, NetCheckpointMixin
from sklearn_seqgan.estimators._net_files import NetFileMixin
from sklearn_seqgan.estimators._net_refusals import class_weights, refuse_arguments, refuse_components
from sklearn_seqgan.estimators._plain_net import PlainNet
from sklearn_seqgan.estimators._weights import (
    CLASS_WEIGHT,
    counts_of_labels,
    factors_of,
    weighted_loss,
    with_a_weight,
)
from sklearn_seqgan.exceptions import DivergenceError
from sklearn_seqgan.labels import as_labels, encode_labels, find_classes, raise_if_no_label
from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.dropout import set_part
from sklearn_seqgan.networks.seeding import build_seeded
from sklearn_seqgan.networks.tensors import to_numpy, to_tensors
from sklearn_seqgan.objectives.divergence import first_not_finite, out_of_bounds
from sklearn_seqgan.objectives.early_stopping import TOLERANCE
from sklearn_seqgan.ranks import ALONE, Alone, find_ranks
from sklearn_seqgan.sequences.scaling import ChannelScale
from sklearn_seqgan.typing import ArrayLike, LabelsLike, SequencesLike

__all__ = ["SequenceNetClassifier"]

_FACTORS = "factors"
"""Name, among the arrays that skorch gets for X, of the weights of each row's loss."""

_NO_PARAMETERS = {
    "max_epochs": "work is counted in max_steps",
    "classes": "they are taken from y",
}


class SequenceNetClassifier(NetCheckpointMixin, NetFileMixin, SequenceClassifierMixin, PlainNet):
    """A skorch classifier of sequences, trained for a number of steps on the labelled rows.

    Parameters
    ----------
    module : class
        A network made with ``n_channels`` and ``n_classes``, from a `Batch` of values (batch, T, F)
        and lengths (batch,) to logits (batch, n_classes).
    max_steps, unlabeled, device, random_state
        As in `CNNClassifier`; the others are skorch's, except ``max_epochs`` and ``classes``.

    Parameters that a subclass adds for its network are named in ``_module_parameters``.
    """

    _ranks_: Alone  # during a fit that several ranks share
    _module_parameters: tuple = ()
    _own_constraints: dict = {
        "lr": [Interval(numbers.Real, 0, None, closed="neither")],
        "batch_size": [Interval(numbers.Integral, 1, None, closed="left")],
        "max_steps": [Interval(numbers.Integral, 1, None, closed="left")],
        "criterion": [callable],
        "optimizer": [callable],
        "train_split": [callable, None],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(numbers.Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(numbers.Integral, 1, None, closed="left")],
        "checkpoint": [str, PathLike, None],
        "checkpoint_every": [Interval(numbers.Integral, 1, None, closed="left")],
        "class_weight": CLASS_WEIGHT,
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
        early_stopping=False,
        validation_fraction=0.1,
        n_iter_no_change=10,
        checkpoint=None,
        checkpoint_every=50,
        class_weight=None,
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
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.checkpoint = checkpoint
        self.checkpoint_every = checkpoint_every
        self.class_weight = class_weight
        self.unlabeled = unlabeled
        self.random_state = random_state

    def fit(
        self,
        X: SequencesLike,
        y: LabelsLike | None = None,
        sample_weight: ArrayLike | None = None,
        **fit_params: Any,
    ) -> Self:
        """Train on the labelled rows.

        Ctrl-C ends training, not the program, as with skorch: you can use the network trained so far, and a
        ConvergenceWarning says how far it got. Before the first step there is no network, and
        KeyboardInterrupt is raised.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : array-like of shape (n,)
            Classes, and the marker `unlabeled` for sequences without a label.
        sample_weight : array-like of shape (n,), default=None
            Relative weight of the loss of each row; 0 ignores its label. Values for rows without a label do
            not matter.
        **fit_params
            Further arguments of the network's ``forward``; the networks of this package have none.

        Returns
        -------
        self
            The estimator itself.

        Raises
        ------
        TypeError
            If X is a torch Dataset, or `fit_params` holds an argument that the network does not take.
        ValueError
            If X, y or a parameter cannot be used.
        DivergenceError
            If a loss or a weight is no longer finite, or the loss exceeds 10,000.
        """
        go_on = self.warm_start and self.__sklearn_is_fitted__()
        return self._fit(X, y, go_on=go_on, sample_weight=sample_weight, **fit_params)

    def partial_fit(
        self,
        X: SequencesLike,
        y: LabelsLike | None = None,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
        **fit_params: Any,
    ) -> Self:
        """Train for `max_steps` further steps, with scaling and classes of the first fit.

        Parameters
        ----------
        X, y : as in `fit`
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        classes : array-like of shape (K,), default=None
            All classes of all calls, given in the first call; the marker does not count. None: those of its
            y. In a later call, leave it out or give the same.
        sample_weight, **fit_params : as in `fit`
            Weight of each row, and arguments for skorch.

        Returns
        -------
        self
            The estimator itself.

        Raises
        ------
        TypeError, ValueError, DivergenceError
            As `fit`; also if y has a class that the first call did not have, or `classes` differ.
        """
        go_on = self.__sklearn_is_fitted__()
        return self._fit(X, y, go_on=go_on, classes=classes, sample_weight=sample_weight, **fit_params)

    def predict(self, X: SequencesLike | torch.utils.data.Dataset) -> np.ndarray:
        """Predict the class of each sequence (class indices for a skorch dataset).

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        ndarray of shape (n,)
            Entries of ``classes_``.
        """
        if is_dataset(X):  # skorch scoring its own validation split, whose targets are indices
            return self.predict_proba(X).argmax(axis=1)
        return super().predict(X)  # pyright: ignore[reportArgumentType]

    @in_plain_torch
    def predict_proba(self, X: SequencesLike | torch.utils.data.Dataset) -> np.ndarray:
        """Probability of each class.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        ndarray of shape (n, K)
            Columns in the order of ``classes_``; rows sum to 1.
        """
        if is_dataset(X):
            return super().predict_proba(X)
        check_is_fitted(self)
        logits = apply_in_chunks(*self._logits_of(), self._scaled(X), resolve_device(self.device))
        return softmax(logits, axis=1)

    def _logits_of(self) -> tuple[Any, Any]:
        """A copy of the network, which gives logits of a `Batch`."""
        module = copy.deepcopy(self.module_).eval()
        return module, module

    def check_data(self, X: Any, y: Any) -> None:
        """Do nothing: `fit` has validated the data, and skorch sees a dictionary of tensors."""

    def initialize_module(self) -> Self:
        """Build the network for the number of channels and classes, with our own random generator."""
        if not hasattr(self, "weights_seed_"):
            raise NotFittedError("The network's shape is known once fit has seen X and y: call fit.")
        kwargs = self._module_arguments()
        rng = torch.Generator().manual_seed(self.weights_seed_)
        self.module_ = build_seeded(lambda: self.module(**kwargs), rng)
        return self

    def _module_arguments(self):
        kwargs = {"n_channels": self.n_channels_, "n_classes": len(self.classes_)}
        kwargs |= {name: getattr(self, name) for name in self._module_parameters}
        return kwargs | self.get_params_for("module")

    def initialize_criterion(self) -> Self:
        """Make the criterion, or a copy of it; its class weights are float32, like the network."""
        kwargs = self.get_params_for("criterion")
        if kwargs.get("weight") is not None:
            kwargs["weight"] = class_weights(kwargs["weight"], self.classes_)
        criterion = copy.deepcopy(self.initialized_instance(self.criterion, kwargs))
        self.criterion_ = criterion.float() if isinstance(criterion, torch.nn.Module) else criterion
        return self

    def get_dataset(self, X: Any, y: Any = None) -> Any:
        """skorch's dataset of sequences in any form, scaled."""
        if not is_dataset(X) and not isinstance(X, Mapping):
            X = _inputs(self._scaled(X).load())
        return super().get_dataset(X, y)

    def get_split_datasets(self, X: Any, y: Any = None, **fit_params: Any) -> Any:
        """skorch's training and validation sets; with `early_stopping` the latter is held out here."""
        if not self.early_stopping or self.train_split:
            return super().get_split_datasets(X, y, **fit_params)
        dataset, seed = self.get_dataset(X, y), self.weights_seed_
        held = held_out_rows(y, self.validation_fraction, seed)
        kept = np.setdiff1d(np.arange(len(y)), held)
        return tuple(torch.utils.data.Subset(dataset, rows.tolist()) for rows in (kept, held))

    def infer(self, x: Any, **fit_params: Any) -> Any:
        """Logits of a skorch batch, a dictionary of values and lengths."""
        if not isinstance(x, Mapping):
            raise TypeError(
                f"A batch is a dictionary of values and lengths, got {type(x).__name__}: train_split must "
                "split what it is given, as skorch.dataset.ValidSplit does."
            )
        seen = {name: value for name, value in x.items() if name != _FACTORS}
        return self.module_(Batch(**to_tensor(seen, device=resolve_device(self.device))), **fit_params)

    def get_loss(self, y_pred: Any, y_true: Any, X: Any = None, training: bool = False) -> Any:
        """skorch's loss, in which rows are weighted by `sample_weight` and `class_weight`.

        With several ranks it is the loss of the joint batch, with the gradient for this rank's logits.
        """
        factors = X.get(_FACTORS) if isinstance(X, Mapping) else None
        if training and "_ranks_" in vars(self):
            known = [y_true] if factors is None else [y_true, factors]
            known = to_tensor(known, device=y_pred.device)
            y_pred, y_true, *factors = self._of_joint_batch(y_pred, *known)
            factors = factors[0] if factors else None
        if factors is None:
            return super().get_loss(y_pred, y_true, X=X, training=training)
        return weighted_loss(self.criterion_, y_pred, *to_tensor([y_true, factors], device=y_pred.device))

    def _of_joint_batch(self, *mine):
        return [self._ranks_.completed(x, self.batches_.part) for x in mine]

    def on_grad_computed(self, net: Any, named_parameters: Any, **kwargs: Any) -> None:
        """Sum the gradients of all ranks before a callback sees them."""
        if "_ranks_" in vars(self):
            moved = [w for _, w in named_parameters if w.grad is not None]
            for weight, gradient in zip(moved, self._ranks_.sums([w.grad for w in moved]), strict=True):
                weight.grad = gradient

    def initialize(self) -> Self:
        """Rebuild the network; it has to be fitted again."""
        vars(self).pop("n_steps_", None)
        return super().initialize()

    def set_params(self, **kwargs: Any) -> Self:
        """Set parameters; if this rebuilds the network, it has to be fitted again."""
        before = vars(self).get("module_")
        super().set_params(**kwargs)
        if vars(self).get("module_") is not before or not kwargs.keys().isdisjoint(self._module_parameters):
            vars(self).pop("n_steps_", None)
        return self

    def get_iterator(self, dataset: Any, training: bool = False) -> Any:
        """Batches of row numbers; in training, as many as there are steps left, drawn from our generator.

        A DataLoader without its own generator would draw a seed from the global one.
        """
        if not training:
            kwargs = {"batch_size": self.batch_size, "generator": torch.Generator()}
            return self.iterator_valid(dataset, **kwargs | self.get_params_for("iterator_valid"))
        rng = torch.Generator()
        rng.set_state(torch.tensor(self.batches_stream_))
        done = vars(self).get("n_steps_", 0)
        ranks = vars(self).get("_ranks_", ALONE)
        self.batches_ = Batches(len(dataset), self.batch_size, self.max_steps, rng, done, ranks)
        set_part(self.module_, self.batches_.part)
        if self._earlier is not None:
            self._restore(self._earlier)
        kwargs = {"sampler": self.batches_, "batch_size": None, "generator": torch.Generator()}
        return self.iterator_train(dataset, **kwargs | self.get_params_for("iterator_train"))  # pyright: ignore[reportOptionalCall]

    def fit_loop(self, X: Any, y: Any = None, epochs: Any = None, **fit_params: Any) -> Self:
        """Run `max_steps` steps, in epochs of `EPOCH_STEPS`; `epochs` is ignored."""
        left = self.max_steps - (0 if self._earlier is None else self._earlier.taken)
        try:
            return super().fit_loop(X, y, epochs=-(-left // EPOCH_STEPS), **fit_params)
        except KeyboardInterrupt as stop:
            if "batches_" in vars(self):
                self.batches_.interrupted = not _is_of_callback(stop)
            raise  # skorch takes this exception for the end of training

    def on_epoch_end(
        self, net: Any, dataset_train: Any = None, dataset_valid: Any = None, **kwargs: Any
    ) -> None:
        """Raise a DivergenceError if the loss of the epoch is too large or not finite."""
        losses = self.history[-1, "batches", :, "train_loss"]
        mean = {"train_loss": sum(losses) / len(losses)}
        if found := out_of_bounds(mean, self.batches_.taken, len(losses)):
            self._give_up(found[1], self.history.to_list()[:-1])

    def __getstate__(self):
        state = super().__getstate__()
        if "batches_" in state:  # a checkpoint is made while training goes on
            state |= _after(state.pop("batches_"))
        state.pop("_checkpoint_", None)
        return state

    def __repr__(self):
        """As scikit-learn's: the parameters that differ from the defaults."""
        module = inspect.signature(type(self)).parameters["module"].default
        defaults = type(self)(module=module).get_params(deep=False)
        texts = {name: repr(value) for name, value in sorted(self.get_params(deep=False).items())}
        changed = [f"{k}={v}" for k, v in texts.items() if k not in defaults or v != repr(defaults[k])]
        return f"{type(self).__name__}({', '.join(changed)})"

    def __sklearn_is_fitted__(self):
        return hasattr(self, "n_steps_")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return tags

    @property
    def classes_(self) -> np.ndarray:
        """Classes, never the marker."""
        return self.classes_inferred_

    @property
    def _default_callbacks(self):
        return [
            ("epoch_timer", EpochTimer()),
            ("train_loss", PassthroughScoring(name="train_loss", on_train=True)),
            ("valid_loss", PassthroughScoring(name="valid_loss")),
            ("valid_acc", EpochScoring("accuracy", name="valid_acc", lower_is_better=False)),
            *([("early_stopping", self._early_stopping())] if self.early_stopping else ()),
            ("checkpoint", KeepCheckpoint()),
            ("progress", ProgressBar()),
        ]

    def _early_stopping(self):
        """Callback that stops when the held-out accuracy no longer grows, and restores the best weights."""
        return EarlyStopping(
            "valid_acc", self.n_iter_no_change, TOLERANCE, "abs", lower_is_better=False, load_best=True
        )

    def _get_param_names(self):
        return [name for name in super()._get_param_names() if not name.startswith("_")]

    def _fit(self, X, y, go_on, classes=None, sample_weight=None, **fit_params):
        ranks = find_ranks()
        self.check_training_readiness()
        own = {name: getattr(self, name) for name in self._own_constraints}
        validate_parameter_constraints(self._own_constraints, own, type(self).__name__)
        refuse_arguments(self, X, fit_params)
        if not go_on:
            vars(self).pop("n_steps_", None)  # a failed fit must not leave a mixture of two
        with self._door():
            sequences, targets, factors = self._labeled_part(X, y, go_on, classes, sample_weight, ranks)
            if go_on:
                self._move_to_device()
            else:
                self._draw_seeds(ranks)
            inputs = _inputs(sequences, factors)
            checkpoint = self._open_checkpoint(inputs, targets, go_on, ranks)
            if not go_on:
                self.initialize()
            refuse_components(self)
            self._train(inputs, targets, checkpoint, ranks, **fit_params)
        return self

    def _train(self, inputs, targets, checkpoint, ranks, **fit_params):
        """Train as skorch does, and keep what is needed to continue."""
        try:
            vars(self)["_checkpoint_"] = checkpoint
            if ranks.size > 1:
                vars(self)["_ranks_"] = ranks
            NeuralNetClassifier.partial_fit(self, inputs, targets, **fit_params)
        except DivergenceError:
            if checkpoint is not None:
                checkpoint.remove()
            raise
        finally:
            batches = vars(self).pop("batches_", None)
            vars(self).pop("_checkpoint_")
            vars(self).pop("_ranks_", None)
            set_part(self.module_, None)
        if name := first_not_finite(self.module_.named_parameters()):
            self._give_up(f"the weight {name} is not finite", self.history.to_list())
        if batches is None or (batches.interrupted and batches.done + batches.taken == 0):
            raise KeyboardInterrupt("Interrupted before the first step.")
        if batches.interrupted and ranks.size > 1:  # the devices of the others are not known
            raise KeyboardInterrupt
        if ranks.size > 1:
            self.module_.load_state_dict(to_tensors(ranks.first(to_numpy(dict(self.module_.state_dict())))))
        vars(self).update(_after(batches))
        if batches.interrupted:
            warn(
                f"Interrupted after {batches.taken} of {self.max_steps} steps: the network so far is kept, "
                "and partial_fit goes on from it.",
                ConvergenceWarning,
            )
        elif checkpoint is not None:
            checkpoint.remove()

    def _give_up(self, problem, history):
        vars(self).pop("n_steps_", None)
        raise DivergenceError(f"Training diverged: {problem}. Lower lr.", history)

    def _move_to_device(self):
        """Move what an earlier fit may have left on another device, or an opened file on the CPU."""
        moments = self.optimizer_.state_dict()
        self.module_.to(self.device)
        if isinstance(self.criterion_, torch.nn.Module):
            self.criterion_.to(self.device)
        self.initialize_optimizer()
        self.optimizer_.load_state_dict(moments)

    def _draw_seeds(self, ranks=ALONE):
        seeds = ranks.first(check_random_state(self.random_state).randint(np.iinfo(np.int32).max, size=2))
        self.weights_seed_ = seeds[0].item()
        self.batches_stream_ = torch.Generator().manual_seed(seeds[1].item()).get_state().numpy().copy()

    def _labeled_part(self, X, y, go_on, classes, sample_weight, ranks):
        """Scaled sequences of the labelled rows, their class indices, and their weights.

        Every rank gets those of all ranks.
        """
        sequences, _ = ranks.together(lambda: self._validate_sequences(X, reset=not go_on))
        sequences, (y, sample_weight) = join(self, sequences, (y, sample_weight), ranks)
        y = as_labels(y, type(self).__name__, len(sequences.lengths))
        if classes is not None:
            classes = find_classes(as_labels(classes), self.unlabeled)
        counts = counts_of_labels(sample_weight, len(y))
        kept = with_a_weight(y, counts)
        if not go_on:
            self.classes_inferred_ = find_classes(y[kept], self.unlabeled) if classes is None else classes
        elif classes is not None and not np.array_equal(classes, self.classes_):
            raise ValueError(
                f"classes={classes.tolist()} are not those of the first call, {self.classes_.tolist()}: "
                "leave classes out, or call fit to start anew."
            )
        targets = encode_labels(y[kept], self.classes_, self.unlabeled)
        rows, targets = kept[targets >= 0], targets[targets >= 0]
        raise_if_no_label(rows)
        if not go_on:
            self.scale_ = ChannelScale.fit(sequences)
        factors = factors_of(counts, rows, self.class_weight, self.classes_, targets)
        return self.scale_.apply(sequences).take(rows), targets, factors


def _inputs(sequences, factors=None):
    """X for skorch: a dictionary of arrays with one row per sequence."""
    inputs = {"values": sequences.values, "lengths": sequences.lengths}
    return inputs if factors is None else inputs | {_FACTORS: factors}


def _after(batches):
    """What a net has to remember about the batches taken."""
    return {
        "n_steps_": batches.done + batches.taken,
        "batches_stream_": batches.rng.get_state().numpy().copy(),
    }


def _is_of_callback(stop):
    """Whether a callback raised it, as EarlyStopping does to end training, rather than a signal."""
    *_, (frame, _) = traceback.walk_tb(stop.__traceback__)
    return isinstance(frame.f_locals.get("self"), Callback)
