"""The state of adversarial training: networks, optimisers, priors and the random stream.

A system's steps read and change a `TrainState`. This module creates it, and converts it to numpy and back.
"""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.networks.tensors import copy_tensors, to_numpy, to_tensors
from sklearn_seqgan.objectives.adversarial import LOSSES
from sklearn_seqgan.objectives.lipschitz import LIPSCHITZ
from sklearn_seqgan.ranks import ALONE
from sklearn_seqgan.training.adam import Adam

__all__ = ["TrainState"]


class TrainState:
    """Networks, an optimiser for each that is trained, priors, and the random stream of the steps.

    Parameters
    ----------
    networks : System
    settings : Settings
    priors : Priors
    rng : torch.Generator
        Training happens on its device; everything is moved there.
    setup_seed : int
        Seed of the draws before the first step, the same in every warm start.
    ranks : Alone or Several
        Ranks that train the same networks with the same random stream, each on its part of a batch.
    """

    def __init__(self, networks, settings, priors, rng, setup_seed=0, ranks=ALONE):
        self.networks = networks.to(rng.device).train()
        self.settings = settings
        self.loss, self.lipschitz = LOSSES[settings.loss], LIPSCHITZ[settings.lipschitz]
        self.priors = priors.to(rng.device)
        self.rng, self.ranks = rng, ranks
        self.setup_seed = setup_seed
        self.step, self.resumed = 0, False
        parts = {
            "generator": [networks.generator],
            "critic": networks.critic_parts,
            "encoder": networks.encoder_parts,
        }
        self.optimizers = {name: self._adam(*modules) for name, modules in parts.items() if modules}

    def _adam(self, *parts):
        parameters = [p for part in parts for p in part.parameters()]
        return Adam(parameters, self.settings.learning_rate, self.settings.betas, self.ranks)

    def copy(self):
        """Everything that `load` needs, as nested dictionaries of numbers and of tensors on the device."""
        return copy_tensors({**self._parts(), "code_prior": self.priors.code, "learnt": self.priors.learnt()})

    def to_numpy(self):
        """Everything that `resume` needs, as nested dictionaries of numbers and numpy arrays."""
        return to_numpy(self._parts())

    def _parts(self):
        return {
            "step": self.step,
            "rng": self.rng.get_state(),
            "device": self.rng.device.type,
            "weights": dict(self.networks.state_dict()),
            "optimizers": {name: optimizer.state() for name, optimizer in self.optimizers.items()},
        }

    def resume(self, saved):
        """Continue another fit from where `to_numpy` was called."""
        self.load(saved)
        self.resumed = True

    def load(self, saved):
        """Restore the state from `copy` or `to_numpy`; another kind of device gets a new random stream."""
        saved = to_tensors(saved)
        self.step = saved["step"]
        self.networks.load_state_dict(saved["weights"])
        for name, optimizer in self.optimizers.items():
            optimizer.load(saved["optimizers"][name])
        if saved["device"] == self.rng.device.type:
            self.rng.set_state(saved["rng"])
        if "learnt" in saved:
            code = saved["code_prior"].to(self.priors.code)
            self.priors = self.priors.with_learnt(saved["learnt"])._replace(code=code)
