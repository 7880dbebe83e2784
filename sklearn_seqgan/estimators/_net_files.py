"""Files of classifiers that are skorch nets."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import Self

import torch
from skorch.history import History

from sklearn_seqgan.estimators._files import (
    NetworkFileMixin,
    check_scale_and_classes,
    check_sizes,
    check_weights,
)
from sklearn_seqgan.networks.dropout import set_streams, streams_of
from sklearn_seqgan.networks.seeding import build_without_memory
from sklearn_seqgan.networks.tensors import to_numpy, to_tensors

__all__ = ["NetFileMixin"]

LEARNT = (
    *("input_form_", "n_channels_", "n_features_in_", "feature_names_in_", "classes_inferred_", "scale_"),
    *("weights_seed_", "batches_stream_", "n_steps_"),
)


class NetFileMixin(NetworkFileMixin):
    """`save` and `load` of a net: its network's weights, and what a further fit needs."""

    optimizer_: torch.optim.Optimizer

    def drop_training_state(self) -> Self:
        """Forget the moments of the optimiser: two thirds of the memory, with Adam.

        Predictions stay bit-identical. `partial_fit` continues from the weights with new moments.

        Returns
        -------
        self
            The estimator itself.
        """
        super().drop_training_state()
        self.optimizer_.state.clear()
        return self

    def _default_parameters(self):
        return type(self)().get_params(deep=False)

    def _learnt(self, training_state):
        learnt = {name: vars(self)[name] for name in LEARNT if name in vars(self)}
        learnt |= {"weights": to_numpy(dict(self.module_.state_dict())), "history": self.history.to_list()}
        if training_state:
            learnt["optimizer"] = to_numpy(self.optimizer_.state_dict())
            learnt["streams"] = to_numpy(streams_of(self.module_))
        return learnt

    def _relearn(self, learnt):
        vars(self).update({name: learnt[name] for name in LEARNT if name in learnt})
        arguments = self._module_arguments()
        check_sizes(arguments)
        check_weights(learnt["weights"], build_without_memory(lambda: self.module(**arguments)))
        check_scale_and_classes(self)
        stream = torch.Generator().get_state().numpy()
        if (self.batches_stream_.shape, self.batches_stream_.dtype) != (stream.shape, stream.dtype):
            raise ValueError("batches_stream_ is no state of a generator.")
        self._check_form()
        self.initialize()
        self.module_.load_state_dict(to_tensors(learnt["weights"]))
        if "optimizer" in learnt:
            self.optimizer_.load_state_dict(to_tensors(learnt["optimizer"]))
            _check_moments(self.optimizer_)
        set_streams(self.module_, to_tensors(learnt.get("streams", {})))
        self.history_ = History(learnt["history"])
        self.n_steps_ = learnt["n_steps_"]


def _check_moments(optimizer):
    """Raise a ValueError if an optimiser's state is neither of its weight's shape nor one number."""
    for weight, moments in optimizer.state.items():
        if any(torch.is_tensor(m) and m.ndim and m.shape != weight.shape for m in moments.values()):
            raise ValueError("the optimiser's moments are not of the shapes of the weights.")
