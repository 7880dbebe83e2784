"""Refuse, before training, what skorch would accept but a network of sequences cannot use."""
# SPDX-License-Identifier: BSD-3-Clause

import inspect

import numpy as np
import torch
from skorch.callbacks import InputShapeSetter
from skorch.utils import is_dataset

__all__ = ["class_weights", "refuse_arguments", "refuse_components"]

_DRAWN_HERE = "batch_sampler", "batch_size", "drop_last", "sampler", "shuffle"


def refuse_arguments(net, X, fit_params):
    """Raise a TypeError if `fit` was given a Dataset, or a parameter that the network does not take."""
    kind = type(net).__name__
    if is_dataset(X):
        raise TypeError(f"{kind} takes sequences and labels, not a torch Dataset: pass X and y.")
    taken = inspect.signature(getattr(net.module, "forward", net.module)).parameters
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in taken.values()):
        return
    if unknown := sorted(fit_params.keys() - taken):
        raise TypeError(f"{kind} was given {', '.join(unknown)}, which {_name(net.module)} does not take.")


def refuse_components(net):
    """Raise a ValueError if a component of an initialised net cannot work here."""
    _refuse_iterator(net)
    if isinstance(net.criterion_, torch.nn.NLLLoss):
        raise ValueError(
            "criterion=NLLLoss is for logarithms of probabilities, and networks give logits here: take "
            "torch.nn.CrossEntropyLoss, which is the same of logits."
        )
    for name, callback in net.callbacks_:
        if isinstance(callback, InputShapeSetter):
            raise ValueError(f"Leave out the callback {name}: the network is made for the channels of X.")
    if not net.train_split and not net.early_stopping:
        _refuse_to_monitor_nothing(net.callbacks_)


def class_weights(weight, classes):
    """``criterion__weight``, numbers in any container, as a float32 tensor.

    Raises
    ------
    ValueError
        If it does not hold a finite number of at least 0 for each class.
    """
    try:
        numbers = weight if torch.is_tensor(weight) else torch.from_numpy(np.array(weight, dtype=float))
        tensor = numbers.detach().to(torch.float32)
    except (TypeError, ValueError):
        tensor = torch.empty(0)
    if tensor.shape != (len(classes),) or not (torch.isfinite(tensor) & (tensor >= 0)).all():
        raise ValueError(
            f"criterion__weight={weight!r} must hold a number of at least 0 for each of the {len(classes)} "
            "classes, in the order of classes_."
        )
    return tensor


def _refuse_iterator(net):
    for name in _DRAWN_HERE:
        if name in net.get_params_for("iterator_train"):
            raise ValueError(
                f"iterator_train__{name} has no place here: batches are drawn from random_state. Their size "
                "is batch_size."
            )


def _refuse_to_monitor_nothing(callbacks):
    """Refuse to monitor a validation score without a validation set."""
    of_validation = {
        getattr(callback, "name_", None) or callback.name
        for _, callback in callbacks
        if getattr(callback, "on_train", True) is False
    }
    for name, callback in callbacks:
        monitor = getattr(callback, "monitor", None)
        if isinstance(monitor, str) and monitor.removesuffix("_best") in of_validation:
            raise ValueError(
                f"The callback {name} monitors {monitor!r}, but there is no validation set: set train_split, "
                "skorch.dataset.ValidSplit(5, stratified=True) say, or let it monitor 'train_loss"
                f"{monitor[len(monitor.removesuffix('_best')) :]}'."
            )


def _name(module):
    return getattr(module, "__name__", type(module).__name__)
